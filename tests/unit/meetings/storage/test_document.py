"""Meetings and rows as stored are read back as they were, and filed where a search will look."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.geo.geohash import geohash
from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption, Meeting, VerificationPolicy
from chalicelib.meetings.schedule.occurrences import unfinished
from chalicelib.meetings.storage import document, rows
from chalicelib.meetings.storage.buckets import (
    BLOCK_HOURS,
    block_bucket,
    buckets,
    cell_bucket,
    hour_bucket,
    hour_of_week,
)
from tests.unit.meetings.factories import NOW, meeting, meetings, points


def found_by_a_search(one: Meeting) -> bool:
    return one.schedule is not None and one.attendance is not AttendanceOption.INACTIVE


@given(meetings)
def test_a_meeting_is_read_back_as_it_was(one: Meeting) -> None:
    stored = document.compress(document.write(one))
    assert document.read(document.decompress(stored)) == one


def test_the_same_meeting_is_stored_as_the_same_bytes() -> None:
    blob = document.compress(document.write(meeting()))
    assert document.compress(document.write(meeting())) == blob
    assert len(blob) < 400


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(meetings.filter(found_by_a_search), max_size=4))
def test_rows_are_read_back_as_they_were_in_any_order(several: list[Meeting]) -> None:
    by_id = {one.id: one for one in several}
    entries = [rows.row(one) for one in by_id.values()]
    blob = rows.pack(entries)
    assert rows.pack(reversed(entries)) == blob
    for entry in rows.unpack(blob):
        one = by_id[entry.id]
        assert entry == rows.row(one)
        assert entry.schedule == one.schedule
        assert (entry.attendance, entry.types) == (one.attendance, one.types)
        assert entry.verification is one.verification
        assert (entry.name, entry.location) == (one.name, one.venue.location)
        point = one.venue.point
        assert point is not None and entry.point is not None
        assert entry.point.lat == pytest.approx(point.lat, abs=1e-5)
        assert entry.point.lon == pytest.approx(point.lon, abs=1e-5)


def test_a_row_tells_what_a_list_shows() -> None:
    one = meeting(
        verification=VerificationPolicy.NOT_OFFERED,
        approximate=True,
        notes="Second  door,\nring " + "twice " * 50,
        location_notes="In the yard",
    )
    (entry,) = rows.unpack(rows.pack([rows.row(one)]))
    assert entry.region == "Chelsea"
    assert entry.approximate
    assert entry.verification is VerificationPolicy.NOT_OFFERED
    assert entry.notes.startswith("Second door, ring twice twice")
    assert entry.notes.endswith(" In the yard")  # of each the first 200 characters
    assert len(entry.notes) <= 200 + len(" In the yard")
    assert rows.row(meeting(notes="a\nb", location_notes="c ")).notes == "a b c"
    online = rows.row(meeting(attendance=AttendanceOption.ONLINE, point=None, regions=(), types=()))
    assert (online.point, online.region, online.types) == (None, "", ())


def test_a_meeting_by_appointment_has_no_row() -> None:
    with pytest.raises(ValueError, match="appointment"):
        rows.row(meeting(schedule=None))


@given(points)
def test_a_point_as_stored_stays_on_earth(point: Point) -> None:
    assert rows.row(meeting(point=point)).point is not None


@pytest.mark.slow
@given(meetings)
def test_every_occurrence_of_the_year_is_filed_where_a_search_looks(one: Meeting) -> None:
    filed = buckets(one, NOW)
    if one.schedule is None or one.attendance is AttendanceOption.INACTIVE:
        assert not filed
        return
    assert one.venue.point is not None
    cell = geohash(one.venue.point, 4)
    for occurrence in unfinished(one.schedule, NOW):
        if occurrence.start > NOW + timedelta(days=365):
            break
        last = occurrence.end - timedelta(minutes=1)
        if one.attendance.has_room:
            assert cell_bucket(cell, occurrence.start.isoweekday() % 7) in filed
        if one.attendance.has_link:
            first_hour = hour_of_week(occurrence.start)
            assert hour_bucket(first_hour) in filed
            if (hour_of_week(last) - first_hour) % 168 > 1:
                for moment in (occurrence.start, last):
                    assert block_bucket(hour_of_week(moment) // BLOCK_HOURS) in filed


def test_a_meeting_is_filed_on_the_day_it_ends_only_where_it_passes_midnight() -> None:
    def days(**fields: Any) -> set[str]:
        return {bucket.key[-1] for bucket in buckets(meeting(weekdays=(6,), **fields), NOW)}

    assert days(start_min=23 * 60, length_min=60) == {"6"}
    assert days(start_min=23 * 60, length_min=61) == {"6", "0"}


def test_an_online_meeting_is_filed_by_the_hours_it_takes_in_both_halves_of_the_year() -> None:
    one = meeting(attendance=AttendanceOption.ONLINE)  # Wednesday 19:00 in New York
    assert {bucket.key for bucket in buckets(one, NOW)} == {"O#95", "O#96"}
