"""Feeds among 3,000 and 300,000 meetings: read units, round trips and the handler's time.

Each is asked for twice: by somebody who has nothing yet, and by somebody who has it already. What
is near or online goes with how much is listed there; a page of the whole listing has an end.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks import application, world
from benchmarks.databases import CORNERS, NOW, WORLD, Contents
from benchmarks.figures import Figure
from benchmarks.units import Units
from chalicelib.meetings.storage.table import MeetingsTable

JSON, CALENDAR = "/feeds/meeting-guide.json", "/feeds/meetings.ics"
PAGE_UNITS = 320  # of a page of 5,000 meetings, read consistently
FILTERED_UNITS = 550  # of a page that looks at 10,000
ONLINE_UNITS = 600  # of a page of 5,000, which stand together by their hours


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request took."""

    status: int
    headers: Mapping[str, str]
    units: float
    calls: int
    handler_ms: float
    body_bytes: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A feed to ask for, and limits of read units with and without its tag."""

    name: str
    path: str
    query: Mapping[str, str]
    limit: float | None = None
    held_limit: float | None = None


def kinds() -> list[Kind]:
    """Returns the feeds that are asked for."""
    dense = world.cities()[0]
    near = {"near": f"{dense.point.lat:.3f},{dense.point.lon:.3f}"}
    return [
        Kind("whole listing, first page", JSON, {}, PAGE_UNITS, 3),
        Kind("whole listing, a calendar", CALENDAR, {}, PAGE_UNITS, 3),
        Kind("filtered, first page", JSON, {"type": "XYZ"}, FILTERED_UNITS, 3),
        Kind(f"near {dense.name}", JSON, near),
        Kind("online", CALENDAR, {"attendance": "online"}, ONLINE_UNITS),
    ]


def measure(client: Any, contents: Contents, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the costs of each feed among few meetings and among many."""
    figures = []
    units = Units(client)
    listings = ((CORNERS, contents.corner_meetings), (WORLD, contents.world_meetings))
    for kind in kinds():
        for table, meetings in listings:
            announce(f"Feeds: {kind.name}, {meetings:,} meetings")
            with application.serving(MeetingsTable(client, table)):
                application.Clock.moment = NOW
                first = ask(kind, units)
                again = ask(kind, units, first.headers["ETag"])
            figures += _figures(kind, meetings, first, again)
    return figures


def ask(kind: Kind, units: Units, tag: str = "") -> Answer:
    """Returns what a request for a feed takes, of somebody who has that tag."""
    event = application.event(kind.path, kind.query)
    event["headers"] |= {"if-none-match": tag} if tag else {}
    units.start()
    began = time.thread_time()
    response = application.answer(event)
    took = time.thread_time() - began
    headers = {**response["headers"], **response["multiValueHeaders"]}
    return Answer(
        response["statusCode"], headers, units.units, units.calls, took * 1e3, len(response["body"])
    )


def _figures(kind: Kind, meetings: int, first: Answer, again: Answer) -> list[Figure]:
    name = f"feed, {kind.name}"
    of = f"of {meetings:,}"
    return [
        Figure(name, f"read units, {of}", first.units, "", kind.limit),
        Figure(name, f"round trips, {of}", first.calls),
        Figure(name, f"bytes, {of}", first.body_bytes, "B"),
        Figure(name, f"handler with its client, {of}", first.handler_ms, "ms"),
        Figure(name, f"read units of who has it, {of}", again.units, "", kind.held_limit),
        Figure(name, f"handler of who has it, {of}", again.handler_ms, "ms"),
        Figure(name, f"status of who has it, {of}", again.status, "", 304, 304),
    ]
