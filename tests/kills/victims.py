"""What is killed, with SIGKILL, and how it goes on."""

import json
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request

import psutil

from benchmarks.load.world import read_json, write_feed
from chalicelib.meetings.meeting import meeting_id
from tests.browser.service import PROJECT, Service

SOURCE = "kills"
ROWS = 300
_SAMPLE = 10
_WAIT_S = 60


class Running:
    """The service that runs now; another one after each kill, at the same address."""

    def __init__(self, data_dir: Path) -> None:
        self.service = Service(data_dir).wait_until_ready()

    def kill_server(self) -> None:
        """Kills the server and starts another, which stops the database that was left."""
        server = psutil.Process(self.service.pid)
        server.kill()
        self._start_again(server)

    def kill_database(self) -> None:
        """Kills the database, without which the server ends by itself, and starts both."""
        server = psutil.Process(self.service.pid)
        (database,) = (
            child for child in server.children(recursive=True) if "--db-path" in child.cmdline()
        )
        database.kill()
        self._start_again(server)

    def _start_again(self, server: psutil.Process) -> None:
        _, still_running = psutil.wait_procs([server], timeout=_WAIT_S)
        if still_running:
            raise RuntimeError("the server runs on without its database")
        before, self.service = self.service, Service(self.service.data_dir, self.service.port)
        before.stop()
        self.service.wait_until_ready()


class Imports:
    """A feed whose rows change in every version, and what may be listed of it."""

    def __init__(self, folder: Path, running: Running, chance: random.Random) -> None:
        self._folder, self._running, self._chance = folder, running, chance
        self._version = 0
        began = time.monotonic()
        self._import(kill_after=None)
        self._takes_s = time.monotonic() - began

    def kill(self) -> list[str]:
        """Kills an import of the next version, and imports it in whole; returns what is wrong.

        Broken off, each meeting is listed as before or as it becomes; afterwards all of them are.
        """
        self._import(kill_after=self._chance.uniform(0.3, 0.95) * self._takes_s)
        wrong = self._unlike({self._version - 1, self._version})
        self._version -= 1
        self._import(kill_after=None)
        return wrong + self._unlike({self._version})

    def _import(self, kill_after: float | None) -> None:
        self._version += 1
        slugs = [f"row-{number}" for number in range(ROWS)]
        feed = write_feed(self._folder / "kills.json", slugs, datetime.now(UTC))
        text = feed.read_text("utf-8")
        feed.write_text(text.replace('"name": "Circle', f'"name": "Version {self._version}'))
        command = [sys.executable, "-m", "chalicelib", "import", str(feed), "--source", SOURCE]
        with subprocess.Popen(
            command,
            cwd=PROJECT,
            env=self._running.service.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                said, _ = process.communicate(timeout=kill_after)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return
        if process.returncode:
            raise RuntimeError(said.decode())

    def _unlike(self, versions: set[int]) -> list[str]:
        """Returns the names of some meetings that are of no such version."""
        slugs = [f"row-{self._chance.randrange(ROWS)}" for _ in range(_SAMPLE)]
        allowed = {f"Version {version} {slug}" for version in versions for slug in slugs}
        pages = (self._page(meeting_id(SOURCE, slug)) for slug in slugs)
        return [
            f"a meeting of version {sorted(versions)} is listed otherwise: {slug}"
            for slug, page in zip(slugs, pages, strict=True)
            if not any(name in page for name in allowed if name.endswith(f" {slug}"))
        ]

    def _page(self, meeting: str) -> str:
        address = f"{self._running.service.base}/v1/meetings/{meeting}"
        return json.dumps(read_json(Request(address)), ensure_ascii=False)
