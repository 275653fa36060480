"""Stylesheets, scripts and pictures: a fixed list of text files, as `make build` makes them.

Under the hash of their content browsers keep them for a year. Under another hash, as pages of an
earlier release have it, and under none, as other people's pages have `static/embed.js`, the file is
as it is now. A CDN has the files of earlier releases too: `objects` are what it is given of each.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from chalice.app import Response

from chalicelib.web.files import STATIC
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.static_addresses import file_hash, name_at, static_address

_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES = {
    file.relative_to(STATIC).as_posix(): file for file in STATIC.rglob("*") if file.suffix in _TYPES
}
if not FILES:
    raise RuntimeError(f"Nothing is built in {STATIC}: run `make build` first")


class StaticObject(NamedTuple):
    """A file as a bucket holds it: its key ("static/0a1b2c3d4e/embed.js"), and its headers."""

    key: str
    file: Path
    headers: Mapping[str, str]


def objects() -> Iterator[StaticObject]:
    """Yields every file that is built, under the hash of its content."""
    for name, file in FILES.items():
        yield StaticObject(static_address("", name)[1:], file, {**_headers(file), **_IMMUTABLE})


def static(request: Request, first: str, second: str = "", third: str = "") -> Response:
    """Returns one of the files, by the parts of its path. Raises NotFound."""
    name, version = name_at("/".join(filter(None, (first, second, third))))
    file = FILES.get(name)
    if file is None:
        raise NotFound
    headers = _headers(file)
    if version:
        headers |= _IMMUTABLE if version == file_hash(file) else {"Cache-Control": "no-cache"}
    return Response(file.read_text("utf-8"), dict(headers))


def _headers(file: Path) -> dict[str, str]:
    return {"Content-Type": _TYPES[file.suffix], "X-Content-Type-Options": "nosniff"}
