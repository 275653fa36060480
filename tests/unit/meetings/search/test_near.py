"""Searches, page by page, against the whole list worked out the slow way."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.filters import Filter
from chalicelib.meetings.search.near import (
    MAX_BEYOND_SHARDS,
    RADIUS_LADDER_KM,
    search_beyond,
    search_near,
)
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery, Sort
from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import NOW, meeting, to_import
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import (
    DAYS,
    SCENES,
    every_page,
    ids_and_starts,
    random_listing,
    random_point_near,
    seeds,
)


@pytest.mark.parametrize("seed", seeds(8))
@pytest.mark.parametrize("scene", SCENES)
def test_a_search_near_a_point_gives_all_that_is_there_once_and_in_order(
    scene: str, seed: int
) -> None:
    now, meetings, chance = random_listing(scene, seed)
    reader = MemoryReader(meetings, now)
    for day in DAYS:
        query = NearQuery(
            random_point_near(SCENES[scene][0], chance),
            chance.choice([None, 3.0, 25.0, 60.0, 100.0]),
            day,
            Filter(hybrid=chance.choice([False, True])),
            chance.choice([Sort.START, Sort.START, Sort.DISTANCE]),
            chance.choice([1, 2, 7, 25]),
        )
        pages = every_page(query, reader, now)
        radius_km = pages[0].radius_km
        assert radius_km is not None
        assert {page.radius_km for page in pages} == {radius_km}
        expected = brute_force.near(query, meetings, radius_km, now)
        assert ids_and_starts(pages) == expected, (query, now)
        if query.radius_km is None:
            assert_ladder(query, meetings, radius_km, now)


def assert_ladder(
    query: NearQuery, meetings: list[Meeting], radius_km: float, now: datetime
) -> None:
    """The rung holds ten or is the last; none below holds ten of the asked or the coming day."""
    assert radius_km in RADIUS_LADDER_KM
    if radius_km < RADIUS_LADDER_KM[-1]:
        assert len(brute_force.near(query, meetings, radius_km, now)) >= 10
    soon = now + timedelta(days=8 if query.day is not None else 1)
    for rung in RADIUS_LADDER_KM[: RADIUS_LADDER_KM.index(radius_km)]:
        found = brute_force.near(query, meetings, rung, now)
        assert len([start for _, start in found if start < soon]) < 10


@pytest.mark.parametrize("scene", ["New York in spring", "the date line"])
def test_searches_of_a_table_find_what_is_there(moto_tables: Tables, scene: str) -> None:
    now, meetings, _ = random_listing(scene, 7, count=40)
    listing = open_table()
    listing.apply_import("test", to_import(meetings), [], now)
    for day in DAYS:
        near = NearQuery(SCENES[scene][0], 100.0, day, limit=7)
        assert ids_and_starts(every_page(near, listing, now)) == brute_force.near(
            near, meetings, 100.0, now
        )
        online = OnlineQuery(day, limit=7)
        assert ids_and_starts(every_page(online, listing, now)) == brute_force.online(
            online, meetings, now
        )


def test_a_meeting_in_progress_comes_first_until_it_is_over() -> None:
    listed = meeting(start_min=23 * 60, length_min=120, timezone="UTC", weekdays=(2,))
    begun = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)
    for minutes, ahead in [(0, 0), (60, 0), (119, 0), (120, 7)]:
        now = begun + timedelta(minutes=minutes)
        query = NearQuery(Point(40.7, -74.0), 10.0)
        (result,) = search_near(query, MemoryReader([listed], now), now).found
        assert result.occurrence.start == begun + timedelta(days=ahead)


def test_a_meeting_just_over_where_clocks_go_back_is_found_next_week() -> None:
    """Beside a zone whose clocks don't change, and in which the eighth day begins earlier."""
    now = datetime(2026, 10, 31, 6, 50, tzinfo=UTC)  # Phoenix 23:50 on Friday, Denver 00:50
    over = meeting("over", weekdays=(6,), start_min=20, length_min=30, timezone="America/Denver")
    other = meeting("other", weekdays=(1,), timezone="America/Phoenix")
    reader = MemoryReader([over, other], now)
    for sort in Sort:
        results = search_near(NearQuery(Point(40.7, -74.0), 10.0, sort=sort), reader, now)
        assert {found.row.slug for found in results.found} == {"over", "other"}


@pytest.mark.parametrize(("day", "weekday"), [("today", 3), ("tomorrow", 4), (frozenset({6}), 6)])
@pytest.mark.parametrize("radius_km", [None, 10.0])
def test_a_search_for_a_day_reads_that_day_only(
    day: Day, weekday: int, radius_km: float | None
) -> None:
    reader = MemoryReader([meeting(f"m{n}", weekdays=(n % 7,)) for n in range(28)], NOW)
    search_near(NearQuery(Point(40.7, -74.0), radius_km, day), reader, NOW)
    assert {bucket.key[-1] for bucket in reader.read} == {str(weekday)}


def test_a_full_page_without_a_day_reads_today_and_tomorrow_only() -> None:
    reader = MemoryReader([meeting(f"m{n}", weekdays=(n % 7,)) for n in range(70)], NOW)
    search_near(NearQuery(Point(40.7, -74.0), limit=10), reader, NOW)
    assert {bucket.key[-1] for bucket in reader.read} == {"3", "4"}


def test_no_bucket_is_read_twice() -> None:
    now, meetings, _ = random_listing("the date line", 3)
    for query in (NearQuery(Point(-16.8, 179.9)), NearQuery(Point(-16.8, 179.9), 100.0, "today")):
        reader = MemoryReader(meetings, now)
        search_near(query, reader, now)
        assert len(reader.read) == len(set(reader.read))


@pytest.mark.parametrize("query", [NearQuery(Point(0.0, 0.0)), OnlineQuery()])
def test_where_nothing_is_nothing_is_found(query: Any) -> None:
    (page,) = every_page(query, MemoryReader([], NOW), NOW)
    assert page.found == ()


def test_the_nearest_beyond_the_radius_are_nearest_first() -> None:
    made = [meeting(f"m{n}", point=Point(40.7 + n, -74.0)) for n in (2.1, 5, 2, 7)]
    reader = MemoryReader(made, NOW)
    query = NearQuery(Point(40.7, -74.0), limit=2)
    assert not search_near(query, reader, NOW).found
    beyond = search_beyond(query, 100.0, reader, NOW)
    assert [result.row.slug for result in beyond] == ["m2", "m2.1"]
    empty = MemoryReader([], NOW)
    assert search_beyond(query, 100.0, empty, NOW) == ()


def test_looking_beyond_reads_no_more_than_one_batch_and_the_nearest_first() -> None:
    """What nobody has is not looked for in all of a populous country."""
    some = random.Random(7)
    spread = [
        meeting(
            f"m{n}",
            weekdays=(n % 7,),
            point=Point(40.7 + some.uniform(-6, 6), -74.0 + some.uniform(-8, 8)),
        )
        for n in range(3000)
    ]
    reader = MemoryReader(spread, NOW)
    query = NearQuery(Point(40.7, -74.0), filter=Filter(frozenset({"S"})), limit=3)
    assert search_beyond(query, 100.0, reader, NOW) == ()
    assert len(reader.read) <= MAX_BEYOND_SHARDS
    close = meeting("near", types=("S",), point=Point(41.7, -74.0))
    reader = MemoryReader([*spread, close], NOW)
    (found,) = search_beyond(query, 100.0, reader, NOW)
    assert found.row.slug == "near"
