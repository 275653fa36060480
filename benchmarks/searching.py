"""Searches in a world of 300,000 meetings: read units, round trips, and the handler's own time.

Every search runs twice: once on dynoxide, whose read units are right, and once with the same items
out of memory, so that the time is that of the whole handler, from event to response, without the
database and its client. That time is the thread's processor time, which other processes on the
machine don't lengthen.
"""

import gc
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from benchmarks import application, machine, world
from benchmarks.databases import CORNERS, NOW, WORLD, Contents, corner_cities
from benchmarks.figures import Figure, percentile
from chalicelib.geo.point import Point
from chalicelib.meetings.storage.held import Held
from chalicelib.meetings.storage.table import MeetingsTable

WEEK_MIN = 7 * 24 * 60
HELD_S = 45.0  # as deployed: what one search reads twice counts once
LARGEST, NORTHERN = 400, 200  # cities that are always asked for, in search of the worst
DAYS = ("today", "tomorrow", *"0123456")

Query = Callable[[world.City, str], dict[str, str]]  # city, day


class RecordingClient:
    """A client that counts what the database says it read, and can answer again from memory."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._items: dict[str, Mapping[str, Any] | None] = {}
        self.from_memory = False
        self.calls = 0
        self.keys = 0
        self.units = {"directories": 0.0, "rows": 0.0}
        client.meta.events.register("provide-client-params.dynamodb.BatchGetItem", _ask_for_units)

    def start(self) -> None:
        """Forgets everything."""
        self._items = {}
        self.from_memory, self.calls, self.keys = False, 0, 0
        self.units = {"directories": 0.0, "rows": 0.0}

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns the items of those keys, as DynamoDB does."""
        ((name, request),) = RequestItems.items()
        if self.from_memory:
            items = (self._items[key["pk"]["S"]] for key in request["Keys"])
            return {"Responses": {name: [item for item in items if item is not None]}}
        response = self._client.batch_get_item(RequestItems=RequestItems)
        keys = [key["pk"]["S"] for key in request["Keys"]]
        self._items.update(dict.fromkeys(keys))
        self._items.update({item["pk"]["S"]: item for item in response["Responses"][name]})
        kind = "directories" if keys[0].startswith("D#") else "rows"
        self.units[kind] += sum(used["CapacityUnits"] for used in response["ConsumedCapacity"])
        self.calls += 1
        self.keys += len(keys)
        return dict(response)


def _ask_for_units(params: dict[str, Any], **_: Any) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"


@dataclass(frozen=True, slots=True)
class Sample:
    """One search: read units, calls and keys read, and the three times in milliseconds.

    `held_ms`: the handler's where the process holds the rows already.
    """

    city: world.City
    query: Mapping[str, str]
    directory_units: float
    row_units: float
    calls: int
    keys: int
    handler_ms: float
    held_ms: float
    with_database_ms: float

    @property
    def units(self) -> float:
        """Returns all read units."""
        return self.directory_units + self.row_units


@dataclass
class Bench:
    """A table to search in."""

    memory: RecordingClient
    name: str
    chance: random.Random = field(default_factory=lambda: random.Random("moments"))

    @classmethod
    def of(cls, client: Any, name: str) -> "Bench":
        """Returns a bench for the table of that name."""
        return cls(RecordingClient(client), name)

    def table(self) -> MeetingsTable:
        """Returns the table, of which nothing is held yet."""
        return MeetingsTable(self.memory, self.name, held=Held(HELD_S))

    def sample(self, city: world.City, path: str, query: Mapping[str, str]) -> Sample:
        """Searches once at the moment that the clock shows, and returns what it took."""
        request = application.event(path, query)
        self.memory.start()
        with application.serving(self.table()):
            began = time.perf_counter()
            application.get(request)
            with_database = time.perf_counter() - began
        self.memory.from_memory = True
        with application.serving(self.table()):
            began = time.thread_time()
            application.get(request)
            handler = time.thread_time() - began
            began = time.thread_time()
            application.get(request)
            held = time.thread_time() - began
        return Sample(
            city,
            query,
            self.memory.units["directories"],
            self.memory.units["rows"],
            self.memory.calls,
            self.memory.keys,
            handler * 1e3,
            held * 1e3,
            with_database * 1e3,
        )

    def samples(self, cities: Iterable[world.City], path: str, query: Query) -> list[Sample]:
        """Searches in each city, at moments spread over a week, and returns what each took."""
        found = []
        gc.collect()
        gc.freeze()
        for number, city in enumerate(cities):
            minutes = self.chance.randrange(WEEK_MIN)
            application.Clock.moment = NOW + timedelta(minutes=minutes)
            found.append(self.sample(city, path, query(city, DAYS[number % len(DAYS)])))
        gc.unfreeze()
        return found


def _near(point: Point) -> str:
    return f"{point.lat:.3f},{point.lon:.3f}"


