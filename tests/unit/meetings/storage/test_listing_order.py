"""Where meetings stand in the listing: the same by the meeting and by its row."""

import pytest
from hypothesis import given

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption, Conference, Meeting
from chalicelib.meetings.storage.listing_order import PLACE_PATTERN, key_of_row, keys_of, region_of
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import meeting, meetings

ZOOM = Conference("https://zoom.us/j/123")
ONLINE = {"attendance": AttendanceOption.ONLINE, "point": None, "conference": ZOOM}


@given(meetings)
def test_a_row_stands_where_its_meeting_does(listed: Meeting) -> None:
    key, *again = keys_of(listed)
    for each in (key, *again):
        assert PLACE_PATTERN.fullmatch(each)
        assert each.endswith(f".{listed.id}")
        assert each.startswith(region_of(each))
    if listed.schedule and listed.attendance is not AttendanceOption.INACTIVE:
        assert key_of_row(row(listed)) == key
        if listed.attendance.has_link:
            assert key_of_row(row(listed), online=True) == [key, *again][-1]


@pytest.mark.parametrize(
    ("listed", "positions"),
    [
        (meeting("here", weekdays=(3,)), "dr5r3"),
        (meeting("here", weekdays=(1, 5)), "dr5r5"),
        (meeting("here", schedule=None), "dr5r7"),
        (meeting("closed", attendance=AttendanceOption.INACTIVE), "dr5r3"),
        (meeting("hybrid", attendance=AttendanceOption.HYBRID, conference=ZOOM), "dr5r3 o400"),
        (meeting("edge", point=Point(40.7128, -74.00600449)), "dr5r3"),
        (meeting("online", weekdays=(3,), start_min=14 * 60, **ONLINE), "a319"),
        (meeting("online", weekdays=(6,), start_min=23 * 60, **ONLINE), "a004"),
        (meeting("online", weekdays=(2, 6), start_min=23 * 60, **ONLINE), "a804"),
        (meeting("online", weekdays=(0,), start_min=0, timezone="Asia/Tokyo", **ONLINE), "a615"),
        (meeting("online", schedule=None, **ONLINE), "a7"),
    ],
)
def test_near_ones_stand_together(listed: Meeting, positions: str) -> None:
    assert keys_of(listed) == [f"{position}.{listed.id}" for position in positions.split()]
