"""Which listed meetings start at one moment, near a point or online."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.search.same_start import ids_starting_near, ids_starting_online
from chalicelib.meetings.storage.table import MeetingsTable
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.meetings.factories import NEW_YORK, NOW, meeting

START = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)  # Wed 4 Mar, 7 pm in New York
AUCKLAND: dict[str, Any] = {
    "timezone": "Pacific/Auckland",
    "start_min": 13 * 60,
    "weekdays": (4,),
}
ONLINE: dict[str, Any] = {
    "attendance": AttendanceOption.ONLINE,
    "point": None,
    "conference": Conference("https://zoom.us/j/1"),
}


@pytest.fixture
def listing(moto_tables: Tables) -> MeetingsTable:
    return MeetingsTable(moto_tables.client, moto_tables.settings.meetings_table)


def put(listing: MeetingsTable, *meetings: Meeting) -> None:
    for each in meetings:
        listing.put(each, NOW)


def near(listing: MeetingsTable, start: datetime = START, km: float = 25) -> set[str]:
    ids = ids_starting_near(NEW_YORK, km, start, listing)
    return {found.slug for found in listing.get_many(ids).values()}


def online(listing: MeetingsTable, start: datetime = START) -> set[str]:
    ids = ids_starting_online(start, listing)
    return {found.slug for found in listing.get_many(ids).values()}


def test_only_what_starts_at_that_moment_counts(listing: MeetingsTable) -> None:
    wednesday = meeting("wednesday")
    assert wednesday.schedule is not None
    day = date(2026, 3, 4)
    cancelled = replace(wednesday.schedule, exceptions=(Override(day),))
    move = Override(date(2026, 3, 6), day, 19 * 60)
    moved = replace(cancelled, exceptions=(move,), weekdays=(5,))
    put(
        listing,
        wednesday,
        meeting("as-long-as-it-may-be", length_min=24 * 60),
        meeting("every-day", weekdays=tuple(range(7))),
        meeting("five-minutes-later", start_min=19 * 60 + 5),
        meeting("another-day", weekdays=(4,)),
        meeting("by-the-clock-of-Chicago", start_min=18 * 60, timezone="America/Chicago"),
        meeting("the-same-clock-elsewhere", timezone="America/Chicago"),
        meeting("cancelled-then", schedule=cancelled),
        meeting("moved-to-then", schedule=moved),
        meeting("only-online", **ONLINE),
        meeting("by-appointment", schedule=None),
        meeting("inactive", attendance=AttendanceOption.INACTIVE),
        meeting("not-for-the-public", types=("PRIVATE",)),
    )
    assert near(listing) == {
        "wednesday",
        "as-long-as-it-may-be",
        "every-day",
        "by-the-clock-of-Chicago",
        "moved-to-then",
    }
    assert near(listing, START + timedelta(minutes=1)) == set()


def test_the_radius_is_kept_over_the_edges_of_cells_and_the_date_line(
    listing: MeetingsTable,
) -> None:
    put(
        listing,
        meeting("here"),
        meeting("24-km-north", point=Point(NEW_YORK.lat + 24 / 111.2, NEW_YORK.lon)),
        meeting("26-km-north", point=Point(NEW_YORK.lat + 26 / 111.2, NEW_YORK.lon)),
        meeting("24-km-west", point=Point(NEW_YORK.lat, NEW_YORK.lon - 24 / 84.3)),
    )
    assert near(listing) == {"here", "24-km-north", "24-km-west"}
    put(
        listing,
        meeting("east-of-it", point=Point(-16.5, -179.95), **AUCKLAND),
        meeting("west-of-it", point=Point(-16.5, 179.95), **AUCKLAND),
    )
    ids = ids_starting_near(Point(-16.5, 179.95), 25, START, listing)
    assert len(ids) == 2


@pytest.mark.parametrize("lat", [78.2, 89.99, -90.0])
def test_near_a_pole_too(listing: MeetingsTable, lat: float) -> None:
    put(listing, meeting("far-out", point=Point(lat, 15.6)))
    assert len(ids_starting_near(Point(lat, 15.5), 25, START, listing)) == 1


def test_online_counts_what_has_a_link_anywhere(listing: MeetingsTable) -> None:
    put(
        listing,
        meeting("in-a-room"),
        meeting("online", **ONLINE),
        meeting("hybrid", attendance=AttendanceOption.HYBRID, conference=ONLINE["conference"]),
        meeting("in-Auckland", **AUCKLAND, **ONLINE),
        meeting("later-in-that-hour", start_min=19 * 60 + 30, **ONLINE),
        meeting("half-a-day-later", start_min=7 * 60, **ONLINE),
    )  # fmt: skip
    assert online(listing) == {"online", "hybrid", "in-Auckland"}
    assert online(listing, START - timedelta(days=7)) == {"online", "hybrid", "in-Auckland"}
    later = START + timedelta(days=7)  # clocks have changed in New York
    assert online(listing, later) == {"in-Auckland"}
    assert online(listing, later - timedelta(hours=1)) == {"online", "hybrid"}


def test_little_is_read_and_nothing_where_nothing_is_listed(
    listing: MeetingsTable, moto_tables: Tables
) -> None:
    reads = faults.on(moto_tables.client, "", lambda call: None)
    assert near(listing) == online(listing) == set()
    assert len(reads) == 2
    put(listing, *(meeting(f"number-{number}") for number in range(5)))
    reads.clear()
    assert len(ids_starting_near(NEW_YORK, 25, START, listing)) == 5
    assert len(reads) == 2
