"""Crisis lines: on every face of the finder, one tap to call (policy rule 12)."""

from functools import lru_cache
from typing import NamedTuple

from chalicelib import settings
from chalicelib.web.i18n.catalogue import FALLBACK, Translator, UnknownText, translator
from chalicelib.web.i18n.formatting import tel_link


class CrisisLine(NamedTuple):
    """A line as pages show it: `country` in words, `number` as written, `tel` as a link."""

    country: str
    number: str
    tel: str
    note: str


def crisis_lines(country: str = "", language: str = FALLBACK) -> tuple[CrisisLine, ...]:
    """Returns all lines of the deployment, that of the country (ISO 3166) first."""
    t = translator(language)
    lines = []
    for entry in settings.current().crisis_lines.split(";"):
        codes, number, note = (part.strip() for part in f"{entry}::".split(":")[:3])
        if not number:
            continue
        line = CrisisLine(
            _text_or(t, f"crisis.country.{codes}", codes.replace("+", ", ")),
            number,
            tel_link(number),
            _text_or(t, f"crisis.{note}", note),
        )
        lines.append((country not in codes.split("+"), line))
    return tuple(line for _, line in sorted(lines, key=lambda entry: entry[0]))


def _text_or(t: Translator, key: str, otherwise: str) -> str:
    """Returns a text of the catalogue; the setting's own words where it has none."""
    try:
        return t(key)
    except UnknownText:
        return otherwise


@lru_cache(maxsize=1)
def _countries_of_zones() -> dict[str, str]:
    from importlib.resources import files  # no page of results needs it, nor what it imports

    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of_zone(timezone: str) -> str:
    """Returns the country (ISO 3166) of an IANA zone; "" where it has none of its own."""
    return _countries_of_zones().get(timezone, "")
