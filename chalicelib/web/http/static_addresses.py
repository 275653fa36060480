"""Addresses of stylesheets, scripts and pictures, which change with the files' content."""

import hashlib
from functools import lru_cache
from pathlib import Path

from chalicelib.web.files import STATIC


def static_address(base: str, name: str, folder: Path = STATIC) -> str:
    """Returns the address of a file, as it is built in the folder; `base` as for templates.

    Raises FileNotFoundError.
    """
    file = folder / name
    status = file.stat()
    return f"{base}/static/{name}?v={_content_hash(file, (status.st_mtime_ns, status.st_size))}"


def optional_address(base: str, name: str, folder: Path = STATIC) -> str:
    """Returns the address of one of npm's libraries; "" where the build has none."""
    return static_address(base, name, folder) if (folder / name).is_file() else ""


@lru_cache(maxsize=128)
def _content_hash(file: Path, _version: tuple[int, int]) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
