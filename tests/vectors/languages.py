"""Writes tests/vectors/languages.json: what browsers ask for, and the one tag that stands for it.

    make vectors

One file for the service and the function in front of it (frontend/cdn/viewer-request.js): it must
find the tag, from which the service reads the language and country that it would have read itself.

    {"languages": [...], "at_home": {language: country}, "cases": ["COOKIE | HEADER | TAG", ...]}
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.web.http.negotiation import AT_HOME, country_of, language_of
from chalicelib.web.i18n.catalogue import languages
from tests.vectors.case_file import write

FILE = Path(__file__).with_name("languages.json")
DRAWN = 3_000
_WRITTEN = (
    "",
    "es-MX,es;q=0.9,en;q=0.8",
    "de,en-US;q=0.7,en;q=0.3",
    "de-Latn,fr;q=0.9",
    "fr-419",
    "it-IT,it;q=0.9",
    "it",
    "zh-Hant-TW, pt-BR;q=0.4",
    "AR-eg",
    "*",
    "nl, *;q=0.5, de;q=0.4",
    "de;q=0, fr",
    "de;q=2, fr;q=x, es;q=0.1",
    "de; q=0.2 ; x=1 , ar ; q = 0.3",
    ",;,;q=1,,",
    "-,;q=x",
    "de-",
    "-de",
    "--",
    "en-AU",
    "en-A1-GB",
    "x" * 3000,
    ",".join(["xx"] * 20 + ["de"]),
    ",".join(["xx"] * 19 + ["de"]),
    *(f"fr;q=0.5,de;q={weight}" for weight in ("1e-1", "0x1", "inf", "nan", "1_0", "+1", "-0", "")),
    *(
        f"fr;q=0.5,de;q={weight}"
        for weight in (".6", "1.", "0.60000000001", "00001", "1.0001", ".")
    ),
    "fr;q=0.5,de;q",
    "fr;q=0.5,de;q=1;q=0",
    "fr;q=0.5,de;Q=0.9",
    "\tde\t;\tq=1",
    "\xa0de",
    "d\xe9-\xc9\xc9",
    "de-\xe9\xe9",
)
_TAGS = (
    *("de", "de-DE", "de-AT", "de-Latn-CH", "en", "en-US", "en-GB", "en-AU", "es", "es-419"),
    *(
        "fr",
        "fr-CA",
        "pt-BR",
        "pt",
        "ar",
        "ar-EG",
        "it",
        "it-IT",
        "nl",
        "pl-PL",
        "sv",
        "ja",
        "zh-TW",
    ),
    *("*", "", "x-de", "i-klingon", "de-1996", "en-US-POSIX"),
)
_WEIGHTS = ("", "", ";q=1", ";q=0.9", ";q=0.8", "; q=0.5", ";q=0", ";q=0.001", ";q=9", ";x=1;q=.7")
_COOKIES = ("", "", "", "de", "fr", "en", "ar", "DE", "it", "../../etc", "de-AT")


def tag_of(chosen: str, accepted: str) -> str:
    """Returns language and country in one tag, from which the service reads the same two."""
    language, country = language_of(chosen, accepted), country_of(accepted)
    if country:
        return f"{language}-{country}"
    return f"{language}-001" if language in AT_HOME else language


def asked() -> Iterator[tuple[str, str]]:
    """Yields cookie and header, those that browsers send and those that nobody should."""
    for accepted in _WRITTEN:
        for chosen in ("", "de", "fr", "en", "xx"):
            yield chosen, accepted
    draw = random.Random(4647)  # nosec B311 # the same cases each time
    for _ in range(DRAWN):
        ranges = (
            draw.choice(_TAGS) + draw.choice(_WEIGHTS) for _ in range(draw.choice((1, 2, 2, 3, 5)))
        )
        yield draw.choice(_COOKIES), draw.choice((",", ", ", " ,")).join(ranges)


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call."""
    cases = [f"{chosen} | {accepted} | {tag_of(chosen, accepted)}" for chosen, accepted in asked()]
    return {"languages": sorted(languages()), "at_home": dict(AT_HOME), "cases": cases}


if __name__ == "__main__":
    write(FILE, generate())
