"""The coordinates of a row of Meeting Guide JSON, in the fields and forms of its siblings too."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.geo.point import InvalidPoint, Point
from chalicelib.listings.incoming.row import Row, is_number
from chalicelib.listings.incoming.text import quote_value

# Of several names the first that the row has counts.
_LATITUDES = ("latitude", "lat")
_LONGITUDES = ("longitude", "lng", "lon", "long")
_IN_ONE_FIELD = ("coordinates", "geo", "geometry", "coords", "latlng")
_NORTH_SOUTH = ("n", "s")
_EAST_WEST = ("e", "w")
_SIDES = ("south", "west", "north", "east")

_DEGREES = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:e[+-]?[0-9]+)?)\s*°?"
    r"(?:\s*(?P<min>[0-9]{1,2}(?:\.[0-9]+)?)\s*['′’])?"
    r"(?:\s*(?P<sec>[0-9]{1,2}(?:\.[0-9]+)?)\s*[\"″”])?"
    r"\s*(?P<side>[NSEW]?)",
    re.IGNORECASE,
)
# "39.8,-89.6", "39.8; -89.6", "39.8 -89.6", "39.8° N 89.6° W"
_BETWEEN_DEGREES = re.compile(r"\s*[,;/|]\s*|(?<=[0-9.°NSEW])\s+(?=[+\-−.0-9])", re.IGNORECASE)
_BETWEEN_DECIMAL_COMMAS = re.compile(r"\s*;\s*|(?<=[0-9])\s+(?=[+\-−.0-9])")  # "39,8; -89,6"
_DECIMAL_COMMAS = re.compile(r"[+\-−]?[0-9]+,[0-9]+(?:\s*;\s*|\s+)[+\-−]?[0-9]+,[0-9]+")
_POINT_OF_MAPS = re.compile(r"point\s*\((?P<lon>[^\s()]+)\s+(?P<lat>[^\s()]+)\)", re.IGNORECASE)
_BRACKETS = " \t\n()[]{},;"
_MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point that a row gives, the field that it stands in, and whether it is a middle of bounds.

    `point` is None where there is none, or none that can be.
    """

    point: Point | None
    field: str
    is_middle: bool = False


def read_coordinates(row: Row) -> Coordinates:
    """Returns the point of a row, with remarks on what is no point; 0,0 counts as none."""
    pair = _both_in_one(row) or _pair(row)
    if pair:
        return Coordinates(_point(row, pair, "latitude"), "latitude")
    for field in _IN_ONE_FIELD:
        value = row.value(field)
        if value is None:
            continue
        numbers = _numbers(value)
        if len(numbers) not in (2, 4):
            reason = f"left out: {quote_value(value)} is no latitude and longitude"
            row.remark(field, reason)
        elif any(numbers):
            is_middle = len(numbers) == 4
            pair = _middle(*numbers) if is_middle else (numbers[0], numbers[1])
            return Coordinates(_point(row, pair, field), field, is_middle)
    return Coordinates(None, "latitude")


def _both_in_one(row: Row) -> tuple[float, float] | None:
    """Returns the pair that stands whole in the field of the latitude: "39.8, -89.6".

    "39,8" is one number.
    """
    value = row.value("latitude")
    if not isinstance(value, str) or any(row.value(name) is not None for name in _LONGITUDES):
        return None
    if _number(value) is not None:
        return None
    numbers = _numbers(value)
    return (numbers[0], numbers[1]) if len(numbers) == 2 and any(numbers) else None


def _pair(row: Row) -> tuple[float, float] | None:
    values: list[float] = []
    for names in (_LATITUDES, _LONGITUDES):
        name = next((name for name in names if row.value(name) is not None), names[0])
        value = row.value(name)
        number = _number(value)
        if value is not None and number is None:
            row.remark(name, f"left out: {quote_value(value)} is not a number of degrees")
            return None
        if number is not None:
            values.append(number)
    if len(values) == 1:
        row.remark("latitude", "left out: latitude and longitude go together")
    if len(values) < 2 or values == [0.0, 0.0]:
        return None
    return values[0], values[1]


def _numbers(value: object) -> list[float]:
    """Returns latitude and longitude, or south, west, north, east; empty where it is neither."""
    if isinstance(value, str):
        value = _parts(value[:_MAX_TEXT])
    if isinstance(value, Mapping):
        value = _parts_of_object(value)
    if not isinstance(value, list):
        return []
    if len(value) == 2 and (_side(value[0]) in _EAST_WEST or _side(value[1]) in _NORTH_SOUTH):
        value = [value[1], value[0]]
        if _side(value[0]) in _EAST_WEST or _side(value[1]) in _NORTH_SOUTH:
            return []  # both are of the same kind
    degrees = [_number(part) for part in value]
    return [] if None in degrees else [number for number in degrees if number is not None]


def _side(part: object) -> str:
    """Returns the letter of the side at the end of written degrees, small; "" without one."""
    return part.strip()[-1:].lower() if isinstance(part, str) else ""


def _parts(text: str) -> object:
    text = text.strip()
    if text.startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return []
    if written := _POINT_OF_MAPS.fullmatch(text):
        return [written["lat"], written["lon"]]
    text = text.removeprefix("geo:").strip(_BRACKETS)
    between = _BETWEEN_DECIMAL_COMMAS if _DECIMAL_COMMAS.fullmatch(text) else _BETWEEN_DEGREES
    return between.split(text)


def _parts_of_object(value: Mapping[str, object]) -> list[object]:
    """Returns the degrees of {"lat": ..., "lng": ...} and such; of GeoJSON longitude is first."""
    parts = {name.lower(): part for name, part in value.items()}
    inner = parts.get("coordinates")
    if str(parts.get("type")).lower() == "point" and isinstance(inner, list):
        return [inner[1], inner[0]] if len(inner) in (2, 3) else []
    if all(side in parts for side in _SIDES):
        return [parts[side] for side in _SIDES]
    found = [
        next((parts[name] for name in names if parts.get(name) is not None), None)
        for names in (_LATITUDES, _LONGITUDES)
    ]
    return [] if None in found else found


def _point(row: Row, pair: tuple[float, float], field: str) -> Point | None:
    try:
        return Point(*pair)
    except InvalidPoint as error:
        row.remark(error.field if field == "latitude" else field, f"left out: {error.reason}")
        return None


def _middle(south: float, west: float, north: float, east: float) -> tuple[float, float]:
    """Returns the middle of an area, of which two opposite corners are given."""
    lon = (west + east) / 2
    if abs(west - east) > 180:  # the date line goes through it
        lon += 180 if lon <= 0 else -180
    return (south + north) / 2, lon


def _number(value: object) -> float | None:
    """Returns finite degrees, a number or a text ("-89.6", "89.6° W"); None where it is none."""
    if isinstance(value, str):
        match = _DEGREES.fullmatch(value[:_MAX_TEXT].strip().replace("−", "-"))
        if not match:
            return None
        degrees = abs(float(match["number"].replace(",", ".")))
        degrees += float(match["min"] or 0) / 60 + float(match["sec"] or 0) / 3600
        is_negative = match["number"][0] == "-" or match["side"].upper() in ("S", "W")
        value = -degrees if is_negative else degrees
    try:
        number = float(value) if is_number(value) else None
    except OverflowError:
        return None
    return number if number is not None and math.isfinite(number) else None
