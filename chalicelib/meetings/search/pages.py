"""One page of results: which it holds, in which order, and where the next begins."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from chalicelib.meetings.search.changed_times import with_move
from chalicelib.meetings.search.query import Cursor, Found, Position, Results, Sort


def moment_of(cursor: Cursor | None, now: datetime) -> datetime:
    """Returns the moment for which a page is searched: that of the first page."""
    return datetime.fromtimestamp(cursor.as_of, UTC) if cursor else now.replace(microsecond=0)


def first_results(
    found: Iterable[Found], cursor: Cursor | None, limit: int, sort: Sort
) -> list[Found]:
    """Returns the results after the cursor, in order: a page, and one more where there are more."""
    keyed = [(_order(result.position, sort), result) for result in found]
    if cursor:
        after = _order(cursor.position, sort)
        keyed = [(key, result) for key, result in keyed if key > after]
    keyed.sort(key=lambda pair: pair[0])
    return [result for _, result in keyed[: limit + 1]]


def page_of(
    found: list[Found], limit: int, sort: Sort, as_of: datetime, radius_km: float | None
) -> Results:
    """Returns the page of what `first_results` gave, with the cursor of the next."""
    shown = tuple(map(with_move, found[:limit]))
    cursor = None
    if len(found) > limit:
        cursor = Cursor(int(as_of.timestamp()), shown[-1].position, radius_km)
    return Results(shown, as_of, radius_km, cursor)


def with_changed(
    results: Results, changed: Iterable[Found], cursor: Cursor | None, sort: Sort
) -> Results:
    """Returns the page that begins at the cursor with those changed times that belong to it."""
    keyed = [(_order(time.position, sort), time) for time in changed]
    if cursor:
        after = _order(cursor.position, sort)
        keyed = [(key, time) for key, time in keyed if key > after]
    if results.next:
        last = _order(results.next.position, sort)
        keyed = [(key, time) for key, time in keyed if key <= last]
    keyed.sort(key=lambda pair: pair[0])
    return results._replace(changed=tuple(time for _, time in keyed))


def with_times(results: Results, sort: Sort) -> list[Found]:
    """Returns the results of a page and its changed times, in the order of the search."""
    if not results.changed:
        return list(results.found)
    together = (*results.found, *results.changed)
    return sorted(together, key=lambda result: _order(result.position, sort))


def _order(position: Position, sort: Sort) -> tuple[Any, ...]:
    return position.by_distance if sort is Sort.DISTANCE else position
