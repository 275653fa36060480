"""Which buckets of the read model the row of a meeting is in.

A meeting with a room is stored by geohash cell and local weekday; one that passes midnight under
both days, so that a search reads only the days that it was asked for. A meeting with a link is
stored by the UTC hours of the week in which it starts during the coming year (two where clocks
change). One that runs on after the hour that follows its first is stored by its third hour as well,
or if it runs on after that too, by the six-hour blocks that it spans: so a search finds what is in
progress without reading back more than an hour.

A series with a rule is stored under every weekday that its days can fall on, an occurrence that was
moved under its own day and hour as well, and a series that has ended nowhere. The weeks between are
left out when the occurrence is worked out, by the search.

A directory says which buckets hold anything, in how many shards each, so that a search reads no
empty one: there is one for every two-character geohash cell, and one for everything online.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.geo.geohash import GEOHASH_ALPHABET, geohash
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.occurrences import (
    changes,
    next_occurrence,
    occurrence_at,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.storage import keys

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting

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


def third_hour_bucket(hour: int) -> Bucket:
    """Returns the bucket of online meetings that began two hours before and end in this one."""
    slot = HOURS + HOURS // BLOCK_HOURS + hour
    return Bucket(keys.third_hour_bucket(hour), keys.ONLINE_DIRECTORY, slot)


def block_bucket(block: int) -> Bucket:
    """Returns the bucket of online meetings of more than three hours, by six hours of the week.

    That is those that run in that block of six hours, and after the third hour that they touch.
    """
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
        case ["P", number] if number.isdecimal() and int(number) < HOURS:
            found = third_hour_bucket(int(number))
        case _:
            return None
    return found if found.key == key else None


def bucket_of_slot(directory: str, slot: int) -> Bucket | None:
    """Returns the bucket with that slot of a directory; None where there is none such."""
    if directory == keys.ONLINE_DIRECTORY:
        if slot < HOURS:
            return hour_bucket(slot)
        block = slot - HOURS
        if block < HOURS // BLOCK_HOURS:
            return block_bucket(block)
        hour = block - HOURS // BLOCK_HOURS
        return third_hour_bucket(hour) if hour < HOURS else None
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


def begin_of(bucket: Bucket, moment: datetime) -> datetime:
    """Returns when the hour or block of an online bucket begins that the moment is in (UTC)."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    is_block = HOURS <= bucket.slot < HOURS + HOURS // BLOCK_HOURS
    return hour - timedelta(hours=hour_of_week(moment) % BLOCK_HOURS) if is_block else hour


def buckets(meeting: "Meeting", now: datetime) -> frozenset[Bucket]:
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
    moved = _moved_starts(schedule, _since(now))
    starts |= {(weekday_of(day), start_min) for day, start_min in moved}
    found = {cell_bucket(cell, weekday) for weekday, _ in starts}
    for weekday, start_min in starts:
        if start_min + schedule.length_min > 24 * 60:
            found.add(cell_bucket(cell, (weekday + 1) % 7))
    return found


def _online_buckets(schedule: Schedule, now: datetime) -> set[Bucket]:
    starts = utc_starts(schedule, _offsets_of_year(schedule.timezone, now.year, now.month))
    starts |= {minute_of_week(start) for start in moved_starts_utc(schedule, _since(now))}
    return {bucket for start in starts for bucket, _ in buckets_of_start(start, schedule)}


def buckets_of_start(start: int, schedule: Schedule) -> Iterator[tuple[Bucket, int]]:
    """Yields the online buckets for a start (minute of the UTC week).

    Each with that start in minutes after its hour or block begins.
    """
    first_hour, minute = divmod(start, 60)
    yield hour_bucket(first_hour), minute
    end = start + schedule.length_min
    if end > (first_hour + 3) * 60:
        block_min = BLOCK_HOURS * 60
        for block in range(start // block_min, -(-end // block_min)):
            yield block_bucket(block % (HOURS // BLOCK_HOURS)), start - block * block_min
    elif end > (first_hour + 2) * 60:
        yield third_hour_bucket((first_hour + 2) % HOURS), minute - 120


def _moved_starts(schedule: Schedule, since: date) -> list[tuple[date, int]]:
    """Returns local dates and start minutes of occurrences that were moved to then or later."""
    return [
        (override.to, override.start_min)
        for override in changes(schedule, since)
        if override.to is not None and override.start_min is not None and override.to >= since
    ]


def _since(now: datetime) -> date:
    """Returns a date before that of any occurrence that may not be over."""
    return now.date() - timedelta(days=3)


def moved_starts_utc(schedule: Schedule, since: date) -> list[datetime]:
    """Returns the starts of occurrences that were moved to that local date or later ones."""
    return [
        occurrence_at(schedule, day, start_min).start
        for day, start_min in _moved_starts(schedule, since)
    ]


def minute_of_week(moment: datetime) -> int:
    """Returns the minute of the UTC week."""
    return hour_of_week(moment) * 60 + int(moment.timestamp()) // 60 % 60


def utc_starts(schedule: Schedule, offsets_min: Iterable[int]) -> set[int]:
    """Returns the minutes of the UTC week at which the series starts with those offsets."""
    return {
        (weekday * 24 * 60 + schedule.start_min - offset) % _WEEK_MIN
        for weekday in schedule.weekdays
        for offset in offsets_min
    }


@lru_cache(maxsize=1024)
def _offsets_of_year(timezone: str, year: int, month: int) -> frozenset[int]:
    """Returns every UTC offset (minutes) of the zone, from that month for thirteen months."""
    first = datetime(year, month, 1, tzinfo=UTC)
    return frozenset(
        offset_min(timezone, first + timedelta(days=days)) for days in range(0, 400, 2)
    )


def offset_min(timezone: str, moment: datetime) -> int:
    """Returns the UTC offset of a zone at a moment, in minutes."""
    offset = moment.astimezone(zone(timezone)).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() / 60)
