"""The synthetic world as a search reads it, in memory."""

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks import databases, searching, world
from benchmarks.databases import InMemory
from benchmarks.searching import Bench

NAME = "world"


class Database:
    """A client that answers from memory, and says that each call read one unit."""

    def __init__(self, memory: InMemory) -> None:
        self.memory = memory
        self.meta = self
        self.events = self

    def register(self, *arguments: object) -> None:
        """Takes no handlers."""

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:
        response = self.memory.batch_get_item(RequestItems)
        return {**response, "ConsumedCapacity": [{"CapacityUnits": 1.0}]}


@pytest.fixture(scope="module")
def cities() -> list[world.City]:
    return world.cities()[:20]


@pytest.fixture(scope="module")
def memory(cities: list[world.City]) -> InMemory:
    return databases.build_read_model(
        meeting for group in world.meetings(cities, 400, "test") for meeting in group
    )


def test_what_searches_and_feeds_read_is_built_and_nothing_else(memory: InMemory) -> None:
    read = {"D#", "G#", "O#", "P#", "W#", "LISTING", "SOURCES"}
    assert {key[:2] if "#" in key else key for key in memory.items} == read


@pytest.mark.parametrize("kind", searching.KINDS, ids=lambda kind: kind[0])
def test_each_kind_of_search_reads_the_world(
    kind: tuple[Any, ...], memory: InMemory, cities: list[world.City]
) -> None:
    _, path, query, *_ = kind
    for sample in Bench.of(Database(memory), NAME).samples(cities[:2], path, query):
        assert sample.calls == sample.units >= 1
