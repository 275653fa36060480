"""The checking desk's visitor: the page, what installs it, and what keeps it working offline.

All three are as tools/build_pages.py wrote them, in each language. The worker lies beside the page
and not below /static, because a service worker may serve only pages at or below its own folder. Its
version differs by language: a desk that changes its language is kept anew.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from chalice.app import Response

from chalicelib.web.files import BUILT
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import PAGE_HEADERS, html_response

if TYPE_CHECKING:
    from markupsafe import Markup

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


@dataclass(frozen=True, slots=True)
class Sample:
    """A code to practise with.

    `name`: the key of its name, "station.practice.<name>". `code`: its link or its text. `qr`: its
    symbol.
    """

    name: str
    code: str
    qr: "Markup"


@dataclass(frozen=True, slots=True)
class StationPage:
    """The checking desk: many codes in a row. Built once; everything happens in the browser.

    `sample`: JWK of the published sample key (kty, crv, x, kid). `script`: address of the page's
    script. `ed25519`, `reader` and `pdf`: addresses of the bundled libraries for browsers that lack
    Ed25519, for pictures, and for drawing PDF files; "" where there is none. `texts`: what the
    script says, by key.
    """

    template: ClassVar[str] = "verifier/station.html"
    organisation: str
    sample: dict[str, str]
    samples: tuple[Sample, ...]
    script: str
    texts: dict[str, str]
    ed25519: str = ""
    reader: str = ""
    pdf: str = ""


def station_page(request: Request) -> Response:
    """Returns the checking desk, as it was built."""
    html = (BUILT / f"station.{request.language}.html").read_text("utf-8")
    headers = {"Cache-Control": "public, max-age=300", "Content-Security-Policy": POLICY}
    return html_response(html, headers=headers)


def station_worker(request: Request) -> Response:
    """Returns the service worker of the desk; browsers ask for it anew at each request."""
    return Response(
        (BUILT / f"station-worker.{request.language}.js").read_text("utf-8"), dict(WORKER_HEADERS)
    )


def station_manifest(request: Request) -> Response:
    """Returns what a browser needs to install the desk."""
    return Response(
        (BUILT / f"station.{request.language}.webmanifest").read_text("utf-8"),
        dict(MANIFEST_HEADERS),
    )
