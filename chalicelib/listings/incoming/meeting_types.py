"""The type codes of the Meeting Guide format, and how feeds write them."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.meeting import PRIVATE

# Code to English name, as published with the format. LS, a reading of one fellowship, is known by
# its code alone.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "11": "11th Step Meditation",
        "12x12": "12 Steps & 12 Traditions",
        "A": "Secular",
        "ABSI": "As Bill Sees It",
        "AL": "Concurrent with Alateen",
        "AL-AN": "Concurrent with Al-Anon",
        "AM": "Amharic",
        "ASL": "American Sign Language",
        "B": "Big Book",
        "BA": "Babysitting Available",
        "BE": "Newcomer",
        "BI": "Bisexual",
        "BRK": "Breakfast",
        "BV-I": "Blind / Visually Impaired",
        "C": "Closed",
        "CAN": "Candlelight",
        "CF": "Child-Friendly",
        "D": "Discussion",
        "D-HOH": "Deaf / Hard of Hearing",
        "DA": "Danish",
        "DB": "Digital Basket",
        "DD": "Dual Diagnosis",
        "DE": "German",
        "DR": "Daily Reflections",
        "EL": "Greek",
        "EN": "English",
        "FA": "Persian",
        "FF": "Fragrance Free",
        "FR": "French",
        "G": "Gay",
        "GR": "Grapevine",
        "H": "Birthday",
        "HE": "Hebrew",
        "HI": "Hindi",
        "HR": "Croatian",
        "HU": "Hungarian",
        "ITA": "Italian",
        "JA": "Japanese",
        "KOR": "Korean",
        "L": "Lesbian",
        "LGBTQ": "LGBTQ",
        "LIT": "Literature",
        "LO-I": "Loners / Isolationists",
        "LS": "",
        "LT": "Lithuanian",
        "M": "Men",
        "MED": "Meditation",
        "ML": "Malayalam",
        "N": "Native American",
        "NB": "Non-Binary",
        "NDG": "Indigenous",
        "NO": "Norwegian",
        "O": "Open",
        "OUT": "Outdoor",
        "P": "Professionals",
        "POA": "Proof of Attendance",
        "POC": "People of Color",
        "POL": "Polish",
        "POR": "Portuguese",
        "PUN": "Punjabi",
        "QSL": "Quebec Sign Language",
        "RSL": "Russian Sign Language",
        "RUS": "Russian",
        "S": "Spanish",
        "SEN": "Seniors",
        "SK": "Slovak",
        "SM": "Smoking Permitted",
        "SP": "Speaker",
        "ST": "Step Study",
        "SV": "Swedish",
        "T": "Transgender",
        "TC": "Location Temporarily Closed",
        "TH": "Thai",
        "TL": "Tagalog",
        "TR": "Tradition Study",
        "UK": "Ukrainian",
        "W": "Women",
        "X": "Wheelchair Access",
        "XB": "Wheelchair-Accessible Bathroom",
        "XT": "Cross Talk Permitted",
        "Y": "Young People",
    }
)
# The movement's own kinds, which the format has no codes for.
OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "FAM": "Family & Friends",
        "VET": "Veterans and First Responders",
        "TRAINING": "Facilitator Training",
        PRIVATE: "Private",
    }
)
ONLINE = "ONL"  # implied by a link, never trusted

_OTHER_NAMES = {
    "beginner": "BE",
    "beginners": "BE",
    "newcomers": "BE",
    "men's": "M",
    "mens": "M",
    "women's": "W",
    "womens": "W",
    "wheelchair": "X",
    "wheelchair accessible": "X",
    "lgbtq+": "LGBTQ",
    "family and friends": "FAM",
    "veterans & first responders": "VET",
    "veterans": "VET",
    "first responders": "VET",
    "young peoples": "Y",
    "online": ONLINE,
    "online meeting": ONLINE,
}
_ALL_NAMES = {**NAMES, **OWN_NAMES}
_CODES_BY_NAME = {name.lower(): code for code, name in _ALL_NAMES.items() if name} | _OTHER_NAMES
_CODES_BY_CAPITALS = {code.upper(): code for code in _ALL_NAMES}
_WELL_FORMED = re.compile(r"[A-Z0-9][A-Z0-9+-]{0,7}")
MAX_TYPES = 40


def read_types(value: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the type codes in the order given, and quotes the values that are none.

    Takes a list or a text of codes or English names ("Open, Discussion"). Codes that are a feed's
    own stay, in capitals, if they have at most 8 letters, digits, + or -. ONL is left out.
    """
    if value is None:
        return (), ()
    parts: list[object] = []
    for part in value if isinstance(value, list) else [value]:
        parts += re.split(r"[,;|]", part) if isinstance(part, str) else [part]
    codes: dict[str, None] = {}
    refused: dict[str, None] = {}
    for part in parts:
        code = _code(part)
        if code is None or (code not in codes and len(codes) == MAX_TYPES):
            refused[quote_value(part)] = None
        elif code and code != ONLINE:
            codes[code] = None
    return tuple(codes), tuple(refused)


def _code(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = " ".join(str(value).split())
    if not text:
        return ""
    capitals = text.upper()
    if capitals in _CODES_BY_CAPITALS:
        return _CODES_BY_CAPITALS[capitals]
    if text.lower() in _CODES_BY_NAME:
        return _CODES_BY_NAME[text.lower()]
    return capitals if _WELL_FORMED.fullmatch(capitals) else None
