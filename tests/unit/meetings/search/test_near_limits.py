"""However much or little is listed, a search near a point takes few round trips and read units."""

import random

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.filters import EVERYTHING, Filter
from chalicelib.meetings.search.near import (
    MAX_BLOCKS,
    MAX_BLOCKS_OF_A_DAY,
    search_near,
)
from chalicelib.meetings.search.query import Day, NearQuery
from tests.unit.meetings.factories import NOW, meeting
from tests.unit.meetings.memory_reader import MemoryReader

POINTS = {
    "a city": Point(40.7, -74.0),
    "where four regions meet": Point(39.375, -78.75),
    "the date line": Point(-16.8, 179.99),
    "the far north": Point(78.2, 15.6),
    "the pole": Point(89.95, 0.0),
    "the other pole": Point(-90.0, 0.0),
}
SPREADS = {"nothing": (0, 0.0), "a hamlet": (3, 0.1), "far": (12, 4.0), "a land": (1500, 4.0)}
RARE = Filter(frozenset({"S"}))
MAX_KEYS_OF_A_DAY = MAX_BLOCKS_OF_A_DAY + 4  # half a read unit each, one where it is large


def listing(spread: str, around: Point) -> list[Meeting]:
    chance = random.Random(spread)
    count, reach = SPREADS[spread]
    return [
        meeting(
            f"m{n}",
            weekdays=(n % 7,),
            types=("S",) if n % 97 == 0 else ("O",),
            point=Point(
                max(-90.0, min(90.0, around.lat + chance.uniform(-reach, reach))),
                (around.lon + chance.uniform(-reach, reach) + 180) % 360 - 180,
            ),
        )
        for n in range(count)
    ]


def test_what_a_page_of_one_day_may_read_is_at_most_22_units() -> None:
    assert MAX_KEYS_OF_A_DAY * 0.5 <= 22
    assert MAX_BLOCKS * 0.5 <= 100


@pytest.mark.parametrize("filter_", [EVERYTHING, RARE], ids=["anything", "rare"])
@pytest.mark.parametrize("day", [None, "today", frozenset({6})])
@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("place", POINTS)
def test_a_page_takes_few_round_trips_and_keys(
    place: str, spread: str, day: Day | None, filter_: Filter
) -> None:
    point = POINTS[place]
    if "pole" in place and spread == "a land":
        return  # all of it within a few hundred kilometres
    meetings = listing(spread, point)
    for radius_km in (None, 25.0):
        query = NearQuery(point, radius_km, day, filter_, with_counts=True, looks_wider=True)
        reader = MemoryReader(meetings, NOW)
        search_near(query, reader, NOW)
        most = 4 if day is not None else 6
        all_around = 32 if abs(point.lat) > 89 else 0  # directories meet at the poles
        assert reader.round_trips <= most
        most_keys = MAX_BLOCKS if day is None else MAX_KEYS_OF_A_DAY
        assert reader.keys_read <= most_keys + all_around
        plain = MemoryReader(meetings, NOW)
        search_near(query._replace(with_counts=False, looks_wider=False), plain, NOW)
        assert plain.round_trips <= most
