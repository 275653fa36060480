"""Series that are not simply weekly, and times that were cancelled or moved, against a calculation
day by day that knows neither dateutil nor any code of ours."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import AttendanceOption, Meeting, upcoming
from chalicelib.meetings.schedule import overrides, recurrence
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
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery
from chalicelib.meetings.storage.buckets import buckets
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings import brute_force
from tests.unit.meetings.brute_force import MemoryReader
from tests.unit.meetings.factories import (
    NEW_YORK,
    NOW,
    TODAY,
    meeting,
    minutes,
    patterns,
    ruled_schedules,
    schedules,
    weekly_schedules,
    with_exceptions,
)

TUESDAY = date(2026, 11, 24)
NEW_YORK_ZONE = ZoneInfo("America/New_York")
any_zone = st.sampled_from(sorted(available_timezones()))
moments = st.datetimes(
    datetime(2025, 12, 1),  # noqa: DTZ001
    datetime(2026, 7, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def every_second_tuesday(*exceptions: Override, first: date = TUESDAY, **fields: str) -> Schedule:
    """From Tuesday 24 November 2026, 7:00 to 8:30 pm in New York."""
    rule = fields.get("rule", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    return series((2,), 1140, 90, "America/New_York", rule=rule, first=first, exceptions=exceptions)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK_ZONE)


def starts(schedule: Schedule, since: date, count: int = 4) -> list[str]:
    found = islice(from_date(schedule, since), count)
    return [f"{one.start:%Y-%m-%d %H:%M}" for one in found]


# against the calculation day by day


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
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
            assert [(one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in found] == [
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
    assert [one.start.astimezone(UTC) for one in starting_between(schedule, begin, end)] == expected
    assert [one.start for one in islice(starting_from(schedule, begin), len(expected))] == expected


@pytest.mark.slow
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


@pytest.mark.slow
@settings(deadline=None)
@given(ruled_schedules(), st.integers(-500, 500))
def test_a_rules_days_are_those_of_dateutil_from_its_first_day(
    schedule: Schedule, ahead: int
) -> None:
    assume(schedule.rule)
    since = TODAY + timedelta(days=ahead)
    begin = schedule.first or TODAY.replace(year=2023, month=1, day=1)
    rule = rrulestr(schedule.rule, dtstart=datetime(begin.year, begin.month, begin.day))  # noqa: DTZ001
    end = since + timedelta(days=700)
    expected = [day.date() for day in rule.between(
        datetime(since.year, since.month, since.day),  # noqa: DTZ001
        datetime(end.year, end.month, end.day),  # noqa: DTZ001
        inc=True,
    )]  # fmt: skip
    found = recurrence.days_from(schedule.rule, schedule.first, since)
    assert [day for day in islice(found, 800) if day <= end] == expected


@given(patterns)
def test_a_rule_in_its_normal_form_is_that_rule_again(pattern: str) -> None:
    rule = recurrence.read(pattern)
    assert recurrence.read(str(rule)) == rule


# series


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-24", "11-24 12-08 12-22 01-05"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2024-01-09", "11-24 12-08 12-22 01-05"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "2026-11-24", "11-24 11-26 12-08 12-10"),
        ("FREQ=MONTHLY;BYDAY=2TU", "", "12-08 01-12 02-09 03-09"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "", "12-08 01-12 02-09 03-09"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "", "11-27 12-25 01-29 02-26"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "", "12-07 12-21 01-04 01-18"),
        ("FREQ=MONTHLY;BYDAY=5SU", "", "11-29 01-31 05-30 08-29"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "", "11-30 12-31 01-29 02-26"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "", "12-31 01-31 03-31 05-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "", "12-01 12-15 01-01 01-15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "", "11-30 12-31 01-31 02-28"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE", "2026-01-07", "01-06 04-07 07-07 10-06"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "2026-11-24", "11-24 12-01"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208", "", "11-24 12-01 12-08"),
        ("FREQ=DAILY;COUNT=1", "2026-12-05", "12-05"),
        ("rrule:freq=weekly;byday=tu", "", "11-24 12-01 12-08 12-15"),
    ],
)
def test_known_series(rule: str, first: str, expected: str) -> None:
    begins = date.fromisoformat(first) if first else None
    schedule = series((), 1140, 90, "America/New_York", rule=rule, first=begins)
    found = from_date(schedule, TUESDAY)
    assert " ".join(f"{one.start:%m-%d}" for one in islice(found, 4)) == expected


def test_what_is_weekly_has_no_rule_and_may_begin_later() -> None:
    weekly = series((), 1140, 90, "UTC", rule="FREQ=WEEKLY;BYDAY=TU,FR;INTERVAL=1")
    assert weekly == Schedule((2, 5), 1140, 90, "UTC")
    later = replace(weekly, first=date(2026, 12, 4))
    assert starts(later, TUESDAY, 2) == ["2026-12-04 19:00", "2026-12-08 19:00"]
    assert latest_started(later, NOW) is None


@pytest.mark.parametrize(
    ("rule", "first", "said"),
    [
        ("FREQ=YEARLY", None, "allowed are"),
        ("FREQ=DAILY", None, "allowed are"),
        ("FREQ=DAILY;COUNT=2", "2026-11-24", "allowed are"),
        ("FREQ=WEEKLY", None, "allowed are"),
        ("FREQ=WEEKLY;BYDAY=2TU", None, "allowed are"),
        ("FREQ=MONTHLY;BYDAY=TU", None, "allowed are"),
        ("FREQ=MONTHLY;BYDAY=2TU;BYMONTHDAY=3", None, "allowed are"),
        ("FREQ=MONTHLY;BYDAY=2TU,WE", None, "allowed are"),
        ("FREQ=MONTHLY;BYDAY=6TU", None, "allowed are"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", None, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", None, "BYMONTHDAY"),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU", None, "'WKST=SU'"),
        ("FREQ=WEEKLY;BYDAY=TU;BYHOUR=7", None, "allowed are"),
        ("FREQ=WEEKLY;BYDAY=TU;BYDAY=WE", None, "allowed are"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261131", None, "is no date"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261130T000000Z", None, "YYYYMMDD"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261124;COUNT=3", "2026-11-24", "exclude"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=0", "2026-11-24", "COUNT must be 1 to 1000"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=53", "2026-11-24", "INTERVAL must be 1 to 52"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", None, "first"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", None, "first"),
        ("FREQ=DAILY;COUNT=1", None, "first"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", "2026-11-25", "is not a day of"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261123", "2026-11-24", "ends before"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "2026-02-28", "is not a day of"),
        ("FREQ=WEEKLY;BYDAY=TU", "1026-11-24", "no likely date"),
        ("every second Tuesday", None, "allowed are"),
        (";", None, "allowed are"),
    ],
)
def test_another_rule_is_refused_and_told_what_may_be(
    rule: str, first: str | None, said: str
) -> None:
    begins = date.fromisoformat(first) if first else None
    with pytest.raises(InvalidMeeting) as caught:
        series((), 1140, 90, "UTC", rule=rule, first=begins)
    assert caught.value.field == "x_recurrence"
    assert said in caught.value.reason


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": "FREQ=MONTHLY;BYDAY=2TU", "weekdays": (3,)},
        {"rule": "FREQ=WEEKLY;BYDAY=TU", "weekdays": (3,)},
        {"rule": "BYDAY=2TU;FREQ=MONTHLY", "weekdays": (2,)},
        {"first": TUESDAY, "weekdays": (3,)},
        {"exceptions": (Override(TUESDAY), Override(TUESDAY))},
        {"exceptions": (Override(TUESDAY, TUESDAY, 1440),)},
        {"exceptions": (Override(TUESDAY, TUESDAY),)},
        {"exceptions": (Override(TUESDAY, None, 600),)},
        {"exceptions": tuple(Override(TUESDAY + timedelta(days=n)) for n in range(201))},
    ],
    ids=str,
)
def test_a_schedule_cannot_hold_what_contradicts_itself(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidMeeting) as caught:
        meeting(**fields)
    assert caught.value.field == "x_recurrence"


def test_a_series_that_has_ended_has_no_next_time() -> None:
    schedule = every_second_tuesday(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=2")
    last = local("2026-12-08 20:29")
    assert next_occurrence(schedule, last) is not None
    over = local("2026-12-08 20:30")
    assert next_occurrence(schedule, over) is None
    assert upcoming(meeting(schedule=schedule), over) is None
    latest = latest_started(schedule, over + timedelta(days=4000))
    assert latest and latest.start == local("2026-12-08 19:00")


# cancelled and moved


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


def test_what_is_set_here_counts_above_what_the_feed_says() -> None:
    listed = (Override(TUESDAY), Override(date(2026, 12, 8), date(2026, 12, 9), 600))
    here = (Override(TUESDAY, TUESDAY), Override(date(2026, 12, 22)))
    assert overrides.merge(listed, here) == (listed[1], here[1])
    assert overrides.read(overrides.write((*listed, *here))) == (*listed, *here)


@pytest.mark.slow
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


# found by searches


def near(meetings: list[Meeting], day: Day | None, now: datetime) -> list[str]:
    found = search_near(NearQuery(NEW_YORK, 10.0, day), MemoryReader(meetings, now), now).found
    return [f"{one.occurrence.start:%m-%d %H:%M}" for one in found]


def online(meetings: list[Meeting], day: Day | None, now: datetime) -> list[str]:
    query = OnlineQuery(day, "America/New_York")
    found = search_online(query, MemoryReader(meetings, now), now).found
    return [f"{one.occurrence.start:%m-%d %H:%M}" for one in found]


def test_a_fortnightly_meeting_is_found_on_its_weeks_only() -> None:
    one = [meeting(schedule=every_second_tuesday(), attendance=AttendanceOption.HYBRID)]
    for search in (near, online):
        for morning in ("2026-11-24 08:00", "2026-12-08 08:00"):
            now = local(morning)
            assert search(one, "today", now) == [f"{now:%m-%d} 19:00"]
            assert search(one, "tomorrow", now - timedelta(days=1)) == [f"{now:%m-%d} 19:00"]
            assert search(one, frozenset({2}), now) == [f"{now:%m-%d} 19:00"]
        between = local("2026-12-01 08:00")
        assert search(one, "today", between) == []
        assert search(one, "tomorrow", between - timedelta(days=1)) == []
        assert search(one, frozenset({2}), local("2026-11-29 08:00")) == []
        assert search(one, None, between) == ["12-08 19:00"]


def test_a_monthly_meeting_comes_after_the_week_with_its_date() -> None:
    rule = "FREQ=MONTHLY;BYDAY=1WE"
    monthly = meeting("monthly", schedule=every_second_tuesday(rule=rule, first=date(2026, 1, 7)))
    weekly = meeting("weekly", weekdays=(1,))
    both = [replace(one, attendance=AttendanceOption.HYBRID) for one in (monthly, weekly)]
    for search in (near, online):
        assert search(both, None, local("2026-12-05 12:00")) == ["12-07 19:00", "01-06 19:00"]


def test_a_moved_time_is_found_on_its_new_day_and_a_cancelled_one_nowhere() -> None:
    moved = Override(TUESDAY, date(2026, 11, 25), 23 * 60)
    cancelled = Override(date(2026, 12, 8))
    one = [
        meeting(schedule=every_second_tuesday(moved, cancelled), attendance=AttendanceOption.HYBRID)
    ]
    for search in (near, online):
        assert search(one, "today", local("2026-11-24 12:00")) == []
        assert search(one, "tomorrow", local("2026-11-24 12:00")) == ["11-25 23:00"]
        assert search(one, frozenset({3}), local("2026-11-23 12:00")) == ["11-25 23:00"]
        assert search(one, "today", local("2026-11-26 00:20")) == ["11-25 23:00"]  # in progress
        assert search(one, "today", local("2026-12-08 12:00")) == []
        assert search(one, None, local("2026-11-26 12:00")) == ["12-22 19:00"]


def test_a_series_that_has_ended_is_filed_and_found_nowhere() -> None:
    once = series((), 1140, 60, "UTC", rule=recurrence.ONCE, first=TUESDAY)
    one = meeting(schedule=once, attendance=AttendanceOption.HYBRID)
    assert {bucket.key for bucket in buckets(one, NOW)} == {"G#dr5r#2", "O#67"}
    after = local("2026-11-25 12:00")
    assert not buckets(one, after)
    filed_before = MemoryReader([one], NOW)
    assert search_near(NearQuery(NEW_YORK, 10.0), filed_before, after).found == ()
    assert search_online(OnlineQuery(), filed_before, after).found == ()


@given(minutes)
def test_a_row_of_a_weekly_meeting_holds_nothing_of_a_series(start_min: int) -> None:
    assert row(meeting(start_min=start_min)).series == ""
