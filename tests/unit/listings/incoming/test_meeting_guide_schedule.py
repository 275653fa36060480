"""When a row says that its meeting is."""

import pytest

from chalicelib.meetings.schedule.schedule import Schedule
from tests.unit.listings.feeds import meeting, read, row


def test_one_row_with_several_days_is_one_meeting() -> None:
    assert meeting(day=[5, "1", "Wednesday"], time="7:00 AM", end_time="8:30 am").schedule == (
        Schedule((1, 3, 5), 420, 90, "America/New_York")
    )


def test_without_day_and_time_a_meeting_is_by_appointment() -> None:
    assert meeting(day=None, time="").schedule is None
    assert meeting(day=[], time=None, end_time="20:00").schedule is None


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    feed = read(row(day=6, time="24:00"))
    assert feed.meetings[0].schedule == Schedule((0,), 0, 60, "America/New_York")
    assert [remark.field for remark in feed.corrected] == ["time"]


@pytest.mark.parametrize("end", ["08:15", "18:00", "19:00", "late"])
def test_an_end_that_cannot_be_becomes_an_hour_and_is_reported(end: str) -> None:
    feed = read(row(end_time=end))
    assert feed.meetings[0].schedule is not None
    assert feed.meetings[0].schedule.length_min == 60
    assert [remark.field for remark in feed.corrected] == ["end_time"]


@pytest.mark.parametrize(
    ("fields", "minutes", "reported"),
    [
        ({"duration": 90}, 90, []),
        ({"duration": "01:30:00"}, 90, []),
        ({"duration": 90, "end_time": "20:15"}, 75, []),  # the end is surer
        ({"duration": 90, "end_time": "late"}, 90, ["end_time"]),
        ({"duration": 90, "end_time": "19:00"}, 90, ["end_time"]),
        ({"time": "7-8:30 pm"}, 90, []),
        ({"time": "7-8:30 pm", "end_time": "20:15"}, 75, []),
        ({"duration": "long"}, 60, ["duration"]),
        ({"duration": 0}, 60, ["duration"]),
    ],
)
def test_a_duration_tells_the_end_where_no_end_does(
    fields: dict[str, object], minutes: int, reported: list[str]
) -> None:
    feed = read(row(**fields))
    schedule = feed.meetings[0].schedule
    assert schedule and schedule.length_min == minutes
    assert [remark.field for remark in feed.corrected] == reported
