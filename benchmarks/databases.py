"""Databases with the synthetic world in them, kept in the user's cache folder.

The items of the read model are exactly what `MeetingsTable.apply_import` writes, because it makes
them: in memory first, where one transaction may hold everything; from there they go into dynoxide
unchanged. The meetings' own rows, manifests and names are left out, since no search there reads
them (a feed that does pays as much for one that is missing).
"""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from botocore.config import Config

from benchmarks import world
from chalicelib import dynamodb
from chalicelib.aws import dynamodb_client
from chalicelib.geo import geohash
from chalicelib.meetings import meeting
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document, keys, rows, table, writer
from chalicelib.meetings.storage.changes import ImportedMeeting
from chalicelib.meetings.storage.table import MeetingsTable
from local import database, dynoxide, folder
from local.database import Engine, RunningDatabase
from local.npm import cache_dir

MEETINGS = 300_000
CORNER_CITIES = 5
MANY = (50, 100, 200, 500)
WORLD, CORNERS = "world", "corners"  # tables
NOW = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday; when everything was imported
_REACH_KM = 75.0  # every cell that a circle of 25 km touches lies within it
_BATCH_WRITE = 25
_LEFT_OUT = (keys.MEETINGS, keys.MANIFESTS, keys.NAMES)
_FILE, _CONTENTS = "dynoxide.sqlite", "contents.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the databases, and how long it took to build the items and to write them.

    `row_bytes` are compressed bytes a row by kind of bucket.
    """

    world_meetings: int
    corner_meetings: int
    row_bytes: Mapping[str, float]
    built_s: float
    written_s: float


class InMemory:
    """A DynamoDB client that keeps one table's items in a dictionary, for one writer."""

    def __init__(self) -> None:
        self.items: dict[str, Mapping[str, Any]] = {}

    def batch_get_item(self, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns the items of those keys, as DynamoDB does."""
        ((name, request),) = RequestItems.items()
        keys = (key["pk"]["S"] for key in request["Keys"])
        return {"Responses": {name: [self.items[key] for key in keys if key in self.items]}}

    def transact_write_items(
        self, TransactItems: Iterable[Mapping[str, Any]], ClientRequestToken: str
    ) -> None:
        """Stores the items, whatever their conditions."""
        for action in TransactItems:
            if "Update" in action:
                self._update(**action["Update"])
                continue
            item = action["Put"]["Item"]
            self.items[item["pk"]["S"]] = item

    def _update(
        self,
        Key: Mapping[str, Any],
        UpdateExpression: str,
        ExpressionAttributeNames: Mapping[str, str],
        ExpressionAttributeValues: Mapping[str, Any],
        **_: Any,
    ) -> None:
        """Sets and adds to the attributes of an item: `SET #a = :a, ... ADD #b :b, ...`."""
        item: dict[str, Any] = {**self.items.get(Key["pk"]["S"], Key)}
        to_set, to_add = UpdateExpression.removeprefix("SET ").split(" ADD ")
        for clause in to_set.split(", "):
            name, value = clause.split(" = ")
            item[ExpressionAttributeNames[name]] = ExpressionAttributeValues[value]
        for clause in to_add.split(", "):
            name, value = clause.split()
            name = ExpressionAttributeNames.get(name, name)
            before = int(item.get(name, {"N": "0"})["N"])
            item[name] = {"N": str(before + int(ExpressionAttributeValues[value]["N"]))}
        self.items[Key["pk"]["S"]] = item


def connect(endpoint: str) -> Any:
    """Returns a client like the application's, for a database on this machine."""
    return dynamodb_client.session().create_client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(
            connect_timeout=5,
            read_timeout=60,
            parameter_validation=False,
            retries={"max_attempts": 1},
        ),
    )


def digest() -> str:
    """Returns a digest of all that the content of the databases depends on."""
    modules = (world, geohash, meeting, dynamodb)
    files = [Path(__file__), *(Path(str(module.__file__)) for module in modules)]
    files += sorted(Path(str(table.__file__)).parent.glob("*.py"))
    content = hashlib.sha256(dynoxide.VERSION.encode())
    for file in files:
        content.update(hashlib.sha256(file.read_bytes()).digest())
    content.update(repr(world.cities()).encode())
    return content.hexdigest()[:16]


@contextmanager
def world_database(announce: Callable[[str], None]) -> Iterator[tuple[RunningDatabase, Contents]]:
    """Runs a database that holds both worlds, which are built the first time.

    Raises DynoxideUnavailable, and FolderInUse where another benchmark runs.
    """
    program = (str(dynoxide.install(os.environ)),)
    cache = cache_dir(os.environ) / "benchmarks"
    with folder.reserve(cache):
        place = cache / digest()
        if not (place / _CONTENTS).exists():
            for older in cache.iterdir():
                if older.is_dir():
                    shutil.rmtree(older)
            with tempfile.TemporaryDirectory(dir=cache, prefix="building-") as draft:
                engine = Engine("dynoxide", program, "--db-path", Path(draft) / _FILE)
                with database.run(engine, os.environ) as running:
                    contents = _build(connect(running.endpoint), announce)
                (Path(draft) / _CONTENTS).write_text(json.dumps(asdict(contents)))
                place.mkdir()
                for file in Path(draft).iterdir():
                    file.rename(place / file.name)
        engine = Engine("dynoxide", program, "--db-path", place / _FILE)
        contents = Contents(**json.loads((place / _CONTENTS).read_text()))
        with database.run(engine, os.environ) as running:
            yield running, contents


