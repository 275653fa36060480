"""What narrows a search, and the counts beside each choice."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption, Meeting, VerificationPolicy
from chalicelib.meetings.search import online
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.filters import EVERYTHING, Filter, Hours, PartOfDay
from chalicelib.meetings.search.near import MAX_BEYOND_SHARDS, search_beyond, search_near
from chalicelib.meetings.search.online import search_online
from chalicelib.meetings.search.query import Day, NearQuery, OnlineQuery
from chalicelib.meetings.search.text import parse
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.brute_force import MemoryReader
from tests.unit.meetings.factories import NEW_YORK, NOW, meeting

EACH_DAY: dict[str, Day] = {
    "today": "today",
    "tomorrow": "tomorrow",
    **{str(day): frozenset({day}) for day in range(7)},
}
EVENING = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def assorted(seed: int, number: int = 60) -> list[Meeting]:
    chance = random.Random(seed)
    return [
        meeting(
            f"m{n}",
            name=chance.choice(["Fresh Air", "Open Door", "New Leaf"]),
            types=tuple(chance.sample(["O", "W", "S", "X", "D"], chance.randint(0, 4))),
            attendance=chance.choice([AttendanceOption.IN_PERSON, AttendanceOption.HYBRID]),
            verification=chance.choice([*VerificationPolicy]),
            entity=chance.choice(["North", "South", ""]),
            weekdays=tuple(sorted(chance.sample(range(7), chance.choice([1, 1, 2])))),
            start_min=chance.randrange(24 * 60),
        )
        for n in range(number)
    ]


@pytest.mark.parametrize(
    ("hours", "at", "held"),
    [
        (Hours(18 * 60), "18:00", True), (Hours(18 * 60), "17:59", False),
        (Hours(before=9 * 60), "08:59", True), (Hours(before=9 * 60), "09:00", False),
        (Hours(22 * 60, 2 * 60), "23:00", True), (Hours(22 * 60, 2 * 60), "01:59", True),
        (Hours(22 * 60, 2 * 60), "02:00", False), (Hours(22 * 60, 2 * 60), "12:00", False),
    ],
)  # fmt: skip
def test_hours_hold_from_the_first_up_to_the_last(hours: Hours, at: str, held: bool) -> None:
    assert hours.contains(datetime.fromisoformat(f"2026-03-04T{at}+00:00")) is held


def test_every_minute_is_in_one_part_of_the_day() -> None:
    for minute in range(24 * 60):
        moment = EVENING.replace(hour=0) + timedelta(minutes=minute)
        assert sum(part.hours.contains(moment) for part in PartOfDay) == 1


def test_types_narrow() -> None:
    one = row(meeting(types=("W", "S")))
    assert Filter(frozenset({"W"})).matches(one, EVENING)
    assert Filter(frozenset({"W", "S"})).matches(one, EVENING)
    assert not Filter(frozenset({"W", "X"})).matches(one, EVENING)
    assert EVERYTHING.matches(one, EVENING)


@pytest.mark.parametrize("seed", range(6))
def test_each_count_is_what_that_choice_then_finds(seed: int) -> None:
    chance = random.Random(seed)
    reader = MemoryReader(assorted(seed), NOW)
    chosen = Filter(
        types=frozenset(chance.sample(["W", "S"], chance.randint(0, 2))),
        part=chance.choice([None, *PartOfDay]),
        hours=chance.choice([None, Hours(8 * 60)]),
        entity=chance.choice(["", "North"]),
        offered=chance.random() < 0.3,
        hybrid=chance.random() < 0.3,
        words=chance.choice([None, parse("fresh OR leaf")]),
    )
    query = NearQuery(NEW_YORK, 10.0, filter=chosen, limit=100, counted=True)

    def found(changed: NearQuery) -> int:
        return len(search_near(changed, reader, NOW).found)

    def narrowed(**parts: Any) -> int:
        return found(replace(query, filter=replace(chosen, **parts)))

    counts = search_near(query, reader, NOW).counts
    assert counts is not None and counts.results == found(query)
    for code in "OWSXD":
        assert counts.types[code] == narrowed(types=chosen.types | {code})
    for part in PartOfDay:
        assert counts.parts[part] == narrowed(part=part)
    for entity in ("North", "South"):
        assert counts.entities[entity] == narrowed(entity=entity)
    assert counts.offered == narrowed(offered=True)
    assert counts.hybrid == narrowed(hybrid=True)
    for name, day in EACH_DAY.items():
        assert counts.days[name] == found(replace(query, day=day))
    for code in chosen.types:
        assert counts.results + counts.without[code] == narrowed(types=chosen.types - {code})
    for name, left in (
        ("part", {"part": None}), ("hours", {"hours": None}), ("entity", {"entity": ""}),
        ("offered", {"offered": False}), ("hybrid", {"hybrid": False}), ("words", {"words": None}),
    ):  # fmt: skip
        assert counts.results + counts.without[name] == narrowed(**left)


def test_hours_of_what_is_online_are_the_visitors() -> None:
    one = meeting(attendance=AttendanceOption.ONLINE, point=None, start_min=19 * 60)  # New York
    reader = MemoryReader([one], NOW)
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
        found += [one.row.slug for one in page.found]
        if page.next is None:
            break
        query = replace(query, cursor=page.next)
    assert sorted(found) == sorted(f"m{n}" for n in range(200) if n % 50 == 49)


def test_the_nearest_beyond_the_radius_are_nearest_first() -> None:
    made = [meeting(f"m{n}", point=Point(40.7 + n, -74.0)) for n in (2.1, 5, 2, 7)]
    reader = MemoryReader(made, NOW)
    query = NearQuery(Point(40.7, -74.0), limit=2)
    assert not search_near(query, reader, NOW).found
    beyond = search_beyond(query, 100.0, reader, NOW)
    assert [one.row.slug for one in beyond] == ["m2", "m2.1"]
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


def test_counting_nothing() -> None:
    assert count([], EVERYTHING).results == 0
