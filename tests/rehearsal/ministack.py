"""MiniStack, which answers as AWS does, in a process that ends with this one."""

import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.browser import ports

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = PROJECT / "build" / "rehearsal" / "bin" / "ministack"
HOST = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT = {  # what a client has to have, and nobody looks at
    "AWS_ACCESS_KEY_ID": "rehearsal",
    "AWS_SECRET_ACCESS_KEY": "rehearsal",
    "AWS_DEFAULT_REGION": REGION,
}
PATIENCE_S = 600  # no machine is so slow; what takes longer hangs
_NO_PROXY = {"NO_PROXY": "*", "no_proxy": "*"}  # everything is on this machine
_STOP_S = 20
_LOOK_AGAIN_S = 0.05


class NotStarted(Exception):
    """MiniStack did not come up; the message says what it said."""


@dataclass(frozen=True)
class MiniStack:
    """A MiniStack that answers. `log` is the file of all that it says."""

    port: int
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        """What leads a program here instead of to AWS: nobody's account, and no proxy."""
        ours = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
        return {**ours, **ACCOUNT, **_NO_PROXY, "AWS_ENDPOINT_URL": self.endpoint}

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    def client(self, service: str) -> Any:
        """A client of one of its services."""
        session: Any = boto3.Session()
        return session.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCOUNT["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=ACCOUNT["AWS_SECRET_ACCESS_KEY"],
            config=Config(read_timeout=PATIENCE_S, proxies={}, retries={"total_max_attempts": 1}),
        )


@contextmanager
def run(folder: Path) -> Iterator[MiniStack]:
    """Starts it with all that it stores in `folder`, and stops it with all that it has started.

    Raises NotStarted.
    """
    log = folder / "ministack.txt"
    with ports.reserve() as reserved, open(log, "wb") as out:
        port = int(reserved.getsockname()[1])
        setpriv = shutil.which("setpriv")
        until_parent_ends = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
        try:
            process = subprocess.Popen(
                [*until_parent_ends, str(PROGRAM)],
                cwd=folder,
                env=_environment(folder, port),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        except OSError as reason:
            raise NotStarted(f"{PROGRAM}: {reason.strerror}") from None
        try:
            _wait_until_it_answers(process, port, log)
            yield MiniStack(port, log)
        finally:
            _stop(process)


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "TMPDIR": str(folder),
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "IOT_MTLS_ENABLED": "0",  # it listens on every address of the machine
        "LAMBDA_WARM_TTL_SECONDS": str(PATIENCE_S),
        **_NO_PROXY,
    }


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
        try:
            connection.request("GET", "/_ministack/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(_LOOK_AGAIN_S)
        finally:
            connection.close()
    raise NotStarted(f"MiniStack did not start:\n{log.read_text('utf-8', 'replace')}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends its whole session: the functions' processes are in it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            continue
