"""When meetings happen: known clock changes, and any schedule against a day-by-day search."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.schedule.occurrences import (
    from_date,
    latest_started,
    next_occurrence,
    on_date,
    weekday_of,
)
from chalicelib.meetings.schedule.schedule import Schedule
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import weekly_schedules

moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001
    datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("timezone", "day", "start_min", "length_min", "start", "end"),
    [
        # an ordinary evening, and the same one after the change
        ("America/New_York", "2026-03-07", 1140, 60, "2026-03-08T00:00", "2026-03-08T01:00"),
        ("America/New_York", "2026-03-08", 1140, 60, "2026-03-08T23:00", "2026-03-09T00:00"),
        # 02:30 does not exist: an hour later by the clock
        ("America/New_York", "2026-03-08", 150, 60, "2026-03-08T07:30", "2026-03-08T08:30"),
        # 01:30 exists twice: the first
        ("America/New_York", "2026-11-01", 90, 60, "2026-11-01T05:30", "2026-11-01T06:30"),
        # over a change, as long as ever
        ("America/New_York", "2026-03-08", 90, 120, "2026-03-08T06:30", "2026-03-08T08:30"),
        ("Europe/London", "2026-10-25", 30, 120, "2026-10-24T23:30", "2026-10-25T01:30"),
        # past midnight
        ("Europe/London", "2026-07-01", 1410, 60, "2026-07-01T22:30", "2026-07-01T23:30"),
        ("Asia/Kathmandu", "2026-07-01", 0, 60, "2026-06-30T18:15", "2026-06-30T19:15"),
        # Lord Howe changes by half an hour: 02:15 is 02:45
        ("Australia/Lord_Howe", "2026-10-04", 135, 60, "2026-10-03T15:45", "2026-10-03T16:45"),
        ("Australia/Lord_Howe", "2026-04-05", 105, 60, "2026-04-04T14:45", "2026-04-04T15:45"),
        # midnight itself is left out
        ("Africa/Cairo", "2026-04-24", 0, 60, "2026-04-23T22:00", "2026-04-23T23:00"),
    ],
)
def test_known_days(
    timezone: str, day: str, start_min: int, length_min: int, start: str, end: str
) -> None:
    found = on_date(
        Schedule((0,), start_min, length_min, timezone), datetime.fromisoformat(day).date()
    )
    assert found.start.astimezone(UTC) == utc(start)
    assert found.end.astimezone(UTC) == utc(end)
    assert found.length_min == length_min
    assert str(found.start.tzinfo) == timezone


def test_the_clock_time_shown_after_a_gap_is_one_that_exists() -> None:
    found = on_date(Schedule((0,), 150, 60, "America/New_York"), date(2026, 3, 8))
    assert found.start.isoformat() == "2026-03-08T03:30:00-04:00"
    assert found.utc_offset_min == -240


def test_a_meeting_counts_until_the_minute_it_ends() -> None:
    schedule = Schedule((2,), 23 * 60, 120, "UTC")
    begun = utc("2026-03-03T23:00")
    assert next_occurrence(schedule, begun + timedelta(minutes=119)).start == begun
    over = begun + timedelta(minutes=120)
    assert next_occurrence(schedule, over).start == begun + timedelta(days=7)
    assert latest_started(schedule, begun).start == begun
    assert latest_started(schedule, begun - timedelta(seconds=1)).start < begun


def test_the_repeated_hour_is_told_apart_whatever_zone_the_moment_is_given_in() -> None:
    schedule = Schedule((0,), 60, 45, "America/New_York")  # 01:00 to 01:45, once
    for moment in (utc("2026-11-01T06:15"), utc("2026-11-01T05:15")):
        local = moment.astimezone(ZoneInfo("America/New_York"))  # 01:15, the second and the first
        assert next_occurrence(schedule, local) == next_occurrence(schedule, moment)
        assert latest_started(schedule, local) == latest_started(schedule, moment)
    second = utc("2026-11-01T06:15").astimezone(ZoneInfo("America/New_York"))
    assert next_occurrence(schedule, second).start.date() == date(2026, 11, 8)


def test_sunday_is_zero() -> None:
    assert [weekday_of(date(2026, 3, day)) for day in range(1, 8)] == list(range(7))


@given(weekly_schedules, moments)
def test_the_next_and_the_latest_are_those_of_a_search_day_by_day(
    schedule: Schedule, now: datetime
) -> None:
    expected = brute_force.occurrences(schedule, now)[0]
    found = next_occurrence(schedule, now)
    assert (found.start.astimezone(UTC), found.end.astimezone(UTC)) == expected
    earlier = brute_force.occurrences(schedule, now - timedelta(days=10))
    started = max(start for start, _ in earlier if start <= now)
    assert latest_started(schedule, now).start.astimezone(UTC) == started


@given(weekly_schedules, moments)
def test_occurrences_follow_each_other_on_the_days_of_the_series(
    schedule: Schedule, now: datetime
) -> None:
    first = now.date()
    found = list(islice(from_date(schedule, first), 15))
    days = [first + timedelta(days=n) for n in range(15 * 7)]
    expected = [day for day in days if weekday_of(day) in schedule.weekdays][:15]
    starts = [brute_force.start_on(d, schedule.start_min, schedule.timezone) for d in expected]
    assert [occurrence.start.astimezone(UTC) for occurrence in found] == starts
    assert all(
        occurrence.end.timestamp() - occurrence.start.timestamp() == schedule.length_min * 60
        for occurrence in found
    )
