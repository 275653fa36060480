"""Searches for online meetings, page by page, against the whole list worked out the slow way."""

from dataclasses import replace

import pytest

from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.search import online
from chalicelib.meetings.search.filters import Filter, PartOfDay
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import OnlineQuery
from tests.unit.meetings import brute_force
from tests.unit.meetings.factories import NOW, meeting
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import (
    DAYS,
    SCENES,
    every_page,
    ids_and_starts,
    random_listing,
    seeds,
)


def test_hours_of_what_is_online_are_the_visitors() -> None:
    listed = meeting(attendance=AttendanceOption.ONLINE, point=None, start_min=19 * 60)  # New York
    reader = MemoryReader([listed], NOW)
    for timezone, part in (
        ("America/New_York", PartOfDay.EVENING),
        ("Europe/London", PartOfDay.NIGHT),
        ("Asia/Tokyo", PartOfDay.MORNING),
    ):
        for asked in PartOfDay:
            query = OnlineQuery(timezone=timezone, filter=Filter(part=asked))
            assert bool(search_online(query, reader, NOW).found) is (asked is part)


def test_a_rare_kind_online_is_looked_for_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page reads more than it may; none is lost on the way."""
    monkeypatch.setattr(online, "MAX_ONLINE_ROWS", 20)
    made = [
        meeting(
            f"m{n}",
            attendance=AttendanceOption.ONLINE,
            point=None,
            weekdays=(n % 7,),
            start_min=(n * 97) % 1440,
            types=("S",) if n % 50 == 49 else (),
        )
        for n in range(200)
    ]
    reader = MemoryReader(made, NOW)
    query = OnlineQuery(filter=Filter(frozenset({"S"})), limit=10)
    found = []
    for _ in range(60):
        page = search_online(query, reader, NOW)
        found += [result.row.slug for result in page.found]
        if page.next is None:
            break
        query = replace(query, cursor=page.next)
    assert sorted(found) == sorted(f"m{n}" for n in range(200) if n % 50 == 49)


@pytest.mark.parametrize("seed", seeds(4))
@pytest.mark.parametrize("scene", SCENES)
def test_a_search_online_gives_all_that_is_there_once_and_in_order(scene: str, seed: int) -> None:
    now, meetings, chance = random_listing(scene, seed + 100)
    reader = MemoryReader(meetings, now)
    for day in DAYS:
        query = OnlineQuery(
            day,
            chance.choice([*SCENES[scene][1], "UTC", "America/St_Johns"]),
            Filter(hybrid=chance.choice([False, True])),
            chance.choice([1, 2, 7, 25]),
        )
        assert ids_and_starts(every_page(query, reader, now)) == brute_force.online(
            query, meetings, now
        ), (
            query,
            now,
        )
