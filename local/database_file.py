"""The file of the embedded database: its owner alone reads it, and what was deleted is not in it.

A database keeps what was deleted in its file until something else needs the room.
"""

import http.client
import math
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

from local import moto_server
from local.database import MESSAGES, Engine, RunningDatabase

_LIMIT_S = 2.0  # dynoxide lets a write wait five seconds for the file
_WAIT_S = 1.0
_STEPS = 10_000  # of SQLite's machine, some milliseconds, between two looks at the clock
_MAX_RECORDING_BYTES = 20_000_000  # moto answers nothing while it writes a recording anew


def make_private(engine: Engine) -> None:
    """Takes what others might read from them; an earlier version made files as the system does."""
    folder = engine.file.parent
    for file in (*folder.glob(f"{engine.file.name}*"), folder / MESSAGES):
        if file.is_file():
            file.chmod(0o600)


def erase_deleted(running: RunningDatabase) -> bool:
    """Takes out of the file of a running database what was deleted from it.

    False where others kept it busy, or it is so large that requests would wait for long: its file
    is then as it was.
    """
    if running.engine.name == "moto":
        return _shorten(running)
    return vacuum(running.engine.file, _LIMIT_S)


def erase_deleted_before_start(engine: Engine) -> bool:
    """Does the same while nobody waits, however long it takes; moto does it itself then."""
    if engine.name == "moto" or not engine.file.exists():
        return True
    return vacuum(engine.file, math.inf)


def vacuum(file: Path, limit_s: float) -> bool:
    """Writes a SQLite file anew without what was deleted, and empties its write-ahead log.

    SQLite's own locks hold between processes, so it may be in use. False where it is busy, or it
    takes longer than `limit_s`: nothing has changed then, or only the log is still to be emptied.
    """
    end = time.monotonic() + limit_s
    address = f"file:{quote(str(file))}?mode=rw"
    try:
        with closing(
            sqlite3.connect(address, timeout=_WAIT_S, isolation_level=None, uri=True)
        ) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:  # locked by another, interrupted by us, or no database
        return False
    return not busy


def _shorten(running: RunningDatabase) -> bool:
    if running.engine.file.stat().st_size > _MAX_RECORDING_BYTES:
        return False
    address = urlsplit(running.endpoint)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    with closing(connection):
        connection.request("POST", "/", headers={"X-Amz-Target": moto_server.SHORTEN})
        return connection.getresponse().status == 200
