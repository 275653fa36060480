"""Imports: rows a second from a feed file to the database, and that a second run writes nothing."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import databases, feeds, machine
from benchmarks.figures import Figure
from chalicelib.listings.incoming.feed import Affiliation
from chalicelib.listings.incoming.feed_import import ImportResult, run_import
from chalicelib.meetings.storage.table import MeetingsTable

ROWS_A_SECOND = 1_000
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


class Calls:
    """Counts a client's calls by operation."""

    def __init__(self, client: Any) -> None:
        self.counts: Counter[str] = Counter()
        client.meta.events.register("before-call.dynamodb", self._count)

    def _count(self, model: Any, **_: Any) -> None:
        self.counts[model.name] += 1

    @property
    def writes(self) -> int:
        """Returns how many of the calls write."""
        return sum(self.counts[name] for name in _WRITES)


def measure(client: Any, announce: Callable[[str], None]) -> list[Figure]:
    """Imports into empty tables, and returns the figures of each feed."""
    with tempfile.TemporaryDirectory() as folder:
        repeated_sample = Path(folder) / "feed.json"
        repeated_sample.write_text(feeds.repeated_sample(), "utf-8")
        figures = _import_twice(client, "import, sample repeated", repeated_sample, None, announce)
    if real := feeds.real_feed():
        figures += _import_twice(client, "import, Orange County", real, feeds.REAL_ZONE, announce)
    else:
        announce(f"{feeds.REAL} is not at hand (WAYPOST_FEEDS): left out")
    return figures


def _import_twice(
    client: Any, name: str, file: Path, zone: str | None, announce: Callable[[str], None]
) -> list[Figure]:
    announce(name)
    table = name.replace(" ", "-").replace(",", "")
    databases.create_table(client, table)
    listing = MeetingsTable(client, table)
    calls = Calls(client)
    slowness = machine.slowness()
    began = time.perf_counter()
    cpu_began = time.process_time()
    first = _import(listing, file, zone, 0)
    first_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_began
    first_writes = calls.writes
    began = time.perf_counter()
    second = _import(listing, file, zone, 1)
    second_s = time.perf_counter() - began
    return [
        machine.figure(name, slowness),
        Figure(name, "meetings", first.added),
        Figure(name, "rows set aside", len(first.set_aside)),
        Figure(
            name, "rows a second", first.added / first_s, "/s", lower_limit=ROWS_A_SECOND / slowness
        ),
        Figure(name, "processor time of ours", cpu_s / first_s * 100, "%"),
        Figure(name, "transactions", first_writes),
        Figure(
            name, "second run: calls that write", calls.writes - first_writes, "", upper_limit=0
        ),
        Figure(name, "second run: changes", second.added + second.changed + second.removed, "", 0),
        Figure(name, "second run: rows a second", first.added / second_s, "/s"),
    ]


def _import(listing: MeetingsTable, file: Path, zone: str | None, hours: int) -> ImportResult:
    return run_import(
        str(file),
        source="benchmark",
        timezone=zone,
        affiliation=Affiliation.OWN,
        storage=listing,
        now=databases.NOW + timedelta(hours=hours),
    )
