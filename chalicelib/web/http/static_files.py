"""Stylesheets, scripts and pictures: a fixed list of text files, as `make build` makes them.

Browsers keep them for a year, under an address that changes with their content.
"""

from chalice.app import Response

from chalicelib.web.files import STATIC
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request

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


def static(request: Request, name: str) -> Response:
    """Returns one of the files. Raises NotFound."""
    file = FILES.get(name)
    if file is None:
        raise NotFound
    cache_control = "public, max-age=31536000, immutable" if request.query("v") else "no-cache"
    headers: dict[str, str | list[str]] = {
        "Content-Type": _TYPES[file.suffix],
        "Cache-Control": cache_control,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.read_text("utf-8"), headers)


def static_in_folder(request: Request, folder: str, name: str) -> Response:
    """Answers with one of the files in a folder."""
    return static(request, f"{folder}/{name}")
