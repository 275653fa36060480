"""Latitude and longitude as people write and paste them.

"40.7,-74.0", "40.7128° N, 74.0060° W", "W74 N40.7", "geo:48.85,2.35", "lon -0.12 lat 51.5",
"52,52 13,40", and with minutes and seconds. Letters and labels decide which of the two is which;
without them, latitude comes first.
"""

import re
from dataclasses import dataclass

_MAX_TEXT = 100  # characters; the longest that makes sense has fewer

_SIDE = "([NSEWO])"
_NUMBER = r"\d{1,3}(?:\.\d{1,20})?"
_LABEL = r"(?:(lat[a-z]{0,6}|lon[a-z]{0,6}|lng)\.?\s*[:=]?\s*)?"
_SECONDS = rf"(?:\s*({_NUMBER})\s*(?:\"|'')?)?"
_MINUTES = rf"(?:\s*({_NUMBER})\s*(?:'{_SECONDS})?)?"
_ANGLE = rf"([+-]?)({_NUMBER})\s*(?:°{_MINUTES})?"
_BETWEEN = r"(?:\s*[,;/&]\s*|\s+|(?<=[NSEWO])|(?=[NSEWO]))"
_SPELLINGS = tuple(
    re.compile(part + _BETWEEN + part, re.ASCII | re.IGNORECASE)
    for part in (rf"{_LABEL}()\s*{_ANGLE}\s*{_SIDE}?", rf"{_LABEL}{_SIDE}\s*{_ANGLE}()")
)
_GROUPS = 7
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)", re.ASCII)
_SIGNS = str.maketrans("٫،؛．，−º˚′’ʹ″”“", ".,;.,-°°'''\"\"\"")


@dataclass(frozen=True, slots=True)
class _Angle:
    """One of the two, in degrees; `is_latitude`: None where nothing says which."""

    degrees: float
    is_latitude: bool | None


def read(text: str) -> tuple[float, float] | None:
    """Returns the latitude and longitude that a text with plain digits is, in degrees, or None.

    One of the two has a fraction or the sign for degrees: two whole numbers are an address, or
    nothing.
    """
    text = " ".join(text.split())
    if len(text) > _MAX_TEXT:
        return None
    plain = text.translate(_SIGNS).strip(" ()").removeprefix("geo:").removeprefix("GEO:")
    commas = len(_DECIMAL_COMMA.findall(plain))
    angles = _angles(plain)
    if angles is None and (commas == 2 or ";" in plain):
        angles = _angles(_DECIMAL_COMMA.sub(".", plain))
    if angles is None:
        return None
    first, second = angles
    if first.is_latitude is False or second.is_latitude:
        first, second = second, first
    if first.is_latitude is False or second.is_latitude:
        return None  # both are of the same kind
    lat, lon = first.degrees, second.degrees
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _angles(text: str) -> tuple[_Angle, _Angle] | None:
    if not {".", "°"} & set(text):
        return None
    matches = (spelling.fullmatch(text) for spelling in _SPELLINGS)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    first = _angle(*match.groups(default="")[:_GROUPS])
    second = _angle(*match.groups(default="")[_GROUPS:])
    return (first, second) if first and second else None


def _angle(
    label: str, before: str, sign: str, degrees: str, minutes: str, seconds: str, after: str
) -> _Angle | None:
    """Returns an angle of its parts; None where they contradict one another.

    Its letter says more than its sign: "-74.0 W" is no point in the east.
    """
    parts = float(minutes or 0), float(seconds or 0)
    if max(parts) >= 60 or (minutes and "." in degrees) or (seconds and "." in minutes):
        return None
    size = float(degrees) + parts[0] / 60 + parts[1] / 3600
    side = (before or after).upper()
    of_side = side in "NS" if side else None
    of_label = label.lower().startswith("lat") if label else None
    if None not in (of_side, of_label) and of_side != of_label:
        return None
    is_negative = side in "SWO" if side else sign == "-"
    known = of_label if of_side is None else of_side
    return _Angle(round(-size if is_negative else size, 12), known)
