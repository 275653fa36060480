"""How a row says that one attends."""

from typing import Any

import pytest

from chalicelib.meetings.meeting import AttendanceOption
from tests.unit.listings.feeds import NOWHERE, meeting, read, row


def test_an_in_person_meeting_that_is_nowhere_is_set_aside() -> None:
    nowhere = {"formatted_address": NOWHERE, "latitude": None, "longitude": None}
    (remark,) = read(row(**nowhere)).set_aside
    assert remark.field == "formatted_address"
    for stated in ("in_person", "hybrid"):
        feed = read(row(**nowhere, attendance_option=stated, conference_url="zoom.us/j/1"))
        assert [remark.field for remark in feed.set_aside] == ["formatted_address"]
    by_appointment = read(row(**nowhere, day=None, time=None))
    assert by_appointment.meetings[0].attendance is AttendanceOption.IN_PERSON


def test_a_link_keeps_a_meeting_whose_room_is_nowhere() -> None:
    feed = read(
        row(formatted_address=NOWHERE, latitude=None, longitude=None, conference_url="zoom.us/j/1")
    )
    assert feed.meetings[0].attendance is AttendanceOption.ONLINE
    assert [remark.field for remark in feed.corrected] == ["formatted_address"]


@pytest.mark.parametrize(
    ("fields", "attendance"),
    [
        ({}, "in_person"),
        ({"conference_url": "https://zoom.us/j/1"}, "hybrid"),
        ({"conference_phone": "555-0122"}, "hybrid"),
        ({"conference_url": "https://zoom.us/j/1", "types": ["TC"]}, "online"),
        ({"types": ["tc"]}, "inactive"),
        ({"approximate": "yes", "conference_url": "https://zoom.us/j/1"}, "online"),
        ({"approximate": True}, "inactive"),
        ({"approximate": "no"}, "in_person"),
        ({"formatted_address": "Bristol, UK"}, "in_person"),
        ({"formatted_address": None, "location": "Town Hall"}, "in_person"),
        ({"formatted_address": None, "city": "Bath"}, "inactive"),
        ({"formatted_address": None, "conference_url": "zoom.us/j/1"}, "online"),
        ({"types": ["ONL"]}, "in_person"),
        ({"attendance_option": "online"}, "online"),
        ({"attendance_option": "In-Person", "types": ["TC"]}, "in_person"),
        ({"attendance_option": "inactive", "conference_url": "zoom.us/j/1"}, "inactive"),
        ({"attendance_option": "hybrid"}, "hybrid"),
        ({"attendance_option": "sometimes"}, "in_person"),
    ],
)
def test_how_one_takes_part(fields: dict[str, Any], attendance: str) -> None:
    assert meeting(**fields).attendance == attendance
