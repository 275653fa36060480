"""Search for online meetings: those with a link, wherever they are, by their next occurrence.

Each meeting is found once, at its next occurrence that is not over (one in progress counts: people
come late). Buckets are read hour by hour, until the page is full.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.meetings.schedule.occurrences import (
    Occurrence,
    next_occurrence,
    starting_from,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule, zone
from chalicelib.meetings.search import pages
from chalicelib.meetings.search.changed_times import changed_times
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.query import (
    Cursor,
    Found,
    OnlineQuery,
    Position,
    Reader,
    Results,
    Sort,
)
from chalicelib.meetings.storage.buckets import (
    BLOCK_HOURS,
    HOURS,
    Bucket,
    block_bucket,
    hour_bucket,
    hour_of_week,
)
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY
from chalicelib.meetings.storage.rows import Row, ScheduleKey

MAX_ONLINE_ROWS = 10_000  # read for one page; a rare kind goes on with the next
MAX_VAIN_ROWS = 1_600  # read for a page without finding anything
_WEEK_DAYS = range(8)  # days ahead, up to this weekday's return
_WITHOUT_END = timedelta(days=20_000)  # what is monthly comes after the week, with its date
_HOUR = timedelta(hours=1)


def search_online(query: OnlineQuery, reader: Reader, now: datetime) -> Results:
    """Returns one page of meetings with a link, by next start."""
    as_of = pages.moment_of(query.cursor, now)
    occurrences = _OnlineOccurrences(_start_spans(query, as_of), as_of)
    directory = reader.directories([ONLINE_DIRECTORY]).get(ONLINE_DIRECTORY, Directory())
    begin = as_of
    if query.cursor:
        begin = max(begin, datetime.fromtimestamp(query.cursor.position.time, UTC))
    pending = [
        (bucket, hour)
        for bucket, hour in occurrences.buckets(begin)
        if directory.shards[bucket.slot]
    ]
    rows = _OnlineRows(query, reader, occurrences)
    week_end = as_of + timedelta(hours=HOURS)
    chunk_size = max_chunk_size = 2
    read = 0
    while True:
        chunk, pending = pending[:chunk_size], pending[chunk_size:]
        read += len(chunk)
        rows.read({bucket: directory.shards[bucket.slot] for bucket, _ in chunk})
        horizon = pending[0][1] if pending else None
        candidates = rows.candidates(horizon)
        found = [candidate for candidate in candidates if rows.is_match(candidate)]
        page = pages.first_results(found, query.cursor, query.limit, Sort.START)
        max_rows = MAX_ONLINE_ROWS if found or query.looks_further else MAX_VAIN_ROWS
        if len(page) > query.limit or horizon is None:
            break
        if len(rows) >= max_rows and horizon > week_end:
            # Every bucket had its turn. What is monthly may be in any of them: all is read, once,
            # because a page that left some would lead to others without end.
            chunk_size = len(pending)
            continue
        if len(rows) >= max_rows and horizon > begin:  # else the next page would be this one
            break
        max_chunk_size *= 2
        rows_a_bucket = max(1.0, len(rows) / read)
        missing: float = max_rows - len(rows)
        if found or not candidates:
            share = len(found) / len(candidates) if candidates else 1.0
            missing = min(missing, (query.limit + 1 - len(page)) / share)
        chunk_size = min(max_chunk_size, max(1, int(missing / rows_a_bucket)))
    results = pages.page_of(page, query.limit, Sort.START, as_of, None)
    if horizon and results.next is None:
        begins = Position(horizon.timestamp(), False, 0.0, "")
        results = replace(results, next=Cursor(int(as_of.timestamp()), begins))
    changed = [
        time
        for time in changed_times(((row, None) for row in rows), occurrences.find)
        if (horizon is None or time.occurrence.start < horizon)
        and query.filter.matches(time.row, rows.local_start(time))
    ]
    results = pages.with_changed(results, changed, query.cursor, Sort.START)
    if query.with_counts and not query.cursor:
        days = ComingDays(as_of, query.filter.matches_time, query.timezone)
        days_of = days.of if query.day is None else None
        with_starts = ((candidate.row, rows.local_start(candidate)) for candidate in candidates)
        counts = count(with_starts, rows.unmet_at, days_of)
        results = replace(results, counts=counts, counts_complete=horizon is None)
    return results


def next_online(limit: int, reader: Reader, now: datetime) -> tuple[Found, ...]:
    """Returns a few of the meetings with a link that come next, by next start: to be offered.

    Of a bucket with several shards, one is read, each hour another. What has been in progress since
    before this hour is left out where this hour has enough.
    """
    as_of = pages.moment_of(None, now)
    occurrences = _OnlineOccurrences(_start_spans(OnlineQuery(), as_of), as_of)
    directory = reader.directories([ONLINE_DIRECTORY]).get(ONLINE_DIRECTORY, Directory())
    this_hour = as_of.replace(minute=0, second=0)
    filled = [pair for pair in occurrences.buckets(as_of) if directory.shards[pair[0].slot]]
    earlier = [pair for pair in filled if _began_before(this_hour, *pair)]
    pending = [pair for pair in filled if not _began_before(this_hour, *pair)]
    chunk, chunk_size = earlier, 1
    if pending and pending[0][1] == this_hour:
        chunk, pending = pending[:1], [*earlier, *pending[1:]]
        chunk_size += len(earlier)
    rows: dict[str, Row] = {}
    turn = int(as_of.timestamp()) // 3600
    while True:
        numbers = {bucket: turn % directory.shards[bucket.slot] for bucket, _ in chunk}
        for bucket_rows in reader.one_shard(numbers).values():
            rows.update({row.id: row for row in bucket_rows})
        unread = (hour for bucket, hour in pending if not _began_before(this_hour, bucket, hour))
        horizon = next(unread, None)
        found = [
            Found(row, occurrence)
            for row in rows.values()
            if (occurrence := occurrences.next(row))
            and (horizon is None or occurrence.start < horizon)
        ]
        if len(found) >= limit or not pending:
            page = pages.first_results(found, None, limit, Sort.START)
            return pages.page_of(page, limit, Sort.START, as_of, None).found
        chunk, pending = pending[:chunk_size], pending[chunk_size:]
        chunk_size *= 2


def _began_before(this_hour: datetime, bucket: Bucket, hour: datetime) -> bool:
    """Returns whether a bucket is there for what has been in progress since before this hour."""
    return hour < this_hour or bucket.slot >= HOURS


class _OnlineRows:
    """The rows of the buckets read, and which of them a query finds."""

    def __init__(
        self, query: OnlineQuery, reader: Reader, occurrences: "_OnlineOccurrences"
    ) -> None:
        self._filter = query.filter
        self._zone = zone(query.timezone)
        self._reader = reader
        self._occurrences = occurrences
        self._rows: dict[str, Row] = {}
        self._unmet_at_any_time: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def read(self, shard_counts: Mapping[Bucket, int]) -> None:
        """Reads those buckets."""
        for rows in self._reader.rows(shard_counts).values():
            new = [row for row in rows if row.id not in self._rows]
            for row, unmet in self._filter.unmet_by_rows(new):
                self._rows[row.id] = row
                self._unmet_at_any_time[row.id] = unmet

    def candidates(self, horizon: datetime | None) -> list[Found]:
        """Returns the meetings that start before the horizon, whatever the filter."""
        return [
            Found(row, occurrence)
            for row in self._rows.values()
            if (occurrence := self._occurrences.next(row))
            and (horizon is None or occurrence.start < horizon)
        ]

    def is_match(self, candidate: Found) -> bool:
        """Returns whether the filter matches it, by the visitor's clock."""
        if self._unmet_at_any_time[candidate.row.id]:
            return False
        return self._filter.matches_time(self.local_start(candidate))

    def unmet_at(self, row: Row, start: datetime) -> list[str]:
        """Returns what of the filter a meeting at that start does not meet."""
        return [*self._unmet_at_any_time[row.id], *self._filter.unmet_by_start(start)]

    def local_start(self, found: Found) -> datetime:
        """Returns when it starts by the visitor's clock."""
        return found.occurrence.start.astimezone(self._zone)


