"""`make run` as its user meets it: links that work, data that stays, an end that leaves nothing."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from local import dynoxide
from tests.local.conftest import PATIENCE_S

PROJECT = Path(__file__).resolve().parents[2]


class Run:
    """One `python -m local`, and what it said."""

    def __init__(self, data_dir: Path, kind: str, port: int) -> None:
        self.data_dir = data_dir
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=PROJECT,
            env={
                **os.environ,
                "DATA_DIR": str(data_dir),
                "PORT": str(port),
                "DATABASE": kind,
                "AWS_PROFILE": "somebody-elses",
                "AWS_DEFAULT_PROFILE": "somebody-elses",
                "HTTP_PROXY": "http://127.0.0.1:9",
                "http_proxy": "http://127.0.0.1:9",
                "no_proxy": "example.com",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if "sign-in" in line:
                self._ready.set()
        self._ready.set()

    def text(self) -> str:
        return "\n".join(self.said)

    def links(self) -> dict[str, str]:
        """What it printed, once it is ready: purpose -> link."""
        assert self._ready.wait(PATIENCE_S), self.text()
        found = dict(re.findall(r"^  (\S.*?)\s{2,}(http\S+)$", self.text(), re.MULTILINE))
        assert len(found) == 3, self.text()
        return found

    def end(self, number: signal.Signals) -> int:
        """Sends it a signal; its exit status."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        status = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return status

    def endpoint(self) -> str:
        return str(json.loads((self.data_dir / "endpoint.json").read_text())["endpoint"])

    def everything_it_started(self) -> list[psutil.Process]:
        children: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return children


Start = Callable[..., Run]


@pytest.fixture(params=["dynoxide", "moto"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    """Starts runs on one data folder, each kind of database in turn; ends what is left."""
    if request.param == "dynoxide":
        try:
            dynoxide.install(os.environ)
        except dynoxide.DynoxideUnavailable as reason:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"dynoxide can't be had: {reason}")
    runs: list[Run] = []

    def begin(port: int = 0) -> Run:
        runs.append(Run(tmp_path / "data", request.param, port))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def fetch(link: str) -> tuple[int, str, str]:
    """Status, content type and text."""
    try:
        with urlopen(link, timeout=PATIENCE_S) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def test_three_links_work(start: Start) -> None:
    run = start()
    links = run.links()
    assert any(line.startswith("Database: ") for line in run.said)
    assert {purpose.split()[0] for purpose in links} == {"Find", "Check", "Facilitator's"}
    (base,) = {link[: link.index("/", len("http://"))] for link in links.values()}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", base)
    for link in links.values():
        status, kind, _ = fetch(link)
        assert (status, kind) == (200, "text/html; charset=utf-8")
    status, kind, text = fetch(f"{base}/v1/nowhere")
    assert (status, kind) == (404, "application/json")
    assert json.loads(text)["error"]["code"] == "not_found"
    status, kind, text = fetch(f"{base}/nowhere")
    assert (status, kind) == (404, "text/html; charset=utf-8")
    assert "<h1" in text


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_nothing_running(start: Start, ending: signal.Signals) -> None:
    run = start()
    run.links()
    started = run.everything_it_started()
    assert started
    assert run.end(ending) == 0
    assert run.said[-1] == "Stopped."
    assert "Traceback" not in run.text()
    gone, _ = psutil.wait_procs(started, timeout=PATIENCE_S)
    assert len(gone) == len(started)
    assert not (run.data_dir / "endpoint.json").exists()


def test_kill_9_loses_nothing(start: Start, client: Callable[[str], Any]) -> None:
    run = start()
    run.links()
    keys = sorted((file.name, file.read_bytes()) for file in (run.data_dir / "keys").iterdir())
    table = "waypost-verification"
    client(run.endpoint()).put_item(TableName=table, Item={"pk": {"S": "kept"}})
    for _ in range(2):
        run.process.kill()
        run.wait()
        run = start()
        run.links()
        item = client(run.endpoint()).get_item(TableName=table, Key={"pk": {"S": "kept"}})
        assert "Item" in item
        after = sorted((file.name, file.read_bytes()) for file in (run.data_dir / "keys").iterdir())
        assert set(keys) <= set(after)
        assert not any("sample listing" in line for line in run.said)


def test_a_second_run_on_the_same_folder_says_so_in_one_line(start: Start) -> None:
    first = start()
    first.links()
    second = start()
    assert second.wait() == 1
    (line,) = second.said
    assert str(first.data_dir) in line
    assert str(first.process.pid) in line
    assert first.process.poll() is None


def test_a_port_in_use_is_said_in_one_line(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = start(port)
        assert run.wait() == 1
        (line,) = run.said
        assert f"port {port} is in use" in line


def test_a_database_that_ends_by_itself_ends_the_run(start: Start) -> None:
    run = start()
    run.links()
    for process in run.everything_it_started():
        process.kill()
    assert run.wait() == 1
    assert "ended by itself" in run.said[-1]


def test_only_its_owner_reads_what_it_makes(start: Start) -> None:
    run = start()
    run.links()
    assert modes(run.data_dir) == {True: {0o700}, False: {0o600}}
    run.end(signal.SIGTERM)
    for file in run.data_dir.iterdir():  # as an earlier version left them
        if file.name.startswith(("dynoxide", "moto", "database")):
            file.chmod(0o644)
    again = start()
    again.links()
    assert modes(run.data_dir) == {True: {0o700}, False: {0o600}}


def modes(folder: Path) -> dict[bool, set[int]]:
    """The permissions of a folder and all folders in it (True), and of its files."""
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):  # the database has done with it meanwhile
            found[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
    return found
