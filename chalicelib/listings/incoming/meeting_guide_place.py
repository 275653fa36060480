"""Where a row of Meeting Guide JSON says that its meeting is: address, point, regions, zone."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.gazetteer.places import Place
from chalicelib.geo.point import InvalidPoint, Point
from chalicelib.listings.incoming import text, time_zones
from chalicelib.listings.incoming.row import LIMITS, Row, is_number
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import Venue

MAX_REGIONS = 8
MAX_REGION = 100  # characters
_US = frozenset({"us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"})

Locate = Callable[..., Place | None]
"""`addresses.locate`: (address, city, state, postal_code, country) to a place."""
ZoneAt = Callable[[Point], str | None]
"""`time_zones.zone_at`: a point to its IANA time zone."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The venue of a row, whether it is a room one can go to, and the zone of the town found."""

    venue: Venue
    names_room: bool
    town_zone: str | None


@dataclass(frozen=True, slots=True)
class _Address:
    """The address of a row; `names_street` says whether it names more than a city."""

    formatted: str
    names_street: bool
    city: str
    state: str
    postal_code: str
    country: str


def read_whereabouts(row: Row, locate: Locate) -> Whereabouts:
    """Returns where a row's meeting is; without coordinates it is placed by its address."""
    address = _address(row)
    location = row.line("location")
    flagged = row.flag("approximate")
    point = _coordinates(row)
    names_room = not flagged and (address.names_street or bool(location and point))
    approximate, town_zone = flagged and point is not None, None
    if point is None and address.formatted:
        place = locate(
            address.formatted, address.city, address.state, address.postal_code, address.country
        )
        if place:
            point, approximate, town_zone = place.point, True, place.timezone
    venue = Venue(
        location=location,
        formatted_address=address.formatted,
        regions=_regions(row, address.city),
        location_notes=row.lines("location_notes"),
        point=point,
        approximate=approximate,
    )
    return Whereabouts(venue, names_room, town_zone)


def read_timezone(
    row: Row, whereabouts: Whereabouts, feed_zone: str | None, zone_at: ZoneAt
) -> str:
    """Returns the IANA zone of a row: its own, else the feed's, else that of its place.

    Raises InvalidMeeting where none of them tells it.
    """
    source = row.raw_text("timezone")
    if source:
        name = time_zones.zone_name(source)
        if name is None:
            raise InvalidMeeting("timezone", f"{quote_value(source)} is not an IANA time zone")
        return name
    if feed_zone:
        return feed_zone
    point = whereabouts.venue.point
    zone = whereabouts.town_zone or (zone_at(point) if point else None)
    if zone is None:
        raise InvalidMeeting(
            "timezone", "neither the row nor its place tells it; --timezone gives the feed's"
        )
    return zone


def _address(row: Row) -> _Address:
    street, city, state = (row.line(name).strip(" ,") for name in ("address", "city", "state"))
    country, postal_code = row.line("country"), row.line("postal_code")
    if country.lower() in _US and postal_code.isdigit() and is_number(row.value("postal_code")):
        postal_code = postal_code.zfill(5)  # a number has lost its leading zeros
    formatted = row.line("formatted_address").strip(" ,")
    names_street = bool(formatted or street)
    if not formatted:
        formatted = street
        for part in (city, f"{state} {postal_code}".strip(), country):
            known = {piece.strip().lower() for piece in formatted.split(",")}
            if part and part.lower() not in known:
                formatted = f"{formatted}, {part}" if formatted else part
        formatted = text.cut(formatted, LIMITS["formatted_address"])
    return _Address(formatted, names_street, city, state, postal_code, country)


def _coordinates(row: Row) -> Point | None:
    values: list[float] = []
    for name in ("latitude", "longitude"):
        value = row.value(name)
        try:
            number = float(value) if is_number(value) or isinstance(value, str) else None
        except ValueError:
            number = None
        if value is not None and (number is None or not math.isfinite(number)):
            row.remark(name, f"left out: {quote_value(value)} is not a number of degrees")
            return None
        if number is not None:
            values.append(number)
    if len(values) == 1:
        row.remark("latitude", "left out: latitude and longitude go together")
    if len(values) < 2 or values == [0.0, 0.0]:
        return None
    try:
        return Point(values[0], values[1])
    except InvalidPoint as error:
        row.remark(error.field, f"left out: {error.reason}")
        return None


def _regions(row: Row, city: str) -> tuple[str, ...]:
    value = row.value("regions")
    if isinstance(value, str):
        value = value.split(">")  # as in the format's spreadsheets
    elif value is not None and not isinstance(value, list):
        row.remark("regions", f"left out: {quote_value(value)} is not a list")
        value = []
    several = [text.one_line(part) for part in value or () if isinstance(part, str)]
    pair = [row.line("region"), row.line("sub_region")]
    for names in (several, pair, [city]):
        regions = tuple(dict.fromkeys(text.cut(name, MAX_REGION) for name in names if name))
        if regions:
            return regions[:MAX_REGIONS]
    return ()