@contextmanager
def copy_of(running: RunningDatabase) -> Iterator[RunningDatabase]:
    """Runs a copy of a database, to be written to. Raises DynoxideUnavailable."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / _FILE
        with (
            closing(sqlite3.connect(running.engine.file)) as whole,
            closing(sqlite3.connect(file)) as copy,
        ):
            whole.backup(copy)
        with database.run(replace(running.engine, file=file), os.environ) as copied:
            yield copied


@contextmanager
def empty_database() -> Iterator[RunningDatabase]:
    """Runs a database without anything in it. Raises DynoxideUnavailable."""
    program = (str(dynoxide.install(os.environ)),)
    with tempfile.TemporaryDirectory() as place:
        engine = Engine("dynoxide", program, "--db-path", Path(place) / _FILE)
        with database.run(engine, os.environ) as running:
            yield running


def corner_cities(cities: list[world.City]) -> list[world.City]:
    """Returns cities, drawn by their people, with some 3,000 of the world's meetings around."""
    return world.draw_by_population(cities, CORNER_CITIES, random.Random("corners"))


def _build(client: Any, announce: Callable[[str], None]) -> Contents:
    began = time.monotonic()
    cities = world.cities()
    points = [city.point for city in corner_cities(cities)]
    near: list[Meeting] = []
    announce(f"Building {MEETINGS:,} meetings (kept for the next time)")
    everything: list[Meeting] = []
    for listed in world.meetings(cities, MEETINGS, "world"):
        everything += listed
        near += world.near_any(points, _REACH_KM, listed)
    whole = build_read_model(everything)
    del everything
    corner = build_read_model(near)
    contents = Contents(
        MEETINGS, len(near), _bytes_a_row(whole.items), time.monotonic() - began, 0.0
    )
    announce(f"Writing {len(whole.items):,} items")
    began = time.monotonic()
    for name, memory in ((WORLD, whole), (CORNERS, corner)):
        create_table(client, name)
        _write(client, name, memory.items)
    return replace(contents, written_s=time.monotonic() - began)


def to_import(meetings: Iterable[Meeting]) -> list[ImportedMeeting]:
    """Returns the meetings as an import writes them, all with the same digest."""
    return [ImportedMeeting(listed, document.write(listed), "digest") for listed in meetings]


def build_read_model(meetings: Iterable[Meeting]) -> InMemory:
    """Returns what an import writes of the read model, without the limits of a transaction."""
    memory = build_table(meetings)
    for key in [key for key in memory.items if key.startswith(_LEFT_OUT)]:
        del memory.items[key]
    return memory


def build_table(meetings: Iterable[Meeting]) -> InMemory:
    """Returns all that an import writes, without the limits of a transaction."""
    memory = InMemory()
    unlimited = 10**9
    with (
        mock.patch.object(writer, "batches", lambda changes, *_: [changes]),
        mock.patch.object(dynamodb, "MAX_TRANSACTION_ITEMS", unlimited),
        mock.patch.object(dynamodb, "MAX_TRANSACTION_BYTES", unlimited),
    ):
        MeetingsTable(memory, "memory").apply_import("world", to_import(meetings), (), NOW)
    return memory


def _bytes_a_row(items: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Returns compressed bytes a row, of all buckets by kind and of those with many rows."""
    sizes: dict[str, tuple[int, int]] = {}
    for key, item in items.items():
        if "rows" not in item:
            continue
        count, size = len(rows.unpack(item["rows"]["B"])), len(item["rows"]["B"])
        kind = {"G": "room", "O": "online"}.get(key[0], "online, long")
        for name in (kind, *(f"{kind}, {n} rows or more" for n in MANY if count >= n)):
            total_rows, total_bytes = sizes.get(name, (0, 0))
            sizes[name] = total_rows + count, total_bytes + size
    return {name: size / count for name, (count, size) in sorted(sizes.items())}


def create_table(client: Any, name: str) -> None:
    """Creates a table as the deployment's template has it."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})


def _write(client: Any, name: str, items: Mapping[str, Mapping[str, Any]]) -> None:
    requests = [{"PutRequest": {"Item": item}} for item in items.values()]
    for start in range(0, len(requests), _BATCH_WRITE):
        unwritten = {name: requests[start : start + _BATCH_WRITE]}
        while unwritten:
            unwritten = client.batch_write_item(RequestItems=unwritten).get("UnprocessedItems")
