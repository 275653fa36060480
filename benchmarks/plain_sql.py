"""Searches of New York meetings, beside a plain SQL query that works out every distance.

The meetings are as a BMLT server publishes them, where that file is at hand; the query has the
shape that such servers send to their database, here SQLite in memory, and answers with every row
that matches. Ours answers with a page of 25 from its whole handler, which takes the same time
whatever else the listing holds (see searching.growth); the query looks at every meeting of the day.
"""

import json
import math
import os
import random
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import application, databases
from benchmarks.figures import Figure, percentile
from benchmarks.searching import Bench
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting, Venue, meeting_id
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.meetings.storage.table import MeetingsTable

FILE = "bmlt-sample-newyork-meetings.json"
SEARCHES, TURNS = 10, 15
COPIES = 198  # 300,000 meetings
RADIUS_KM = 10
_DEFAULT_FOLDER = Path(__file__).parents[2] / "shared/data/bmlt"
_COLUMNS = (
    "id_bigint", "weekday_tinyint", "start_time", "duration_time", "formats", "longitude",
    "latitude", "published", "meeting_name", "location_text", "location_info", "location_street",
    "location_municipality", "location_province", "location_postal_code_1", "comments",
)  # fmt: skip
_DISTANCE = (
    "6371 * acos(min(1, cos(radians(:lat)) * cos(radians(latitude))"
    " * cos(radians(longitude) - radians(:lon)) + sin(radians(:lat)) * sin(radians(latitude))))"
)
_QUERY = (
    f"SELECT * FROM (SELECT *, {_DISTANCE} AS distance FROM meetings"
    " WHERE published = 1 AND weekday_tinyint = :weekday) WHERE distance <= :radius"
    " ORDER BY weekday_tinyint, start_time"
)


def measure(client: Any, announce: Callable[[str], None]) -> list[Figure]:
    """Returns the times of the same ten searches by both; nothing where the file is missing."""
    file = Path(os.environ.get("WAYPOST_BMLT") or _DEFAULT_FOLDER) / FILE
    if not file.exists():
        announce(f"{FILE} is not at hand (WAYPOST_BMLT): left out")
        return []
    announce("New York, beside plain SQL")
    published = [row for row in json.loads(file.read_text("utf-8")) if row["published"] == "1"]
    meetings = [_meeting(row) for row in published if float(row["latitude"])]
    table = "new-york"
    databases.create_table(client, table)
    MeetingsTable(client, table).apply_import(
        "new-york", databases.to_import(meetings), [], databases.NOW
    )
    bench = Bench.of(client, table)
    database, grown = _database(published, 1), _database(published, COPIES)
    points = random.Random("New York").choices([m.venue.point for m in meetings], k=SEARCHES)
    ours: list[float] = []
    alone: list[float] = []
    plain: list[float] = []
    grown_plain: list[float] = []
    sizes: dict[str, list[int]] = {"ours": [], "plain": []}
    with application.serving(bench.table()):
        for turn in range(TURNS + 1):  # the first warms both
            application.Clock.moment = databases.NOW + timedelta(hours=turn)
            for number, point in enumerate(points):
                assert point is not None
                day = number % 7
                near = f"{point.lat:.4f},{point.lon:.4f}"
                query = {"near": near, "radius": f"{RADIUS_KM}km", "day": str(day)}
                request = application.event("/v1/meetings", query)
                bench.memory.start()
                began = time.perf_counter()
                answer = application.get(request)
                took = time.perf_counter() - began
                bench.memory.from_memory = True
                began = time.perf_counter()
                application.get(request)
                handler = time.perf_counter() - began
                parameters = {
                    "lat": point.lat,
                    "lon": point.lon,
                    "weekday": day + 1,
                    "radius": RADIUS_KM,
                }
                text, sql = _run_query(database, parameters)
                _, grown_sql = _run_query(grown, parameters)
                if turn:
                    ours.append(took)
                    alone.append(handler)
                    plain.append(sql)
                    grown_plain.append(grown_sql)
                    sizes["ours"].append(len(answer))
                    sizes["plain"].append(len(text))
    return _figures(len(meetings), ours, alone, plain, grown_plain, sizes)


