"""Search near a point: meetings with a room, by their next occurrence or by their distance.

Each meeting is found once, at its next occurrence that is not over (one in progress counts: people
come late). Buckets are read for the asked days only; without a day, today and tomorrow first, and
the rest of the week where they don't fill the page or are to be counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from chalicelib.geo.distance import distance_km
from chalicelib.geo.geohash import box, cells_covering, distance_to_box_km
from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    first_on,
    next_occurrence,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.search import pages
from chalicelib.meetings.search.changed_times import changed_times
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.query import Day, Found, NearQuery, Reader, Results, Sort
from chalicelib.meetings.storage.buckets import (
    CELL_PRECISION,
    Bucket,
    cell_bucket,
    region_directory,
)
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.rows import Row, ScheduleKey

RADIUS_LADDER_KM = (2.0, 5.0, 10.0, 25.0, 50.0, 100.0)
MAX_RADIUS_KM = 100.0
ENOUGH_MEETINGS = 10  # what a radius of the ladder has to hold
BEYOND_KM = (100.0, 250.0, 500.0, 1000.0)  # where nothing is within the radius
MAX_BEYOND_SHARDS = 100  # read to find them, the nearest first: one batch
CELL_DIAGONAL_KM = 44.0  # at the equator, where it is longest
_FIRST_RADIUS_KM = 25.0  # read at once; smaller rungs are chosen in memory
_WEEK_DAYS = range(8)  # days ahead, up to this weekday's return: their buckets are all that exist


def search_near(query: NearQuery, reader: Reader, now: datetime) -> Results:
    """Returns one page of meetings near a point."""
    as_of = pages.moment_of(query.cursor, now)
    occurrences = _LocalOccurrences(as_of, query.day)
    nearby = _NearbyRows(query, reader, occurrences)
    radius_km = query.radius_km
    if query.cursor and query.cursor.radius_km:
        radius_km = query.cursor.radius_km
    if radius_km is None:
        radius_km = nearby.choose_radius()
    first_day = 0
    if query.cursor and query.sort is Sort.START:
        position = datetime.fromtimestamp(query.cursor.position, UTC)
        first_day = max(0, (position - as_of).days - 1)
    spans = [range(first_day, first_day + 2), _WEEK_DAYS]  # all of it: any may hold what is monthly
    if query.day is not None:
        spans = [range(1)]
    elif query.sort is Sort.DISTANCE or spans[0].stop >= _WEEK_DAYS.stop:
        spans = [_WEEK_DAYS]
    page: list[Found] = []
    for span in spans:
        nearby.read(radius_km, span)
        found = nearby.found(radius_km, span.stop)
        page = pages.first_results(found, query.cursor, query.limit, query.sort)
        if len(page) > query.limit:
            break
    results = pages.page_of(page, query.limit, query.sort, as_of, radius_km)
    changed = nearby.changed(radius_km, span.stop)
    results = pages.with_changed(results, changed, query.cursor, query.sort)
    if not query.with_counts or query.cursor:
        return results
    nearby.read(radius_km, spans[0] if query.day is not None else _WEEK_DAYS)
    candidates = nearby.candidates(radius_km, _WEEK_DAYS.stop)
    days = ComingDays(as_of, query.filter.matches_time)
    days_of = days.of if query.day is None else None
    with_starts = ((found.row, found.occurrence.start) for found in candidates)
    counts = count(with_starts, query.filter, days_of)
    return replace(results, counts=counts, counts_complete=True)


def search_beyond(
    query: NearQuery, radius_km: float, reader: Reader, now: datetime
) -> tuple[Found, ...]:
    """Returns the nearest few where a search found nothing within its radius, nearest first.

    It looks no further than it may read: for what is rare, everything around a great city would be
    too much.
    """
    nearby = _NearbyRows(query, reader, _LocalOccurrences(pages.moment_of(None, now), query.day))
    remaining = MAX_BEYOND_SHARDS
    for wider_km in BEYOND_KM:
        if wider_km > radius_km and remaining > 0:
            remaining -= nearby.read(
                wider_km, _WEEK_DAYS, beyond_km=radius_km, max_shards=remaining
            )
            found = nearby.found(wider_km, _WEEK_DAYS.stop)
            nearest = pages.first_results(found, None, query.limit, Sort.DISTANCE)
            if nearest:
                return tuple(nearest[: query.limit])
    return ()


class _LocalOccurrences:
    """Occurrences by each meeting's own clock, as of one moment.

    Meetings that share zone, days and hours share the answer.
    """

    def __init__(self, as_of: datetime, day: Day | None) -> None:
        self.as_of = as_of
        self._day = day
        self._by_schedule: dict[ScheduleKey, Occurrence | None] = {}
        self._today: dict[str, date] = {}

    def today(self, timezone: str) -> date:
        """Returns the date there at the moment of the search."""
        if timezone not in self._today:
            self._today[timezone] = self.as_of.astimezone(zone(timezone)).date()
        return self._today[timezone]

    def weekdays(self, zones: Iterable[str], days_ahead: Iterable[int]) -> set[int]:
        """Returns the weekdays whose buckets have the occurrences of those days.

        Where the query has a day, of that one.
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
        """Returns when that many days from today have passed in the first of the zones.

        None where the buckets read have all there is: those of the query's day, or of all days.
        """
        if self._day is not None or days >= _WEEK_DAYS.stop:
            return None
        midnights = [
            datetime.combine(self.today(name) + timedelta(days=days), time(), zone(name))
            for name in zones
        ]
        return min(midnights, default=self.as_of)

    def next(self, row: Row) -> Occurrence | None:
        """Returns the occurrence that the search finds the meeting at, if any."""
        key = row.schedule_key
        if key not in self._by_schedule:
            self._by_schedule[key] = self.find(row.schedule)
        return self._by_schedule[key]

    def find(self, schedule: Schedule) -> Occurrence | None:
        """Returns the occurrence that the search finds a meeting of that schedule at, if any."""
        today = self.today(schedule.timezone)
        if self._day is None:
            return next_occurrence(schedule, self.as_of)
        if self._day == "today":
            upcoming = next_occurrence(schedule, self.as_of)
            if upcoming is None or upcoming.start <= self.as_of:
                return upcoming
            return upcoming if upcoming.start.date() == today else None
        if self._day == "tomorrow":
            return first_on(schedule, today + timedelta(days=1))
        for ahead in range(-2, _WEEK_DAYS.stop):
            day = today + timedelta(days=ahead)
            if weekday_of(day) in self._day:
                found = first_on(schedule, day)
                if found is not None and found.end > self.as_of:
                    return found
        return None


