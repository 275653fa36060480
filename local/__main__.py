"""`python -m local`: what `make run` runs, from an empty folder to three links."""

import errno
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalice.config import Config

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.settings import InvalidSetting, Settings, default_data_dir, read
from local import database, database_file, earlier_folder, folder, sample, schedule
from local.database import DatabaseFailed, RunningDatabase
from local.folder import FolderInUse
from local.server import HOST, listen, serve
from local.tables import create_tables

SAMPLE_LOADED = "sample-loaded"
_COLLECTED_FROM = (5_000, 10, 10)  # app.py looks rarely, for a short start; this one runs for days
_REQUEST_TIMEOUT_S = 29  # as lambda_timeout in .chalice/config.json
_ACCOUNT_VARIABLES = (
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "KEY_PARAMETERS",
)
OPEN_STREET_MAP = {  # for a developer's few taps; see its tile usage policy before production
    "MAP_TILES": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "MAP_CREDIT": "© OpenStreetMap contributors",
    "MAP_CREDIT_URL": "https://www.openstreetmap.org/copyright",
}
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """Something outside this program is in the way; the message says what."""


_START_FAILURES = (CannotStart, DatabaseFailed, FolderInUse, InvalidSetting, StorageUnavailable)


def main() -> int:
    """Serves until it is told to stop; returns the exit status."""
    _stop_on_signals()
    os.umask(0o077)  # what is made here, by the database too, is its owner's alone
    try:
        with ExitStack() as exit_stack:
            running = start(exit_stack, os.environ)
            while running.alive():
                time.sleep(0.5)
        raise CannotStart(f"the database ({running.engine.name}) ended by itself")
    except KeyboardInterrupt:
        log("Stopped.")
        return 0
    except _START_FAILURES as reason:
        print(f"Stopped: {reason}.", file=sys.stderr, flush=True)
        return 1


def start(exit_stack: ExitStack, environ: MutableMapping[str, str]) -> RunningDatabase:
    """Starts everything in order, each to be stopped by `exit_stack`; returns the database.

    Raises CannotStart, DatabaseFailed, FolderInUse, InvalidSetting and StorageUnavailable.
    """
    started_at = time.monotonic()
    port = chosen_port(environ)
    data_dir = default_data_dir(environ)
    exit_stack.enter_context(folder.reserve(data_dir))
    # Ours from the first moment: nobody takes it while the database starts.
    listener = exit_stack.enter_context(reserved_port(port))
    port = listener.getsockname()[1]
    log(f"Data folder: {data_dir}")

    engine = database.choose_engine(data_dir, environ, log)
    database_file.make_private(engine)
    erased = database_file.erase_deleted_before_start(engine)
    running = exit_stack.enter_context(database.run(engine, environ))
    log(f"Database: {engine.name} at {running.endpoint}")
    base = f"http://{HOST}:{port}"
    exit_stack.enter_context(folder.publish_endpoint(data_dir, running.endpoint, base))

    environ.update(application_environment(base, running.endpoint, data_dir))
    for name, value in OPEN_STREET_MAP.items():
        environ.setdefault(name, value)
    environ.setdefault("ROWS_HELD_S", "0")  # what a command writes is looked at right after
    for name in _ACCOUNT_VARIABLES:
        environ.pop(name, None)
    settings = read(environ)
    sign_in = prepare(settings, log)
    exit_stack.enter_context(
        schedule.run(log, lambda: database_file.erase_deleted(running), pending=not erased)
    )

    from app import app  # it reads the environment that was set above
    from chalicelib.web.http.error_responses import not_found_response

    gc.set_threshold(*_COLLECTED_FROM)

    config = Config.create(
        app_name="waypost", lambda_timeout=_REQUEST_TIMEOUT_S, lambda_memory_size=1024
    )
    exit_stack.enter_context(serve(app, config, listener, not_found_response))
    log(f"Ready after {time.monotonic() - started_at:.1f} s; Ctrl-C stops it.\n")
    log(f"  Find a meeting          {base}/")
    log(f"  Check a code            {base}/v")
    log(f"  Facilitator's sign-in   {sign_in}\n")
    return running


def chosen_port(environ: Mapping[str, str]) -> int:
    """Returns PORT, else 8000; 0 is for any free one. Raises CannotStart for what is no port."""
    text = environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise CannotStart(f"PORT must be a number from 0 to 65535, not {text!r}")
    return int(text)


def reserved_port(port: int) -> socket.socket:
    """Returns the socket that listens there. Raises CannotStart where something else does."""
    try:
        return listen(port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CannotStart(f"port {port} can't be used ({error.strerror})") from None
        raise CannotStart(
            f"port {port} is in use: stop what uses it, or set PORT to another"
        ) from None


def application_environment(base: str, endpoint: str, data_dir: Path) -> dict[str, str]:
    """Returns the application's environment: the same as when deployed, and an endpoint."""
    return {
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",  # nosec B105 # a local database asks for none
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "PUBLIC_URL": base,
        "DATA_DIR": str(data_dir),
        "NO_PROXY": "*",  # everything that it talks to is on this machine
        "no_proxy": "*",  # which counts where both are there
    }


def prepare(settings: Settings, log: Callable[[str], None]) -> str:
    """Makes tables, a signing key and, on the first start, the sample listing.

    Returns a new sign-in link.
    """
    from chalicelib.dynamodb import client
    from chalicelib.facilitators.accounts import enrol_link
    from chalicelib.meetings.meeting import meeting_id
    from chalicelib.meetings.storage.table import open_table
    from chalicelib.verification.keystore import open_key_store

    now = datetime.now(UTC)
    create_tables(client(), settings)
    earlier_folder.bring_up_to_date(settings, now, log)
    open_key_store(settings).ensure_signing_key(now)
    loaded = settings.data_dir / SAMPLE_LOADED
    if not loaded.exists():
        from chalicelib.listings.incoming.feed import Affiliation
        from chalicelib.listings.incoming.feed_import import run_import

        log("Loading the sample listing")
        run_import(
            str(sample.LISTING),
            source=sample.SOURCE,
            timezone=None,
            affiliation=Affiliation.OWN,
            storage=open_table(),
            now=now,
        )
        loaded.touch()
    listing = open_table()
    ids = [meeting_id(sample.SOURCE, slug) for slug in listing.manifest(sample.SOURCE)]
    shown = sample.choose_meetings(listing.get_many(ids).values(), now)
    return str(enrol_link(sample.SOURCE, shown, now))


def log(line: str) -> None:
    """Prints one line for the person who started this."""
    print(line, flush=True)


def _stop_on_signals() -> None:
    def stop(number: int, frame: Any) -> None:
        for stop_signal in _STOP_SIGNALS:
            # A second one must not cut the stopping short.
            signal.signal(stop_signal, signal.SIG_IGN)
        raise KeyboardInterrupt

    for stop_signal in _STOP_SIGNALS:
        signal.signal(stop_signal, stop)


if __name__ == "__main__":
    sys.exit(main())
