"""The order of the whole listing: what is near each other in place and time stands together.

A meeting's key is its position and its id. The position of one with a room is its geohash cell and
the last of its weekdays (Sunday 0), `dr5r3`; of one online its last hour of the week by UTC, `a319`
(Wednesday, 19:00): no geohash begins with an `a`. The weekday 7 stands for a meeting by
appointment. The first two characters are its region. All of it follows from the meeting alone, and
from its row as well. An import writes meetings in nearly the same order.
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
_ONLINE = "a"
_BY_APPOINTMENT = 7
_ANY_WINTER = datetime(2026, 1, 15)  # noqa: DTZ001  a time zone's offset then places its meetings


def key_of(meeting: Meeting) -> str:
    """Returns the key of a meeting."""
    schedule, point = meeting.schedule, meeting.venue.point
    days = schedule.weekdays if schedule else ()
    if point and meeting.attendance is not AttendanceOption.ONLINE:
        position = _in_place(rounded(point), days)
    elif schedule:
        position = _online(days, schedule.start_min, schedule.timezone)
    else:
        position = f"{_ONLINE}{_BY_APPOINTMENT}"
    return f"{position}.{meeting.id}"


def key_of_row(row: Row) -> str:
    """Returns the key of the meeting of a row."""
    point = row.point
    if point and row.attendance is not AttendanceOption.ONLINE:
        return f"{_in_place(point, row.weekdays)}.{row.id}"
    return f"{_online(row.weekdays, row.start_min, row.timezone)}.{row.id}"


def region_of(key: str) -> str:
    """Returns the region of a key."""
    return key[:REGION_PRECISION]


def _in_place(point: Point, weekdays: Sequence[int]) -> str:
    return f"{geohash(point, CELL_PRECISION)}{max(weekdays, default=_BY_APPOINTMENT)}"


def _online(weekdays: Sequence[int], start_min: int, timezone: str) -> str:
    minute = max(weekdays) * 24 * 60 + start_min - _offset_min(timezone)
    day, hour = divmod(minute // 60 % HOURS, 24)
    return f"{_ONLINE}{day}{hour:02}"


@lru_cache(maxsize=1024)
def _offset_min(timezone: str) -> int:
    offset = _ANY_WINTER.replace(tzinfo=zone(timezone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60
