"""Each count beside a choice is what that choice then finds."""

import random
from typing import Any

import pytest

from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.search.facets import count
from chalicelib.meetings.search.filters import EVERYTHING, Filter, Hours, PartOfDay
from chalicelib.meetings.search.near import search_near
from chalicelib.meetings.search.query import NearQuery
from chalicelib.meetings.search.text import parse
from tests.unit.meetings.factories import NEW_YORK, NOW, meeting
from tests.unit.meetings.memory_reader import MemoryReader
from tests.unit.meetings.search.scenes import EACH_DAY


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
    query = NearQuery(NEW_YORK, 10.0, filter=chosen, limit=100, with_counts=True)

    def found(changed: NearQuery) -> int:
        return len(search_near(changed, reader, NOW).found)

    def narrowed(**parts: Any) -> int:
        return found(query._replace(filter=chosen._replace(**parts)))

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
        assert counts.days[name] == found(query._replace(day=day))
    for code in chosen.types:
        assert counts.results + counts.without[code] == narrowed(types=chosen.types - {code})
    for name, left in (
        ("part", {"part": None}), ("hours", {"hours": None}), ("entity", {"entity": ""}),
        ("offered", {"offered": False}), ("hybrid", {"hybrid": False}), ("words", {"words": None}),
    ):  # fmt: skip
        assert counts.results + counts.without[name] == narrowed(**left)


def test_counting_nothing() -> None:
    assert count([], EVERYTHING.unmet).results == 0
