"""Cancelled and moved times beside the results, against the whole list worked out the slow way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.search.filters import Filter, PartOfDay
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import NearQuery, OnlineQuery, Results, Sort
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import NEW_YORK, NOW, meeting
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import (
    DAYS,
    SCENES,
    every_page,
    ids_and_starts,
    random_listing,
    seeds,
)

Starts = list[tuple[str, datetime]]


def as_listed(meetings: Sequence[Meeting]) -> list[Meeting]:
    """The same meetings as if nothing had been cancelled or moved."""
    return [
        replace(meeting, schedule=replace(meeting.schedule, exceptions=()))
        for meeting in meetings
        if meeting.schedule
    ]


def expected_changes(found: Starts, listed: Starts, meetings: Sequence[Meeting]) -> Starts:
    """Those listed times that were changed, unless the meeting is found on the same day instead."""
    schedules = {meeting.id: meeting.schedule for meeting in meetings}
    starts = dict(found)
    expected = []
    for meeting_id, start in listed:
        schedule = schedules[meeting_id]
        assert schedule
        day = start.astimezone(ZoneInfo(schedule.timezone)).date()
        for override in schedule.exceptions:
            if override.day != day:
                continue
            instead = None
            if override.to is not None and override.start_min is not None:
                instead = brute_force.start_on(override.to, override.start_min, schedule.timezone)
            unchanged = instead == start
            same_day = override.to == day and starts.get(meeting_id) == instead
            if not unchanged and not same_day:
                expected.append((meeting_id, start))
    return sorted(expected)


def changes_of(pages: list[Results]) -> Starts:
    times = [time for page in pages for time in page.changed]
    return sorted((time.row.id, time.occurrence.start.astimezone(UTC)) for time in times)


@pytest.mark.parametrize("seed", seeds(6))
@pytest.mark.parametrize("scene", SCENES)
def test_each_changed_time_is_told_once_and_no_other(scene: str, seed: int) -> None:
    now, meetings, chance = random_listing(scene, seed + 500)
    reader = MemoryReader(meetings, now)
    for day in DAYS:
        narrowed = Filter(hybrid=chance.choice([False, True]))
        sort, limit = chance.choice([*Sort]), chance.choice([1, 4, 100])
        near = NearQuery(SCENES[scene][0], 100.0, day, narrowed, sort, limit)
        pages = every_page(near, reader, now)
        listed = brute_force.near(near, as_listed(meetings), 100.0, now)
        expected = expected_changes(ids_and_starts(pages), listed, meetings)
        assert changes_of(pages) == expected, (near, now)
        online = OnlineQuery(day, chance.choice(SCENES[scene][1]), narrowed, limit)
        pages = every_page(online, reader, now)
        listed = brute_force.online(online, as_listed(meetings), now)
        expected = expected_changes(ids_and_starts(pages), listed, meetings)
        assert changes_of(pages) == expected, (online, now)


WEDNESDAY = date(2026, 3, 4)


def with_overrides(*exceptions: Override) -> Meeting:
    return meeting("changed", exceptions=exceptions)


def test_a_cancelled_time_is_beside_the_results_and_counted_nowhere() -> None:
    cancelled, other = with_overrides(Override(WEDNESDAY)), meeting("other")
    reader = MemoryReader([cancelled, other], NOW)
    query = NearQuery(NEW_YORK, 5.0, "today", with_counts=True)
    results = search_near(query, reader, NOW)
    assert [found.row.slug for found in results.found] == ["other"]
    assert results.counts and results.counts.results == 1
    [time] = results.changed
    assert time.row.slug == "changed"
    assert time.occurrence.start.isoformat() == "2026-03-04T19:00:00-05:00"
    assert time.change and time.change.taking_place is None
    evening = query._replace(filter=Filter(part=PartOfDay.MORNING))
    assert search_near(evening, reader, NOW).changed == ()


def test_it_is_told_until_the_end_that_was_listed() -> None:
    reader = MemoryReader([with_overrides(Override(WEDNESDAY))], NOW)
    end = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)  # 8 pm in New York
    query = NearQuery(NEW_YORK, 5.0)
    assert search_near(query, reader, end - timedelta(minutes=1)).changed
    assert not search_near(query, reader, end).changed


def test_a_moved_time_is_told_where_it_is_found_and_on_the_day_that_it_left() -> None:
    thursday = WEDNESDAY + timedelta(days=1)
    reader = MemoryReader([with_overrides(Override(WEDNESDAY, thursday, 20 * 60))], NOW)
    results = search_near(NearQuery(NEW_YORK, 5.0), reader, NOW)
    [found], [left] = results.found, results.changed
    assert found.change and found.change.listed == left.occurrence
    assert left.change and left.change.taking_place == found.occurrence


def test_a_time_moved_within_its_day_is_one_result_that_says_so() -> None:
    reader = MemoryReader([with_overrides(Override(WEDNESDAY, WEDNESDAY, 20 * 60))], NOW)
    results = search_near(NearQuery(NEW_YORK, 5.0, "today"), reader, NOW)
    [found] = results.found
    assert results.changed == ()
    assert found.change and found.change.listed.start.hour == 19
    online = replace(
        with_overrides(Override(WEDNESDAY, WEDNESDAY, 20 * 60)),
        attendance=meeting().attendance.HYBRID,
    )
    [found] = search_online(OnlineQuery(), MemoryReader([online], NOW), NOW).found
    assert found.change and found.change.listed.start.hour == 19
