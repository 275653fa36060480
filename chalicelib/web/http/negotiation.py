"""Which language a page is in: as chosen by hand, else as the browser asks for, else English.

frontend/cdn/viewer-request.js decides the same in front of the service, where a CDN is.
"""

import re
from collections.abc import Collection

from chalicelib.web.i18n.catalogue import FALLBACK, languages

AT_HOME = {"de": "DE", "fr": "FR", "it": "IT", "nl": "NL", "pl": "PL", "sv": "SE"}
_MAX_RANGES = 20  # of one header
_SPACE = " \t"  # of headers (RFC 9110 section 5.6.3)
_WEIGHT = r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}"


def language_of(chosen: str, accepted: str) -> str:
    """Returns the language for a cookie's value and an Accept-Language header; "" where absent."""
    if chosen in languages():
        return chosen
    return best_language(accepted, languages())


def best_language(accepted: str, available: Collection[str]) -> str:
    """Returns the best of `available` for an Accept-Language header (RFC 9110 section 12.5.4).

    By the lookup of RFC 4647, where "pt-BR" is answered with "pt"; English where nothing fits.
    """
    ranges = []
    for place, part in enumerate(accepted.split(",")[:_MAX_RANGES]):
        tag, *parameters = (piece.strip(_SPACE) for piece in part.lower().split(";"))
        quality = _quality(parameters)
        if tag and quality > 0:
            ranges.append((-quality, place, tag))
    for _, _, tag in sorted(ranges):
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
    first = accepted.partition(",")[0].partition(";")[0]
    language, *subtags = first.strip(_SPACE).lower().split("-")
    if not subtags:
        return AT_HOME.get(language, "")
    regions = [each for each in subtags if re.fullmatch("[a-z]{2}", each)]
    return regions[0].upper() if regions else ""


def _quality(parameters: list[str]) -> float:
    """Returns a range's weight from 0 (not at all) to 1; 0 as well for what is no such number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip(_SPACE) == "q":
            value = value.strip(_SPACE)
            quality = float(value) if re.fullmatch(_WEIGHT, value, re.ASCII) else 0
            return quality if quality <= 1 else 0
    return 1
