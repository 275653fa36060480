"""Searches, page by page, against the whole list worked out the slow way."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.search.ladder import KILOMETRES, MILES
from chalicelib.meetings.search.near import LEAST_VAIN_BLOCKS, MAX_VAIN_BLOCKS, search_near
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery, Sort, Wider
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

ZOOM = Conference("https://zoom.us/j/123")


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
            ladder=chance.choice([KILOMETRES, MILES]),
        )
        pages = every_page(query, reader, now)
        radius_km = pages[0].radius_km
        assert radius_km is not None
        assert {page.radius_km for page in pages} == {radius_km}
        expected = brute_force.near(query, meetings, radius_km, now)
        assert ids_and_starts(pages) == expected, (query, now)
        if query.radius_km is None:
            reader = MemoryReader(meetings, now)
            search_near(query, reader, now)
            assert_ladder(query, meetings, radius_km, now, reader.keys_read)


def assert_ladder(
    query: NearQuery, meetings: list[Meeting], radius_km: float, now: datetime, keys_read: int
) -> None:
    """The rung holds ten, is the last, or was the last before too much was read in vain; none below
    holds ten of the asked or the coming day."""
    rungs = query.ladder.rungs_km
    assert radius_km in rungs
    if radius_km < rungs[-1] and keys_read < MAX_VAIN_BLOCKS:
        assert len(brute_force.near(query, meetings, radius_km, now)) >= 10
    soon = now + timedelta(days=8 if query.day is not None else 1)
    for rung in rungs[: rungs.index(radius_km)]:
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


def look_wider(query: NearQuery, reader: MemoryReader) -> Wider:
    """What a search finds further away, which has less than three within its radius."""
    wider = search_near(query._replace(with_counts=True, looks_wider=True), reader, NOW).wider
    assert wider is not None
    return wider


def slugs(wider: Wider) -> list[str]:
    return [result.row.slug for result in wider.nearest]


HERE = Point(40.7, -74.0)
ONLINE = 2  # directory and head of what is online, which is offered where nothing is found


def north_of_here(km: float, **fields: Any) -> Meeting:
    """A meeting that many kilometres north, named so."""
    return meeting(f"{km:g}", point=Point(round(HERE.lat + km / 111.195, 5), HERE.lon), **fields)


def test_the_nearest_beyond_the_ladder_are_nearest_first() -> None:
    reader = MemoryReader([north_of_here(km) for km in (230, 550, 220, 780, 231)], NOW)
    wider = look_wider(NearQuery(HERE), reader)
    assert (wider.radius_km, slugs(wider)) == (None, ["220", "230", "231"])
    assert look_wider(NearQuery(HERE), MemoryReader([], NOW)) == Wider()


def test_a_search_with_few_results_names_the_next_radius_that_has_more() -> None:
    listed = [north_of_here(km) for km in (1, 4, 7, 30, 31, 60)]
    reader = MemoryReader(listed, NOW)
    for radius_km, wider_km, results, nearest in (
        (0.5, 2.0, 1, ["1", "4", "7", "30", "31", "60"]),  # nothing within: a screenful
        (2.0, 5.0, 2, ["4"]),
        (5.0, 10.0, 3, ["7"]),
    ):
        wider = look_wider(NearQuery(HERE, radius_km), reader)
        assert (wider.radius_km, wider.results) == (wider_km, results)
        assert slugs(wider) == nearest
        assert len(search_near(NearQuery(HERE, wider_km), reader, NOW).found) == results
    enough = NearQuery(HERE, 10.0, with_counts=True, looks_wider=True)
    assert search_near(enough, reader, NOW).wider is None
    in_miles = look_wider(NearQuery(HERE, MILES.rungs_km[0], ladder=MILES), reader)
    assert (in_miles.radius_km, in_miles.results) == (MILES.rungs_km[1], 3)


def test_where_only_what_is_read_in_vain_is_around_a_search_gives_up() -> None:
    """What nobody has is not looked for in all of a populous country."""
    some = random.Random(7)
    spread = [
        meeting(
            f"m{n}",
            weekdays=(n % 7,),
            point=Point(40.7 + some.uniform(-6, 6), -74.0 + some.uniform(-8, 8)),
        )
        for n in range(6000)
    ]
    query = NearQuery(HERE, filter=Filter(frozenset({"S"})))
    plain = MemoryReader(spread, NOW)
    search_near(query._replace(filter=EVERYTHING, with_counts=True), plain, NOW)
    reader = MemoryReader(spread, NOW)
    wider = look_wider(query, reader)
    assert (wider.results, wider.nearest) == (None, ())
    assert wider.radius_km in KILOMETRES.rungs_km  # it may have one: it was not read
    assert reader.keys_read <= max(MAX_VAIN_BLOCKS, plain.keys_read + LEAST_VAIN_BLOCKS) + ONLINE
    for close in (40.95, 40.96):  # within a cell of the first circle, and in the next one
        one = meeting("near", types=("S",), point=Point(close, -74.0), weekdays=tuple(range(7)))
        reader = MemoryReader([*spread, one], NOW)
        results = search_near(query._replace(with_counts=True, looks_wider=True), reader, NOW)
        assert results.wider
        assert [result.row.slug for result in (*results.found, *results.wider.nearest)] == ["near"]


def test_a_wider_circle_is_read_on_as_long_as_something_is_found() -> None:
    """However much there is, a search for anything finds ten."""
    crowd = [
        meeting(f"m{n}", point=Point(41.2 + n % 20 / 40, -74.5 + n // 20 / 20), weekdays=(n % 7,))
        for n in range(400)
    ]
    reader = MemoryReader(crowd, NOW)
    results = search_near(NearQuery(HERE, day=frozenset(range(7))), reader, NOW)
    assert results.radius_km == 100.0 and len(results.found) == 25


def test_where_a_day_has_nothing_other_days_are_counted_within_the_radius() -> None:
    listed = [north_of_here(km, weekdays=(int(km) % 7,)) for km in range(1, 40) if km % 7 != 1]
    query = NearQuery(HERE, day=frozenset({1}), with_counts=True, looks_wider=True)
    for radius_km, any_day in ((10.5, 8), (30.5, 25)):
        reader = MemoryReader(listed, NOW)
        results = search_near(query._replace(radius_km=radius_km), reader, NOW)
        assert (results.found, results.any_day) == ((), any_day)
        assert len(reader.read) == len(set(reader.read))
        assert len(reader.directories_read) == len(set(reader.directories_read))
    found = search_near(query._replace(day=frozenset({2})), MemoryReader(listed, NOW), NOW)
    assert found.found and found.any_day is None
    spread = [
        meeting(f"m{n}", point=Point(40 + n / 10, -74 - day / 10), weekdays=(day,))
        for n in range(15)
        for day in range(7)
    ]
    nowhere = query._replace(radius_km=100.0, filter=Filter(frozenset({"S"})))
    assert search_near(nowhere, MemoryReader(spread, NOW), NOW).any_day is None


@pytest.mark.parametrize("day", [None, "today", frozenset({5})])
@pytest.mark.parametrize(
    "point", [Point(-40.0, -120.0), Point(84.0, 10.0), Point(-90.0, 0.0), Point(0.0, 179.9)]
)
def test_where_nothing_is_far_and_wide_little_is_read(point: Point, day: Day | None) -> None:
    """Less than a full page takes; around a pole, the directories of all around it."""
    query = NearQuery(point, day=day, with_counts=True, looks_wider=True)
    reader = MemoryReader([meeting("far", point=HERE)], NOW)
    results = search_near(query, reader, NOW)
    assert (results.found, results.wider) == ((), Wider())
    all_around = 32 if abs(point.lat) == 90 else 0
    assert reader.read == []
    assert len(reader.directories_read) <= max(MAX_VAIN_BLOCKS, all_around) + ONLINE


@pytest.mark.parametrize("day", [None, "today"])
def test_in_a_populous_place_what_nobody_has_takes_little_more_than_a_full_page(
    day: Day | None,
) -> None:
    some = random.Random(8)
    crowd = [
        meeting(
            f"m{n}",
            weekdays=(n % 7,),
            point=Point(HERE.lat + some.uniform(-2, 2), HERE.lon + some.uniform(-2, 2)),
        )
        for n in range(4000)
    ]
    full, vain = MemoryReader(crowd, NOW), MemoryReader(crowd, NOW)
    query = NearQuery(HERE, 25.0, day, with_counts=True, looks_wider=True)
    assert search_near(query, full, NOW).counts
    search_near(query._replace(filter=Filter(frozenset({"S"}))), vain, NOW)
    most = max(MAX_VAIN_BLOCKS, full.keys_read + LEAST_VAIN_BLOCKS) + ONLINE
    assert vain.keys_read <= most + (LEAST_VAIN_BLOCKS if day else 0)  # for the other days
    if day is None:
        assert vain.keys_read <= 1.5 * full.keys_read


def test_in_the_densest_city_what_is_not_found_nearby_is_one_step_away() -> None:
    """Nobody waits for all of it unasked; what is said of the radius is true."""
    some = random.Random(9)
    crowd = [
        meeting(
            f"m{n}",
            weekdays=(n % 7,),
            point=Point(HERE.lat + some.uniform(-0.25, 0.25), HERE.lon + some.uniform(-0.3, 0.3)),
        )
        for n in range(9000)
    ]
    rare = north_of_here(21, types=("S",), weekdays=(0,))
    query = NearQuery(HERE, filter=Filter(frozenset({"S"})), with_counts=True, looks_wider=True)
    reader, whole = MemoryReader([*crowd, rare], NOW), MemoryReader([*crowd, rare], NOW)
    results = search_near(query, reader, NOW)
    assert results.radius_km is not None and results.radius_km < 21
    assert (results.found, results.wider) == ((), Wider(KILOMETRES.first_km))
    assert results.counts and results.counts.without["S"] == len(
        brute_force.near(NearQuery(HERE), crowd, results.radius_km, NOW)
    )
    (found,) = search_near(query._replace(radius_km=25.0), whole, NOW).found
    assert found.row.id == rare.id
    assert reader.rows_read < 0.7 * whole.rows_read
    (found,) = search_near(NearQuery(HERE, filter=query.filter), whole, NOW).found  # the API's
    assert found.row.id == rare.id


def test_results_of_the_same_minute_are_in_the_order_of_their_distance() -> None:
    listed = [north_of_here(km) for km in (3, 1, 2)]
    town = north_of_here(0.5, approximate=True, placed_by_town=True)
    later = north_of_here(0.2, start_min=19 * 60 + 1)
    reader = MemoryReader([*listed, town, later], NOW)
    found = search_near(NearQuery(HERE, 10.0), reader, NOW).found
    assert [result.row.slug for result in found] == ["1", "2", "3", "0.5", "0.2"]
    by_distance = search_near(NearQuery(HERE, 10.0, sort=Sort.DISTANCE), reader, NOW).found
    assert [result.row.slug for result in by_distance] == ["0.2", "1", "2", "3", "0.5"]


def test_what_ends_before_one_could_arrive_comes_after_all_of_its_day() -> None:
    """At noon UTC on Wednesday: 20 km take 27.5 minutes."""
    begun = {"timezone": "UTC", "start_min": 11 * 60 + 30}
    listed = [
        north_of_here(20, length_min=57, **begun),
        north_of_here(20.1, length_min=60, **begun),
        north_of_here(1, timezone="UTC", start_min=23 * 60 + 59, weekdays=(3,)),
        north_of_here(2, timezone="UTC", start_min=1, weekdays=(4,)),
        north_of_here(
            19, length_min=31, attendance=AttendanceOption.HYBRID, conference=ZOOM, **begun
        ),
    ]
    found = search_near(NearQuery(HERE, 25.0), MemoryReader(listed, NOW), NOW).found
    order = [(result.row.slug, result.ends_before_arrival) for result in found]
    assert order == [("19", False), ("20.1", False), ("1", False), ("20", True), ("2", False)]
