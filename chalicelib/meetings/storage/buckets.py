"""Under which buckets of the read model a meeting is filed.

A meeting with a room is filed by geohash cell and local weekday; one that passes midnight under
both days, so that a search reads only the days that it was asked for. A meeting with a link is
filed by the UTC hours of the week in which it starts during the coming year (two where clocks
change); one that runs on after the hour that follows its first is also filed by the six-hour blocks
that it spans, so that a search finds what is in progress without reading back more than an hour.

A series with a rule is filed under every weekday that its days can fall on, an occurrence that was
moved under its own day and hour as well, and a series that has ended nowhere. The weeks between are
left out when the occurrence is worked out, by the search.

A directory tells which buckets hold anything, in how many shards each, so that a search reads no
empty one: there is one for every two-character geohash cell, and one for everything online.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from chalicelib.geo.geohash import GEOHASH_ALPHABET, geohash
from chalicelib.meetings.meeting import AttendanceOption, Meeting
from chalicelib.meetings.schedule.occurrences import (
    changes,
    next_occurrence,
    occurrence_at,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.storage import keys

CELL_PRECISION = 4
REGION_PRECISION = 2
HOURS = 7 * 24
BLOCK_HOURS = 6
_WEEK_MIN = HOURS * 60
_SUNDAY_HOURS = 4 * 24  # 1970-01-01 was a Thursday


class Bucket(NamedTuple):
    """A set of rows that is read together: its key, and its slot in its directory."""

    key: str
    directory: str
    slot: int


def cell_bucket(cell: str, weekday: int) -> Bucket:
    """The bucket of a four-character cell and a local weekday (Sunday 0)."""
    high, low = (GEOHASH_ALPHABET.index(character) for character in cell[REGION_PRECISION:])
    slot = (high * 32 + low) * 7 + weekday
    return Bucket(keys.cell_bucket(cell, weekday), region_directory(cell), slot)


def region_directory(cell: str) -> str:
    """The key of the directory that a cell belongs to."""
    return keys.region_directory(cell[:REGION_PRECISION])


def hour_bucket(hour: int) -> Bucket:
    """The bucket of online meetings that start in an hour of the week (UTC, Sunday 00:00 is 0)."""
    return Bucket(keys.hour_bucket(hour), keys.ONLINE_DIRECTORY, hour)


def block_bucket(block: int) -> Bucket:
    """The bucket of long online meetings that run in a six-hour block of the week (UTC)."""
    return Bucket(keys.block_bucket(block), keys.ONLINE_DIRECTORY, HOURS + block)


def hour_of_week(moment: datetime) -> int:
    """The hour of the UTC week, 0 to 167."""
    return (int(moment.timestamp()) // 3600 + _SUNDAY_HOURS) % HOURS


def buckets(meeting: Meeting, now: datetime) -> frozenset[Bucket]:
    """All buckets of a meeting; none where no search may find it."""
    schedule = meeting.schedule
    if schedule is None or meeting.attendance is AttendanceOption.INACTIVE or not meeting.is_public:
        return frozenset()
    if schedule.rule and next_occurrence(schedule, now) is None:
        return frozenset()
    moved = _moved(schedule, now)
    filed: set[Bucket] = set()
    if meeting.attendance.has_room:
        point = meeting.venue.point
        assert point is not None  # Meeting holds this
        cell = geohash(point, CELL_PRECISION)
        starts = {(weekday, schedule.start_min) for weekday in schedule.weekdays}
        starts |= {(weekday_of(day), start_min) for day, start_min in moved}
        for weekday, start_min in starts:
            filed.add(cell_bucket(cell, weekday))
            if start_min + schedule.length_min > 24 * 60:
                filed.add(cell_bucket(cell, (weekday + 1) % 7))
    if meeting.attendance.has_link:
        utc_starts = _utc_starts(schedule, now)
        for day, start_min in moved:
            utc_start = occurrence_at(schedule, day, start_min).start
            utc_starts.add(hour_of_week(utc_start) * 60 + int(utc_start.timestamp()) // 60 % 60)
        for start in utc_starts:
            first_hour = start // 60
            filed.add(hour_bucket(first_hour))
            end = start + schedule.length_min
            if end > (first_hour + 2) * 60:
                block_min = BLOCK_HOURS * 60
                for block in range(start // block_min, -(-end // block_min)):
                    filed.add(block_bucket(block % (HOURS // BLOCK_HOURS)))
    return frozenset(filed)


def _moved(schedule: Schedule, now: datetime) -> list[tuple[date, int]]:
    """Local dates and start minutes of moved occurrences that may not be over."""
    since = now.date() - timedelta(days=3)
    return [
        (one.to, one.start_min)
        for one in changes(schedule, since)
        if one.to is not None and one.start_min is not None and one.to >= since
    ]


def _utc_starts(schedule: Schedule, now: datetime) -> set[int]:
    """Minutes of the UTC week at which the series starts in the coming year."""
    offsets = _offsets_of_year(schedule.timezone, now.year, now.month)
    return {
        (weekday * 24 * 60 + schedule.start_min - offset) % _WEEK_MIN
        for weekday in schedule.weekdays
        for offset in offsets
    }


@lru_cache(maxsize=1024)
def _offsets_of_year(timezone: str, year: int, month: int) -> frozenset[int]:
    """Every UTC offset (minutes) that the zone takes from that month for thirteen months."""
    local_zone = zone(timezone)
    first = datetime(year, month, 1, tzinfo=UTC)
    offsets = set()
    for days in range(0, 400, 2):
        offset = (first + timedelta(days=days)).astimezone(local_zone).utcoffset()
        assert offset is not None
        offsets.add(round(offset.total_seconds() / 60))
    return frozenset(offsets)
