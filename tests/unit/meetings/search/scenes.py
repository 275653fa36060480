"""Meetings around places where clocks change, and every page of a search among them."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.near import (
    search_near,
)
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery, Reader, Results
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import meeting, unusual

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

EACH_DAY: dict[str, Day] = {
    "today": "today",
    "tomorrow": "tomorrow",
    **{str(day): frozenset({day}) for day in range(7)},
}


def seeds(count: int) -> list[Any]:
    """The first is quick enough to run always; all of them take a minute."""
    slow = (pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, count))
    return [pytest.param(0), *slow]


def random_point_near(point: Point, chance: random.Random) -> Point:
    """A point at up to 0.3, and now and then 1.2 degrees, to the fifth decimal as rows have it."""
    reach = chance.choice([0.02, 0.1, 0.3, 0.3, 1.2])
    lat = min(90.0, max(-90.0, point.lat + chance.uniform(-reach, reach)))
    lon = point.lon + chance.uniform(-reach, reach) * (1 if abs(lat) < 60 else 6)
    return Point(round(lat, 5), round((lon + 180) % 360 - 180, 5))


def random_meeting(
    slug: str, point: Point, zones: list[str], now: datetime, chance: random.Random
) -> Meeting:
    timezone, unlike_others = chance.choice(zones), chance.random() < 0.3
    by_town = chance.random() < 0.2
    soon = ZoneInfo(timezone).fromutc(now.replace(tzinfo=ZoneInfo(timezone)))
    start_min = chance.choice(
        [
            chance.randrange(1440),
            chance.choice([0, 1, 30, 90, 120, 150, 1380, 1410, 1439]),
            (soon.hour * 60 + soon.minute + chance.randint(-90, 90)) % 1440,
        ]
    )
    plain = meeting(
        slug,
        attendance=chance.choice([*AttendanceOption, AttendanceOption.IN_PERSON]),
        weekdays=tuple(sorted(chance.sample(range(7), chance.choice([1, 1, 1, 2, 3, 7])))),
        start_min=start_min,
        length_min=chance.choice([1, 30, 60, 60, 90, 119, 120, 180, 300, 720, 1440]),
        timezone=timezone,
        point=random_point_near(point, chance),
        approximate=by_town,
        placed_by_town=by_town,
    )
    assert plain.schedule is not None
    today = now.astimezone(ZoneInfo(timezone)).date()
    return (
        replace(plain, schedule=unusual(plain.schedule, today, chance)) if unlike_others else plain
    )


def random_moment(scene: str, chance: random.Random) -> datetime:
    """Near the scene's clock change, or near a local midnight of the week before or after."""
    _, zones, change = SCENES[scene]
    at = datetime.fromisoformat(change).replace(tzinfo=UTC)
    at += timedelta(days=chance.choice([-7, -6, -1, 0, 0, 1]))
    if chance.random() < 0.6:
        local = at.astimezone(ZoneInfo(chance.choice(zones)))
        midnight = brute_force.start_on(local.date(), 0, str(local.tzinfo))
        return midnight + timedelta(minutes=chance.choice([-20, -1, 0, 1, 10, 45]))
    return at + timedelta(minutes=chance.randint(-600, 600))


def every_page(query: NearQuery | OnlineQuery, reader: Reader, now: datetime) -> list[Results]:
    """Every page, each asked for a minute after the one before."""
    pages: list[Results] = []
    while not pages or pages[-1].next:
        if pages:
            query = query._replace(cursor=pages[-1].next)
        later = now + timedelta(minutes=len(pages))
        if isinstance(query, NearQuery):
            pages.append(search_near(query, reader, later))
        else:
            pages.append(search_online(query, reader, later))
        assert len(pages) < 200
    assert all(page.as_of == now for page in pages)
    assert all(len(page.found) == query.limit for page in pages[:-1])
    return pages


def ids_and_starts(pages: list[Results]) -> list[tuple[str, datetime]]:
    found = [result for page in pages for result in page.found]
    return [(result.row.id, result.occurrence.start.astimezone(UTC)) for result in found]


def random_listing(
    scene: str, seed: int, count: int = 70
) -> tuple[datetime, list[Meeting], random.Random]:
    chance = random.Random(f"{scene} {seed}")
    point, zones, _ = SCENES[scene]
    now = random_moment(scene, chance)
    meetings = [random_meeting(f"m{n}", point, zones, now, chance) for n in range(count)]
    return now, meetings, chance
