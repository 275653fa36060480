"""The point of a row of Meeting Guide JSON: its coordinates, and whether they can be believed."""

import math
import re
from dataclasses import dataclass

from chalicelib.gazetteer.addresses import AddressReading
from chalicelib.gazetteer.places import Entry
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import InvalidPoint, Point
from chalicelib.listings.incoming.row import Row, is_number
from chalicelib.listings.incoming.text import quote_value

# Coordinates farther than this from their town and from their postal code are not there.
DISBELIEVED_KM = 50.0
DISBELIEVED_BY_CODE_KM = 100.0  # where the gazetteer has the town from its postal code alone
# A point this near to the middle of its town stands for the town, where the address says no more.
SAME_AS_TOWN_KM = 5.0

_DEGREES = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:e[+-]?[0-9]+)?)\s*°?\s*(?P<side>[NSEW]?)",
    re.IGNORECASE,
)
# "39.8,-89.6", "39.8; -89.6", "39.8 -89.6", "39.8° N 89.6° W"
_BETWEEN_DEGREES = re.compile(r"\s*[,;/|]\s*|(?<=[0-9.°NSEW])\s+(?=[+\-−.0-9])", re.IGNORECASE)
_BRACKETS = " \t\n()[]{},;"


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a row is on the map, and whether the row itself gives the point.

    `remarks` are fields and reasons, for the report where people come to the place.
    """

    point: Point | None
    approximate: bool = False
    placed_by_town: bool = False
    is_given: bool = False
    remarks: tuple[tuple[str, str], ...] = ()


def read_placing(
    row: Row, reading: AddressReading, *, approximate: bool | None, names_room: bool
) -> Placing:
    """Returns where a row is: by its coordinates, else its postal code, else its town.

    `approximate` is the row's own word, None where it has none: then a point is approximate where
    the address names no room. Coordinates that are far from the postal code and from the town,
    which agree, are not believed.
    """
    point, field, is_middle = _coordinates(row)
    remarks: tuple[tuple[str, str], ...] = ()
    is_given = point is not None
    vague = is_middle or (not names_room if approximate is None else approximate)
    if point:
        believed, remarks = _believed(point, field, row, reading)
        vague = vague or believed is not point
        point = believed
    elif point is None:
        point, vague = _point_of_address(reading), True
    if point is None:
        return Placing(None)
    by_town = vague and _stands_for_area(point, reading)
    return Placing(point, vague, by_town, is_given, remarks)


def _point_of_address(reading: AddressReading) -> Point | None:
    if reading.by_code:
        return reading.by_code.place.point
    return reading.towns[0].point if reading.towns else None


def _stands_for_area(point: Point, reading: AddressReading) -> bool:
    """Returns whether a point is in the middle of a town, or of a countryside's postal code."""
    if reading.by_code:
        middle = reading.by_code.place.point
        return reading.by_code.is_wide and distance_km(point, middle) <= SAME_AS_TOWN_KM
    return any(distance_km(point, town.point) <= SAME_AS_TOWN_KM for town in reading.towns)


def _believed(
    point: Point, field: str, row: Row, reading: AddressReading
) -> tuple[Point, tuple[tuple[str, str], ...]]:
    """Returns the coordinates, or where their postal code is, with remarks on what disagrees."""
    code = reading.by_code.place.point if reading.by_code else None
    from_code = distance_km(point, code) if code else 0.0
    town = min(reading.towns, key=lambda city: distance_km(point, city.point), default=None)
    from_town = distance_km(point, town.point) if town else 0.0
    if max(from_code, from_town) <= DISBELIEVED_KM:
        return point, ()
    if code and town and min(from_code, from_town) > _limit_km(town):
        apart = min(distance_km(code, city.point) for city in reading.towns)
        if apart <= DISBELIEVED_KM:
            reason = (
                f"not believed: {from_code:.0f} km from its postal code and {from_town:.0f} km from"
                " its town; placed by the postal code, approximately"
            )
            return code, ((field, reason),)
    remarks = []
    if from_code > DISBELIEVED_KM:
        named_in = "postal_code" if row.value("postal_code") else "formatted_address"
        reason = f"its postal code is {from_code:.0f} km from the coordinates, which are kept"
        remarks.append((named_in, reason))
    if from_town > DISBELIEVED_KM:
        named_in = "city" if row.value("city") else "formatted_address"
        reason = (
            f"{quote_value(reading.town)} is {from_town:.0f} km from the coordinates,"
            " which are kept"
        )
        remarks.append((named_in, reason))
    return point, tuple(remarks)


def _limit_km(town: Entry) -> float:
    """Returns how far from its town and its postal code a point is not believed.

    A town whose people are not counted is where its postal code is: it says nothing besides.
    """
    return DISBELIEVED_KM if town.population else DISBELIEVED_BY_CODE_KM


def _coordinates(row: Row) -> tuple[Point | None, str, bool]:
    """Returns the point that a row gives, its field, and whether it is the middle of bounds."""
    pair = _pair(row)
    if pair is None:
        numbers = _numbers(row)
        if len(numbers) == 4:
            pair = _middle(*numbers)
        elif numbers:
            pair = (numbers[0], numbers[1])
        return _point(row, pair, "coordinates"), "coordinates", len(numbers) == 4
    return _point(row, pair, "latitude"), "latitude", False


def _pair(row: Row) -> tuple[float, float] | None:
    values: list[float] = []
    for name in ("latitude", "longitude"):
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


def _numbers(row: Row) -> list[float]:
    """Returns the two or four numbers of `coordinates`; empty where it has none."""
    value = row.value("coordinates")
    if value is None:
        return []
    parts = _BETWEEN_DEGREES.split(value.strip(_BRACKETS)) if isinstance(value, str) else value
    numbers = [_number(part) for part in parts] if isinstance(parts, list) else []
    if len(numbers) not in (2, 4) or None in numbers:
        row.remark("coordinates", f"left out: {quote_value(value)} is no latitude and longitude")
        return []
    degrees = [number for number in numbers if number is not None]
    return degrees if any(degrees) else []


def _point(row: Row, pair: tuple[float, float] | None, field: str) -> Point | None:
    if pair is None:
        return None
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
        match = _DEGREES.fullmatch(value.strip().replace("−", "-"))
        if not match:
            return None
        value = float(match["number"].replace(",", ".")) * (
            -1 if match["side"].upper() in ("S", "W") else 1
        )
    try:
        number = float(value) if is_number(value) else None
    except OverflowError:
        return None
    return number if number is not None and math.isfinite(number) else None
