"""Who sets out now: how long the way takes, and what is over by then."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.search.arrival import sinks_to, travel_time
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import NEW_YORK, meeting

HERE = meeting(point=NEW_YORK)
NEW_YORK_ZONE = zone("America/New_York")
EVENING = datetime(2026, 3, 4, 19, 30, tzinfo=NEW_YORK_ZONE)
MIDNIGHT = datetime(2026, 3, 5, tzinfo=NEW_YORK_ZONE)


@pytest.mark.parametrize(
    ("km", "minutes"), [(0, 5), (2.5, 5), (5, 10), (10, 20), (30, 35), (90, 80)]
)
def test_the_way_takes_at_least_so_long(km: float, minutes: float) -> None:
    assert travel_time(km) == timedelta(minutes=minutes)


def ending_in(minutes: float, begun: float = 60) -> Occurrence:
    return Occurrence(EVENING - timedelta(minutes=begun), EVENING + timedelta(minutes=minutes))


def test_what_is_over_by_then_is_listed_where_its_day_ends() -> None:
    listed = row(HERE)
    for as_of in (EVENING, EVENING.astimezone(UTC)):
        assert sinks_to(listed, ending_in(10), 5.0, as_of) == MIDNIGHT
        assert sinks_to(listed, ending_in(10.1), 5.0, as_of) is None
    not_begun = ending_in(10, begun=-5)
    assert sinks_to(listed, not_begun, 5.0, EVENING) == MIDNIGHT


def test_what_begins_after_midnight_sinks_to_the_end_of_that_day() -> None:
    late = EVENING + timedelta(hours=4)  # half past eleven
    begins = Occurrence(late + timedelta(minutes=40), late + timedelta(minutes=70))
    assert sinks_to(row(HERE), begins, 100.0, late) == MIDNIGHT + timedelta(days=1)


def test_what_can_be_joined_from_here_is_never_too_late() -> None:
    joined = meeting(
        attendance=AttendanceOption.HYBRID, conference=Conference("https://zoom.us/j/1")
    )
    assert sinks_to(row(joined), ending_in(1), 50.0, EVENING) is None
