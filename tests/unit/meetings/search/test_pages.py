"""One page of results after the other, by start or by distance."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.search.pages import first_results, moment_of, page_of
from chalicelib.meetings.search.query import Cursor, Found, Position, Sort
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import NOW, meeting


def found(
    slug: str, hours: int, distance_km: float | None, by_town: bool = False, sinks: int = 0
) -> Found:
    start = NOW + timedelta(hours=hours)
    listed = meeting(slug, id=slug, approximate=by_town, placed_by_town=by_town)
    sinks_to = NOW + timedelta(hours=sinks) if sinks else None
    return Found(row(listed), Occurrence(start, start + timedelta(hours=1)), distance_km, sinks_to)


RESULTS = [
    found("a", 3, 1.0),
    found("b", 1, 3.0),
    found("c", 2, 2.0),
    found("d", 2, 2.0),
    found("e", 2, 0.5),
    found("f", 2, 0.0, by_town=True),
    found("g", 2, 0.7, by_town=True),
    found("h", 0, 4.0, sinks=2),
]
# Of the same time the nearest first, then what only a town places; what ends too soon has sunk.
BY_START = "becdhfga"
# The nearest first, then by start; what only a town places is last.
BY_DISTANCE = "eacdbhfg"


@pytest.mark.parametrize(
    ("sort", "expected"), [(Sort.START, BY_START), (Sort.DISTANCE, BY_DISTANCE)]
)
@pytest.mark.parametrize("limit", range(1, 10))
def test_the_pages_have_every_result_once_in_order(sort: Sort, expected: str, limit: int) -> None:
    seen: list[str] = []
    cursor: Cursor | None = None
    for _ in RESULTS:
        page = page_of(first_results(RESULTS, cursor, limit, sort), limit, sort, NOW, 5.0)
        assert len(page.found) <= limit
        seen += [result.row.slug for result in page.found]
        cursor = page.next
        if cursor is None:
            break
        assert (cursor.as_of, cursor.radius_km) == (int(NOW.timestamp()), 5.0)
    assert cursor is None
    assert "".join(seen) == expected


def test_online_results_of_one_time_are_in_the_order_of_their_ids() -> None:
    results = [found("b", 1, None, by_town=True), found("a", 1, None), found("c", 1, None)]
    ordered = first_results(results, None, 9, Sort.START)
    assert [result.row.slug for result in ordered] == ["a", "b", "c"]


def test_no_distance_is_shown_to_what_only_a_town_places() -> None:
    assert found("a", 1, 2.0).shown_distance_km == 2.0
    assert found("a", 1, 2.0, by_town=True).shown_distance_km is None
    assert found("a", 1, None).shown_distance_km is None


def test_every_page_is_searched_as_of_the_first() -> None:
    now = datetime(2026, 3, 4, 12, 0, 0, 123, tzinfo=UTC)
    assert moment_of(None, now) == NOW
    cursor = Cursor(int(NOW.timestamp()), Position(0.0, False, 0.0, ""))
    assert moment_of(cursor, now + timedelta(minutes=9)) == NOW
