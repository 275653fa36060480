"""Stylesheet, scripts and icon: a fixed list of text files, kept by browsers for a year under an
address that changes with their content."""

from pathlib import Path

from chalice.app import Response

from chalicelib.web.edge import Visit
from chalicelib.web.refusals import NotFound

SOURCES = Path(__file__).parent / "static"
MINIFIED = Path(__file__).parent / "built" / "static"  # by tools/build_pages.py
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES = {
    file.name: file
    for folder in (SOURCES, MINIFIED)
    for file in folder.iterdir()
    if file.suffix in _TYPES
}


def static(visit: Visit, name: str) -> Response:
    """One of the files."""
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
