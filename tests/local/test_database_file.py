"""The database's file: after a deletion it holds nothing of what was deleted."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from chalicelib.settings import Settings
from local import database, database_file
from local.database import Engine
from local.tables import create_tables
from tests.local.conftest import PATIENCE_S

Client = Callable[[str], Any]
pytestmark = pytest.mark.usefixtures("patient")
TABLE = Settings().verification_table
GONE, KEPT = "a-ticket-that-is-over", "a-ticket-that-is-not"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the speed of the machine decide nothing."""
    monkeypatch.setattr(database_file, "_LIMIT_S", PATIENCE_S)
    monkeypatch.setattr(database_file, "_WAIT_S", PATIENCE_S)


def write_and_delete(dynamodb: Any) -> None:
    """Items of two kinds, of which the one is deleted, and its limit counted down."""
    create_tables(dynamodb, Settings())
    for number in range(60):
        for name in (GONE, KEPT):
            item = {"pk": {"S": f"{name}{number}"}, "said": {"S": f"{name} {'x' * 150}"}}
            dynamodb.put_item(TableName=TABLE, Item=item)
    for number in range(60):
        dynamodb.delete_item(TableName=TABLE, Key={"pk": {"S": f"{GONE}{number}"}})


def holding(folder: Path, text: str) -> list[str]:
    """The files in which a text is."""
    return [file.name for file in folder.iterdir() if text.encode() in file.read_bytes()]


def kept(dynamodb: Any) -> int:
    return int(dynamodb.scan(TableName=TABLE, ConsistentRead=True)["Count"])


def test_what_was_deleted_is_erased_while_the_database_runs(engine: Engine, client: Client) -> None:
    folder = engine.file.parent
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        write_and_delete(dynamodb)
        assert holding(folder, GONE)  # else this proves nothing
        assert database_file.erase_deleted(running)
        assert not holding(folder, GONE)
        assert holding(folder, KEPT)
        dynamodb.put_item(TableName=TABLE, Item={"pk": {"S": "later"}})
        assert kept(dynamodb) == 61
    with database.run(engine, os.environ) as running:
        assert kept(client(running.endpoint)) == 61
        assert not holding(folder, GONE)


def test_what_an_earlier_run_left_is_erased_before_the_next(engine: Engine, client: Client) -> None:
    folder = engine.file.parent
    assert database_file.erase_deleted_before_start(engine)  # there is no file yet
    with database.run(engine, os.environ) as running:
        write_and_delete(client(running.endpoint))
        running.process.kill()
        running.process.wait()
    assert holding(folder, GONE)
    assert database_file.erase_deleted_before_start(engine)
    with database.run(engine, os.environ) as running:
        assert not holding(folder, GONE)
        assert kept(client(running.endpoint)) == 60


def test_writes_go_on_meanwhile_and_none_is_lost(engine: Engine, client: Client) -> None:
    with database.run(engine, os.environ) as running:
        dynamodb, writers_client = client(running.endpoint), client(running.endpoint)
        write_and_delete(dynamodb)
        written: Queue[int | None] = Queue()

        def write() -> None:
            try:
                for number in range(100):
                    item = {"pk": {"S": f"meanwhile{number}"}}
                    writers_client.put_item(TableName=TABLE, Item=item)  # without a second attempt
                    written.put(number)
            finally:
                written.put(None)

        writer = threading.Thread(target=write)
        writer.start()
        last = -1
        while (number := written.get(timeout=PATIENCE_S)) is not None:
            last = number
            if number % 5 == 0:  # in a row they would let no write come to its turn
                database_file.erase_deleted(running)
        writer.join()
        assert last == 99
        assert kept(dynamodb) == 160
        assert database_file.erase_deleted(running)
        assert not holding(engine.file.parent, GONE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite file with a write-ahead log, from which something was deleted."""
    path = tmp_path / "a folder with a ? and a %" / "database.sqlite"
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE items (said TEXT)")
        for number in range(200):
            connection.execute("INSERT INTO items VALUES (?)", (f"{GONE} {number} {'x' * 200}",))
        connection.execute("DELETE FROM items WHERE rowid > 10")
        connection.execute("UPDATE items SET said = ?", (KEPT,))
        # as after a kill: the last one to close it would take the log away
        for each in list(path.parent.iterdir()):
            shutil.copy(each, path.parent / f"killed-{each.name}")
    for each in path.parent.glob("killed-*"):
        each.replace(each.with_name(each.name.removeprefix("killed-")))
    assert holding(path.parent, GONE)
    return path


def test_a_file_that_another_writes_is_left_alone_until_it_is_free(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_file, "_WAIT_S", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO items VALUES ('more')")
        assert not database_file.vacuum(file, PATIENCE_S)
        other.execute("COMMIT")
        other.execute("BEGIN")
        other.execute("SELECT * FROM items").fetchone()  # a reader needs the log
        assert not database_file.vacuum(file, PATIENCE_S)
        other.execute("COMMIT")
        assert database_file.vacuum(file, PATIENCE_S)
        assert not holding(file.parent, GONE)
        assert other.execute("SELECT count(*) FROM items").fetchone() == (11,)


def test_what_takes_too_long_is_broken_off_and_changes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        before = other.execute("SELECT * FROM items").fetchall()
        other.execute("BEGIN")
        for number in range(5_000):
            other.execute("INSERT INTO items VALUES (?)", (f"{GONE} {number}",))
        other.execute("DELETE FROM items WHERE rowid > 10")
        other.execute("COMMIT")
    monkeypatch.setattr(database_file, "_STEPS", 1)
    assert not database_file.vacuum(file, -1)
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert other.execute("SELECT * FROM items").fetchall() == before
    assert database_file.vacuum(file, PATIENCE_S)
    assert not holding(file.parent, GONE)


def test_no_database_is_no_reason_to_fail(tmp_path: Path) -> None:
    assert not database_file.vacuum(tmp_path / "absent.sqlite", PATIENCE_S)
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"something else" * 100)
    assert not database_file.vacuum(other, PATIENCE_S)
    assert other.read_bytes() == b"something else" * 100
