"""Addresses of stylesheets, scripts and pictures, which change with the files' content.

`static/<hash>/<name>`, such as `static/0a1b2c3d4e/styles/style.css`: so a bucket can hold the files
of several releases at once, and pages of an earlier one find theirs.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from chalicelib.web.files import STATIC


def static_address(base: str, name: str, folder: Path = STATIC) -> str:
    """Returns the address of a file, as it is built in the folder; `base` as for templates.

    Raises FileNotFoundError.
    """
    return f"{base}/static/{file_hash(folder / name)}/{name}"


def optional_address(base: str, name: str, folder: Path = STATIC) -> str:
    """Returns the address of one of npm's libraries; "" where the build has none."""
    return static_address(base, name, folder) if (folder / name).is_file() else ""


def name_at(path: str) -> tuple[str, str]:
    """Returns the name of the file at a path below static/, and the hash before it, else ""."""
    version, _, name = path.partition("/")
    return (name, version) if re.fullmatch("[0-9a-f]{10}", version) else (path, "")


def file_hash(file: Path) -> str:
    """Returns the hash of a file as addresses have it: ten hexadecimal digits."""
    status = file.stat()
    return _content_hash(file, (status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=128)
def _content_hash(file: Path, _version: tuple[int, int]) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
