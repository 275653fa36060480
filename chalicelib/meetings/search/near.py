"""Search: a query -> meetings by their next occurrence.

A search near a point finds meetings with a room; one for online meetings finds those with a link,
wherever they are. Each meeting is found once, at its next occurrence that is not over (one in
progress counts: people come late). Buckets are read for the asked days only; without a day, today
and tomorrow first, and the rest of the week where they don't fill the page or are to be counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Literal, Protocol

from chalicelib.geo.distance import distance_km
from chalicelib.geo.geohash import box, covering, distance_to_box_km
from chalicelib.geo.point import Point
from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    first_on,
    next_occurrence,
    starting,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.filters import EVERYTHING, Counts, Filter, count
from chalicelib.meetings.storage.buckets import (
    BLOCK_HOURS,
    CELL_PRECISION,
    HOURS,
    Bucket,
    block_bucket,
    cell_bucket,
    hour_bucket,
    hour_of_week,
    region_directory,
)
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY
from chalicelib.meetings.storage.rows import Row

RADIUS_LADDER_KM = (2.0, 5.0, 10.0, 25.0, 50.0, 100.0)
MAX_RADIUS_KM = 100.0
ENOUGH_MEETINGS = 10  # what a radius of the ladder has to hold
BEYOND_KM = (100.0, 250.0, 500.0, 1000.0)  # where nothing is within the radius
MAX_BEYOND_SHARDS = 100  # read to find them, the nearest first: one batch
MAX_ONLINE_ROWS = 10_000  # read for one page; a rare kind goes on with the next
_FIRST_RADIUS_KM = 25.0  # read at once; smaller rungs are chosen in memory
_WEEK = range(8)  # days ahead, up to this weekday's return: their buckets are all that there are
_EVER = timedelta(days=20_000)  # what is monthly comes after the week, with its date
CELL_DIAGONAL_KM = 44.0  # at the equator, where it is longest
_HOUR = timedelta(hours=1)

Day = Literal["today", "tomorrow"] | frozenset[int]  # weekdays, Sunday 0


class Sort(StrEnum):
    """The order of results."""

    START = "start"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after the result at `position` (epoch seconds of its start, or
    kilometres) with that id, in the search as it was at `as_of` (epoch seconds).
    """

    as_of: int
    position: float
    id: str
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class NearQuery:
    """Meetings with a room near a point. `radius_km` None: the smallest of the ladder that holds
    ten. `counted`: with what each further choice would leave, on the first page.
    """

    point: Point
    radius_km: float | None = None
    day: Day | None = None
    filter: Filter = EVERYTHING
    sort: Sort = Sort.START
    limit: int = 25
    cursor: Cursor | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class OnlineQuery:
    """Meetings with a link, wherever they are. `timezone` is the visitor's: days begin there, and
    the filter's hours are meant there.
    """

    day: Day | None = None
    timezone: str = "UTC"
    filter: Filter = EVERYTHING
    limit: int = 25
    cursor: Cursor | None = None
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One result; `distance_km` is None for a search without a place."""

    row: Row
    occurrence: Occurrence
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results, as of a moment; `radius_km` is the one that was used. `counts` are of
    everything that the search could find, or where not `counted_all`, of what it read.
    """

    found: tuple[Found, ...]
    as_of: datetime
    radius_km: float | None
    next: Cursor | None
    counts: Counts | None = None
    counted_all: bool = False


class Reader(Protocol):
    """What a search needs of the meetings table."""

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]: ...

    def rows(self, wanted: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]: ...


def search_near(query: NearQuery, reader: Reader, now: datetime) -> Results:
    """One page of meetings near a point."""
    as_of = _as_of(query.cursor, now)
    calendar = _Calendar(as_of, query.day)
    area = _Area(query, reader, calendar)
    radius_km = query.radius_km
    if query.cursor and query.cursor.radius_km:
        radius_km = query.cursor.radius_km
    if radius_km is None:
        radius_km = area.choose_radius()
    first_day = 0
    if query.cursor and query.sort is Sort.START:
        position = datetime.fromtimestamp(query.cursor.position, UTC)
        first_day = max(0, (position - as_of).days - 1)
    spans = [range(first_day, first_day + 2), _WEEK]  # all of it: any may hold what is monthly
    if query.day is not None:
        spans = [range(1)]
    elif query.sort is Sort.DISTANCE or spans[0].stop >= _WEEK.stop:
        spans = [_WEEK]
    page: list[Found] = []
    for span in spans:
        area.read(radius_km, span)
        found = area.found(radius_km, span.stop)
        page = _page(found, query.cursor, query.limit, query.sort)
        if len(page) > query.limit:
            break
    results = _results(page, query.limit, query.sort, as_of, radius_km)
    if not query.counted or query.cursor:
        return results
    area.read(radius_km, spans[0] if query.day is not None else _WEEK)
    candidates = area.candidates(radius_km, _WEEK.stop)
    days = ComingDays(as_of, query.filter.times_hold)
    days_of = days.of if query.day is None else None
    counts = count(((one.row, one.occurrence.start) for one in candidates), query.filter, days_of)
    return replace(results, counts=counts, counted_all=True)


