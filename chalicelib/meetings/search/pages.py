"""One page of results: which it holds, in which order, and where the next begins."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.meetings.search.changed_times import with_move
from chalicelib.meetings.search.query import Cursor, Found, Results, Sort


def moment_of(cursor: Cursor | None, now: datetime) -> datetime:
    """Returns the moment for which a page is searched: that of the first page."""
    return datetime.fromtimestamp(cursor.as_of, UTC) if cursor else now.replace(microsecond=0)


def first_results(
    found: Iterable[Found], cursor: Cursor | None, limit: int, sort: Sort
) -> list[Found]:
    """Returns the results after the cursor, in order: a page, and one more where there are more."""
    position = _position(sort)
    ordered = sorted(found, key=position)
    if cursor:
        after = (cursor.position, cursor.id)
        ordered = [result for result in ordered if position(result) > after]
    return ordered[: limit + 1]


def page_of(
    found: list[Found], limit: int, sort: Sort, as_of: datetime, radius_km: float | None
) -> Results:
    """Returns the page of what `first_results` gave, with the cursor of the next."""
    shown = tuple(map(with_move, found[:limit]))
    cursor = None
    if len(found) > limit:
        cursor = Cursor(int(as_of.timestamp()), *_position(sort)(shown[-1]), radius_km)
    return Results(shown, as_of, radius_km, cursor)


def with_changed(
    results: Results, changed: Iterable[Found], cursor: Cursor | None, sort: Sort
) -> Results:
    """Returns the page that begins at the cursor with those changed times that belong to it."""
    after = (cursor.position, cursor.id) if cursor else None
    last = (results.next.position, results.next.id) if results.next else None
    position = _position(sort)
    ordered = sorted(changed, key=position)
    if after:
        ordered = [time for time in ordered if position(time) > after]
    if last:
        ordered = [time for time in ordered if position(time) <= last]
    return replace(results, changed=tuple(ordered))


def with_times(results: Results, sort: Sort) -> list[Found]:
    """Returns the results of a page and its changed times, in the order of the search."""
    if not results.changed:
        return list(results.found)
    return sorted((*results.found, *results.changed), key=_position(sort))


def _position(sort: Sort) -> Callable[[Found], tuple[float, str]]:
    if sort is Sort.DISTANCE:
        return lambda found: (found.distance_km or 0.0, found.row.id)
    return lambda found: (found.occurrence.start.timestamp(), found.row.id)