def _run_query(database: sqlite3.Connection, parameters: Mapping[str, float]) -> tuple[str, float]:
    """Returns the rows as JSON, and the seconds that they took."""
    began = time.perf_counter()
    text = json.dumps([dict(row) for row in database.execute(_QUERY, parameters)])
    return text, time.perf_counter() - began


def _figures(
    count: int,
    ours: Sequence[float],
    alone: Sequence[float],
    plain: Sequence[float],
    grown: Sequence[float],
    sizes: Mapping[str, Sequence[int]],
) -> list[Figure]:
    title = f"New York, {count:,} meetings, {RADIUS_KM} km on a day"
    sql = percentile(plain, 0.5)
    return [
        Figure(title, "SQL in memory with every row that matches", sql * 1e3, "ms"),
        Figure(title, "our handler without its database, over that", percentile(alone, 0.5) / sql),
        Figure(title, "our handler with dynoxide, over that", percentile(ours, 0.5) / sql),
        Figure(
            title,
            f"with dynoxide, over SQL among {count * COPIES:,} meetings",
            percentile(ours, 0.5) / percentile(grown, 0.5),
        ),
        Figure(
            title,
            "bytes of our page, over those of every row",
            percentile(sizes["ours"], 0.5) / percentile(sizes["plain"], 0.5),
        ),
    ]


def _meeting(row: Mapping[str, str]) -> Meeting:
    slug = row["id_bigint"]
    hours, minutes, _ = (int(part) for part in row["start_time"].split(":"))
    long_hours, long_minutes, _ = (int(part) for part in row["duration_time"].split(":"))
    return Meeting(
        id=meeting_id("new-york", slug),
        source="new-york",
        slug=slug,
        name=row["meeting_name"] or slug,
        attendance=AttendanceOption.IN_PERSON,
        verification=VerificationPolicy.NOT_OFFERED,
        schedule=Schedule(
            (int(row["weekday_tinyint"]) - 1,),
            (hours * 60 + minutes) % (24 * 60),
            min(24 * 60, max(1, long_hours * 60 + long_minutes)),
            "America/New_York",
        ),
        venue=Venue(
            row["location_text"],
            ", ".join(
                filter(
                    None,
                    (
                        row["location_street"],
                        row["location_municipality"],
                        f"{row['location_province']} {row['location_postal_code_1']}".strip(),
                    ),
                )
            ),
            (row["location_municipality"],),
            row["location_info"],
            Point(float(row["latitude"]), float(row["longitude"])),
        ),
        notes=row["comments"],
    )


def _database(rows: Sequence[Mapping[str, str]], copies: int) -> sqlite3.Connection:
    """Returns a database of the meetings, with copies of them in other parts of the world."""
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    for name, function, count in (
        ("acos", math.acos, 1), ("cos", math.cos, 1), ("sin", math.sin, 1),
        ("radians", math.radians, 1),
    ):  # fmt: skip
        try:
            database.execute(f"SELECT {name}(0.5)")
        except sqlite3.OperationalError:
            database.create_function(name, count, function, deterministic=True)
    numbers = {"latitude", "longitude", "weekday_tinyint", "published"}
    columns = ", ".join(f"{name} {'REAL' if name in numbers else 'TEXT'}" for name in _COLUMNS)
    database.execute(f"CREATE TABLE meetings ({columns})")
    database.executemany(
        f"INSERT INTO meetings VALUES ({', '.join('?' * len(_COLUMNS))})",
        [
            [row[name] for name in _COLUMNS]
            for turn in range(copies)
            for row in (rows if not turn else _move_east(rows, turn))
        ],
    )
    database.execute("CREATE INDEX by_day ON meetings (weekday_tinyint)")
    return database


def _move_east(rows: Sequence[Mapping[str, str]], turn: int) -> list[Mapping[str, str]]:
    return [{**row, "longitude": str(float(row["longitude"]) + 1.5 * turn % 300)} for row in rows]