class _OnlineOccurrences:
    """Occurrences that start in one of some spans, in order.

    What is in progress counts to a span that has begun. Meetings that share zone, days and hours
    share their occurrence.
    """

    def __init__(self, spans: Sequence[tuple[datetime, datetime]], as_of: datetime) -> None:
        self._spans = spans
        self._as_of = as_of
        self._by_schedule: dict[ScheduleKey, Occurrence | None] = {}

    def buckets(self, begin: datetime) -> Iterator[tuple[Bucket, datetime]]:
        """Yields the buckets of what starts at that moment or later, each with its hour."""
        for first, last in self._spans:
            since = max(first, begin)
            if since >= last:
                continue
            if since <= self._as_of:  # in progress: begun an hour ago or, if long, in a block
                yield block_bucket(hour_of_week(since) // BLOCK_HOURS), since
                since -= _HOUR
            for hour in _hours(since, min(last, since + timedelta(hours=HOURS))):
                yield hour_bucket(hour_of_week(hour)), hour

    def next(self, row: Row) -> Occurrence | None:
        """Returns the first occurrence of a meeting in one of the spans."""
        key = row.schedule_key
        if key not in self._by_schedule:
            self._by_schedule[key] = self.find(row.schedule)
        return self._by_schedule[key]

    def find(self, schedule: Schedule) -> Occurrence | None:
        """Returns the first occurrence of a schedule in one of the spans."""
        for first, last in self._spans:
            if first <= self._as_of:
                found = next_occurrence(schedule, first)
            else:
                found = next(starting_from(schedule, first), None)
            if found is None or found.start < last:
                return found
        return None


def _start_spans(query: OnlineQuery, as_of: datetime) -> list[tuple[datetime, datetime]]:
    """Returns from when until when results start. Today's weekday comes round again in a week."""
    if query.day is None:
        return [(as_of, as_of + _WITHOUT_END)]
    local_zone = zone(query.timezone)
    today = as_of.astimezone(local_zone).date()
    ahead = [0] if query.day == "today" else [1]
    if isinstance(query.day, frozenset):
        ahead = [
            days for days in _WEEK_DAYS if weekday_of(today + timedelta(days=days)) in query.day
        ]
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
