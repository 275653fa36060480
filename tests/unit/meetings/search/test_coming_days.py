"""The count beside a day is what a search for that day finds."""

import pytest

from chalicelib.meetings.search.filters import Filter, PartOfDay
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import NearQuery, OnlineQuery
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import EACH_DAY, SCENES, random_listing, seeds


@pytest.mark.parametrize("seed", seeds(4))
@pytest.mark.parametrize("scene", SCENES)
def test_the_count_beside_a_day_is_what_a_search_for_it_finds(scene: str, seed: int) -> None:
    now, meetings, chance = random_listing(scene, seed + 200)
    reader = MemoryReader(meetings, now)
    narrowed = Filter(
        hybrid=chance.choice([False, False, True]), part=chance.choice([None, None, *PartOfDay])
    )
    near = NearQuery(SCENES[scene][0], 100.0, filter=narrowed, limit=100, with_counts=True)
    counts = search_near(near, reader, now).counts
    assert counts is not None
    for name, day in EACH_DAY.items():
        found = search_near(near._replace(day=day), reader, now).found
        assert counts.days[name] == len(found), (name, now)
    for zone in [*SCENES[scene][1], "America/St_Johns", "Australia/Sydney"]:
        online = OnlineQuery(timezone=zone, filter=narrowed, limit=100, with_counts=True)
        results = search_online(online, reader, now)
        assert results.counts is not None and results.counts_complete
        for name, day in EACH_DAY.items():
            days = search_online(online._replace(day=day), reader, now).found
            assert results.counts.days[name] == len(days), (name, zone, now)
