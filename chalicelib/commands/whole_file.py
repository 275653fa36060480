"""A file that a command writes in the place of an earlier one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

OWNER, EVERYBODY = 0o600, 0o644  # who may read it


@contextmanager
def replaced(path: Path, mode: int) -> Iterator[IO[str]]:
    """Gives a file that takes the place of `path` where the block ends well, and else is gone.

    Raises OSError: where nothing can be written there, before the block begins.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(None, "there is something that is no file", str(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
            os.fchmod(file.fileno(), mode)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
