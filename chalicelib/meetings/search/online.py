"""Search for online meetings: those with a link, wherever they are, by their next occurrence.

Each meeting is found once, at its next occurrence that is not over (one in progress counts: people
come late). Buckets are read hour by hour, until the page is full.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search import pages
from chalicelib.meetings.search.changed_times import changed_times
from chalicelib.meetings.search.coming_days import ComingDays
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.filters import EVERYTHING
from chalicelib.meetings.search.online_heads import FirstRows
from chalicelib.meetings.search.online_occurrences import (
    OnlineOccurrences,
    began_before,
    start_spans,
)
from chalicelib.meetings.search.query import (
    Cursor,
    Found,
    OnlineQuery,
    Position,
    Reader,
    Results,
    Sort,
)
from chalicelib.meetings.storage.buckets import HOURS, Bucket
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY
from chalicelib.meetings.storage.rows import Row

MAX_ONLINE_ROWS = 10_000  # read for one page; a rare kind goes on with the next
MAX_VAIN_ROWS = 1_600  # read for a page without finding anything
_HOUR = timedelta(hours=1)
MAX_FROM_HEADS = 25  # results of a first page that is read from heads: they are made for so many


def search_online(query: OnlineQuery, reader: Reader, now: datetime) -> Results:
    """Returns one page of meetings with a link, by next start."""
    as_of = pages.moment_of(query.cursor, now)
    occurrences = OnlineOccurrences(start_spans(query, as_of), as_of)
    directory = reader.directories([ONLINE_DIRECTORY]).get(ONLINE_DIRECTORY, Directory())
    begin = as_of
    if query.cursor:
        begin = max(begin, datetime.fromtimestamp(query.cursor.position.time, UTC))
    pending = [
        (bucket, hour)
        for bucket, hour in occurrences.buckets(begin)
        if directory.shards[bucket.slot]
    ]
    if _is_plain(query):
        first = FirstRows(reader, directory, occurrences, as_of)
        found = first.first(pending, query.limit + 1, max_rows=MAX_ONLINE_ROWS)
        if found is not None:
            results = pages.page_of(found, query.limit, Sort.START, as_of, None)
            changed = changed_times(((row, None) for row in first), occurrences.find)
            return pages.with_changed(results, changed, None, Sort.START)
    return _search_in_full(query, reader, occurrences, directory, pending, begin, as_of)


def _is_plain(query: OnlineQuery) -> bool:
    """Returns whether a search is for a first page of whatever comes, which heads are made for."""
    narrows = query.filter != EVERYTHING or query.cursor or query.with_counts
    return not narrows and query.limit <= MAX_FROM_HEADS


def _search_in_full(
    query: OnlineQuery,
    reader: Reader,
    occurrences: OnlineOccurrences,
    directory: Directory,
    pending: list[tuple[Bucket, datetime]],
    begin: datetime,
    as_of: datetime,
) -> Results:
    """Returns one page of all rows of those buckets, as far as it has to read them."""
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
        results = results._replace(next=Cursor(int(as_of.timestamp()), begins))
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
        results = results._replace(counts=counts, counts_complete=horizon is None)
    return results


def next_online(limit: int, reader: Reader, now: datetime) -> tuple[Found, ...]:
    """Returns a few of the meetings with a link that come next, by next start: to be offered.

    What has been in progress since before this hour is left out where this hour has enough.
    """
    as_of = pages.moment_of(None, now)
    occurrences = OnlineOccurrences(start_spans(OnlineQuery(), as_of), as_of)
    directory = reader.directories([ONLINE_DIRECTORY]).get(ONLINE_DIRECTORY, Directory())
    filled = [pair for pair in occurrences.buckets(as_of) if directory.shards[pair[0].slot]]
    this_hour = as_of.replace(minute=0, second=0)
    first = FirstRows(reader, directory, occurrences, as_of)
    this_hours = [
        pair for pair in filled if pair[1] == this_hour and not began_before(this_hour, *pair)
    ]
    found = first.first(this_hours, limit, until=this_hour + _HOUR, max_rows=MAX_ONLINE_ROWS)
    if not found or len(found) < limit:
        found = first.first(filled, limit, max_rows=MAX_ONLINE_ROWS)
    page = pages.first_results(found or (), None, limit, Sort.START)
    return pages.page_of(page, limit, Sort.START, as_of, None).found


class _OnlineRows:
    """The rows of the buckets read, and which of them a query finds."""

    def __init__(self, query: OnlineQuery, reader: Reader, occurrences: OnlineOccurrences) -> None:
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