class _NearbyRows:
    """The rows of the buckets around a point, each bucket read no more than once."""

    def __init__(self, query: NearQuery, reader: Reader, occurrences: _LocalOccurrences) -> None:
        self._query = query
        self._reader = reader
        self._occurrences = occurrences
        self._directories: dict[str, Directory] = {}
        self._read: set[Bucket] = set()
        self._rows: dict[str, tuple[Row, float]] = {}

    def choose_radius(self) -> float:
        """Returns the smallest rung of the ladder that holds ten meetings of the days read."""
        stages = [(_FIRST_RADIUS_KM, _WEEK_DAYS)]
        if self._query.day is None:
            stages.insert(0, (_FIRST_RADIUS_KM, range(2)))
        stages += [(rung, _WEEK_DAYS) for rung in RADIUS_LADDER_KM if rung > _FIRST_RADIUS_KM]
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
        max_shards: int | None = None,
    ) -> int:
        """Reads the buckets of the circle and the days that were not read yet and hold anything.

        With `max_shards`, at most that many of their shards, the nearest first, without those that
        lie within `beyond_km`. Returns how many shards it read.
        """
        days_ahead = list(days_ahead)
        cells = cells_covering(self._query.point, radius_km, CELL_PRECISION)
        if max_shards is not None:
            away_km = {cell: distance_to_box_km(self._query.point, box(cell)) for cell in cells}
            cells = [cell for cell in cells if away_km[cell] + CELL_DIAGONAL_KM > beyond_km]
            cells.sort(key=away_km.__getitem__)
        regions = {region_directory(cell) for cell in cells}
        missing = regions - self._directories.keys()
        if missing:
            known = self._reader.directories(missing)
            self._directories |= {key: known.get(key, Directory()) for key in missing}
        weekdays = {
            region: self._occurrences.weekdays(self._directories[region].zones, days_ahead)
            for region in regions
        }
        shard_counts = {
            bucket: count
            for cell in cells
            for weekday in weekdays[region_directory(cell)]
            if (bucket := cell_bucket(cell, weekday)) not in self._read
            and (count := self._directories[bucket.directory].shards[bucket.slot])
        }
        if max_shards is not None:
            shard_counts = _first_shards(shard_counts, max_shards)
        for rows in self._reader.rows(shard_counts).values():
            for row in rows:
                point = row.point
                if row.id not in self._rows and point is not None:
                    self._rows[row.id] = row, distance_km(self._query.point, point)
        self._read |= shard_counts.keys()
        return sum(shard_counts.values())

    def found(self, radius_km: float, days: int) -> Iterable[Found]:
        """Yields the candidates that the filter matches."""
        matches = self._query.filter.matches
        for candidate in self.candidates(radius_km, days):
            if matches(candidate.row, candidate.occurrence.start):
                yield candidate

    def candidates(self, radius_km: float, days: int) -> Iterable[Found]:
        """Yields the meetings among the rows read.

        Without a day, those that start before that many days have begun anywhere in the area (later
        ones may not all have been read).
        """
        horizon = self._occurrences.horizon(days, self._zones())
        for row, distance in self._rows.values():
            if distance > radius_km:
                continue
            occurrence = self._occurrences.next(row)
            if occurrence is not None and (horizon is None or occurrence.start < horizon):
                yield Found(row, occurrence, distance)

    def changed(self, radius_km: float, days: int) -> Iterable[Found]:
        """Yields the changed times that the filter matches, of the same rows and days."""
        horizon = self._occurrences.horizon(days, self._zones())
        within = (pair for pair in self._rows.values() if pair[1] <= radius_km)
        for changed in changed_times(within, self._occurrences.find):
            start = changed.occurrence.start
            within_days = horizon is None or start < horizon
            if within_days and self._query.filter.matches(changed.row, start):
                yield changed

    def _zones(self) -> set[str]:
        return {name for directory in self._directories.values() for name in directory.zones}


def _first_shards(shard_counts: Mapping[Bucket, int], max_shards: int) -> dict[Bucket, int]:
    """Returns the first of the buckets that together have at most that many shards."""
    so_far = accumulate(shard_counts.values())
    return {
        bucket: shard_counts[bucket]
        for bucket, total in zip(shard_counts, so_far, strict=True)
        if total <= max_shards
    }
