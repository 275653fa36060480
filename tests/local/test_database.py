"""The embedded databases: what was answered is kept, whatever ends them."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
from botocore.exceptions import ClientError

from chalicelib.settings import Settings
from local import database, dynoxide
from local.database import DatabaseFailed, Engine
from local.tables import create_tables
from tests.local.conftest import PATIENCE_S

Client = Callable[[str], Any]
TABLE = Settings().meetings_table
STARTER = """
import os, sys, time
from pathlib import Path
from local.database import Engine, run
name, option, file, *program = sys.argv[1:]
with run(Engine(name, tuple(program), option, Path(file)), os.environ) as database:
    print(database.endpoint, database.process.pid, flush=True)
    time.sleep(600)
"""


def keep(dynamodb: Any, pk: str, **attributes: str) -> None:
    item = {"pk": {"S": pk}, **{name: {"S": text} for name, text in attributes.items()}}
    dynamodb.put_item(TableName=TABLE, Item=item)


def kept(dynamodb: Any) -> dict[str, Any]:
    return {item["pk"]["S"]: item for item in dynamodb.scan(TableName=TABLE)["Items"]}


def test_items_and_tables_are_there_after_a_restart(engine: Engine, client: Client) -> None:
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        create_tables(dynamodb, Settings())
        for number in range(50):
            keep(dynamodb, str(number), note="é" * number)
        dynamodb.delete_item(TableName=TABLE, Key={"pk": {"S": "7"}})
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        items = kept(dynamodb)
        assert set(items) == {str(number) for number in range(50)} - {"7"}
        assert items["9"]["note"] == {"S": "é" * 9}
        life = dynamodb.describe_time_to_live(TableName=Settings().verification_table)
        assert life["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED"


def test_what_was_answered_survives_kill_9(engine: Engine, client: Client) -> None:
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        create_tables(dynamodb, Settings())
        with ThreadPoolExecutor(8) as writers:
            list(
                writers.map(lambda number: keep(dynamodb, str(number), big="x" * 9_000), range(64))
            )
        running.process.kill()
        running.process.wait(PATIENCE_S)
        assert not running.alive()
    with database.run(engine, os.environ) as running:
        assert len(kept(client(running.endpoint))) == 64


def test_creating_the_tables_twice_changes_nothing(engine: Engine, client: Client) -> None:
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        create_tables(dynamodb, Settings())
        keep(dynamodb, "here")
        create_tables(dynamodb, Settings())
        assert set(kept(dynamodb)) == {"here"}
        names = {TABLE, Settings().verification_table, Settings().facilitators_table}
        assert set(dynamodb.list_tables()["TableNames"]) == names
        for name in names:
            table = dynamodb.describe_table(TableName=name)["Table"]
            assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
        assert not dynamodb.describe_table(TableName=TABLE)["Table"].get("GlobalSecondaryIndexes")


def test_a_refused_write_is_refused_again_after_a_restart(engine: Engine, client: Client) -> None:
    def first(dynamodb: Any, value: str) -> None:
        dynamodb.transact_write_items(
            TransactItems=[
                {
                    "Put": {
                        "TableName": TABLE,
                        "Item": {"pk": {"S": "one"}, "by": {"S": value}},
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                }
            ]
        )

    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        create_tables(dynamodb, Settings())
        first(dynamodb, "a")
        with pytest.raises(ClientError):
            first(dynamodb, "b")
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        assert kept(dynamodb)["one"]["by"] == {"S": "a"}
        with pytest.raises(ClientError):
            first(dynamodb, "c")


def test_a_refused_transaction_changes_nothing(engine: Engine, client: Client) -> None:
    with database.run(engine, os.environ) as running:
        dynamodb = client(running.endpoint)
        create_tables(dynamodb, Settings())
        keep(dynamodb, "old", by="a")
        change = {
            "TableName": TABLE,
            "Key": {"pk": {"S": "old"}},
            "UpdateExpression": "SET #by = :b",
            "ExpressionAttributeNames": {"#by": "by"},
            "ExpressionAttributeValues": {":b": {"S": "b"}},
        }
        new = {"TableName": TABLE, "Item": {"pk": {"S": "new"}}}
        impossible = {
            "TableName": TABLE,
            "Key": {"pk": {"S": "absent"}},
            "ConditionExpression": "attribute_exists(pk)",
        }
        for _ in range(2):
            with pytest.raises(ClientError, match="TransactionCanceled"):
                dynamodb.transact_write_items(
                    TransactItems=[
                        {"Update": change},
                        {"Put": new},
                        {"ConditionCheck": impossible},
                    ]
                )
        assert kept(dynamodb) == {"old": {"pk": {"S": "old"}, "by": {"S": "a"}}}


def start_elsewhere(
    engine: Engine, **environ: str
) -> tuple["subprocess.Popen[str]", psutil.Process]:
    """The database started by another process, as by a run of `make run`; both processes."""
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, engine.name, engine.option, engine.file, *engine.program],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    _, pid = starter.stdout.readline().split()
    return starter, psutil.Process(int(pid))


@pytest.mark.skipif(sys.platform != "linux", reason="a process ends with its parent on Linux only")
def test_a_database_ends_with_the_run_that_started_it(engine: Engine) -> None:
    starter, served = start_elsewhere(engine)
    starter.kill()
    starter.wait(PATIENCE_S)
    gone, _ = psutil.wait_procs([served], timeout=PATIENCE_S)
    assert gone


def test_a_database_that_a_killed_run_left_is_stopped_first(engine: Engine, client: Client) -> None:
    starter, left = start_elsewhere(engine, PATH="")  # as where setpriv is missing
    starter.kill()
    starter.wait(PATIENCE_S)
    assert left.is_running()
    with database.run(engine, os.environ) as running:
        gone, _ = psutil.wait_procs([left], timeout=PATIENCE_S)
        assert gone
        create_tables(client(running.endpoint), Settings())


def test_other_programs_that_read_the_file_are_left_alone(engine: Engine) -> None:
    reader = subprocess.Popen(["tail", "-f", "/dev/null", str(engine.file)], stderr=subprocess.PIPE)
    try:
        assert database.stop_orphans(engine) == 0
        assert reader.poll() is None
    finally:
        reader.send_signal(signal.SIGKILL)
        reader.communicate()


def test_a_database_that_cannot_start_says_why(tmp_path: Path) -> None:
    script = "import sys; sys.exit('the disk is full')"
    broken = Engine("broken", (sys.executable, "-c", script), "--file", tmp_path / "x")
    with (
        pytest.raises(DatabaseFailed, match="broken did not start: the disk is full"),
        database.run(broken, os.environ),
    ):
        pass


class Stranger(BaseHTTPRequestHandler):
    """Another program, which answers whatever it is asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        return None


