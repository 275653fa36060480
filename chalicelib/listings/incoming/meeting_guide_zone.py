"""The time zone of a row of Meeting Guide JSON: its own, its feed's or that of its place."""

from collections.abc import Callable

from chalicelib.geo.point import Point
from chalicelib.listings.incoming import time_zones
from chalicelib.listings.incoming.meeting_guide_place import Whereabouts
from chalicelib.listings.incoming.row import Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import AttendanceOption

ZoneAt = Callable[[Point], str | None]
"""`time_zones.zone_at`: a point to its IANA time zone."""


def read_timezone(
    row: Row,
    whereabouts: Whereabouts,
    attendance: AttendanceOption,
    feed_zone: str | None,
    zone_at: ZoneAt,
) -> str:
    """Returns the IANA zone of a row: its own, else the feed's, else that of its place.

    A fixed offset ("EST") is an hour off for half of the year in most places: beside a place it is
    read as that place's zone. Raises InvalidMeeting where nothing tells the zone.
    """
    source = row.raw_text("timezone") or feed_zone or ""
    if not source:
        zone = _zone_of_place(whereabouts, zone_at)
        if zone is None:
            raise InvalidMeeting(
                "timezone", "neither the row nor its place tells it; --timezone gives the feed's"
            )
        return zone
    zone = time_zones.zone_name(source)
    if time_zones.is_universal(source):
        universal = zone or "UTC"
        if not attendance.has_room:
            return universal
        return _read_as(row, source, _zone_of_place(whereabouts, zone_at) or universal)
    rules = time_zones.zone_of_rules(source)
    if rules:
        return _read_as(row, source, _zone_of_place(whereabouts, zone_at) or rules)
    minutes = time_zones.offset_min(source)
    if minutes is not None:
        return _zone_with_offset(row, source, minutes, whereabouts, attendance, zone_at)
    if zone is None:
        raise InvalidMeeting("timezone", f"{quote_value(source)} is not an IANA time zone")
    return zone


def _zone_with_offset(
    row: Row,
    source: str,
    minutes: int,
    whereabouts: Whereabouts,
    attendance: AttendanceOption,
    zone_at: ZoneAt,
) -> str:
    """Returns the zone of a row's place; where people only call in, its clocks must have it."""
    zone = _zone_of_place(whereabouts, zone_at)
    if zone is None or not (attendance.has_room or time_zones.has_offset(zone, minutes)):
        raise InvalidMeeting(
            "timezone",
            f"{quote_value(source)} is an offset, which many zones leave for half of the year, and"
            " no place tells which is meant: give one such as America/New_York",
        )
    return _read_as(row, source, zone)


def _read_as(row: Row, source: str, zone: str) -> str:
    """Returns the zone, with a remark where the row's own text was another."""
    if zone != time_zones.zone_name(source) and row.value("timezone") is not None:
        row.remark("timezone", f"{quote_value(source)} is read as {zone}, the zone of its place")
    return zone


def _zone_of_place(whereabouts: Whereabouts, zone_at: ZoneAt) -> str | None:
    """Returns the zone of the coordinates that a row gives, else of its town."""
    point = whereabouts.venue.point
    if point and (whereabouts.placing.is_given or not whereabouts.town_zone):
        return zone_at(point) or whereabouts.town_zone
    return whereabouts.town_zone
