"""Overrides: merged, written and read, and forgotten when long past."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.occurrences import (
    next_occurrence,
    starting_between,
)
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule
from tests.unit.meetings.factories import (
    NOW,
    TUESDAY,
    weekly_schedules,
    with_exceptions,
)


def test_what_is_set_here_counts_above_what_the_feed_says() -> None:
    listed = (Override(TUESDAY), Override(date(2026, 12, 8), date(2026, 12, 9), 600))
    here = (Override(TUESDAY, TUESDAY), Override(date(2026, 12, 22)))
    assert overrides.merge(listed, here) == (listed[1], here[1])
    assert overrides.read(overrides.write((*listed, *here))) == (*listed, *here)


@settings(deadline=None)
@given(with_exceptions(weekly_schedules), st.integers(-50, 90))
def test_what_is_forgotten_is_long_past(schedule: Schedule, ahead: int) -> None:
    now = NOW + timedelta(days=ahead)
    kept = replace(schedule, exceptions=overrides.without_past(schedule.exceptions, now))
    for moment in (now, now - timedelta(days=3)):
        assert next_occurrence(kept, moment) == next_occurrence(schedule, moment)
        assert list(starting_between(kept, moment, now)) == list(
            starting_between(schedule, moment, now)
        )
