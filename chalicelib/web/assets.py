"""Stylesheets, scripts and pictures: a fixed list of text files, as `make build` makes them from
frontend/, kept by browsers for a year under an address that changes with their content."""

from chalice.app import Response

from chalicelib.web.edge import Visit
from chalicelib.web.refusals import NotFound
from chalicelib.web.rendering import STATIC

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


def static(visit: Visit, name: str) -> Response:
    """Answers with one of the files."""
    file = FILES.get(name)
    if file is None:
        raise NotFound
    kept = "public, max-age=31536000, immutable" if visit.query("v") else "no-cache"
    headers: dict[str, str | list[str]] = {
        "Content-Type": _TYPES[file.suffix],
        "Cache-Control": kept,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.read_text("utf-8"), headers)


def static_in_folder(visit: Visit, folder: str, name: str) -> Response:
    """Answers with one of the files in a folder."""
    return static(visit, f"{folder}/{name}")
