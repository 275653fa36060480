"""Which buckets of the read model the row of a meeting is in.

A meeting with a room is stored by geohash cell and local weekday; one that passes midnight under
both days, so that a search reads only the days that it was asked for. A meeting with a link is
stored by the UTC hours of the week in which it starts during the coming year (two where clocks
change); one that runs on after the hour that follows its first is stored by the six-hour blocks
that it spans as well, so that a search finds what is in progress without reading back more than an
hour.

A series with a rule is stored under every weekday that its days can fall on, an occurrence that was
moved under its own day and hour as well, and a series that has ended nowhere. The weeks between are
left out when the occurrence is worked out, by the search.

A directory says which buckets hold anything, in how many shards each, so that a search reads no
empty one: there is one for every two-character geohash cell, and one for everything online.
"""

from dataclasses import replace
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
_WEEKDAYS = tuple("0123456")
_SUNDAY_HOURS = 4 * 24  # 1970-01-01 was a Thursday


class Bucket(NamedTuple):
    """A set of rows that is read together, by its key, with its slot in its directory."""

    key: str
    directory: str
    slot: int


@lru_cache(maxsize=8192)  # a search asks for most of its own several times
def cell_bucket(cell: str, weekday: int) -> Bucket:
    """Returns the bucket of a four-character cell and a local weekday (Sunday 0)."""
    high, low = (GEOHASH_ALPHABET.index(character) for character in cell[REGION_PRECISION:])
    slot = (high * 32 + low) * 7 + weekday
    return Bucket(keys.cell_bucket(cell, weekday), region_directory(cell), slot)


def cell_of(bucket: Bucket) -> str:
    """Returns the cell of a bucket of meetings with a room."""
    return bucket.key.split("#")[1]


def region_directory(cell: str) -> str:
    """Returns the key of the directory that a cell belongs to."""
    return keys.region_directory(cell[:REGION_PRECISION])


def hour_bucket(hour: int) -> Bucket:
    """Returns the bucket of online meetings that start in an hour of the week (UTC, 0 to 167)."""
    return Bucket(keys.hour_bucket(hour), keys.ONLINE_DIRECTORY, hour)


def block_bucket(block: int) -> Bucket:
    """Returns the bucket of long online meetings that run in a six-hour block of the week (UTC)."""
    return Bucket(keys.block_bucket(block), keys.ONLINE_DIRECTORY, HOURS + block)


def bucket_of_key(key: str) -> Bucket | None:
    """Returns the bucket of that key; None where there is none such."""
    match key.split("#"):
        case ["G", cell, weekday] if _is_cell(cell, CELL_PRECISION) and weekday in _WEEKDAYS:
            return cell_bucket(cell, int(weekday))
        case ["O", number] if number.isdecimal() and int(number) < HOURS:
            found = hour_bucket(int(number))
        case ["L", number] if number.isdecimal() and int(number) < HOURS // BLOCK_HOURS:
            found = block_bucket(int(number))
        case _:
            return None
    return found if found.key == key else None


def bucket_of_slot(directory: str, slot: int) -> Bucket | None:
    """Returns the bucket with that slot of a directory; None where there is none such."""
    if directory == keys.ONLINE_DIRECTORY:
        if slot < HOURS:
            return hour_bucket(slot)
        block = slot - HOURS
        return block_bucket(block) if block < HOURS // BLOCK_HOURS else None
    region = directory.removeprefix("D#")
    if not _is_cell(region, REGION_PRECISION):
        return None
    cell, weekday = divmod(slot, 7)
    high, low = divmod(cell, 32)
    return cell_bucket(region + GEOHASH_ALPHABET[high] + GEOHASH_ALPHABET[low], weekday)


def _is_cell(text: str, precision: int) -> bool:
    return len(text) == precision and all(letter in GEOHASH_ALPHABET for letter in text)


def hour_of_week(moment: datetime) -> int:
    """Returns the hour of the UTC week, 0 to 167."""
    return (int(moment.timestamp()) // 3600 + _SUNDAY_HOURS) % HOURS


def buckets(meeting: Meeting, now: datetime) -> frozenset[Bucket]:
    """Returns all buckets of a meeting; none where no search may find it."""
    schedule = meeting.schedule
    if schedule is None or meeting.attendance is AttendanceOption.INACTIVE or not meeting.is_public:
        return frozenset()
    if schedule.rule and _is_over(schedule, now):
        return frozenset()
    found: set[Bucket] = set()
    if meeting.attendance.has_room:
        point = meeting.venue.point
        assert point is not None  # Meeting ensures this
        found |= _cell_buckets(geohash(point, CELL_PRECISION), schedule, now)
    if meeting.attendance.has_link:
        found |= _online_buckets(schedule, now)
    return frozenset(found)


def _is_over(schedule: Schedule, now: datetime) -> bool:
    """Returns whether nothing is ahead, not even a cancelled time that people have to hear of."""
    listed = replace(schedule, exceptions=())
    return next_occurrence(schedule, now) is None and next_occurrence(listed, now) is None


def _cell_buckets(cell: str, schedule: Schedule, now: datetime) -> set[Bucket]:
    starts = {(weekday, schedule.start_min) for weekday in schedule.weekdays}
    starts |= {(weekday_of(day), start_min) for day, start_min in _moved_starts(schedule, now)}
    found = {cell_bucket(cell, weekday) for weekday, _ in starts}
    for weekday, start_min in starts:
        if start_min + schedule.length_min > 24 * 60:
            found.add(cell_bucket(cell, (weekday + 1) % 7))
    return found


def _online_buckets(schedule: Schedule, now: datetime) -> set[Bucket]:
    starts = _utc_starts(schedule, now)
    for day, start_min in _moved_starts(schedule, now):
        utc_start = occurrence_at(schedule, day, start_min).start
        starts.add(hour_of_week(utc_start) * 60 + int(utc_start.timestamp()) // 60 % 60)
    found: set[Bucket] = set()
    for start in starts:
        first_hour = start // 60
        found.add(hour_bucket(first_hour))
        end = start + schedule.length_min
        if end > (first_hour + 2) * 60:
            block_min = BLOCK_HOURS * 60
            for block in range(start // block_min, -(-end // block_min)):
                found.add(block_bucket(block % (HOURS // BLOCK_HOURS)))
    return found


def _moved_starts(schedule: Schedule, now: datetime) -> list[tuple[date, int]]:
    """Returns local dates and start minutes of moved occurrences that may not be over."""
    since = now.date() - timedelta(days=3)
    return [
        (override.to, override.start_min)
        for override in changes(schedule, since)
        if override.to is not None and override.start_min is not None and override.to >= since
    ]


def _utc_starts(schedule: Schedule, now: datetime) -> set[int]:
    """Returns the minutes of the UTC week at which the series starts in the coming year."""
    offsets = _offsets_of_year(schedule.timezone, now.year, now.month)
    return {
        (weekday * 24 * 60 + schedule.start_min - offset) % _WEEK_MIN
        for weekday in schedule.weekdays
        for offset in offsets
    }


@lru_cache(maxsize=1024)
def _offsets_of_year(timezone: str, year: int, month: int) -> frozenset[int]:
    """Returns every UTC offset (minutes) of the zone, from that month for thirteen months."""
    local_zone = zone(timezone)
    first = datetime(year, month, 1, tzinfo=UTC)
    offsets = set()
    for days in range(0, 400, 2):
        offset = (first + timedelta(days=days)).astimezone(local_zone).utcoffset()
        assert offset is not None
        offsets.add(round(offset.total_seconds() / 60))
    return frozenset(offsets)
