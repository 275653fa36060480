"""Occurrences of series that are not simply weekly, or have times cancelled and moved, against a
calculation day by day that knows neither dateutil nor any code of ours.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.meetings.meeting import upcoming
from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.occurrences import (
    changes,
    first_on,
    from_date,
    latest_started,
    next_occurrence,
    starting_between,
    starting_from,
)
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, series
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import (
    NOW,
    TODAY,
    TUESDAY,
    every_second_tuesday,
    meeting,
    ruled_schedules,
    schedules,
    with_exceptions,
)

NEW_YORK_ZONE = ZoneInfo("America/New_York")


any_zone = st.sampled_from(sorted(available_timezones()))


moments = st.datetimes(
    datetime(2025, 12, 1),  # noqa: DTZ001
    datetime(2026, 7, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK_ZONE)


def starts(schedule: Schedule, since: date, count: int = 4) -> list[str]:
    found = islice(from_date(schedule, since), count)
    return [f"{occurrence.start:%Y-%m-%d %H:%M}" for occurrence in found]


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 8))]
)
def test_every_zone_over_two_years(part: int) -> None:
    """Daily ones at an hour that a change of the clock leaves out or repeats, and one of a rule."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    days = [begin.date() + timedelta(days=n) for n in range(-3, 733)]
    for name in sorted(available_timezones())[part::8]:
        chance = random.Random(name)
        zone = ZoneInfo(name)
        weeks = [(begin + timedelta(days=n)).astimezone(zone) for n in range(0, 731, 7)]
        monthly = chance.choice(["FREQ=MONTHLY;BYDAY=1MO,-1FR", "FREQ=MONTHLY;BYMONTHDAY=31"])
        kinds = [series((), chance.choice([0, 1439, 150]), 1440, name, rule=monthly)]
        if len({moment.utcoffset() for moment in weeks}) > 1:
            kinds.append(Schedule(tuple(range(7)), chance.randrange(0, 240, 10), 60, name))
        for schedule in kinds:
            found = starting_between(schedule, begin, begin + timedelta(days=730))
            expected = brute_force.dated(schedule, days)
            assert [
                (occurrence.start.astimezone(UTC), occurrence.end.astimezone(UTC))
                for occurrence in found
            ] == [
                (start, end)
                for _, start, end in expected
                if begin <= start < begin + timedelta(days=730)
            ], name


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(schedules | with_exceptions(ruled_schedules(any_zone)), moments)
def test_the_next_and_the_latest_are_those_of_a_search_day_by_day(
    schedule: Schedule, now: datetime
) -> None:
    expected = brute_force.occurrences(schedule, now, days=800)
    found = next_occurrence(schedule, now)
    span = found and (found.start.astimezone(UTC), found.end.astimezone(UTC))
    assert span == (expected[0] if expected else None)
    day = now.date()
    earlier = [day + timedelta(days=n) for n in range(-2000, 3)]
    begun = [start for _, start, _ in brute_force.dated(schedule, earlier) if start <= now]
    latest = latest_started(schedule, now)
    assert (latest.start.astimezone(UTC) if latest else None) == (begun[-1] if begun else None)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(schedules, moments, st.integers(0, 90))
def test_what_starts_within_a_span_is_all_of_it_in_order(
    schedule: Schedule, begin: datetime, days: int
) -> None:
    end = begin + timedelta(days=days)
    span = [begin.date() + timedelta(days=n) for n in range(-4, days + 5)]
    expected = [start for _, start, _ in brute_force.dated(schedule, span) if begin <= start < end]
    assert [
        occurrence.start.astimezone(UTC) for occurrence in starting_between(schedule, begin, end)
    ] == expected
    assert [
        occurrence.start for occurrence in islice(starting_from(schedule, begin), len(expected))
    ] == expected


@settings(deadline=None)
@given(schedules, st.integers(-40, 90))
def test_the_first_on_a_day_is_the_first_that_takes_place_then(
    schedule: Schedule, ahead: int
) -> None:
    day = TODAY + timedelta(days=ahead)
    expected = brute_force.dated(schedule, [day])
    found = first_on(schedule, day)
    assert (found.start.astimezone(UTC) if found else None) == (
        expected[0][1] if expected else None
    )


def test_a_series_that_has_ended_has_no_next_time() -> None:
    schedule = every_second_tuesday(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=2")
    last = local("2026-12-08 20:29")
    assert next_occurrence(schedule, last) is not None
    over = local("2026-12-08 20:30")
    assert next_occurrence(schedule, over) is None
    assert upcoming(meeting(schedule=schedule), over) is None
    latest = latest_started(schedule, over + timedelta(days=4000))
    assert latest and latest.start == local("2026-12-08 19:00")


def test_after_a_cancelled_time_comes_the_one_after() -> None:
    schedule = every_second_tuesday(Override(TUESDAY))
    coming = next_occurrence(schedule, local("2026-11-24 18:00"))
    assert coming and coming.start == local("2026-12-08 19:00")
    assert first_on(schedule, TUESDAY) is None


def test_a_moved_time_counts_on_its_new_day_with_its_length() -> None:
    past_midnight = Override(TUESDAY, date(2026, 11, 28), 23 * 60 + 30)
    schedule = every_second_tuesday(past_midnight)
    assert starts(schedule, TUESDAY, 2) == ["2026-11-28 23:30", "2026-12-08 19:00"]
    assert first_on(schedule, TUESDAY) is None
    found = first_on(schedule, date(2026, 11, 28))
    assert found and (found.length_min, found.end) == (90, local("2026-11-29 01:00"))
    in_progress = next_occurrence(schedule, local("2026-11-29 00:59"))
    assert in_progress == found


def test_times_moved_across_each_other_stay_in_order_of_their_starts() -> None:
    schedule = Schedule(
        (2, 4),
        1140,
        60,
        "America/New_York",
        exceptions=(
            Override(TUESDAY, date(2026, 11, 30), 600),
            Override(date(2026, 11, 26), date(2026, 11, 22), 600),
        ),
    )
    assert starts(schedule, date(2026, 11, 20), 3) == [
        "2026-11-22 10:00",
        "2026-11-30 10:00",
        "2026-12-01 19:00",
    ]


def test_a_change_of_a_day_that_is_no_longer_in_the_series_is_of_no_effect() -> None:
    stale = Override(date(2026, 11, 25), date(2026, 11, 26), 600)
    schedule = every_second_tuesday(stale)
    assert starts(schedule, TUESDAY, 2) == ["2026-11-24 19:00", "2026-12-08 19:00"]
    assert changes(schedule, TUESDAY) == []


def test_a_cancelled_single_meeting_is_over() -> None:
    once = series((), 1140, 60, "UTC", rule=recurrence.ONCE, first=TUESDAY)
    assert once.once and once.weekdays == (2,)
    assert next_occurrence(once, NOW) is not None
    assert next_occurrence(replace(once, exceptions=(Override(TUESDAY),)), NOW) is None
