"""Latitude and longitude as people write and paste them."""

import re

_NUMBER = r"([+-]?\d{1,3}(?:\.\d{1,20})?)"
_POINT = re.compile(
    rf"\(?\s*{_NUMBER}\s*°?\s*([NS]?)\s*[,;/ ]\s*{_NUMBER}\s*°?\s*([EWO]?)\s*\)?",
    re.ASCII | re.IGNORECASE,
)
_LABELS = re.compile(
    r"^geo:|\b(?:lat(?:itude)?|lon(?:gitude)?|lng)\b\.?\s*[:=]?", re.ASCII | re.IGNORECASE
)
_COMMAS = re.compile(r"([+-]?\d{1,3}),(\d{1,20})\s+([+-]?\d{1,3}),(\d{1,20})", re.ASCII)
_SIDE_FIRST = re.compile(
    rf"([NS])\s*{_NUMBER}\s*°?\s*[,;/ ]\s*([EWO])\s*{_NUMBER}\s*°?", re.ASCII | re.IGNORECASE
)
_SECONDS = r"(?:(\d{1,2}(?:\.\d{1,9})?)\s*(?:[\"″”]|''))?"
_ANGLE = rf"(\d{{1,3}})\s*°\s*(\d{{1,2}})\s*['′’]\s*{_SECONDS}\s*"
_MINUTES = re.compile(rf"{_ANGLE}([NS])[\s,;]*{_ANGLE}([EWO])", re.ASCII | re.IGNORECASE)


def read(text: str) -> tuple[float, float] | None:
    """Returns the latitude and longitude that a text is, in degrees, or None.

    "40.7,-74.0", "40.7128° N, 74.0060° W", and what `_plain` knows. One of the two has a fraction:
    two whole numbers are an address, or nothing.
    """
    if ";" in text:  # "52,5; 13,4"
        text = text.replace(",", ".")
    match = _POINT.fullmatch(_plain(text))
    if match is None or "." not in match[1] + match[3]:
        return None
    lat, lon = float(match[1]), float(match[3])
    lat = -lat if match[2].upper() == "S" else lat
    lon = -lon if match[4].upper() in ("W", "O") else lon
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _plain(text: str) -> str:
    """Returns a point in another spelling as two numbers; any other text as it is.

    "geo:48.85,2.35", "lat 51.5 lon -0.12", "N 40.7 W 74.0", "52,52 13,40", and with minutes and
    seconds.
    """
    text = _LABELS.sub(" ", text.strip()).strip()
    if match := _COMMAS.fullmatch(text):
        return "{}.{}, {}.{}".format(*match.groups())
    if match := _SIDE_FIRST.fullmatch(text):
        return f"{match[2]}{match[1]}, {match[4]}{match[3]}"
    if match := _MINUTES.fullmatch(text):
        lat, lon = match.groups()[:4], match.groups()[4:]
        return ", ".join(
            f"{int(degrees) + int(minutes) / 60 + float(seconds or 0) / 3600:.6f}{side}"
            for degrees, minutes, seconds, side in (lat, lon)
        )
    return text
