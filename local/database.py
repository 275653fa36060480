"""The embedded database of a data folder: dynoxide where it can be had, else moto's server.

A folder keeps the kind of database that it was begun with, because neither reads the other's files.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from local import dynoxide
from local.dynoxide import DynoxideUnavailable

HOST = "127.0.0.1"
_DYNOXIDE_FILE = "dynoxide.sqlite"
_MOTO_FILE = "moto.jsonl"
_MESSAGES = "database.txt"
_START_S = 60.0  # moto replays a long recording; dynoxide takes 0.05 s
_STOP_S = 5.0
_PROJECT = Path(__file__).resolve().parent.parent


class DatabaseFailed(Exception):
    """The database did not start; the message says what it said."""


@dataclass(frozen=True)
class Engine:
    """A database program and the file that it keeps its data in."""

    name: str
    program: tuple[str, ...]
    option: str
    file: Path

    def command(self, port: int) -> list[str]:
        """What starts it on this port, so that it ends with the process that started it."""
        bound = shutil.which("setpriv")
        until_parent_ends = [bound, "--pdeathsig", "TERM"] if bound else []
        chosen = ["--port", str(port), self.option, str(self.file)]
        return [*until_parent_ends, *self.program, *chosen]


@dataclass(frozen=True)
class Running:
    """A database that answers."""

    engine: Engine
    endpoint: str
    process: "subprocess.Popen[bytes]"

    def alive(self) -> bool:
        """Whether its process still runs."""
        return self.process.poll() is None


def choose(data_dir: Path, environ: Mapping[str, str], say: Callable[[str], None]) -> Engine:
    """The engine for this data folder, installed if need be; `say` is told what takes time and why.

    Raises DatabaseFailed where the folder was begun with dynoxide, and that can't be had any more.
    """
    lasting = data_dir / _DYNOXIDE_FILE
    recorded = data_dir / _MOTO_FILE
    program = (sys.executable, "-m", "local.moto_server")
    moto = Engine("moto", program, "--recording", recorded)
    if recorded.exists() and not lasting.exists():
        return moto
    if environ.get("DATABASE", "") == "moto" and not lasting.exists():
        return moto
    if dynoxide.installed(environ) is None:
        say(f"Installing the database (dynoxide {dynoxide.VERSION}) from npm")
    try:
        return Engine("dynoxide", (str(dynoxide.install(environ)),), "--db-path", lasting)
    except DynoxideUnavailable as reason:
        if lasting.exists():
            raise DatabaseFailed(
                f"{data_dir} was begun with dynoxide, which can't be had now ({reason})"
            ) from None
        say(f"dynoxide can't be had ({reason}); using moto")
        return moto


@contextmanager
def running(engine: Engine, environ: Mapping[str, str]) -> Iterator[Running]:
    """Starts the engine on a free port of 127.0.0.1, and stops it at the end.

    A process that a killed run left on the same file is stopped first. Raises DatabaseFailed.
    """
    stop_orphans(engine)
    database = _start(engine, environ)
    try:
        yield database
    finally:
        _stop(database.process)


def stop_orphans(engine: Engine) -> int:
    """Stops what already serves this engine's file; how many processes that were.

    The caller holds the folder's lock, so they can only belong to a run that was killed.
    """
    orphans = []
    for process in psutil.process_iter(["cmdline", "uids"]):
        command = process.info["cmdline"] or []
        mine = process.info["uids"] and process.info["uids"].real == os.getuid()
        if mine and command[-2:] == [engine.option, str(engine.file)]:
            orphans.append(process)
    for process in orphans:
        _signal(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(orphans, timeout=_STOP_S)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=_STOP_S)
    return len(orphans)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return  # ended by itself meanwhile


def _start(engine: Engine, environ: Mapping[str, str]) -> Running:
    messages = engine.file.parent / _MESSAGES
    said = ""
    for _ in range(3):  # somebody else may take the port between finding it and using it
        port = _free_port()
        with open(messages, "wb") as out:
            process = subprocess.Popen(
                engine.command(port),
                cwd=_PROJECT,
                env=_without_an_account(environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is for us; we stop it after the last request
            )
        try:
            if _answers(process, port):
                return Running(engine, f"http://{HOST}:{port}", process)
        except BaseException:
            _stop(process)
            raise
        _stop(process)
        said = messages.read_text(errors="replace").strip()
        if "in use" not in said.lower():
            break
    last = said.splitlines()[-1] if said else "no message"
    raise DatabaseFailed(f"{engine.name} did not start: {last}")


def _without_an_account(environ: Mapping[str, str]) -> dict[str, str]:
    """Moto reads AWS settings too, and a profile that isn't there makes it fail."""
    ours = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    return {**ours, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    end = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection(HOST, port, timeout=1)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
