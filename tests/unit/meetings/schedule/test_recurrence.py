"""Recurrence rules: which are allowed, and on which days they fall."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule import recurrence
from chalicelib.meetings.schedule.occurrences import (
    from_date,
)
from chalicelib.meetings.schedule.schedule import Schedule, series
from tests.unit.meetings.factories import (
    TODAY,
    TUESDAY,
    patterns,
    ruled_schedules,
)


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
    assert " ".join(f"{occurrence.start:%m-%d}" for occurrence in islice(found, 4)) == expected


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
