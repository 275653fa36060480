"""The order of the whole listing: what is near each other in place and time stands together.

A meeting's key is its position and its id. The position of one with a room is its geohash cell and
the last of its weekdays (Sunday 0), `dr5r3`; of one online its hour of the week by UTC, `a319`
(Wednesday, 19:00): no geohash begins with an `a`. The weekday 7 stands for a meeting by
appointment, and online 8 for one of several days, whose next one is at the same hour as others'.
A hybrid one stands a second time under its hour, `o319`, for those who read what is online: they
would have to read each by itself. The first two characters are the region. All of it follows from
the meeting alone, and from its row as well. An import writes meetings in nearly the same order.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from chalicelib.geo.geohash import geohash
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.storage.buckets import CELL_PRECISION, HOURS, REGION_PRECISION
from chalicelib.meetings.storage.rows import Row, rounded

PLACE_PATTERN = re.compile(r"[0-9a-z]{2,5}(?:\.[0-9a-z]{0,12})?")  # a key, or its beginning
_ONLINE, _HYBRID = "a", "o"
_BY_APPOINTMENT, _SEVERAL_DAYS = 7, 8
_ANY_WINTER = datetime(2026, 1, 15)  # noqa: DTZ001  a time zone's offset then places its meetings


def keys_of(meeting: Meeting) -> list[str]:
    """Returns the key of a meeting, and for a hybrid one also that under its hour."""
    schedule, point = meeting.schedule, meeting.venue.point
    days = schedule.weekdays if schedule else ()
    hour = f"{_BY_APPOINTMENT}"
    if schedule:
        hour = _hour(days, schedule.start_min, schedule.timezone)
    if not point or meeting.attendance is AttendanceOption.ONLINE:
        return [f"{_ONLINE}{hour}.{meeting.id}"]
    key = f"{_in_place(rounded(point), days)}.{meeting.id}"
    if meeting.attendance is AttendanceOption.HYBRID and schedule:
        return [key, f"{_HYBRID}{hour}.{meeting.id}"]
    return [key]


def key_of_row(row: Row, *, online: bool = False) -> str:
    """Returns the key of the meeting of a row; `online`: that under its hour, if it has one."""
    point = row.point
    if point and not (online or row.attendance is AttendanceOption.ONLINE):
        return f"{_in_place(point, row.weekdays)}.{row.id}"
    kind = _HYBRID if point and row.attendance is AttendanceOption.HYBRID else _ONLINE
    return f"{kind}{_hour(row.weekdays, row.start_min, row.timezone)}.{row.id}"


def region_of(key: str) -> str:
    """Returns the region of a key."""
    return key[:REGION_PRECISION]


def is_listing_region(region: str) -> bool:
    """Tells whether a region is part of the listing, and not of what stands a second time."""
    return not region.startswith(_HYBRID)


def _in_place(point: Point, weekdays: Sequence[int]) -> str:
    return f"{geohash(point, CELL_PRECISION)}{max(weekdays, default=_BY_APPOINTMENT)}"


def _hour(weekdays: Sequence[int], start_min: int, timezone: str) -> str:
    minute = weekdays[0] * 24 * 60 + start_min - _offset_min(timezone)
    day, hour = divmod(minute // 60 % HOURS, 24)
    return f"{day if len(weekdays) == 1 else _SEVERAL_DAYS}{hour:02}"


@lru_cache(maxsize=1024)
def _offset_min(timezone: str) -> int:
    offset = _ANY_WINTER.replace(tzinfo=zone(timezone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60
