"""First pages that are read from heads: what a search of all rows gives, to the last result."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.search import online
from chalicelib.meetings.search.filters import Filter
from chalicelib.meetings.search.online import next_online, search_online
from chalicelib.meetings.search.query import Day, OnlineQuery, Results
from chalicelib.meetings.storage import heads
from tests.unit.meetings.factories import (
    NOW,
    meeting,
    ruled_schedules,
    weekly_schedules,
    with_exceptions,
    zones,
)
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import DAYS, SCENES, random_listing, seeds

crowded = st.builds(  # many start in the same hours, as people's listings have them
    Schedule,
    st.sets(st.integers(2, 4), min_size=1).map(lambda days: tuple(sorted(days))),
    st.builds(lambda hour, minute: hour * 60 + minute, st.integers(5, 9), st.integers(0, 59)),
    st.sampled_from([1, 45, 60, 75, 90, 120, 121, 180, 240, 1440]),
    zones,
)
schedules = (
    crowded
    | crowded
    | with_exceptions(crowded, NOW.date())
    | ruled_schedules(around=NOW.date())
    | with_exceptions(ruled_schedules(around=NOW.date()), NOW.date())
    | weekly_schedules
)


def online_meetings(schedules: list[Schedule]) -> list[Meeting]:
    return [
        replace(meeting(f"m{n}", attendance=AttendanceOption.ONLINE), schedule=schedule)
        for n, schedule in enumerate(schedules)
    ]


def in_full(query: OnlineQuery, reader: MemoryReader, now: datetime) -> Results:
    """The page of a search that reads every row of its buckets."""
    with mock.patch.object(online, "_is_plain", return_value=False):
        return search_online(query, reader, now)


@pytest.mark.slow
@given(
    listed=st.lists(schedules, min_size=10, max_size=60).map(online_meetings),
    enough=st.sampled_from([(1, 0), (1, 4), (3, 9)]),
    shards=st.sampled_from([1, 2, 4]),
    limit=st.sampled_from([1, 3, 5, 25]),
    day=st.sampled_from(DAYS),
    minutes=st.integers(0, 7 * 24 * 60),
    days_later=st.sampled_from([0, 0, 4, 5, 60, 239, 300]),
)
def test_a_first_page_is_that_of_a_search_of_all_rows(
    listed: list[Meeting],
    enough: tuple[int, int],
    shards: int,
    limit: int,
    day: Day | None,
    minutes: int,
    days_later: int,
) -> None:
    """Also when clocks have changed since the heads were made."""
    common, shared = enough
    with (
        mock.patch.object(heads, "_COMMON_ROWS", common),
        mock.patch.object(heads, "_SHARED_ROWS", shared),
    ):
        reader = MemoryReader(listed, NOW, 2, shards)
    now = NOW + timedelta(days=days_later, minutes=minutes, seconds=30)
    query = OnlineQuery(day, limit=limit)
    assert search_online(query, reader, now) == in_full(query, reader, now)


@pytest.mark.parametrize("seed", seeds(3))
@pytest.mark.parametrize("scene", SCENES)
def test_first_pages_where_clocks_change_are_those_of_a_search_of_all_rows(
    scene: str, seed: int
) -> None:
    now, listed, chance = random_listing(scene, seed, 120)
    with mock.patch.object(heads, "_COMMON_ROWS", 2), mock.patch.object(heads, "_SHARED_ROWS", 4):
        reader = MemoryReader(listed, now, 1, chance.choice([1, 2, 4]))
    for minutes in range(0, 300, 17):
        later = now + timedelta(minutes=minutes)
        query = OnlineQuery(limit=chance.choice([1, 5, 25]))
        assert search_online(query, reader, later) == in_full(query, reader, later)


def crowd(count: int) -> list[Meeting]:
    """Meetings like those of a large listing, most of them on the hour and an hour long."""
    chance = random.Random(count)
    return [
        meeting(
            f"m{n}",
            attendance=AttendanceOption.ONLINE,
            weekdays=(chance.randrange(7),),
            start_min=60 * chance.randrange(24) + chance.choice([0, 0, 0, 0, 30, 30, 15, 45]),
            length_min=chance.choice([60, 60, 60, 60, 90, 90, 75, 45, 120]),
            timezone=chance.choice(["America/New_York", "Europe/London", "Asia/Kolkata", "UTC"]),
        )
        for n in range(count)
    ]


def test_a_first_page_of_a_large_listing_reads_no_bucket_whole() -> None:
    reader = MemoryReader(crowd(60_000), NOW, 80)
    for minutes in range(0, 600, 23):
        now = NOW + timedelta(minutes=minutes)
        assert len(search_online(OnlineQuery(), reader, now).found) == 25
        assert len(next_online(5, reader, now)) == 5
    assert reader.heads_read
    assert all(reader.size(bucket) <= 80 for bucket in reader.read)


def test_what_heads_are_not_made_for_reads_all_rows() -> None:
    reader = MemoryReader(crowd(3_000), NOW, 5)
    for query in (
        OnlineQuery(limit=100),
        OnlineQuery(with_counts=True),
        OnlineQuery(filter=Filter(hybrid=True)),
    ):
        search_online(query, reader, NOW)
        assert reader.read and not reader.heads_read
