"""Times cancelled and moved by those who run a meeting, on both databases: an import neither wipes
them nor sees a change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.listings.incoming.sync import prepare
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES, series
from chalicelib.meetings.storage.table import (
    MeetingsTable,
    NoSuchMeeting,
    TooManyChanges,
    open_table,
)
from tests.conftest import Tables
from tests.contracts.read_model import all_items, check
from tests.contracts.whole_listing import keyed
from tests.unit.meetings.factories import NOW, TODAY, meeting

Checked = Callable[[], dict[str, Meeting]]
WEDNESDAY = date(2026, 3, 11)  # a week after NOW, on which `meeting()` takes place
CANCELLED = Override(WEDNESDAY)
MOVED = Override(WEDNESDAY, date(2026, 3, 13), 8 * 60)


@pytest.fixture
def listing(tables: Tables) -> MeetingsTable:
    return open_table()


@pytest.fixture
def checked(tables: Tables) -> Checked:
    return lambda: check(tables.client, tables.settings.meetings_table, NOW)


def feed(listing: MeetingsTable, listed: Meeting, days: int = 0) -> None:
    """One import of a feed that has this meeting only."""
    listing.apply_import("test", [prepare(listed)], [], NOW + timedelta(days=days))


def exceptions(listing: MeetingsTable, listed: Meeting) -> tuple[Override, ...]:
    found = listing.get(listed.id)
    assert found and found.schedule
    assert listing.get_many([listed.id]) == {listed.id: found}
    assert found in dict(keyed(listing)).values()
    return found.schedule.exceptions


@pytest.mark.parametrize("override", [CANCELLED, MOVED], ids=["cancelled", "moved"])
def test_what_was_set_here_outlives_imports(
    listing: MeetingsTable, checked: Checked, override: Override
) -> None:
    listed = meeting(attendance=AttendanceOption.HYBRID)
    feed(listing, listed)
    listing.override(listed.id, override, NOW)
    assert listing.manifest("test") == {listed.slug: prepare(listed).digest}
    assert exceptions(listing, listed) == (override,)
    renamed = replace(listed, name="Another name")
    for again in (listed, renamed):
        feed(listing, again)
        assert exceptions(listing, listed) == (override,)
    assert checked()[listed.id].name == "Another name"
    listing.put(listed, NOW)
    assert exceptions(listing, listed) == (override,)
    listing.override(listed.id, Override(WEDNESDAY, WEDNESDAY), NOW)
    assert checked() == {listed.id: listed}


def test_a_time_moved_to_another_day_is_filed_there_until_it_is_over(
    listing: MeetingsTable, checked: Checked
) -> None:
    listed = meeting()
    listing.put(listed, NOW)
    listing.override(listed.id, MOVED, NOW)
    (directory,) = listing.directories(["D#dr"]).values()
    assert sum(map(bool, directory.shards)) == 2
    assert set(checked()) == {listed.id}
    listing.put(listed, NOW + timedelta(days=20))
    assert exceptions(listing, listed) == ()
    (directory,) = listing.directories(["D#dr"]).values()
    assert sum(map(bool, directory.shards)) == 1


def test_what_the_feed_cancels_may_take_place_after_all(
    listing: MeetingsTable, checked: Checked
) -> None:
    later = Override(WEDNESDAY + timedelta(days=7))
    listed = meeting(exceptions=(CANCELLED, later))
    feed(listing, listed)
    listing.override(listed.id, Override(WEDNESDAY, WEDNESDAY), NOW)
    assert exceptions(listing, listed) == (later,)
    feed(listing, replace(listed, name="Another name"))
    assert exceptions(listing, listed) == (later,)
    listing.override(listed.id, MOVED, NOW)
    assert exceptions(listing, listed) == (MOVED, later)
    assert set(checked()) == {listed.id}


def test_what_is_long_past_falls_away_at_the_next_write(
    tables: Tables, listing: MeetingsTable
) -> None:
    listed = meeting(exceptions=(Override(WEDNESDAY + timedelta(days=7)),))
    feed(listing, listed)
    listing.override(listed.id, CANCELLED, NOW)
    feed(listing, replace(listed, name="Soon"), days=12)
    assert len(exceptions(listing, listed)) == 2  # no code may be given for it, late as it is
    feed(listing, replace(listed, name="Later"), days=40)
    assert exceptions(listing, listed) == ()
    item = all_items(tables.client, tables.settings.meetings_table)[f"M#{listed.id}"]
    assert "changed" not in item


def test_a_series_with_its_rule_is_read_back_and_filed(
    listing: MeetingsTable, checked: Checked
) -> None:
    rule = "FREQ=MONTHLY;BYDAY=2WE,-1WE"
    listed = meeting(
        schedule=series((), 1140, 60, "America/New_York", rule=rule),
        attendance=AttendanceOption.HYBRID,
    )
    over = meeting(
        "over",
        schedule=series(
            (), 1140, 60, "UTC", rule="FREQ=DAILY;COUNT=1", first=TODAY - timedelta(days=9)
        ),
    )
    listing.put(listed, NOW)
    listing.put(over, NOW)
    assert checked() == {listed.id: listed, over.id: over}


def test_several_who_cancel_at_once_all_have_their_way(listing: MeetingsTable) -> None:
    listed = meeting(weekdays=tuple(range(7)))
    listing.put(listed, NOW)
    days = [WEDNESDAY + timedelta(days=n) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda day: listing.override(listed.id, Override(day), NOW), days))
    assert [override.day for override in exceptions(listing, listed)] == days


def test_where_there_is_nothing_to_change_it_says_so(
    tables: Tables, listing: MeetingsTable
) -> None:
    listing.put(meeting("appointment", schedule=None), NOW)
    for meeting_id in ("none", meeting("appointment").id):
        with pytest.raises(NoSuchMeeting):
            listing.override(meeting_id, CANCELLED, NOW)


def test_a_meeting_has_so_many_changes_and_no_more(dynoxide_tables: Tables) -> None:
    listing, listed = open_table(), meeting(weekdays=tuple(range(7)))
    listing.put(listed, NOW)
    days = [WEDNESDAY + timedelta(days=n) for n in range(MAX_OVERRIDES)]
    for day in days:
        listing.override(listed.id, Override(day), NOW)
    assert listed.schedule
    with pytest.raises(TooManyChanges):
        listing.override(listed.id, Override(days[-1] + timedelta(days=1)), NOW)
    listing.override(listed.id, Override(days[0], days[0], 600), NOW)
    full = replace(listed, schedule=replace(listed.schedule, exceptions=tuple(map(Override, days))))
    listing.put(full, NOW)
    assert len(exceptions(listing, listed)) == MAX_OVERRIDES


def test_what_is_moved_to_too_many_hours_is_refused_and_the_rest_stays(
    dynoxide_tables: Tables,
) -> None:
    listing = open_table()
    listed = meeting(attendance=AttendanceOption.ONLINE, point=None)
    listing.put(listed, NOW)
    weeks = (WEDNESDAY + timedelta(weeks=n) for n in range(MAX_OVERRIDES))
    moved = [
        Override(day, day + timedelta(days=n // 24), n % 24 * 60 + 30)
        for n, day in enumerate(weeks)
    ]
    kept = 0
    with suppress(TooManyChanges):
        for override in moved:
            listing.override(listed.id, override, NOW)
            kept += 1
    assert 80 < kept < MAX_OVERRIDES
    assert exceptions(listing, listed) == tuple(moved[:kept])
    check(dynoxide_tables.client, dynoxide_tables.settings.meetings_table, NOW)
    listing.override(listed.id, Override(WEDNESDAY), NOW)