def within_25_km_on_a_day(city: world.City, day: str) -> dict[str, str]:
    """Returns the query of a search around a city, on a day."""
    return {"near": _near(city.point), "radius": "25km", "day": day}


def within_25_km(city: world.City, day: str) -> dict[str, str]:
    """Returns the query of a search around a city, for whatever comes next."""
    return {"near": _near(city.point), "radius": "25km"}


def _ladder_on_a_day(city: world.City, day: str) -> dict[str, str]:
    return {"near": _near(city.point), "day": day}


def _ladder(city: world.City, day: str) -> dict[str, str]:
    return {"near": _near(city.point)}


def _online(city: world.City, day: str) -> dict[str, str]:
    return {"attendance": "online"}


def _nothing(city: world.City, day: str) -> dict[str, str]:
    return {}


def _online_on_a_day(city: world.City, day: str) -> dict[str, str]:
    return {"attendance": "online", "near": _near(city.point), "day": day}


def _anywhere(city: world.City, day: str) -> dict[str, str]:
    """Where hardly anything is: on the sea, in a desert, at a pole."""
    chance = random.Random(f"{city.number} {day}")
    lat = chance.choice((chance.uniform(-90, 90), chance.choice((-90.0, 90.0, -89.5, 84.0))))
    return {"near": _near(Point(lat, chance.uniform(-180, 179.99))), "day": day}


