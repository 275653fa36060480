"""How a row says that one attends."""

from typing import Any

import pytest

from chalicelib.meetings.attendance import AttendanceOption
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
        ({"formatted_address": "Bristol, UK"}, "inactive"),
        ({"formatted_address": "Bristol, UK", "location": "Town Hall"}, "in_person"),
        (
            {"formatted_address": "Bristol, UK", "location": "Town Hall", "types": ["TC"]},
            "inactive",
        ),
        ({"formatted_address": "Bristol, UK", "conference_phone": "555-0122"}, "online"),
        ({"formatted_address": None}, "in_person"),
        ({"formatted_address": "10001"}, "in_person"),
        ({"formatted_address": "10001", "conference_url": "zoom.us/j/1"}, "online"),
        ({"formatted_address": None, "location": "Zoom"}, "inactive"),
        ({"formatted_address": None, "location": "Town Hall"}, "in_person"),
        # a venue called as a town far away is no town, unless there is a call besides
        ({"formatted_address": "New York, NY 10001", "location": "Buffalo"}, "in_person"),
        ({"formatted_address": "New York, NY 10001", "location": "Yonkers"}, "inactive"),
        ({"formatted_address": "New York, NY 10001", "location": "New York"}, "inactive"),
        (
            {
                "formatted_address": "New York, NY 10001",
                "location": "Buffalo",
                "conference_url": "https://zoom.us/j/1",
            },
            "online",
        ),
        ({"formatted_address": None, "city": "Bath"}, "inactive"),
        ({"formatted_address": None, "conference_url": "zoom.us/j/1"}, "online"),
        ({"types": ["ONL"]}, "in_person"),
        ({"attendance_option": "online"}, "inactive"),
        ({"attendance_option": "online", "conference_phone": "555-0122"}, "online"),
        ({"attendance_option": "in_person", "formatted_address": "Bristol, UK"}, "in_person"),
        ({"attendance_option": "In-Person", "types": ["TC"]}, "in_person"),
        ({"attendance_option": "inactive", "conference_url": "zoom.us/j/1"}, "inactive"),
        ({"attendance_option": "hybrid"}, "hybrid"),
        ({"attendance_option": "sometimes"}, "in_person"),
        ({"attendance_option": "Online only", "conference_phone": "555-0122"}, "online"),
        ({"attendance_option": "virtual", "conference_phone": "555-0122"}, "online"),
        ({"attendance_option": "In person only", "conference_phone": "555-0122"}, "in_person"),
        ({"attendance_option": "onsite", "formatted_address": "Bristol, UK"}, "in_person"),
        ({"attendance_option": "Hybrid meeting"}, "hybrid"),
        ({"attendance_option": ["online"], "conference_phone": "555-0122"}, "online"),
        ({"attendance_option": '["online"]', "conference_phone": "555-0122"}, "online"),
        ({"attendance_option": "En línea", "conference_phone": "555-0122"}, "online"),
        ({"attendance_option": "Vor Ort", "conference_phone": "555-0122"}, "in_person"),
        ({"attendance_option": "présentiel", "conference_phone": "555-0122"}, "in_person"),
        ({"attendance_option": "híbrida"}, "hybrid"),
        ({"formatted_address": "Bristol, UK", "location": "TBA"}, "inactive"),
    ],
)
def test_how_one_takes_part(fields: dict[str, Any], attendance: str) -> None:
    assert meeting(**fields).attendance == attendance


WEB_PAGE, SHORT_LINK = "https://hilltop-group.org/zoom", "https://tinyurl.com/abcdefg"


@pytest.mark.parametrize("link", [WEB_PAGE, SHORT_LINK])
@pytest.mark.parametrize(
    ("fields", "attendance"),
    [
        ({}, "in_person"),
        ({"conference_phone": "555-0122"}, "hybrid"),
        ({"types": ["TC"]}, "online"),
        ({"formatted_address": "San Jose, CA, USA"}, "online"),
        ({"approximate": "yes"}, "online"),
        ({"attendance_option": "online"}, "online"),
        ({"attendance_option": "hybrid"}, "hybrid"),
    ],
)
def test_a_page_of_anybodys_makes_a_meeting_online_only_where_no_room_is_open(
    fields: dict[str, Any], attendance: str, link: str
) -> None:
    found = meeting(conference_url=link, **fields)
    assert (found.attendance, found.conference.url) == (attendance, link)


def test_a_link_that_only_looks_like_a_providers_joins_nothing() -> None:
    imitation = {"conference_url": "https://zoom-us.com/j/1234567890"}
    assert meeting(**imitation).attendance == "in_person"
    assert meeting(**imitation, types=["TC"]).attendance == "inactive"
    assert meeting(**imitation, attendance_option="online").attendance == "inactive"


def reasons(**fields: Any) -> list[tuple[str, str]]:
    """The fields and the beginnings of the remarks on one row."""
    corrected = read(row(**fields)).corrected
    return [(remark.field, remark.reason.partition(":")[0]) for remark in corrected]


def test_the_report_says_why_a_meeting_has_no_room() -> None:
    town, link = {"formatted_address": "San Jose, CA, USA"}, {"conference_url": "zoom.us/j/1234567"}
    assert reasons(**town, **link) == [("formatted_address", "listed as online only")]
    assert reasons(**town) == [("formatted_address", "inactive")]
    assert reasons(types=["TC"]) == [("types", "inactive")]
    assert reasons(approximate="yes") == [("approximate", "inactive")]
    assert reasons(attendance_option="online") == [("attendance_option", "inactive")]
    (remark,) = read(row(attendance_option="online")).corrected
    assert "no link" in remark.reason


def test_what_a_feed_says_itself_needs_no_remark() -> None:
    link = {"conference_url": "zoom.us/j/1234567"}
    assert reasons(types=["TC"], **link) == []
    assert reasons(approximate="yes", **link) == []
    assert reasons(attendance_option="inactive") == []
    assert reasons(formatted_address=None, latitude=None, longitude=None, **link) == []


def test_a_meeting_whose_room_is_closed_keeps_its_address_and_has_no_point() -> None:
    found = meeting(types=["TC"], conference_url="zoom.us/j/1234567")
    assert found.room_is_closed
    assert found.venue.point is None
    assert found.venue.formatted_address == "1 Main St, Anytown, NY 10001, USA"
    assert found.venue.town == "Anytown"


@pytest.mark.parametrize("stated", [{}, {"attendance_option": "online"}])
def test_nobody_is_sent_to_an_online_meeting(stated: dict[str, Any]) -> None:
    venue = meeting(
        formatted_address="San Jose, CA, USA", conference_url="zoom.us/j/1234567", **stated
    ).venue
    assert (venue.point, venue.approximate, venue.town) == (None, False, "")
