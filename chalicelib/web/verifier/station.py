"""The checking desk's visitor: the page, what installs it, and what keeps it working offline.

All three are as tools/build_pages.py wrote them, in each language. The worker lies beside the page
and not below /static, because a service worker may serve only pages at or below its own folder. Its
version differs by language: a desk that changes its language is kept anew.
"""

from chalice.app import Response

from chalicelib.web.files import BUILT
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import PAGE_HEADERS, html_response

_POLICY = PAGE_HEADERS["Content-Security-Policy"]
# The reader of pictures is WebAssembly inside a script of ours.
POLICY = _POLICY.replace(
    "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"
)
_FRESH = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
WORKER_HEADERS = {
    **_FRESH,
    "Content-Type": "text/javascript; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
}
MANIFEST_HEADERS = {**_FRESH, "Content-Type": "application/manifest+json"}


def station_page(request: Request) -> Response:
    """The checking desk, as it was built."""
    html = (BUILT / f"station.{request.language}.html").read_text("utf-8")
    headers = {"Cache-Control": "public, max-age=300", "Content-Security-Policy": POLICY}
    return html_response(html, headers=headers)


def station_worker(request: Request) -> Response:
    """The service worker of the desk; browsers ask for it anew at each request."""
    return Response(
        (BUILT / f"station-worker.{request.language}.js").read_text("utf-8"), dict(WORKER_HEADERS)
    )


def station_manifest(request: Request) -> Response:
    """What a browser needs to install the desk."""
    return Response(
        (BUILT / f"station.{request.language}.webmanifest").read_text("utf-8"),
        dict(MANIFEST_HEADERS),
    )
