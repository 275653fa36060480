"""The point of a row of Meeting Guide JSON: its coordinates, and whether they can be believed."""

from dataclasses import dataclass

from chalicelib.gazetteer.addresses import AddressReading
from chalicelib.gazetteer.places import Entry
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from chalicelib.listings.incoming.meeting_guide_coordinates import read_coordinates
from chalicelib.listings.incoming.row import Row
from chalicelib.listings.incoming.text import quote_value

# Coordinates farther than this from their town and from their postal code are not there.
DISBELIEVED_KM = 50.0
DISBELIEVED_BY_CODE_KM = 100.0  # where the gazetteer has the town from its postal code alone
# A point this near to the middle of its town stands for the town, where the address says no more.
SAME_AS_TOWN_KM = 5.0


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
    given = read_coordinates(row)
    point = given.point
    remarks: tuple[tuple[str, str], ...] = ()
    is_given = point is not None
    vague = given.is_middle or (not names_room if approximate is None else approximate)
    if point:
        believed, remarks = _believed(point, given.field, row, reading)
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
    by_code = reading.by_code or reading.contradicted
    code = by_code.place.point if by_code else None
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
