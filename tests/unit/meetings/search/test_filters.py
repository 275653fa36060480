"""What narrows a search."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.meetings.search.filters import EVERYTHING, Filter, Hours, PartOfDay
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import meeting

EVENING = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "held"),
    [
        (Hours(18 * 60), "18:00", True), (Hours(18 * 60), "17:59", False),
        (Hours(before=9 * 60), "08:59", True), (Hours(before=9 * 60), "09:00", False),
        (Hours(22 * 60, 2 * 60), "23:00", True), (Hours(22 * 60, 2 * 60), "01:59", True),
        (Hours(22 * 60, 2 * 60), "02:00", False), (Hours(22 * 60, 2 * 60), "12:00", False),
    ],
)  # fmt: skip
def test_hours_hold_from_the_first_up_to_the_last(hours: Hours, at: str, held: bool) -> None:
    assert hours.contains(datetime.fromisoformat(f"2026-03-04T{at}+00:00")) is held


def test_every_minute_is_in_one_part_of_the_day() -> None:
    for minute in range(24 * 60):
        moment = EVENING.replace(hour=0) + timedelta(minutes=minute)
        assert sum(part.hours.contains(moment) for part in PartOfDay) == 1


def test_types_narrow() -> None:
    found_row = row(meeting(types=("W", "S")))
    assert Filter(frozenset({"W"})).matches(found_row, EVENING)
    assert Filter(frozenset({"W", "S"})).matches(found_row, EVENING)
    assert not Filter(frozenset({"W", "X"})).matches(found_row, EVENING)
    assert EVERYTHING.matches(found_row, EVENING)
