"""The file of an export: a zip archive of parts, and a manifest that vouches for each of them.

A part is lines of JSON, or bytes. The manifest says of each how many lines it has and its SHA-256,
so that nothing is restored of a file that is damaged anywhere.
"""

import hashlib
import io
import json
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

FORMAT, VERSION = "waypost-export", 1
MANIFEST = "manifest.json"
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,  # encrypted, or compressed by a method that there is not
    OverflowError,
    OSError,
)


class UnusableExport(Exception):
    """The file can't be read as an export; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of a part."""

    lines: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says of itself.

    `seeds_for`: the public key (base64) for which the secrets are encrypted, "" where there are
    none.
    """

    exported_at: datetime
    public_url: str
    seeds_for: str
    parts: Mapping[str, Part]


class ExportWriter:
    """Writes an export, part after part, and the manifest at the end."""

    def __init__(self, file: IO[bytes], exported_at: datetime) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._exported_at = exported_at
        self._parts: dict[str, Part] = {}

    def add(self, name: str, lines: Iterable[bytes]) -> int:
        """Writes a part of lines, each without its end; returns how many they were."""
        count = 0
        digest = hashlib.sha256()
        with self._archive.open(self._entry(name), "w", force_zip64=True) as part:
            for line in lines:
                count += 1
                for piece in (line, b"\n"):
                    digest.update(piece)
                    part.write(piece)
        self._parts[name] = Part(count, digest.hexdigest())
        return count

    def close(self, public_url: str, seeds_for: str) -> None:
        """Writes the manifest, and ends the file."""
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "exported_at": self._exported_at.isoformat(),
            "public_url": public_url,
            "seeds_for": seeds_for,
            "parts": {
                name: {"lines": part.lines, "sha256": part.sha256}
                for name, part in self._parts.items()
            },
        }
        self._archive.writestr(self._entry(MANIFEST), json.dumps(manifest, indent=1) + "\n")
        self._archive.close()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._exported_at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry


class ExportFile:
    """An export that is read. Every method raises UnusableExport where it is damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        with _damage():
            self._archive = zipfile.ZipFile(file)
            text = self._archive.read(MANIFEST)
            self.manifest = _read_manifest(text)
            names = sorted(self._archive.namelist())
        if names != sorted([MANIFEST, *self.manifest.parts]):
            raise UnusableExport("damaged: it has other parts than its manifest says")
        self.digest = hashlib.sha256(text).hexdigest()
        """What no other export has."""

    def check(self) -> None:
        """Reads the whole file."""
        for name in self.manifest.parts:
            for _ in self.lines(name):
                pass

    def lines(self, name: str) -> Iterator[bytes]:
        """Yields the lines of a part, without their ends; it raises after the last one."""
        part = self.manifest.parts.get(name)
        if part is None:
            raise UnusableExport(f"damaged, or no export: it has no {name}")
        digest, count = hashlib.sha256(), 0
        with _damage(), self._archive.open(name) as stream:
            for line in io.BufferedReader(stream):  # type: ignore[type-var]
                digest.update(line)
                count += 1
                yield line.removesuffix(b"\n")
        if (count, digest.hexdigest()) != (part.lines, part.sha256):
            raise UnusableExport(f"damaged: {name} is not what the manifest says")


@contextmanager
def open_export(path: Path) -> Iterator[ExportFile]:
    """Gives the export of that file. Raises UnusableExport."""
    with ExitStack() as opened:
        try:
            file = opened.enter_context(open(path, "rb"))
        except OSError as error:
            raise UnusableExport(f"{path}: {error.strerror}") from None
        yield ExportFile(file)


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Gives a new file that only its owner may read, which is there as a whole or not at all.

    Raises FileExistsError where there is one already, also where it was made meanwhile.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.touch(mode=0o600, exist_ok=False)  # a link would do, which not every disk has
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


@contextmanager
def _damage() -> Iterator[None]:
    """Raises UnusableExport for whatever a damaged archive meets."""
    try:
        yield
    except _DAMAGES as error:
        raise UnusableExport(f"damaged, or no export ({type(error).__name__})") from error


def _read_manifest(text: bytes) -> Manifest:
    """Returns the manifest of a text. Raises UnusableExport, and as reading JSON does."""
    manifest: dict[str, Any] = json.loads(text)
    if manifest["format"] != FORMAT:
        raise UnusableExport("no export of this software")
    version = int(manifest["version"])
    if version > VERSION:
        raise UnusableExport(
            f"its format is {version}, and this version reads formats up to {VERSION}: update first"
        )
    exported_at = datetime.fromisoformat(manifest["exported_at"])
    if exported_at.tzinfo is None:
        raise UnusableExport("damaged: it says no time")
    parts = {
        str(name): Part(int(part["lines"]), str(part["sha256"]))
        for name, part in manifest["parts"].items()
    }
    return Manifest(exported_at, str(manifest["public_url"]), str(manifest["seeds_for"]), parts)
