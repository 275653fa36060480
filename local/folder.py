"""The data folder: who uses it, and where its database answers."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"
ENDPOINT = "endpoint.json"


class FolderInUse(Exception):
    """Another process serves from this data folder."""


@contextmanager
def reserve(data_dir: Path) -> Iterator[None]:
    """Holds the folder for this process, creating it if need be (readable by its owner only).

    The lock is the kernel's, so a killed process leaves none behind. Raises FolderInUse.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(data_dir / LOCK, "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            raise FolderInUse(
                f"{data_dir} is in use{f' by process {holder}' if holder else ''}: stop that one, "
                "or set DATA_DIR to another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def publish_endpoint(data_dir: Path, endpoint: str, public_url: str) -> Iterator[None]:
    """Tells operators' commands in endpoint.json where database and site are, while it lasts."""
    file = data_dir / ENDPOINT
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps({"endpoint": endpoint, "public_url": public_url}))
    draft.chmod(0o600)
    draft.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
