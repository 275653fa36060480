"""The time zone of a row of Meeting Guide JSON: its own, its feed's or that of its place."""

from collections.abc import Callable

from chalicelib.geo.point import Point
from chalicelib.listings.incoming import time_zones, zone_words
from chalicelib.listings.incoming.meeting_guide_place import Whereabouts
from chalicelib.listings.incoming.row import Row
from chalicelib.listings.incoming.text import quote_value
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.errors import InvalidMeeting

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

    A fixed offset ("EST") is an hour off for half of the year in most places, and words ("Eastern")
    are no zone: beside a place they are read as that place's zone. Raises InvalidMeeting where
    nothing tells the zone.
    """
    source = row.line("timezone") or feed_zone or ""
    if zone := time_zones.zone_of_place(source):
        of_town = whereabouts.town_zone
        if of_town and time_zones.have_same_clocks(zone, of_town):
            return zone  # the map of zones takes longer to read, and would say so too
        if attendance.has_room and row.value("timezone") is not None:
            _compare(row, zone, _zone_of_place(whereabouts, zone_at))
        return zone
    of_place = _zone_of_place(whereabouts, zone_at)
    if not source:
        if of_place is None:
            raise InvalidMeeting(
                "timezone", "neither the row nor its place tells it; --timezone gives the feed's"
            )
        return of_place
    for text in zone_words.readings(source):
        if time_zones.is_universal(text):
            universal = time_zones.zone_name(text) or "UTC"
            zone = of_place if attendance.has_room else None
            return _read_as(row, source, zone or universal, of_place)
        if meant := time_zones.zone_of_rules(text):
            return _zone_beside(row, source, meant, of_place, attendance)
        minutes = time_zones.offset_min(text)
        if minutes is not None:
            return _zone_with_offset(row, source, minutes, of_place, attendance)
        if zone := time_zones.zone_name(text):
            return _read_as(row, source, zone, None)
        meant = zone_words.zone_of_words(text)
        if meant and not zone_words.is_contradicted(source, meant):
            return _zone_beside(row, source, meant, of_place, attendance)
    reason = f"{quote_value(source)} is not an IANA time zone"
    if of_place is None or not attendance.has_room:
        raise InvalidMeeting("timezone", reason)
    row.remark("timezone", f"{reason}: read as {of_place}, the zone of its place")
    return of_place


def _zone_beside(
    row: Row, source: str, meant: str, of_place: str | None, attendance: AttendanceOption
) -> str:
    """Returns the zone of a row's place; where people only call in, only if its clocks agree."""
    if of_place is None:
        return _read_as(row, source, meant, of_place)
    if time_zones.have_same_clocks(of_place, meant):
        return _read_as(row, source, of_place, of_place)
    if not attendance.has_room:
        return _read_as(row, source, meant, of_place)
    return _read_against(row, source, of_place)


def _zone_with_offset(
    row: Row, source: str, minutes: int, of_place: str | None, attendance: AttendanceOption
) -> str:
    """Returns the zone of a row's place; where people only call in, its clocks must have it."""
    fits = of_place is not None and time_zones.has_offset(of_place, minutes)
    if of_place is None or not (attendance.has_room or fits):
        raise InvalidMeeting(
            "timezone",
            f"{quote_value(source)} is an offset, which many zones leave for half of the year, and"
            " no place tells which is meant: give one such as America/New_York",
        )
    if fits:
        return _read_as(row, source, of_place, of_place)
    return _read_against(row, source, of_place)


def _compare(row: Row, zone: str, of_place: str | None) -> None:
    """Notes that a row's zone, which counts, has other clocks than its place."""
    if of_place is not None and not time_zones.have_same_clocks(zone, of_place):
        row.remark("timezone", f"{zone} is kept, though clocks at its place go by {of_place}")


def _read_against(row: Row, source: str, of_place: str) -> str:
    """Returns the zone of the place, with a remark that the row or its feed says another."""
    reason = f"{quote_value(source)} is not the time of its place: read as {of_place}, which is"
    row.remark("timezone", reason)
    return of_place


def _read_as(row: Row, source: str, zone: str, of_place: str | None) -> str:
    """Returns the zone, with a remark where the row's own text was another."""
    if zone != time_zones.zone_name(source) and row.value("timezone") is not None:
        why = ", the zone of its place" if zone == of_place else ""
        row.remark("timezone", f"{quote_value(source)} is read as {zone}{why}")
    return zone


def _zone_of_place(whereabouts: Whereabouts, zone_at: ZoneAt) -> str | None:
    """Returns the zone of the coordinates that a row gives, else of its town."""
    point = whereabouts.venue.point
    if point and (whereabouts.placing.is_given or not whereabouts.town_zone):
        return zone_at(point) or whereabouts.town_zone
    return whereabouts.town_zone
