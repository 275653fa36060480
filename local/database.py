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
MESSAGES = "database.txt"
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
        """Returns what starts it on this port; it ends with the process that started it."""
        setpriv = shutil.which("setpriv")
        until_parent_ends = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
        options = ["--port", str(port), self.option, str(self.file)]
        return [*until_parent_ends, *self.program, *options]


@dataclass(frozen=True)
class RunningDatabase:
    """A database that answers."""

    engine: Engine
    endpoint: str
    process: "subprocess.Popen[bytes]"

    def alive(self) -> bool:
        """Tells whether its process still runs."""
        return self.process.poll() is None


def choose_engine(data_dir: Path, environ: Mapping[str, str], log: Callable[[str], None]) -> Engine:
    """Returns the engine for this data folder, installed if need be.

    `log` is told what takes time and why. Raises DatabaseFailed where the folder was begun with
    dynoxide, and that can't be had any more.
    """
    dynoxide_file = data_dir / _DYNOXIDE_FILE
    moto_file = data_dir / _MOTO_FILE
    program = (sys.executable, "-m", "local.moto_server")
    moto = Engine("moto", program, "--recording", moto_file)
    if moto_file.exists() and not dynoxide_file.exists():
        return moto
    if environ.get("DATABASE", "") == "moto" and not dynoxide_file.exists():
        return moto
    if dynoxide.find_installed(environ) is None:
        log(f"Installing the database (dynoxide {dynoxide.VERSION}) from npm")
    try:
        return Engine("dynoxide", (str(dynoxide.install(environ)),), "--db-path", dynoxide_file)
    except DynoxideUnavailable as reason:
        if dynoxide_file.exists():
            raise DatabaseFailed(
                f"{data_dir} was begun with dynoxide, which can't be had now ({reason})"
            ) from None
        log(f"dynoxide can't be had ({reason}); using moto")
        return moto


@contextmanager
def run(engine: Engine, environ: Mapping[str, str]) -> Iterator[RunningDatabase]:
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
    """Stops what already serves this engine's file; returns how many processes that were.

    The caller holds the folder's lock, so they can only belong to a run that was killed.
    """
    orphans = []
    for process in psutil.process_iter(["cmdline", "uids"]):
        command = process.info["cmdline"] or []
        owned = process.info["uids"] and process.info["uids"].real == os.getuid()
        if owned and command[-2:] == [engine.option, str(engine.file)]:
            orphans.append(process)
    for process in orphans:
        _signal(process, signal.SIGTERM)
    _, still_running = psutil.wait_procs(orphans, timeout=_STOP_S)
    for process in still_running:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(still_running, timeout=_STOP_S)
    return len(orphans)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return  # ended by itself meanwhile


def _start(engine: Engine, environ: Mapping[str, str]) -> RunningDatabase:
    messages = engine.file.parent / MESSAGES
    output = ""
    for _ in range(3):  # somebody else may take the port between finding it and using it
        port = free_port()
        with open(messages, "wb") as out:
            process = subprocess.Popen(
                engine.command(port),
                cwd=_PROJECT,
                env=_without_aws_account(environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is for us; we stop it after the last request
            )
        try:
            if _answers(process, port):
                return RunningDatabase(engine, f"http://{HOST}:{port}", process)
        except BaseException:
            _stop(process)
            raise
        _stop(process)
        output = messages.read_text(errors="replace").strip()
        if "in use" not in output.lower():
            break
    last = output.splitlines()[-1] if output else "no message"
    raise DatabaseFailed(f"{engine.name} did not start: {last}")


def _without_aws_account(environ: Mapping[str, str]) -> dict[str, str]:
    """Returns the environment without an account's settings.

    Moto reads them too, and a profile that isn't there makes it fail.
    """
    without_aws = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    without_aws["AWS_ACCESS_KEY_ID"] = "local"
    without_aws["AWS_SECRET_ACCESS_KEY"] = "local"  # nosec B105 # a local database asks for none
    return without_aws


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    end = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection(HOST, port, timeout=1)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            if _listens(process.pid, port):
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    return False


def _listens(pid: int, port: int) -> bool:
    """Tells whether it is this process that has the port: somebody else may have been quicker."""
    try:
        connections = psutil.Process(pid).net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True  # the system tells nobody; it runs, and the port answers
    return any(
        connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
        for connection in connections
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """Returns a port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