def _rare(city: world.City, day: str) -> dict[str, str]:
    return {"near": _near(city.point), "day": day, "type": "XYZ"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a kind of search, None where there is none."""

    p95: float | None = None
    worst: float | None = None
    handler_ms: float | None = None
    round_trips: int | None = None


KINDS: tuple[tuple[str, str, Query, Limits, float], ...] = (
    # name, path, query, limits, share of the samples
    ("25 km, one day", "/v1/meetings", within_25_km_on_a_day, Limits(14, 22, 5, 2), 1),
    ("25 km, the next 25", "/v1/meetings", within_25_km, Limits(40, None, 5, 3), 1),
    ("no radius, one day", "/v1/meetings", _ladder_on_a_day, Limits(None, 22, None, 4), 0.4),
    ("no radius, no day", "/v1/meetings", _ladder, Limits(None, 60, None, 6), 0.4),
    ("front page", "/", _nothing, Limits(6, None, 8, 4), 0.4),
    ("online, the next 25", "/v1/meetings", _online, Limits(6, None, 8, 4), 0.4),
    ("page, online", "/", _online, Limits(), 0.4),
    ("online, one day", "/v1/meetings", _online_on_a_day, Limits(), 0.4),
    ("page, 25 km, one day", "/", within_25_km_on_a_day, Limits(None, 22, 5, 4), 0.4),
    ("page, no radius, one day", "/", _ladder_on_a_day, Limits(None, 22, None, 4), 0.4),
    ("page, no radius, no day", "/", _ladder, Limits(None, 60, None, 6), 0.4),
    ("page, anywhere on Earth, one day", "/", _anywhere, Limits(None, 22, None, 4), 0.4),
    ("page, a rare type, one day", "/", _rare, Limits(None, 28, None, 7), 0.4),
)


def measure(
    client: Any, contents: Contents, count: int, announce: Callable[[str], None]
) -> list[Figure]:
    """Returns the costs of searches, `count` of them in each set of cities."""
    figures = [
        Figure(
            "listing",
            f"bytes a row: {kind}",
            size,
            "B",
            lower_limit=90 if _has_limit(kind) else None,
        )
        for kind, size in contents.row_bytes.items()
    ]
    cities = world.cities()
    bench = Bench.of(client, WORLD)
    for name, path, query, limits, share in KINDS:
        announce(f"Searching: {name}")
        size = max(20, round(count * share))
        weighted = bench.samples(draw_cities(cities, size, by_people=True), path, query)
        uniform = bench.samples(draw_cities(cities, size, by_people=False), path, query)
        extreme = bench.samples(_extreme_cities(cities, share), path, query)
        slowness = machine.slowness() if limits.handler_ms else 1.0
        figures += _figures(name, limits, slowness, weighted, uniform, extreme)
    return [
        *figures,
        *growth(client, contents, announce),
        *growth_online(client, contents, announce),
    ]


def _has_limit(kind: str) -> bool:
    return kind in ("room", "online") or "rows or more" in kind


def draw_cities(cities: Sequence[world.City], count: int, *, by_people: bool) -> list[world.City]:
    """Returns cities drawn in proportion to their people, or each as likely as another."""
    chance = random.Random(f"cities {by_people}")
    return (
        world.draw_by_population(cities, count, chance)
        if by_people
        else chance.choices(cities, k=count)
    )


def _extreme_cities(cities: Sequence[world.City], share: float) -> list[world.City]:
    """Returns the largest cities, and those in the far north, where a circle has most cells."""
    north = sorted(cities, key=lambda city: -city.point.lat)[: round(NORTHERN * share)]
    return [*cities[: round(LARGEST * share)], *north]


def _figures(
    name: str,
    limits: Limits,
    slowness: float,
    weighted: list[Sample],
    uniform: list[Sample],
    extreme: list[Sample],
) -> list[Figure]:
    everywhere = [*weighted, *uniform, *extreme]
    figures = []
    for set_name, found in (("by people", weighted), ("by city", uniform)):
        units = [sample.units for sample in found]
        figures += [
            Figure(name, f"read units p50, {set_name}", percentile(units, 0.5)),
            Figure(name, f"read units p95, {set_name}", percentile(units, 0.95), "", limits.p95),
        ]
    worst = max(everywhere, key=lambda sample: sample.units)
    handler = [sample.handler_ms for sample in weighted]
    return [
        *figures,
        Figure(
            name,
            f"read units, worst of {len(everywhere):,} ({_where(worst)})",
            worst.units,
            "",
            limits.worst,
        ),
        Figure(name, "of the worst's, for directories", worst.directory_units),
        Figure(name, "keys read by the worst", worst.keys),
        Figure(
            name,
            "directories' units p95, by people",
            _p95(weighted, lambda sample: sample.directory_units),
        ),
        Figure(name, "keys read p95, by people", _p95(weighted, lambda sample: sample.keys)),
        Figure(name, "round trips p50", percentile([sample.calls for sample in weighted], 0.5)),
        Figure(
            name,
            "round trips, most",
            max(sample.calls for sample in everywhere),
            "",
            limits.round_trips,
        ),
        *([machine.figure(name, slowness)] if limits.handler_ms else []),
        Figure(
            name,
            "handler p50, by people",
            percentile(handler, 0.5),
            "ms",
            limits.handler_ms and limits.handler_ms * slowness,
        ),
        Figure(name, "handler p95, by people", percentile(handler, 0.95), "ms"),
        Figure(
            name,
            "handler p50 with held rows, by people",
            percentile([sample.held_ms for sample in weighted], 0.5),
            "ms",
        ),
        Figure(
            name,
            "with dynoxide p50",
            percentile([sample.with_database_ms for sample in weighted], 0.5),
            "ms",
        ),
    ]


def _where(sample: Sample) -> str:
    day = sample.query.get("day")
    return f"{sample.city.name}, day {day}" if day else sample.city.name


def _p95(samples: Iterable[Sample], value: Callable[[Sample], float]) -> float:
    return percentile([value(sample) for sample in samples], 0.95)


def growth(client: Any, contents: Contents, announce: Callable[[str], None]) -> list[Figure]:
    """Returns times of the same searches among 3,000 and 300,000 meetings, equally dense."""
    announce("Searching: growth")
    cities = corner_cities(world.cities())
    few, many = Bench.of(client, CORNERS), Bench.of(client, WORLD)
    times: dict[str, list[float]] = {"few": [], "many": []}
    units: dict[str, list[float]] = {"few": [], "many": []}
    for turn in range(40):  # alternately, so that both meet the same circumstances
        for name, bench in (("few", few), ("many", many)):
            bench.chance.seed(turn)
            found = bench.samples(cities, "/v1/meetings", within_25_km_on_a_day)
            times[name] += [sample.handler_ms for sample in found]
            units[name] += [sample.units for sample in found]
    title = f"from {contents.corner_meetings:,} to {contents.world_meetings:,} meetings"
    ratio = percentile(times["many"], 0.5) / percentile(times["few"], 0.5)
    units_ratio = sum(units["many"]) / sum(units["few"])
    return [
        Figure(title, "handler p50 with the fewer", percentile(times["few"], 0.5), "ms"),
        Figure(title, "handler p50 with the more", percentile(times["many"], 0.5), "ms"),
        Figure(title, "growth of the handler's p50", (ratio - 1) * 100, "%", upper_limit=10),
        Figure(title, "growth of the read units", (units_ratio - 1) * 100, "%"),
    ]


def growth_online(client: Any, contents: Contents, announce: Callable[[str], None]) -> list[Figure]:
    """Returns read units of what is read of everything online, among few meetings and many."""
    announce("Searching: growth online")
    cities = corner_cities(world.cities()) * 20
    figures = []
    for name, path, query in (
        ("front page", "/", _nothing),
        ("online, the next 25", "/v1/meetings", _online),
    ):
        for table, count in (
            (CORNERS, contents.corner_meetings),
            (WORLD, contents.world_meetings),
        ):
            found = Bench.of(client, table).samples(cities, path, query)
            units = percentile([sample.units for sample in found], 0.95)
            title = f"{name}, among {count:,}"
            figures.append(Figure(title, "read units p95", units, "", upper_limit=6))
    return figures
