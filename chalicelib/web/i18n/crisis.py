"""Crisis lines: on every face of the finder, one tap to call (policy rule 12)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from chalicelib import settings
from chalicelib.web.i18n.catalogue import FALLBACK, Translator, UnknownText, translator
from chalicelib.web.i18n.crisis_table import ENTRIES, OF_LANGUAGE

DIRECTORY = "findahelpline.com"  # of the lines of all countries, by ThroughLine


class CrisisLine(NamedTuple):
    """A line as pages show it: `country` in words, `number` as written, `link` to it, a note.

    `number` is an address, and `link` a page, where it is the directory of all lines.
    """

    country: str
    number: str
    link: str
    note: str

    @property
    def is_telephone(self) -> bool:
        """Whether a tap calls it."""
        return self.link.startswith("tel:")


def crisis_lines(country: str = "", language: str = FALLBACK) -> tuple[CrisisLine, ...]:
    """Returns the lines of a country (ISO 3166; "": not known), then the directory of all lines.

    What a deployment's setting says of a country comes first and stands for it. Where the country
    is not known, these are the deployment's, or those of the countries of the language. Nobody is
    shown another country's number for their own.
    """
    t = translator(language)
    set_here = tuple(_set_here(t))
    if country:
        found = [line for codes, line in set_here if country in codes] or _built_in(t, country)
    else:
        found = [line for _, line in set_here] or [
            line for code in OF_LANGUAGE.get(language, ()) for line in _built_in(t, code)
        ]
    directory = CrisisLine(t("crisis.everywhere"), DIRECTORY, f"https://{DIRECTORY}", "")
    return (*dict.fromkeys(found), directory)


def _set_here(t: Translator) -> Iterator[tuple[list[str], CrisisLine]]:
    """Yields the lines of the deployment's setting with their countries."""
    for entry in settings.current().crisis_lines.split(";"):
        codes, number, note = (part.strip() for part in f"{entry}::".split(":")[:3])
        if number:
            countries = codes.split("+")
            yield countries, _line(t, countries, number, note)


def _built_in(t: Translator, country: str) -> list[CrisisLine]:
    return [
        _line(t, entry.countries, entry.number, entry.note)
        for entry in ENTRIES
        if country in entry.countries
    ]


def _line(t: Translator, countries: Iterable[str], number: str, note: str) -> CrisisLine:
    *some, last = (_text_or(t, f"crisis.country.{code}", code) for code in countries)
    names = t("list.and", some=t("list.comma").join(some), last=last) if some else last
    words = _text_or(t, f"crisis.{note}", note) if note else ""
    # Not `tel_link`: these are our own or the operator's, and one may begin with *.
    return CrisisLine(names, number, "tel:" + re.sub(r"[^0-9+*,]", "", number), words)


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
