"""Rows: what they tell, and that they are read back as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import rows
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import (
    meeting,
    meetings,
    minutes,
    points,
)


@given(minutes)
def test_a_row_of_a_weekly_meeting_holds_nothing_of_a_series(start_min: int) -> None:
    assert row(meeting(start_min=start_min)).series == ""


def found_by_a_search(listed: Meeting) -> bool:
    return listed.schedule is not None and listed.attendance is not AttendanceOption.INACTIVE


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(meetings.filter(found_by_a_search), max_size=4))
def test_rows_are_read_back_as_they_were_in_any_order(several: list[Meeting]) -> None:
    by_id = {listed.id: listed for listed in several}
    entries = [rows.row(listed) for listed in by_id.values()]
    blob = rows.pack(entries)
    assert rows.pack(reversed(entries)) == blob
    for entry in rows.unpack(blob):
        listed = by_id[entry.id]
        assert entry == rows.row(listed)
        assert entry.schedule == listed.schedule
        assert (entry.attendance, entry.types) == (listed.attendance, listed.types)
        assert entry.verification is listed.verification
        assert (entry.name, entry.location) == (listed.name, listed.venue.location)
        point = listed.venue.point
        assert point is not None and entry.point is not None
        assert entry.point.lat == pytest.approx(point.lat, abs=1e-5)
        assert entry.point.lon == pytest.approx(point.lon, abs=1e-5)


def test_a_row_tells_what_a_list_shows() -> None:
    listed = meeting(
        verification=VerificationPolicy.NOT_OFFERED,
        approximate=True,
        notes="Second  door,\nring " + "twice " * 50,
        location_notes="In the yard",
    )
    (entry,) = rows.unpack(rows.pack([rows.row(listed)]))
    assert entry.region == "Chelsea"
    assert entry.approximate
    assert entry.verification is VerificationPolicy.NOT_OFFERED
    assert entry.notes.startswith("Second door, ring twice twice")
    assert entry.notes.endswith(" In the yard")  # of each the first 200 characters
    assert len(entry.notes) <= 200 + len(" In the yard")
    assert rows.row(meeting(notes="a\nb", location_notes="c ")).notes == "a b c"
    online = rows.row(meeting(attendance=AttendanceOption.ONLINE, point=None, regions=(), types=()))
    assert (online.point, online.region, online.types) == (None, "", ())


@pytest.mark.parametrize(("approximate", "by_town"), [(False, False), (True, False), (True, True)])
def test_a_row_tells_how_its_place_was_found(approximate: bool, by_town: bool) -> None:
    listed = meeting(approximate=approximate, placed_by_town=by_town, town="Chelsea", group="Elms")
    (entry,) = rows.unpack(rows.pack([rows.row(listed)]))
    assert (entry.approximate, entry.placed_by_town) == (approximate, by_town)
    assert (entry.town, entry.group) == ("Chelsea", "Elms")


def test_a_row_tells_that_its_room_is_closed_for_now() -> None:
    assert rows.row(meeting(attendance=AttendanceOption.ONLINE, types=("TC",))).room_is_closed
    assert not rows.row(meeting(attendance=AttendanceOption.ONLINE)).room_is_closed


def test_a_meeting_by_appointment_has_no_row() -> None:
    with pytest.raises(ValueError, match="appointment"):
        rows.row(meeting(schedule=None))


@given(points)
def test_a_point_as_stored_stays_on_earth(point: Point) -> None:
    assert rows.row(meeting(point=point)).point is not None
