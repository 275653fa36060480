"""Searches, page by page, against the whole list worked out the slow way."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption, Meeting
from chalicelib.meetings.search.filters import Filter, PartOfDay
from chalicelib.meetings.search.near import RADIUS_LADDER_KM, search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery, Reader, Results, Sort
from chalicelib.meetings.storage.table import open_table
from tests.conftest import Tables
from tests.unit.meetings import brute_force
from tests.unit.meetings.brute_force import MemoryReader
from tests.unit.meetings.factories import NOW, meeting, to_import, unusual

# A place, the zones of the meetings around it, and a local clock change or another busy moment
SCENES = {
    "New York in spring": (Point(40.71, -74.0), ["America/New_York"], "2026-03-08T07:00"),
    "New York in autumn": (Point(40.71, -74.0), ["America/New_York"], "2026-11-01T06:00"),
    "Four Corners in autumn": (
        Point(37.0, -109.05),
        ["America/Phoenix", "America/Denver"],
        "2026-11-01T08:00",
    ),
    "the date line": (
        Point(-16.8, 179.9),
        ["Pacific/Fiji", "Pacific/Apia", "Pacific/Tongatapu", "Pacific/Pago_Pago"],
        "2026-06-06T11:00",
    ),
    "Svalbard": (Point(78.22, 15.65), ["Arctic/Longyearbyen"], "2026-03-29T01:00"),
    "the far north": (Point(88.0, 0.0), ["UTC", "Asia/Tokyo"], "2026-01-01T00:00"),
    "Kathmandu": (Point(27.7, 85.3), ["Asia/Kathmandu", "Asia/Kolkata"], "2026-05-05T18:15"),
    "Lord Howe": (Point(-31.55, 159.08), ["Australia/Lord_Howe"], "2026-04-04T15:00"),
    "Chatham": (Point(-43.95, -176.5), ["Pacific/Chatham"], "2026-09-26T14:00"),
    "Cairo at midnight": (Point(30.04, 31.24), ["Africa/Cairo"], "2026-04-23T22:00"),
    "Havana at midnight": (Point(23.11, -82.37), ["America/Havana"], "2026-11-01T05:00"),
}
DAYS: list[Day | None] = [
    None,
    "today",
    "tomorrow",
    *(frozenset({day}) for day in range(7)),
    frozenset({0, 6}),
    frozenset({1, 3, 5}),
    frozenset(range(7)),
]


def around(point: Point, chance: random.Random) -> Point:
    """A point at up to 0.3, and now and then 1.2 degrees, to the fifth decimal as rows have it."""
    reach = chance.choice([0.02, 0.1, 0.3, 0.3, 1.2])
    lat = min(90.0, max(-90.0, point.lat + chance.uniform(-reach, reach)))
    lon = point.lon + chance.uniform(-reach, reach) * (1 if abs(lat) < 60 else 6)
    return Point(round(lat, 5), round((lon + 180) % 360 - 180, 5))


def random_meeting(
    slug: str, point: Point, zones: list[str], now: datetime, chance: random.Random
) -> Meeting:
    timezone, unlike_others = chance.choice(zones), chance.random() < 0.3
    soon = ZoneInfo(timezone).fromutc(now.replace(tzinfo=ZoneInfo(timezone)))
    start_min = chance.choice(
        [
            chance.randrange(1440),
            chance.choice([0, 1, 30, 90, 120, 150, 1380, 1410, 1439]),
            (soon.hour * 60 + soon.minute + chance.randint(-90, 90)) % 1440,
        ]
    )
    one = meeting(
        slug,
        attendance=chance.choice([*AttendanceOption, AttendanceOption.IN_PERSON]),
        weekdays=tuple(sorted(chance.sample(range(7), chance.choice([1, 1, 1, 2, 3, 7])))),
        start_min=start_min,
        length_min=chance.choice([1, 30, 60, 60, 90, 119, 120, 180, 300, 720, 1440]),
        timezone=timezone,
        point=around(point, chance),
    )
    assert one.schedule is not None
    today = now.astimezone(ZoneInfo(timezone)).date()
    return replace(one, schedule=unusual(one.schedule, today, chance)) if unlike_others else one


def moment(scene: str, chance: random.Random) -> datetime:
    """Near the scene's clock change, or near a local midnight of the week before or after."""
    _, zones, change = SCENES[scene]
    at = datetime.fromisoformat(change).replace(tzinfo=UTC)
    at += timedelta(days=chance.choice([-7, -6, -1, 0, 0, 1]))
    if chance.random() < 0.6:
        local = at.astimezone(ZoneInfo(chance.choice(zones)))
        midnight = brute_force.start_on(local.date(), 0, str(local.tzinfo))
        return midnight + timedelta(minutes=chance.choice([-20, -1, 0, 1, 10, 45]))
    return at + timedelta(minutes=chance.randint(-600, 600))


def pages(query: NearQuery | OnlineQuery, reader: Reader, now: datetime) -> list[Results]:
    """Every page, each asked for a minute after the one before."""
    answered: list[Results] = []
    while not answered or answered[-1].next:
        if answered:
            query = replace(query, cursor=answered[-1].next)
        later = now + timedelta(minutes=len(answered))
        if isinstance(query, NearQuery):
            answered.append(search_near(query, reader, later))
        else:
            answered.append(search_online(query, reader, later))
        assert len(answered) < 200
    assert all(page.as_of == now for page in answered)
    assert all(len(page.found) == query.limit for page in answered[:-1])
    return answered


