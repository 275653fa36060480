"""`x_recurrence` in a feed: what it may say, and what becomes of a row that says it wrongly."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from chalicelib.listings import recurrence_field
from chalicelib.listings.incoming.sync import plan, prepare
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, series
from tests.unit.listings.feeds import meeting, read, row
from tests.unit.meetings.factories import schedules

TUESDAY = date(2026, 11, 24)


def schedule(recurrence: Any, **fields: Any) -> Schedule:
    found = meeting(x_recurrence=recurrence, **fields).schedule
    assert found
    return found


def test_a_rule_tells_the_days() -> None:
    found = schedule({"rule": "FREQ=MONTHLY;BYDAY=2TU"}, day=2)
    assert (found.weekdays, found.rule) == ((2,), "FREQ=MONTHLY;BYDAY=2TU")
    assert schedule({"rule": "FREQ=MONTHLY;BYDAY=2TU"}, day=None) == found
    fortnightly = {"rule": "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", "first": "2026-11-24"}
    found = schedule(fortnightly, day=2)
    assert (found.rule, found.first) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", TUESDAY)
    once = schedule({"rule": "FREQ=DAILY;COUNT=1", "first": "2026-12-05"}, day=None)
    assert once.once and once.weekdays == (6,)


def test_a_weekly_meeting_needs_none_and_may_have_times_cancelled_and_moved() -> None:
    plain = schedule(None, day=2)
    assert schedule({}, day=2) == plain
    assert schedule({"rule": "FREQ=WEEKLY;BYDAY=TU"}, day=2) == plain
    changed = {"cancelled": ["2026-12-01"], "moved": {"2026-11-24": "2026-11-25T07:00"}}
    assert schedule(changed, day=2).exceptions == (
        Override(TUESDAY, date(2026, 11, 25), 420),
        Override(date(2026, 12, 1)),
    )
    assert schedule({"first": "2026-11-24"}, day=2).first == TUESDAY


def test_what_does_not_fit_the_series_is_left_out_and_reported() -> None:
    feed = read(row(day=3, x_recurrence={"rule": "FREQ=MONTHLY;BYDAY=2TU"}))
    assert [(remark.field, remark.reason) for remark in feed.corrected] == [
        ("day", "left out: x_recurrence says another")
    ]
    feed = read(row(day=2, x_recurrence={"cancelled": ["2026-11-25", "2026-11-24"]}))
    assert [(remark.field, remark.reason) for remark in feed.corrected] == [
        ("x_recurrence", "left out: it does not take place on 2026-11-25")
    ]
    found = feed.meetings[0].schedule
    assert found and found.exceptions == (Override(TUESDAY),)
    feed = read(row(day=2, x_recurrence={"moved": {"2026-11-24": "2026-12-01 10:00"}}))
    assert [remark.reason for remark in feed.corrected] == [
        "left out: it takes place on 2026-12-01 already"
    ]


@pytest.mark.parametrize(
    ("recurrence", "said"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", "must be an object"),
        ([], "must be an object"),
        ({"until": "2026-12-01"}, "'until' is no part of it"),
        ({"rule": 2}, "rule: must be text"),
        ({"rule": "FREQ=YEARLY"}, "allowed are"),
        ({"rule": "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2"}, "first"),
        ({"rule": "FREQ=MONTHLY;BYDAY=2TU", "first": "2026-11-24"}, "is not a day of"),
        ({"first": "24.11.2026"}, "first: dates must be as in"),
        ({"first": "2026-11-25"}, "is not a day of the series"),
        ({"cancelled": "2026-11-24"}, "must be a list"),
        ({"cancelled": [20261124]}, "cancelled: dates must be as in"),
        ({"cancelled": ["2026-02-30"]}, "is no date"),
        ({"cancelled": ["2026-11-24"], "moved": {"2026-11-24": "2026-11-25 07:00"}}, "once"),
        ({"moved": ["2026-11-24"]}, "must be an object of dates"),
        ({"moved": {"2026-11-24": "2026-11-25"}}, "date and time"),
        ({"moved": {"2026-11-24": "2026-11-25 24:00"}}, "date and time"),
        ({"moved": {"2026-11-24": None}}, "date and time"),
        ({"cancelled": [f"20{n:02}-11-24" for n in range(100)] * 2}, "once"),
    ],
    ids=str,
)
def test_a_broken_one_sets_the_row_aside_with_the_reason(recurrence: Any, said: str) -> None:
    feed = read(row(day=2, x_recurrence=recurrence), row(slug="another"))
    assert [listed.slug for listed in feed.meetings] == ["another"]
    (remark,) = feed.set_aside
    assert remark.field == "x_recurrence"
    assert said in remark.reason


def test_the_end_of_a_day_is_not_guessed_for_a_rule() -> None:
    feed = read(row(time="24:00", x_recurrence={"rule": "FREQ=MONTHLY;BYDAY=2TU"}))
    assert [remark.field for remark in feed.set_aside] == ["time"]


def test_an_import_sees_that_a_rule_changed_and_nothing_else() -> None:
    plain, empty = row(day=2), row(day=2, x_recurrence={})
    (listed,) = read(plain).meetings
    manifest = {listed.slug: prepare(listed).digest}
    assert plan(read(empty), manifest).unchanged == (listed.slug,)
    cancelled = read(row(day=2, x_recurrence={"cancelled": ["2026-11-24"]}))
    assert plan(cancelled, manifest).changed == cancelled.meetings


@pytest.mark.slow
@given(schedules)
def test_what_is_written_is_read_back(schedule: Schedule) -> None:
    written = recurrence_field.write(schedule)
    again = recurrence_field.read(written or None)
    assert schedule == series(
        schedule.weekdays,
        schedule.start_min,
        schedule.length_min,
        schedule.timezone,
        rule=again.rule,
        first=again.first,
        exceptions=again.exceptions,
    )