def search_beyond(
    query: NearQuery, radius_km: float, reader: Reader, now: datetime
) -> tuple[Found, ...]:
    """The nearest few where a search found nothing within its radius; nearest first. Looks no
    further than it may read: for what is rare, everything around a great city would be too much.
    """
    area = _Area(query, reader, _Calendar(_as_of(None, now), query.day))
    left = MAX_BEYOND_SHARDS
    for wider_km in BEYOND_KM:
        if wider_km > radius_km and left > 0:
            left -= area.read(wider_km, _WEEK, beyond_km=radius_km, most=left)
            found = area.found(wider_km, _WEEK.stop)
            if nearest := _page(found, None, query.limit, Sort.DISTANCE)[: query.limit]:
                return tuple(nearest)
    return ()


def search_online(query: OnlineQuery, reader: Reader, now: datetime) -> Results:
    """One page of meetings with a link, by next start."""
    as_of = _as_of(query.cursor, now)
    spans = _Spans(_online_spans(query, as_of), as_of)
    directory = reader.directories([ONLINE_DIRECTORY]).get(ONLINE_DIRECTORY, Directory())
    begin = as_of
    if query.cursor:
        begin = max(begin, datetime.fromtimestamp(query.cursor.position, UTC))
    pending = [
        (bucket, hour) for bucket, hour in spans.buckets(begin) if directory.shards[bucket.slot]
    ]
    rows: dict[str, Row] = {}
    visitors_zone = zone(query.timezone)
    chunk_size = 2
    while True:
        chunk, pending = pending[:chunk_size], pending[chunk_size:]
        chunk_size *= 2
        wanted = {bucket: directory.shards[bucket.slot] for bucket, _ in chunk}
        for bucket_rows in reader.rows(wanted).values():
            rows.update({row.id: row for row in bucket_rows})
        horizon = pending[0][1] if pending else None
        candidates = [
            (row, occurrence, occurrence.start.astimezone(visitors_zone))
            for row in rows.values()
            if (occurrence := spans.occurrence(row))
            and (horizon is None or occurrence.start < horizon)
        ]
        takes = query.filter.takes
        found = [
            Found(row, occurrence) for row, occurrence, start in candidates if takes(row, start)
        ]
        page = _page(found, query.cursor, query.limit, Sort.START)
        if len(page) > query.limit or not pending or len(rows) > MAX_ONLINE_ROWS:
            break
    results = _results(page, query.limit, Sort.START, as_of, None)
    if horizon and results.next is None:
        results = replace(results, next=Cursor(int(as_of.timestamp()), horizon.timestamp(), ""))
    if query.counted and not query.cursor:
        days = ComingDays(as_of, query.filter.times_hold, query.timezone)
        days_of = days.of if query.day is None else None
        counts = count(((row, start) for row, _, start in candidates), query.filter, days_of)
        results = replace(results, counts=counts, counted_all=horizon is None)
    return results


