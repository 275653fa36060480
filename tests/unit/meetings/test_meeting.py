"""A meeting cannot hold what is invalid, and says which field it was."""

from datetime import datetime
from typing import Any

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.meeting import meeting_id, upcoming
from tests.unit.meetings.factories import NOW, meeting


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("id", {"id": ""}),
        ("id", {"id": "UPPER"}),
        ("id", {"id": "a" * 13}),
        ("id", {"id": "abc\n"}),
        ("source", {"source": "-a"}),
        ("source", {"source": "a b"}),
        ("slug", {"slug": "", "id": "a"}),
        ("slug", {"slug": "a/b"}),
        ("slug", {"slug": "a\u00a0b"}),
        ("slug", {"slug": "a" * 65}),
        ("name", {"name": ""}),
        ("name", {"name": "n" * 256}),
        ("latitude", {"point": None}),
        ("latitude", {"point": None, "attendance": AttendanceOption.HYBRID}),
        ("updated", {"updated": datetime(2026, 1, 1)}),  # noqa: DTZ001
        ("day", {"weekdays": ()}),
        ("day", {"weekdays": (7,)}),
        ("day", {"weekdays": (-1,)}),
        ("day", {"weekdays": (2, 1)}),
        ("day", {"weekdays": (1, 1)}),
        ("time", {"start_min": -1}),
        ("time", {"start_min": 1440}),
        ("end_time", {"length_min": 0}),
        ("end_time", {"length_min": 1441}),
        ("timezone", {"timezone": "Mars/Olympus"}),
        ("timezone", {"timezone": ""}),
        ("timezone", {"timezone": "../etc/passwd"}),
        ("timezone", {"timezone": "America"}),
    ],
    ids=str,
)
def test_an_invalid_value_is_refused_by_its_field(field: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidMeeting) as caught:
        meeting(**fields)
    assert caught.value.field == field
    assert caught.value.reason in str(caught.value)


def test_what_takes_no_room_needs_no_point() -> None:
    assert meeting(point=None, attendance=AttendanceOption.ONLINE).venue.point is None
    assert meeting(point=None, schedule=None).schedule is None
    assert meeting(point=None, attendance=AttendanceOption.INACTIVE).venue.point is None


def test_a_place_by_its_town_alone_is_never_exact() -> None:
    with pytest.raises(InvalidMeeting, match="approximate"):
        meeting(placed_by_town=True)
    assert meeting(approximate=True, placed_by_town=True).venue.placed_by_town


@pytest.mark.parametrize(
    ("attendance", "types", "closed"),
    [
        (AttendanceOption.ONLINE, ("O", "TC"), True),
        (AttendanceOption.INACTIVE, ("TC",), True),
        (AttendanceOption.ONLINE, ("O",), False),
        (AttendanceOption.IN_PERSON, ("TC",), False),  # the listing says so outright
    ],
)
def test_a_room_is_closed_where_the_listing_says_so_and_nobody_meets_there(
    attendance: AttendanceOption, types: tuple[str, ...], closed: bool
) -> None:
    assert meeting(attendance=attendance, types=types).room_is_closed is closed


def test_hybrid_has_a_room_and_a_link() -> None:
    assert [a for a in AttendanceOption if a.has_room] == [
        AttendanceOption.IN_PERSON,
        AttendanceOption.HYBRID,
    ]
    assert [a for a in AttendanceOption if a.has_link] == [
        AttendanceOption.ONLINE,
        AttendanceOption.HYBRID,
    ]


def test_an_id_is_the_same_at_every_import_and_differs_by_source_and_slug() -> None:
    assert meeting_id("nyc", "evening") == meeting_id("nyc", "evening")
    ids = {meeting_id(s, slug) for s in ("a", "ab") for slug in ("bc", "c", "é")}
    assert len(ids) == 6
    assert all(len(text) == 10 and text.isalnum() and text == text.lower() for text in ids)


def test_what_takes_no_place_has_no_occurrence() -> None:
    assert upcoming(meeting(), NOW) is not None
    assert upcoming(meeting(attendance=AttendanceOption.INACTIVE), NOW) is None
    assert upcoming(meeting(schedule=None), NOW) is None
