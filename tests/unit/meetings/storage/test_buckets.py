"""Buckets: a meeting's row is where a search will look."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from chalicelib.geo.geohash import geohash
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import unfinished
from chalicelib.meetings.storage.buckets import (
    BLOCK_HOURS,
    block_bucket,
    buckets,
    cell_bucket,
    hour_bucket,
    hour_of_week,
    third_hour_bucket,
)
from tests.unit.meetings.factories import NOW, meeting, meetings


@pytest.mark.slow
@given(meetings)
def test_every_occurrence_of_the_year_is_filed_where_a_search_looks(listed: Meeting) -> None:
    filed = buckets(listed, NOW)
    if listed.schedule is None or listed.attendance is AttendanceOption.INACTIVE:
        assert not filed
        return
    assert listed.venue.point is not None
    cell = geohash(listed.venue.point, 4)
    for occurrence in unfinished(listed.schedule, NOW):
        if occurrence.start > NOW + timedelta(days=365):
            break
        last = occurrence.end - timedelta(minutes=1)
        if listed.attendance.has_room:
            assert cell_bucket(cell, occurrence.start.isoweekday() % 7) in filed
        if listed.attendance.has_link:
            first_hour = hour_of_week(occurrence.start)
            assert hour_bucket(first_hour) in filed
            hours_later = (hour_of_week(last) - first_hour) % 168
            if hours_later == 2:
                assert third_hour_bucket(hour_of_week(last)) in filed
            if hours_later > 2:
                for moment in (occurrence.start, last):
                    assert block_bucket(hour_of_week(moment) // BLOCK_HOURS) in filed


def test_a_meeting_is_filed_on_the_day_it_ends_only_where_it_passes_midnight() -> None:
    def days(**fields: Any) -> set[str]:
        return {bucket.key[-1] for bucket in buckets(meeting(weekdays=(6,), **fields), NOW)}

    assert days(start_min=23 * 60, length_min=60) == {"6"}
    assert days(start_min=23 * 60, length_min=61) == {"6", "0"}


def test_an_online_meeting_is_filed_by_the_hours_it_takes_in_both_halves_of_the_year() -> None:
    listed = meeting(attendance=AttendanceOption.ONLINE)  # Wednesday 19:00 in New York
    assert {bucket.key for bucket in buckets(listed, NOW)} == {"O#95", "O#96"}
