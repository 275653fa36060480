"""One `python -m local` for visitors: started on a free port, stopped or killed, asked by commands.

Everything that it says is kept, because a test holds it against what must never be said. What is
asked of it, `Operated`, may be asked of a deployed service too.
"""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil

from tests.browser import facilitator_meetings, ports

PROJECT = Path(__file__).resolve().parents[2]
START_S = 300  # a slow machine that replays a recording; it is no measurement
COMMAND_S = 300
STOP_S = 60
ACCOUNT = "sample"  # the account that the start enrols
_LAST_LINE = "Facilitator's sign-in"


class Operated:
    """A service that runs at `base`, as operators meet it: by their commands."""

    base: str

    def environment(self) -> dict[str, str]:
        """What leads a command to this service, and to no other."""
        raise NotImplementedError

    @property
    def sign_in_link(self) -> str:
        """A link that nobody has used yet; it works once."""
        raise NotImplementedError

    def open(self, request: Request) -> Any:
        """The answer to a request to it. Raises HTTPError for a refusal."""
        return urlopen(request, timeout=COMMAND_S)

    def command(self, *arguments: str) -> str:
        """What an operator's command prints; it must succeed."""
        return self._run("-m", "chalicelib", *arguments)

    def run_script(self, text: str) -> str:
        """What a script prints that runs beside the service; it must succeed."""
        return self._run("-c", text)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def import_held(self, folder: Path) -> None:
        """Lists the meetings that the tests' facilitator holds; their feed stays in the folder."""
        feed = facilitator_meetings.write_feed(folder, datetime.now(UTC))
        self.command("import", str(feed), "--source", facilitator_meetings.SOURCE)

    def new_link(self, label: str = ACCOUNT) -> str:
        """Another sign-in link for an account."""
        return link_in(self.command("facilitator", "link", "--label", label))

    def new_session(self, link: str) -> str:
        """The cookie value of a session for a sign-in link, as a browser gets it."""
        request = Request(
            f"{self.base}/v1/session",
            data=f'{{"secret": "{link.partition("#")[2]}"}}'.encode(),
            headers={"Content-Type": "application/json", "Origin": self.base},
            method="POST",
        )
        with self.open(request) as answer:
            (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
            return cookie.value


class Service(Operated):
    """A running service. `DATABASE` is left as the environment has it, so that its own choice is
    what is tested."""

    def __init__(self, data_dir: Path, port: int | None = None) -> None:
        self.data_dir = data_dir
        self._reserved = ports.reserve()
        self.port = port or int(self._reserved.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.port}"
        self._said: list[str] = []
        self._settled = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=PROJECT,
            env=self.environment() | {"PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def environment(self) -> dict[str, str]:
        ours = without_account(os.environ)
        # many tests give codes of the same meetings, and come from one address with wrong tickets
        many = {"CODES_PER_OCCURRENCE": "1000", "FAILED_SECRETS": "100000"}
        patient = {"WAIT_S": str(START_S)}  # a machine that does much else is no outage
        return ours | {"DATA_DIR": str(self.data_dir)} | many | patient

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.append(line)
            if _LAST_LINE in line:
                self._settled.set()
        self._settled.set()

    def wait_until_ready(self) -> "Service":
        """Returns once it answers; a start that failed shows what it said."""
        assert self._settled.wait(START_S) and self._process.poll() is None, self.log()
        with urlopen(f"{self.base}/", timeout=START_S) as answer:
            assert answer.status == 200
        return self

    def holding(self) -> "Service":
        """Has the account hold the tests' own meetings."""
        self.import_held(self.data_dir.parent)
        ids = facilitator_meetings.ids()
        self.command("facilitator", "hold", "--label", ACCOUNT, "--meeting", *ids)
        return self

    @property
    def pid(self) -> int:
        """The process of the server; its database is a child of it."""
        return self._process.pid

    def log(self) -> str:
        """Everything that it said on stdout and stderr so far."""
        return "".join(self._said)

    @property
    def sign_in_link(self) -> str:
        """The link that the start printed; it works once."""
        found = re.search(rf"{_LAST_LINE}\s+(\S+#\S+)", self.log())
        assert found, self.log()
        return found[1]

    def stop(self) -> None:
        """Ends it as Ctrl-C does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._reader.join(10)
        self._reserved.close()

    def kill(self) -> None:
        """Ends it and its database at once, without a word (SIGKILL)."""
        database = psutil.Process(self._process.pid).children(recursive=True)
        for process in (*database, self._process):
            process.kill()
        psutil.wait_procs(database, timeout=10)
        self._process.wait(10)
        self._reader.join(10)


def without_account(environ: Mapping[str, str]) -> dict[str, str]:
    """Without settings of somebody's account, which would lead a command elsewhere."""
    return {name: value for name, value in environ.items() if not name.startswith("AWS_")}


def link_in(text: str) -> str:
    """The sign-in link that a command printed."""
    found = re.search(r"http\S+/sign-in#\S+", text)
    assert found, text
    return found[0]
