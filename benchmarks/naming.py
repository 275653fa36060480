"""Searches by name, without a place, among 10,000 and 100,000 meetings: read units and time.

What is asked for are words of meetings that are listed: a whole name, its street, one word that one
in thirty-five has, and one that nothing has. The limit is on the listing of 10,000. The items are
those of an import, in memory; read units are counted as DynamoDB counts them, and the time is that
of the whole handler without a database.
"""

import gc
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import application, databases, world
from benchmarks.databases import NOW, InMemory
from benchmarks.figures import Figure, percentile
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import names
from chalicelib.meetings.storage.table import MeetingsTable

SIZES = (10_000, 100_000)
MOST_UNITS = 30  # of a search among 10,000
NOWHERE = "quetzalcoatlus"  # in no list of names of world.py
_SHARE = 0.25  # of the samples
_UNIT_BYTES = 4096  # that half a read unit reads

Words = Callable[[Meeting], str]


def _name(meeting: Meeting) -> str:
    return meeting.name


def _street(meeting: Meeting) -> str:
    return names.street(meeting.venue) if meeting.attendance.has_room else meeting.name


def _one_word(meeting: Meeting) -> str:
    return meeting.name.split()[-1]


def _nothing(meeting: Meeting) -> str:
    return NOWHERE


KINDS: tuple[tuple[str, str, str, Words], ...] = (
    # name, path, field, what is asked for
    ("a whole name", "/v1/meetings", "words", _name),
    ("a street", "/v1/meetings", "words", _street),
    ("one word", "/v1/meetings", "words", _one_word),
    ("nothing has it", "/v1/meetings", "words", _nothing),
    ("page, a whole name in the box", "/", "place", _name),
)


class Metered:
    """A client that reads items in memory, and counts what DynamoDB would."""

    def __init__(self, memory: InMemory) -> None:
        self._memory = memory
        self.units, self.calls = 0.0, 0

    def start(self) -> None:
        """Forgets what was read."""
        self.units, self.calls = 0.0, 0

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns the items of those keys, as DynamoDB does."""
        ((name, request),) = RequestItems.items()
        response = self._memory.batch_get_item(RequestItems)
        found = response["Responses"][name]
        missing = len(request["Keys"]) - len(found)
        self.units += missing / 2 + sum(-(-_size(item) // _UNIT_BYTES) / 2 for item in found)
        self.calls += 1
        return response


def _size(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Returns the bytes of an item: of its names and of its values."""
    values = (next(iter(value.values())) for value in item.values())
    contents = (len(value if isinstance(value, bytes) else value.encode()) for value in values)
    return sum(map(len, item)) + sum(contents)


@dataclass(frozen=True, slots=True)
class Sample:
    """One search: read units, calls, and milliseconds of the handler."""

    units: float
    calls: int
    handler_ms: float


def measure(count: int, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the costs of each kind of search in each listing."""
    cities = world.cities()
    figures = []
    for size in SIZES:
        announce(f"Building {size:,} meetings to be found by name")
        listed = [one for some in world.meetings(cities, size, "names") for one in some]
        memory = databases.build_table(listed)
        figures += _figures_of_index(size, memory.items)
        metered = Metered(memory)
        gc.collect()
        gc.freeze()
        for name, path, field, words in KINDS:
            announce(f"Searching by name among {size:,}: {name}")
            chosen = random.Random(name).sample(listed, max(10, round(count * _SHARE)))
            queries = [application.event(path, {field: words(meeting)}) for meeting in chosen]
            limit = MOST_UNITS if size == SIZES[0] else None
            samples = _samples(metered, queries)
            figures += _figures(f"by name among {size:,}: {name}", samples, limit)
        gc.unfreeze()
    return figures


def _samples(metered: Metered, queries: Sequence[dict[str, Any]]) -> list[Sample]:
    found = []
    with application.serving(MeetingsTable(metered, "memory")):
        application.Clock.moment = NOW
        application.get(queries[0])
        for query in queries:
            metered.start()
            began = time.thread_time()
            application.get(query)
            found.append(Sample(metered.units, metered.calls, (time.thread_time() - began) * 1e3))
    return found


def _figures_of_index(size: int, items: Mapping[str, Any]) -> list[Figure]:
    parts = [len(item["words"]["B"]) for key, item in items.items() if key.startswith("N#")]
    title = f"index of names of {size:,}"
    return [
        Figure(title, "parts", len(parts)),
        Figure(title, "bytes a meeting", sum(parts) / size, "B"),
        Figure(title, "largest part", max(parts) / 1000, "KB"),
    ]


def _figures(title: str, samples: Sequence[Sample], limit: float | None) -> list[Figure]:
    units = [sample.units for sample in samples]
    times = [sample.handler_ms for sample in samples]
    return [
        Figure(title, "read units p50", percentile(units, 0.5)),
        Figure(title, "read units p95", percentile(units, 0.95)),
        Figure(title, "read units, most", max(units), "", limit),
        Figure(title, "round trips, most", max(sample.calls for sample in samples)),
        Figure(title, "handler p50", percentile(times, 0.5), "ms"),
        Figure(title, "handler p95", percentile(times, 0.95), "ms"),
    ]
