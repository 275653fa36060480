"""What a schedule can hold, and its normal form."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest

from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.schedule.occurrences import (
    from_date,
    latest_started,
)
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import Schedule, clock, series
from tests.unit.meetings.factories import (
    NOW,
    TUESDAY,
    meeting,
)


def starts(schedule: Schedule, since: date, count: int = 4) -> list[str]:
    found = islice(from_date(schedule, since), count)
    return [f"{occurrence.start:%Y-%m-%d %H:%M}" for occurrence in found]


def test_what_is_weekly_has_no_rule_and_may_begin_later() -> None:
    weekly = series((), 1140, 90, "UTC", rule="FREQ=WEEKLY;BYDAY=TU,FR;INTERVAL=1")
    assert weekly == Schedule((2, 5), 1140, 90, "UTC")
    later = replace(weekly, first=date(2026, 12, 4))
    assert starts(later, TUESDAY, 2) == ["2026-12-04 19:00", "2026-12-08 19:00"]
    assert latest_started(later, NOW) is None


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


def test_times_are_shown_by_the_clock() -> None:
    schedule = Schedule((0,), 23 * 60 + 30, 90, "UTC")
    assert (schedule.time, schedule.end_time) == ("23:30", "01:00")
    assert clock(5) == "00:05"
