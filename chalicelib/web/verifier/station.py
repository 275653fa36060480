"""The checking desk's visitor: the page, what installs it, and what keeps it working offline.

All three are as tools/build_pages.py wrote them, in each language. The worker's version differs by
language: a desk that changes its language is stored anew.
"""

from dataclasses import dataclass
from html import escape
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.files import BUILT
from chalicelib.web.http.offline_shell import (
    BASE,
    OfflineShell,
    manifest_response,
    worker_response,
)
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.verifier.other_issuers import origins, other_issuers, with_issuers

STYLE = "styles/desk.css"  # made of others by tools/build_pages.py
SCRIPT = "verifier/station.js"
OTHERS, LISTS = "verifier/issuers.js", "verifier/lists-file.js"
SAMPLES = "verifier/samples.js"  # to practise with
ED25519, READER, PDF = "vendor/ed25519.js", "vendor/zxing.js", "vendor/pdf.js"
SYMBOLS = "vendor/qr.js"  # without it practice shows no symbols
SHELL = OfflineShell(
    worker="station.js",
    page=f"{BASE}/station",
    style=STYLE,
    files=(SCRIPT, OTHERS, LISTS, SAMPLES),
    libraries=(ED25519, READER, SYMBOLS),
    later=(PDF,),
)


@dataclass(frozen=True, slots=True)
class StationPage:
    """The checking desk: many codes in a row. Built once; everything happens in the browser.

    `sample`: JWK of the published sample key (kty, crv, x, kid). `style` and `script`: addresses of
    the page's stylesheet and of its script. `ed25519`, `reader`, `pdf` and `symbols`: addresses of
    the bundled libraries for browsers that lack Ed25519, for pictures, for drawing PDF files, and
    for the symbols of practice; "" where there is none. `texts`: what the script says, by key.
    `others`, `lists`, `list_words` and `samples`: addresses of the scripts that know other issuers,
    that take lists from files, that have what is then said, and the codes to practise with.
    """

    template: ClassVar[str] = "verifier/station.html"
    organisation: str
    sample: dict[str, str]
    style: str
    script: str
    texts: dict[str, str]
    others: str = ""
    lists: str = ""
    list_words: str = ""
    samples: str = ""
    ed25519: str = ""
    reader: str = ""
    pdf: str = ""
    symbols: str = ""


def policy() -> str:
    """Returns what the desk's browser may load.

    The reader of pictures is WebAssembly inside a script of ours; other issuers are asked for their
    lists.
    """
    asked = origins(other_issuers())
    return content_security_policy(scripts="'wasm-unsafe-eval'; worker-src 'self'", asked=asked)


def station_page(request: Request) -> Response:
    """Returns the checking desk."""
    return page_in(request.language)


def page_in(language: str) -> Response:
    """Returns the desk in that language, as it was built, with this service's public address."""
    html = (BUILT / f"station.{language}.html").read_text("utf-8")
    address = escape(settings.current().public_url)
    html = html.replace('data-address=""', f'data-address="{address}"', 1)
    html = with_issuers(html, other_issuers())
    return html_response(html, headers={"Content-Security-Policy": policy()})


def station_worker(request: Request) -> Response:
    """Returns the service worker of the desk."""
    return worker_in(request.language)


def worker_in(language: str) -> Response:
    """Returns the service worker of the desk in that language, as it was built."""
    return worker_response((BUILT / f"station-worker.{language}.js").read_text("utf-8"))


def station_manifest(request: Request) -> Response:
    """Returns what makes the desk installable."""
    return manifest_in(request.language)


def manifest_in(language: str) -> Response:
    """Returns what makes the desk installable in that language, as it was built."""
    return manifest_response((BUILT / f"station.{language}.webmanifest").read_text("utf-8"))
