"""Which of the rows that were read around a point a query finds."""

from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime

from chalicelib.geo.distance import distance_km
from chalicelib.meetings.search.arrival import sinks_to
from chalicelib.meetings.search.changed_times import changed_times
from chalicelib.meetings.search.local_occurrences import LocalOccurrences
from chalicelib.meetings.search.query import Found, NearQuery
from chalicelib.meetings.storage.rows import Row


class NearbyMatches:
    """The rows read, how far away each is, and which of them the query finds.

    Those within a radius that stand in the order before a horizon; all of them where that is None.
    """

    def __init__(self, query: NearQuery, occurrences: LocalOccurrences) -> None:
        self._query = query
        self._occurrences = occurrences
        self._rows: dict[str, tuple[Row, float]] = {}
        self._unmet_at_any_time: dict[str, list[str]] = {}
        # those of the rows that meet what does not depend on their time
        self._may_match: dict[str, tuple[Row, float]] = {}
        self._found: dict[str, Found | None] = {}
        self._unmet: dict[str, list[str]] = {}

    def of_other_days(self, query: NearQuery, occurrences: LocalOccurrences) -> "NearbyMatches":
        """Returns the same rows for a query that differs in its day only."""
        other = copy(self)
        other._query, other._occurrences = query, occurrences
        other._found, other._unmet = {}, {}
        return other

    def add(self, rows: Iterable[Row]) -> None:
        """Adds the rows of a bucket, without those that another one had."""
        new = [row for row in rows if row.id not in self._rows]
        for row, unmet in self._query.filter.unmet_by_rows(new):
            if (place := row.point) is None:
                continue
            pair = self._rows[row.id] = row, distance_km(self._query.point, place)
            self._unmet_at_any_time[row.id] = unmet
            if not unmet:
                self._may_match[row.id] = pair

    def possible(self) -> set[str]:
        """Returns the ids of the rows that meet what does not depend on their time."""
        return set(self._may_match)

    def any_beside(self, ids: set[str]) -> bool:
        """Returns whether a row matches that is none of those."""
        return any(self._is_match(*pair) for id_, pair in self._may_match.items() if id_ not in ids)

    def found(self, radius_km: float, horizon: datetime | None) -> list[Found]:
        """Returns the candidates that the filter matches, in no order."""
        return [
            candidate
            for candidate in self._candidates_of(self._may_match.values(), radius_km, horizon)
            if not self.unmet(candidate.row, candidate.occurrence.start)
        ]

    def unmet(self, row: Row, start: datetime) -> list[str]:
        """Returns what of the filter a candidate does not meet."""
        if row.id not in self._unmet:
            by_start = self._query.filter.unmet_by_start(start)
            self._unmet[row.id] = [*self._unmet_at_any_time[row.id], *by_start]
        return self._unmet[row.id]

    def candidates(self, radius_km: float, horizon: datetime | None) -> Iterable[Found]:
        """Returns the meetings among the rows read, whatever the filter says."""
        return self._candidates_of(self._rows.values(), radius_km, horizon)

    def _candidates_of(
        self, rows: Iterable[tuple[Row, float]], radius_km: float, horizon: datetime | None
    ) -> Iterator[Found]:
        for row, distance in rows:
            if distance > radius_km:
                continue
            result = self._result(row, distance)
            if result is not None and (
                horizon is None or (result.sinks_to or result.occurrence.start) < horizon
            ):
                yield result

    def changed(self, radius_km: float, horizon: datetime | None) -> Iterable[Found]:
        """Yields the changed times that the filter matches, of the same rows."""
        within = (pair for pair in self._rows.values() if pair[1] <= radius_km)
        for changed in changed_times(within, self._occurrences.find):
            start = changed.occurrence.start
            within_days = horizon is None or start < horizon
            if within_days and self._query.filter.matches(changed.row, start):
                yield changed

    def _result(self, row: Row, distance: float) -> Found | None:
        """Returns the row as it is found, worked out once; None where it is not."""
        if row.id not in self._found:
            result = None
            if occurrence := self._occurrences.next(row):
                sunk = sinks_to(row, occurrence, distance, self._occurrences.as_of)
                result = Found(row, occurrence, distance, sunk)
            self._found[row.id] = result
        return self._found[row.id]

    def _is_match(self, row: Row, distance: float) -> bool:
        result = self._result(row, distance)
        return result is not None and not self.unmet(row, result.occurrence.start)
