"""Stylesheets, scripts and icons: a fixed list of text files.

Browsers keep them for a year, under an address that changes with their content.
"""

from chalice.app import Response

from chalicelib.web.files import BUILT, STATIC
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request

MINIFIED = BUILT / "static"  # by tools/build_pages.py
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES = {
    file.name: file
    for folder in (STATIC, MINIFIED)
    for file in folder.iterdir()
    if file.suffix in _TYPES
}


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
