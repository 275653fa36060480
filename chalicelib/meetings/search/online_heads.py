"""The first results of a search online, read from the heads of its buckets.

A head may lack rows of its bucket. It says where the first of these begins, and up to there a
search knows all that is in it; where that is not enough, the bucket is read whole.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from chalicelib.meetings.search import pages
from chalicelib.meetings.search.online_occurrences import OnlineOccurrences, began_before
from chalicelib.meetings.search.query import Found, Position, Reader, Sort
from chalicelib.meetings.storage import heads
from chalicelib.meetings.storage.buckets import HOURS, Bucket, begin_of
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.heads import Head
from chalicelib.meetings.storage.rows import Row
from chalicelib.meetings.storage.seasons import Season, season_of

_WEEK = timedelta(hours=HOURS)
Pending = Sequence[tuple[Bucket, datetime]]  # buckets, each with its hour


class FirstRows:
    """Rows of buckets, of their heads where they have one."""

    def __init__(
        self,
        reader: Reader,
        directory: Directory,
        occurrences: OnlineOccurrences,
        as_of: datetime,
    ) -> None:
        self._reader = reader
        self._directory = directory
        self._occurrences = occurrences
        self._as_of = as_of
        self._rows: dict[str, Row] = {}
        self._read: set[Bucket] = set()
        self._missing_from: dict[Bucket, Position] = {}  # where the first row may be missing

    def __iter__(self) -> Iterator[Row]:
        """Yields every row that was read."""
        return iter(self._rows.values())

    def first(
        self, pending: Pending, count: int, *, until: datetime | None = None, max_rows: int
    ) -> list[Found] | None:
        """Returns the first results of those buckets, in order; fewer where there are no more.

        They start before `until`. None where that takes more than `max_rows`, which a search in
        full is made for.
        """
        pending = [pair for pair in pending if pair[0] not in self._read]
        this_hour = self._as_of.replace(minute=0, second=0)
        size = sum(began_before(this_hour, *pair) for pair in pending) or 1
        while True:
            chunk, pending = pending[:size], pending[size:]
            self._read_heads(chunk)
            horizon = pending[0][1] if pending else until
            found = self._found_before(horizon, count)
            if len(found) >= count:
                return found
            if len(self._rows) > max_rows:
                return None
            if bucket := self._first_in_the_way(horizon):
                self._read_whole([bucket])
                size = 0
            elif not pending:
                return found
            else:
                rows_a_bucket = max(1.0, len(self._rows) / max(1, len(self._read)))
                missing = math.ceil((count - len(found)) / rows_a_bucket)
                size = min(missing, 2 * len(self._read) + 1)

    def _read_heads(self, chunk: Pending) -> None:
        hours = dict(chunk)
        found = self._reader.heads([b for b in hours if self._directory.has_head(b)])
        for bucket, head in found.items():
            for part in head:
                self._add(part.rows)
            if missing_from := self._first_missing(head, begin_of(bucket, hours[bucket])):
                self._missing_from[bucket] = missing_from
        self._read_whole([bucket for bucket in hours if bucket not in found])
        self._read |= {*hours}

    def _read_whole(self, buckets: Sequence[Bucket]) -> None:
        if buckets:
            counts = {bucket: self._directory.shards[bucket.slot] for bucket in buckets}
            for rows in self._reader.rows(counts).values():
                self._add(rows)
        for bucket in buckets:
            self._missing_from.pop(bucket, None)

    def _add(self, rows: Sequence[Row]) -> None:
        self._rows.update({row.id: row for row in rows})

    def _first_missing(self, head: Head, begin: datetime) -> Position | None:
        """Returns the first result that may be missing in the head of what begins at that time."""
        minute = (self._as_of - begin).total_seconds() / 60
        season = season_of(begin) | season_of(self._as_of)
        if missing := heads.complete_until(head, season, minute):
            return _position(begin + timedelta(minutes=missing[0]), missing[1])
        # what is over, or there for another season, may be found where the week begins anew
        if missing := heads.complete_until(head, Season.ANY, -math.inf):
            return _position(begin + _WEEK + timedelta(minutes=missing[0]), missing[1])
        return None

    def _first_in_the_way(self, horizon: datetime | None) -> Bucket | None:
        """Returns the bucket of which something before the horizon may be missing, if any."""
        first = min(self._missing_from, key=self._missing_from.__getitem__, default=None)
        if first is None:
            return None
        is_before = horizon is None or self._missing_from[first] < _position(horizon, "")
        return first if is_before else None

    def _found_before(self, horizon: datetime | None, count: int) -> list[Found]:
        """Returns the first results before the horizon, as far as none is missing."""
        horizons = [] if horizon is None else [_position(horizon, "")]
        end = min([*self._missing_from.values(), *horizons], default=None)
        results = (
            Found(row, occurrence)
            for row in self._rows.values()
            if (occurrence := self._occurrences.next(row))
        )
        found = (result for result in results if end is None or result.position < end)
        return pages.first_results(found, None, count - 1, Sort.START)


def _position(moment: datetime, meeting_id: str) -> Position:
    return Position(moment.timestamp(), False, 0.0, meeting_id)