def listed(answered: list[Results]) -> list[tuple[str, datetime]]:
    found = [one for page in answered for one in page.found]
    return [(one.row.id, one.occurrence.start.astimezone(UTC)) for one in found]


def make(scene: str, seed: int, count: int = 70) -> tuple[datetime, list[Meeting], random.Random]:
    chance = random.Random(f"{scene} {seed}")
    point, zones, _ = SCENES[scene]
    now = moment(scene, chance)
    meetings = [random_meeting(f"m{n}", point, zones, now, chance) for n in range(count)]
    return now, meetings, chance


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("scene", SCENES)
def test_a_search_near_a_point_gives_all_that_is_there_once_and_in_order(
    scene: str, seed: int
) -> None:
    now, meetings, chance = make(scene, seed)
    reader = MemoryReader(meetings, now)
    for day in DAYS:
        query = NearQuery(
            around(SCENES[scene][0], chance),
            chance.choice([None, 3.0, 25.0, 60.0, 100.0]),
            day,
            Filter(hybrid=chance.choice([False, True])),
            chance.choice([Sort.START, Sort.START, Sort.DISTANCE]),
            chance.choice([1, 2, 7, 25]),
        )
        answered = pages(query, reader, now)
        radius_km = answered[0].radius_km
        assert radius_km is not None
        assert {page.radius_km for page in answered} == {radius_km}
        expected = brute_force.near(query, meetings, radius_km, now)
        assert listed(answered) == expected, (query, now)
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


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scene", SCENES)
def test_a_search_online_gives_all_that_is_there_once_and_in_order(scene: str, seed: int) -> None:
    now, meetings, chance = make(scene, seed + 100)
    reader = MemoryReader(meetings, now)
    for day in DAYS:
        query = OnlineQuery(
            day,
            chance.choice([*SCENES[scene][1], "UTC", "America/St_Johns"]),
            Filter(hybrid=chance.choice([False, True])),
            chance.choice([1, 2, 7, 25]),
        )
        assert listed(pages(query, reader, now)) == brute_force.online(query, meetings, now), (
            query,
            now,
        )


EACH_DAY: dict[str, Day] = {
    "today": "today",
    "tomorrow": "tomorrow",
    **{str(day): frozenset({day}) for day in range(7)},
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scene", SCENES)
def test_the_count_beside_a_day_is_what_a_search_for_it_finds(scene: str, seed: int) -> None:
    now, meetings, chance = make(scene, seed + 200)
    reader = MemoryReader(meetings, now)
    narrowed = Filter(
        hybrid=chance.choice([False, False, True]), part=chance.choice([None, None, *PartOfDay])
    )
    near = NearQuery(SCENES[scene][0], 100.0, filter=narrowed, limit=100, counted=True)
    counts = search_near(near, reader, now).counts
    assert counts is not None
    for name, day in EACH_DAY.items():
        found = search_near(replace(near, day=day), reader, now).found
        assert counts.days[name] == len(found), (name, now)
    for zone in [*SCENES[scene][1], "America/St_Johns", "Australia/Sydney"]:
        online = OnlineQuery(timezone=zone, filter=narrowed, limit=100, counted=True)
        results = search_online(online, reader, now)
        assert results.counts is not None and results.counted_all
        for name, day in EACH_DAY.items():
            days = search_online(replace(online, day=day), reader, now).found
            assert results.counts.days[name] == len(days), (name, zone, now)


@pytest.mark.parametrize("scene", ["New York in spring", "the date line"])
def test_searches_of_a_table_find_what_is_there(moto_tables: Tables, scene: str) -> None:
    now, meetings, _ = make(scene, 7, count=40)
    listing = open_table()
    listing.apply_import("test", to_import(meetings), [], now)
    for day in DAYS:
        near = NearQuery(SCENES[scene][0], 100.0, day, limit=7)
        assert listed(pages(near, listing, now)) == brute_force.near(near, meetings, 100.0, now)
        online = OnlineQuery(day, limit=7)
        assert listed(pages(online, listing, now)) == brute_force.online(online, meetings, now)


def test_a_meeting_in_progress_comes_first_until_it_is_over() -> None:
    one = meeting(start_min=23 * 60, length_min=120, timezone="UTC", weekdays=(2,))
    begun = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)
    for minutes, ahead in [(0, 0), (60, 0), (119, 0), (120, 7)]:
        now = begun + timedelta(minutes=minutes)
        query = NearQuery(Point(40.7, -74.0), 10.0)
        (result,) = search_near(query, MemoryReader([one], now), now).found
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
    now, meetings, _ = make("the date line", 3)
    for query in (NearQuery(Point(-16.8, 179.9)), NearQuery(Point(-16.8, 179.9), 100.0, "today")):
        reader = MemoryReader(meetings, now)
        search_near(query, reader, now)
        assert len(reader.read) == len(set(reader.read))


@pytest.mark.parametrize("query", [NearQuery(Point(0.0, 0.0)), OnlineQuery()])
def test_where_nothing_is_nothing_is_found(query: Any) -> None:
    (page,) = pages(query, MemoryReader([], NOW), NOW)
    assert page.found == ()