class _Spans:
    """From when until when online results start, in order; what is in progress counts to a span
    that has begun. Meetings that share zone, days and hours share their occurrence.
    """

    def __init__(self, spans: Sequence[tuple[datetime, datetime]], as_of: datetime) -> None:
        self._spans = spans
        self._as_of = as_of
        self._known: dict[tuple[str, int, int, str, str], Occurrence | None] = {}

    def buckets(self, begin: datetime) -> Iterator[tuple[Bucket, datetime]]:
        """The buckets of what starts at that moment or later, each with the hour that it is of."""
        for first, last in self._spans:
            since = max(first, begin)
            if since >= last:
                continue
            if since <= self._as_of:  # in progress: begun an hour ago or, if long, filed by block
                yield block_bucket(hour_of_week(since) // BLOCK_HOURS), since
                since -= _HOUR
            for hour in _hours(since, min(last, since + timedelta(hours=HOURS))):
                yield hour_bucket(hour_of_week(hour)), hour

    def occurrence(self, row: Row) -> Occurrence | None:
        """The first occurrence of a meeting in one of the spans."""
        key = row.schedule_key
        if key not in self._known:
            self._known[key] = self._find(row)
        return self._known[key]

    def _find(self, row: Row) -> Occurrence | None:
        schedule = row.schedule
        for first, last in self._spans:
            if first <= self._as_of:
                found = next_occurrence(schedule, first)
            else:
                found = next(starting(schedule, first), None)
            if found is None or found.start < last:
                return found
        return None


def _online_spans(query: OnlineQuery, as_of: datetime) -> list[tuple[datetime, datetime]]:
    """From when until when results start. Today's weekday comes round again in a week."""
    if query.day is None:
        return [(as_of, as_of + _EVER)]
    local_zone = zone(query.timezone)
    today = as_of.astimezone(local_zone).date()
    ahead = [0] if query.day == "today" else [1]
    if isinstance(query.day, frozenset):
        ahead = [days for days in _WEEK if weekday_of(today + timedelta(days=days)) in query.day]
    midnights = [
        tuple(
            datetime(day.year, day.month, day.day, tzinfo=local_zone).astimezone(UTC)
            for day in (today + timedelta(days=days), today + timedelta(days=days + 1))
        )
        for days in ahead
    ]
    return [(max(begin, as_of), end) for begin, end in midnights]


def _hours(first: datetime, last: datetime) -> list[datetime]:
    moment = first.replace(minute=0, second=0, microsecond=0)
    hours = []
    while moment < last:
        hours.append(moment)
        moment += _HOUR
    return hours


class _Calendar:
    """Occurrences as of one moment; meetings that share zone, days and hours share the answer."""

    def __init__(self, as_of: datetime, day: Day | None) -> None:
        self.as_of = as_of
        self._day = day
        self._occurrences: dict[tuple[str, int, int, str, str], Occurrence | None] = {}
        self._today: dict[str, date] = {}

    def today(self, timezone: str) -> date:
        """The date there at the moment of the search."""
        if timezone not in self._today:
            self._today[timezone] = self.as_of.astimezone(zone(timezone)).date()
        return self._today[timezone]

    def weekdays(self, zones: Iterable[str], days_ahead: Iterable[int]) -> set[int]:
        """The weekdays whose buckets hold the occurrences of those days, or of the day that was
        asked for.
        """
        if isinstance(self._day, frozenset):
            return set(self._day)
        if self._day is not None:
            days_ahead = [1 if self._day == "tomorrow" else 0]
        return {
            weekday_of(self.today(timezone) + timedelta(days=ahead))
            for timezone in zones
            for ahead in days_ahead
        }

    def horizon(self, days: int, zones: Iterable[str]) -> datetime | None:
        """When that many days from today have passed in the first of the zones; None where the
        buckets read hold all there is: those of the day that was asked for, or of all days.
        """
        if self._day is not None or days >= _WEEK.stop:
            return None
        midnights = [
            datetime.combine(self.today(name) + timedelta(days=days), time(), zone(name))
            for name in zones
        ]
        return min(midnights, default=self.as_of)

    def occurrence(self, row: Row) -> Occurrence | None:
        """The occurrence that the search finds the meeting at, if any."""
        key = row.schedule_key
        if key not in self._occurrences:
            self._occurrences[key] = self._find(row)
        return self._occurrences[key]

    def _find(self, row: Row) -> Occurrence | None:
        schedule, today = row.schedule, self.today(row.timezone)
        if self._day is None:
            return next_occurrence(schedule, self.as_of)
        if self._day == "today":
            upcoming = next_occurrence(schedule, self.as_of)
            if upcoming is None or upcoming.start <= self.as_of:
                return upcoming
            return upcoming if upcoming.start.date() == today else None
        if self._day == "tomorrow":
            return first_on(schedule, today + timedelta(days=1))
        for ahead in range(-2, _WEEK.stop):
            day = today + timedelta(days=ahead)
            if weekday_of(day) in self._day:
                found = first_on(schedule, day)
                if found is not None and found.end > self.as_of:
                    return found
        return None


class _Area:
    """The buckets around a point, read no more than once each."""

    def __init__(self, query: NearQuery, reader: Reader, calendar: _Calendar) -> None:
        self._query = query
        self._reader = reader
        self._calendar = calendar
        self._directories: dict[str, Directory] = {}
        self._read: set[Bucket] = set()
        self._rows: dict[str, tuple[Row, float]] = {}

    def choose_radius(self) -> float:
        """The smallest rung of the ladder that holds ten meetings, of the days read so far."""
        stages = (
            [(_FIRST_RADIUS_KM, _WEEK)]
            if self._query.day is not None
            else [
                (_FIRST_RADIUS_KM, range(2)),
                (_FIRST_RADIUS_KM, _WEEK),
            ]
        )
        stages += [(rung, _WEEK) for rung in RADIUS_LADDER_KM if rung > _FIRST_RADIUS_KM]
        for radius_km, span in stages:
            self.read(radius_km, span)
            distances = sorted(
                found.distance_km or 0.0 for found in self.found(radius_km, span.stop)
            )
            if len(distances) >= ENOUGH_MEETINGS:
                reach = distances[ENOUGH_MEETINGS - 1]
                return next(rung for rung in RADIUS_LADDER_KM if rung >= reach)
        return MAX_RADIUS_KM

    def read(
        self,
        radius_km: float,
        days_ahead: Iterable[int],
        *,
        beyond_km: float = 0.0,
        most: int | None = None,
    ) -> int:
        """Reads the buckets of the circle and the days that hold anything and were not read yet;
        with `most`, at most so many of their shards, the nearest first, without those that lie
        within `beyond_km`. How many it read.
        """
        days_ahead = list(days_ahead)
        cells = covering(self._query.point, radius_km, CELL_PRECISION)
        if most is not None:
            away_km = {cell: distance_to_box_km(self._query.point, box(cell)) for cell in cells}
            cells = [cell for cell in cells if away_km[cell] + CELL_DIAGONAL_KM > beyond_km]
            cells.sort(key=away_km.__getitem__)
        regions = {region_directory(cell) for cell in cells}
        missing = regions - self._directories.keys()
        if missing:
            known = self._reader.directories(missing)
            self._directories |= {key: known.get(key, Directory()) for key in missing}
        weekdays = {
            region: self._calendar.weekdays(self._directories[region].zones, days_ahead)
            for region in regions
        }
        wanted = {
            bucket: count
            for cell in cells
            for weekday in weekdays[region_directory(cell)]
            if (bucket := cell_bucket(cell, weekday)) not in self._read
            and (count := self._directories[bucket.directory].shards[bucket.slot])
        }
        if most is not None:
            wanted = _first(wanted, most)
        for rows in self._reader.rows(wanted).values():
            for row in rows:
                point = row.point
                if row.id not in self._rows and point is not None:
                    self._rows[row.id] = row, distance_km(self._query.point, point)
        self._read |= wanted.keys()
        return sum(wanted.values())

    def found(self, radius_km: float, days: int) -> Iterable[Found]:
        """The candidates that the filter takes."""
        takes = self._query.filter.takes
        for one in self.candidates(radius_km, days):
            if takes(one.row, one.occurrence.start):
                yield one

    def candidates(self, radius_km: float, days: int) -> Iterable[Found]:
        """The meetings among the rows read; without a day, those that start before that many days
        have begun anywhere in the area (later ones may not all have been read).
        """
        horizon = self._calendar.horizon(days, self._zones())
        for row, distance in self._rows.values():
            if distance > radius_km:
                continue
            occurrence = self._calendar.occurrence(row)
            if occurrence is not None and (horizon is None or occurrence.start < horizon):
                yield Found(row, occurrence, distance)

    def _zones(self) -> set[str]:
        return {name for directory in self._directories.values() for name in directory.zones}


def _first(wanted: Mapping[Bucket, int], most: int) -> dict[Bucket, int]:
    """The first of the buckets, so many that they have at most that many shards."""
    so_far = accumulate(wanted.values())
    return {
        bucket: wanted[bucket]
        for bucket, total in zip(wanted, so_far, strict=True)
        if total <= most
    }


def _as_of(cursor: Cursor | None, now: datetime) -> datetime:
    return datetime.fromtimestamp(cursor.as_of, UTC) if cursor else now.replace(microsecond=0)


def _position(sort: Sort) -> Callable[[Found], tuple[float, str]]:
    if sort is Sort.DISTANCE:
        return lambda found: (found.distance_km or 0.0, found.row.id)
    return lambda found: (found.occurrence.start.timestamp(), found.row.id)


def _page(found: Iterable[Found], cursor: Cursor | None, limit: int, sort: Sort) -> list[Found]:
    """The results after the cursor, in order, one more than the page holds where there are more."""
    position = _position(sort)
    ordered = sorted(found, key=position)
    if cursor:
        after = (cursor.position, cursor.id)
        ordered = [result for result in ordered if position(result) > after]
    return ordered[: limit + 1]


def _results(
    page: list[Found], limit: int, sort: Sort, as_of: datetime, radius_km: float | None
) -> Results:
    shown = tuple(page[:limit])
    cursor = None
    if len(page) > limit:
        place, id = _position(sort)(shown[-1])
        cursor = Cursor(int(as_of.timestamp()), place, id, radius_km)
    return Results(shown, as_of, radius_km, cursor)
