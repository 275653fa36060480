"""A meeting as schema.org's Event."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.listings.outgoing import json_ld
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.occurrences import next_occurrence
from chalicelib.meetings.schedule.schedule import series
from tests.unit.meetings.factories import NOW, meeting

PAGE = "https://waypost.example/meetings/a"


def event(meeting: Meeting) -> dict[str, Any]:
    assert meeting.schedule
    return json_ld.event(meeting, next_occurrence(meeting.schedule, NOW), PAGE)


def test_an_event_says_when_and_where() -> None:
    shown = event(meeting())
    assert (shown["@type"], shown["@id"]) == ("Event", PAGE)
    assert shown["startDate"] == "2026-03-04T19:00:00-05:00"
    assert shown["endDate"] == "2026-03-04T20:00:00-05:00"
    assert shown["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert shown["eventSchedule"]["byDay"] == ["https://schema.org/Wednesday"]
    assert shown["organizer"] == {"@type": "Organization", "name": "New York Intergroup"}
    (place,) = shown["location"]
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 40.7128, "longitude": -74.006}


def test_what_does_not_take_place_is_no_event() -> None:
    found = meeting()
    assert json_ld.event(found, None, PAGE) == {}
    assert event(replace(found, attendance=AttendanceOption.INACTIVE)) == {}


def test_the_link_of_a_call_is_not_given_away() -> None:
    call = Conference("https://zoom.us/j/1")
    shown = event(meeting(attendance=AttendanceOption.ONLINE, conference=call))
    assert shown["location"] == [{"@type": "VirtualLocation", "url": PAGE}]


@pytest.mark.parametrize(
    ("rule", "schedule"),
    [
        ("FREQ=MONTHLY;BYDAY=2WE", {"repeatFrequency": "P1M", "byMonthWeek": 2}),
        ("FREQ=MONTHLY;BYMONTHDAY=15", {"repeatFrequency": "P1M", "byMonthDay": [15]}),
        ("FREQ=MONTHLY;BYDAY=-1WE", None),  # a last week has no word there
    ],
)
def test_a_rule_is_given_where_schema_org_can_express_it(
    rule: str, schedule: dict[str, Any] | None
) -> None:
    ruled = series((3,), 19 * 60, 60, "America/New_York", rule=rule)
    shown = event(meeting(schedule=ruled)).get("eventSchedule")
    if schedule is None:
        assert shown is None
    else:
        assert shown is not None
        assert shown.items() >= schedule.items()
