"""One page of results after the other, by start or by distance."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.search.pages import first_results, moment_of, page_of
from chalicelib.meetings.search.query import Cursor, Found, Sort
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import NOW, meeting


def found(slug: str, hours: int, distance_km: float) -> Found:
    start = NOW + timedelta(hours=hours)
    return Found(row(meeting(slug)), Occurrence(start, start + timedelta(hours=1)), distance_km)


RESULTS = [found("a", 3, 1.0), found("b", 1, 3.0), found("c", 2, 2.0), found("d", 2, 2.0)]


@pytest.mark.parametrize(("sort", "first"), [(Sort.START, "b"), (Sort.DISTANCE, "a")])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_the_pages_have_every_result_once_in_order(sort: Sort, first: str, limit: int) -> None:
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
    assert seen[0] == first and sorted(seen) == ["a", "b", "c", "d"]


def test_every_page_is_searched_as_of_the_first() -> None:
    now = datetime(2026, 3, 4, 12, 0, 0, 123, tzinfo=UTC)
    assert moment_of(None, now) == NOW
    cursor = Cursor(int(NOW.timestamp()), 0.0, "")
    assert moment_of(cursor, now + timedelta(minutes=9)) == NOW
