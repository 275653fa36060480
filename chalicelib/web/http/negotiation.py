"""Which language a page is in: as chosen by hand, else as the browser asks for, else English."""

from collections.abc import Collection

from chalicelib.web.i18n.catalogue import FALLBACK, languages

_AT_HOME = {"de": "DE", "fr": "FR", "it": "IT", "nl": "NL", "pl": "PL", "sv": "SE"}
_MAX_RANGES = 20  # of one header


def language_of(chosen: str, accepted: str) -> str:
    """Returns the language for a cookie's value and an Accept-Language header; "" where absent."""
    if chosen in languages():
        return chosen
    return negotiated(accepted, languages())


def negotiated(accepted: str, available: Collection[str]) -> str:
    """Returns the best of `available` for an Accept-Language header (RFC 9110 section 12.5.4).

    By the lookup of RFC 4647, where "pt-BR" is answered with "pt"; English where nothing fits.
    """
    wanted = []
    for place, part in enumerate(accepted.split(",")[:_MAX_RANGES]):
        tag, *parameters = (piece.strip() for piece in part.lower().split(";"))
        quality = _quality(parameters)
        if tag and quality > 0:
            wanted.append((-quality, place, tag))
    for _, _, tag in sorted(wanted):
        if tag == "*":
            return FALLBACK
        while tag:
            if tag in available:
                return tag
            tag = tag.rpartition("-")[0]
    return FALLBACK


def country_of(accepted: str) -> str:
    """Returns the country that an Accept-Language header most likely comes from.

    As ISO 3166-1 alpha-2: the first tag's region ("de-CH"), or where its language is at home; ""
    where neither says.
    """
    language, *subtags = accepted.partition(",")[0].partition(";")[0].strip().lower().split("-")
    if not subtags:
        return _AT_HOME.get(language, "")
    regions = [subtag for subtag in subtags if len(subtag) == 2 and subtag.isalpha()]
    return regions[0].upper() if regions else ""


def _quality(parameters: list[str]) -> float:
    """Returns a range's weight from 0 (not at all) to 1; 0 as well for what is no such number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0
            return quality if 0 <= quality <= 1 else 0
    return 1
