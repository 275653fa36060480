"""A meeting as its facilitator's pages show it, before, in and after its window."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.web.facilitator.facilitator_meeting import (
    TIMES_SHOWN,
    facilitator_meeting,
    window_json,
    windows_ahead,
)
from chalicelib.web.i18n.catalogue import translator
from tests.unit.meetings.factories import meeting

T = translator()
START = datetime(2026, 3, 4, 19, tzinfo=ZoneInfo("America/New_York"))  # a Wednesday
EVENING = meeting("evening")  # Wednesdays, 7 to 8 pm
MORNING_OF = START - timedelta(hours=12)


def test_before_its_start_nothing_is_open_and_the_next_time_can_be_cancelled() -> None:
    shown = facilitator_meeting(T, EVENING, MORNING_OF)
    assert (shown.open, shown.until) == (False, None)
    assert shown.occurrence and shown.occurrence.start == START
    assert len(shown.times) == TIMES_SHOWN
    cancel = shown.time_to_cancel(MORNING_OF)
    assert cancel and cancel.day == START.date()


def test_from_its_start_it_is_open_and_the_time_after_it_can_be_cancelled() -> None:
    shown = facilitator_meeting(T, EVENING, START)
    assert shown.open and shown.until
    assert shown.until - START == timedelta(hours=1 + 12)
    cancel = shown.time_to_cancel(START)
    assert cancel and cancel.day == START.date() + timedelta(days=7)


def test_windows_are_those_of_fifteen_days_the_open_one_first() -> None:
    starts = [window.occurrence.start for window in windows_ahead(EVENING, START)]
    assert starts == [START, START + timedelta(days=7), START + timedelta(days=14)]
    late = START + timedelta(hours=13)  # the first has closed
    assert [window.occurrence.start for window in windows_ahead(EVENING, late)] == starts[1:]


def test_a_window_is_seconds_and_words_that_stay_true() -> None:
    window = windows_ahead(EVENING, MORNING_OF)[0]
    assert window_json(T, window, MORNING_OF) == {
        "opens": int(START.timestamp()),
        "until": int(START.timestamp()) + 13 * 3600,
        "redeem_until": int(START.timestamp()) + 73 * 3600,
        "starts": "Wed 4 Mar, 7:00\u00a0pm",
        "when": "Wed 4 Mar, 7:00–\u20608:00\u00a0pm EST",
        "until_says": "8:00\u00a0am, Thu 5 Mar",
        "redeem_says": "8:00\u00a0pm, Sat 7 Mar",
    }


def test_where_nothing_is_offered_or_takes_place_there_is_no_window() -> None:
    fellowship = meeting("others", verification=VerificationPolicy.NOT_OFFERED)
    assert facilitator_meeting(T, fellowship, START).windows == ()
    for never in (
        meeting("appointment", schedule=None),
        meeting("inactive", attendance=AttendanceOption.INACTIVE),
    ):
        shown = facilitator_meeting(T, never, START)
        assert (shown.open, shown.windows, shown.times, shown.changed_times) == (False, (), (), ())
