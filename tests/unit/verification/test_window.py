"""The issuing window: true across midnight, clock changes, cancelled and moved times."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, series
from chalicelib.verification.window import (
    NoSchedule,
    OutsideIssuingWindow,
    coming_windows,
    open_window,
)
from tests.unit.verification.sample_meeting import (
    END,
    EVENING,
    MEETING,
    NOW,
    SECOND,
    SETTINGS,
    START,
)

TUESDAY = date(2026, 11, 17)  # the local date of START


def opening(schedule: Schedule, now: datetime) -> datetime | None:
    """The start of the occurrence that codes are given for; None where none are."""
    try:
        return open_window(replace(MEETING, schedule=schedule), now, SETTINGS).opens_at
    except OutsideIssuingWindow:
        return None


def test_two_meetings_a_week_have_a_window_each() -> None:
    twice = replace(EVENING, weekdays=(2, 4))
    thursday = START + timedelta(days=2)
    assert opening(twice, END) == START
    assert opening(twice, thursday - SECOND) is None
    assert opening(twice, thursday) == thursday
    assert opening(twice, thursday + timedelta(days=5) - SECOND) is None


def test_a_daily_meeting_gives_for_the_latest_that_started() -> None:
    daily = replace(EVENING, weekdays=tuple(range(7)))
    assert opening(daily, END + timedelta(hours=12) - SECOND) == START
    assert opening(daily, END + timedelta(hours=12)) is None
    assert opening(daily, START + timedelta(days=1)) == START + timedelta(days=1)


def test_a_window_reaches_past_midnight() -> None:
    late = Schedule((6,), 23 * 60, 120, "America/Chicago")  # Saturday, 11 pm to 1 am
    start = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    window = open_window(replace(MEETING, schedule=late), start + timedelta(hours=3), SETTINGS)
    assert window.opens_at == start
    assert window.occurrence.start.strftime("%a %H:%M") == "Sat 23:00"
    assert window.give_until.strftime("%a %H:%M") == "Sun 13:00"
    assert opening(late, start + timedelta(hours=14) - SECOND) == start
    assert opening(late, start + timedelta(hours=14)) is None


@pytest.mark.parametrize(
    ("start", "offset", "until"),
    [
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), -300, "Sun 11:30"),  # clocks go back at 2 am
        (datetime(2027, 3, 14, 5, 0, tzinfo=UTC), -360, "Sun 13:30"),  # clocks go forward
    ],
    ids=["autumn", "spring"],
)
def test_a_night_in_which_clocks_change_has_12_true_hours(
    start: datetime, offset: int, until: str
) -> None:
    late = Schedule((6,), 23 * 60, 90, "America/Chicago")
    meeting = replace(MEETING, schedule=late)
    end = start + timedelta(minutes=90)
    last = end + timedelta(hours=12) - SECOND
    window = open_window(meeting, last, SETTINGS)
    assert (window.opens_at, window.occurrence.utc_offset_min) == (start, offset)
    assert window.give_until.astimezone(UTC) == end + timedelta(hours=12)
    assert window.give_until.strftime("%a %H:%M") == until
    assert window.redeem_until.astimezone(UTC) == end + timedelta(hours=72)
    assert opening(late, last + SECOND) is None
    assert opening(late, start - SECOND) is None


def test_a_cancelled_occurrence_opens_no_window() -> None:
    cancelled = replace(EVENING, exceptions=(Override(TUESDAY),))
    for moment in (START, END, END + timedelta(hours=11)):
        assert opening(EVENING, moment) == START
        with pytest.raises(OutsideIssuingWindow) as outside:
            open_window(replace(MEETING, schedule=cancelled), moment, SETTINGS)
        assert outside.value.window.opens_at == START + timedelta(days=7)


def test_a_moved_occurrence_opens_its_window_at_its_new_time() -> None:
    moved = replace(EVENING, exceptions=(Override(TUESDAY, TUESDAY + timedelta(days=1), 7 * 60),))
    morning = START + timedelta(hours=12)  # Wednesday, 7:00 am
    assert opening(moved, START) is None
    assert opening(moved, morning - SECOND) is None
    assert opening(moved, morning) == morning
    assert opening(moved, morning + timedelta(minutes=90, hours=12) - SECOND) == morning
    assert opening(moved, morning + timedelta(minutes=90, hours=12)) is None


def test_a_monthly_meeting_gives_after_each_of_its_evenings_only() -> None:
    monthly = series((), 19 * 60, 90, "America/Chicago", rule="FREQ=MONTHLY;BYDAY=3TU")
    assert opening(monthly, START) == START
    assert opening(monthly, START + timedelta(days=7)) is None


def test_a_series_that_has_ended_gives_as_long_as_its_last_window_and_has_no_next() -> None:
    once = series((), 19 * 60, 90, "America/Chicago", rule="FREQ=DAILY;COUNT=1", first=TUESDAY)
    assert opening(once, START - SECOND) is None
    assert opening(once, END + timedelta(hours=12) - SECOND) == START
    with pytest.raises(NoSchedule):
        opening(once, END + timedelta(hours=12))


def test_the_window_does_not_depend_on_the_zone_that_now_is_in() -> None:
    zone = open_window(MEETING, NOW, SETTINGS).opens_at.tzinfo
    for moment in (START - SECOND, START, END + timedelta(hours=12) - SECOND, END):
        assert opening(EVENING, moment) == opening(EVENING, moment.astimezone(zone))


def test_windows_to_come_are_those_that_are_open_or_open_within_eight_days() -> None:
    daily = replace(MEETING, schedule=replace(EVENING, weekdays=tuple(range(7))))
    closes = END + timedelta(hours=12)
    opens = [window.opens_at for window in coming_windows(daily, closes - SECOND, SETTINGS)]
    assert opens == [START + timedelta(days=day) for day in range(9)]
    assert coming_windows(daily, closes, SETTINGS)[0].opens_at == opens[1]
    for never in (
        replace(MEETING, schedule=None),
        replace(MEETING, attendance=AttendanceOption.INACTIVE),
    ):
        assert coming_windows(never, NOW, SETTINGS) == []