def test_another_program_that_took_its_port_is_not_taken_for_it(
    engine: Engine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    free_port = database.free_port
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as other:
        ports = [other.server_port]
        monkeypatch.setattr(database, "free_port", lambda: ports.pop() if ports else free_port())
        threading.Thread(target=other.serve_forever, args=(0.01,)).start()
        try:
            with database.run(engine, os.environ) as running:
                assert not running.endpoint.endswith(f":{other.server_port}")
                create_tables(client(running.endpoint), Settings())
        finally:
            other.shutdown()


@pytest.mark.slow
def test_a_system_that_tells_nobody_who_listens_runs_it_too(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(process: psutil.Process, kind: str) -> None:
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "net_connections", denied)
    with database.run(engine, os.environ) as running:
        assert running.alive()


def test_a_write_cut_short_by_a_crash_is_dropped(tmp_path: Path, client: Client) -> None:
    program = (sys.executable, "-m", "local.moto_server")
    moto = Engine("moto", program, "--recording", tmp_path / "moto.jsonl")
    with database.run(moto, os.environ) as running:
        create_tables(client(running.endpoint), Settings())
        keep(client(running.endpoint), "whole")
    with open(moto.file, "ab") as recording:
        recording.write(b'{"operation": "PutItem", "bo')
    for more in ("second", "third"):
        with database.run(moto, os.environ) as running:
            dynamodb = client(running.endpoint)
            keep(dynamodb, more)
    with database.run(moto, os.environ) as running:
        assert set(kept(client(running.endpoint))) == {"whole", "second", "third"}


@pytest.mark.slow
def test_a_long_recording_is_replaced_by_what_it_led_to(tmp_path: Path, client: Client) -> None:
    program = (sys.executable, "-m", "local.moto_server")
    moto = Engine("moto", program, "--recording", tmp_path / "moto.jsonl")
    with database.run(moto, os.environ) as running:
        create_tables(client(running.endpoint), Settings())
        keep(client(running.endpoint), "same", note="first")
    line = moto.file.read_bytes().splitlines(keepends=True)[-1]
    with open(moto.file, "ab") as recording:
        recording.write(line.replace(b"first", b"later") * 2_100)
    long = moto.file.stat().st_size
    for _ in range(2):
        with database.run(moto, os.environ) as running:
            dynamodb = client(running.endpoint)
            assert kept(dynamodb)["same"]["note"] == {"S": "later"}
            life = dynamodb.describe_time_to_live(TableName=Settings().facilitators_table)
            assert life["TimeToLiveDescription"]["AttributeName"] == "expires"
        assert moto.file.stat().st_size < long / 100


def test_a_folder_keeps_its_kind_of_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    no_npm = {"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    moto = database.choose_engine(tmp_path, no_npm, said.append)
    assert moto.name == "moto"
    assert any("npm is not installed" in line for line in said)
    moto.file.touch()

    monkeypatch.setattr(dynoxide, "find_installed", lambda environ: Path("/dynoxide"))
    assert database.choose_engine(tmp_path, {}, said.append).name == "moto"

    other = tmp_path / "other"
    other.mkdir()
    lasting = database.choose_engine(other, {}, said.append)
    assert lasting.name == "dynoxide"
    lasting.file.touch()
    monkeypatch.undo()
    with pytest.raises(DatabaseFailed, match="was begun with dynoxide"):
        database.choose_engine(other, no_npm, said.append)
    asked = replace(moto, file=tmp_path / "third" / moto.file.name)
    assert database.choose_engine(tmp_path / "third", {"DATABASE": "moto"}, said.append) == asked
