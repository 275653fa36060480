"""The participant's own codes, `/mine`: a page, its service worker and its manifest.

The codes are on the visitor's device; page, scripts and worker are the same for everybody. Links
are relative, so that all of it serves under any base path: it lies at the first level, where they
resolve and where a worker's scope may begin.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib import settings
from chalicelib.settings import Settings
from chalicelib.web.http.offline_shell import (
    BASE,
    Manifest,
    OfflineShell,
    manifest_response,
    manifest_text,
    worker_response,
    worker_script,
)
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.static_addresses import optional_address
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import FALLBACK, translator

PAGE = f"{BASE}/mine"
STYLE = "styles/own-codes.css"  # made of others by tools/build_pages.py
SCRIPT = "participant/mine.js"
SYMBOLS = "vendor/qr.js"  # without it the page sends people to their pictures
CHECKER = "participant/check-added.js"  # loaded when a code is added
ED25519 = "vendor/ed25519.js"
SHELL = OfflineShell(
    worker="mine.js",
    page=PAGE,
    manifest=f"{BASE}/mine.webmanifest",
    style=STYLE,
    files=(SCRIPT, CHECKER),
    libraries=(SYMBOLS, ED25519),
)


@dataclass(frozen=True, slots=True)
class MinePage:
    """The list of a participant's codes, which a script fills.

    `host`: the issuer's own. `code_link`: what a code's link starts with, up to and with its "#".
    `sample`: JWK of the published sample key. `style`, `symbols` and `ed25519`: addresses of its
    stylesheet, of the QR encoder and of the library for browsers that cannot check signatures; ""
    where the build had none.
    """

    template: ClassVar[str] = "participant/mine.html"
    organisation: str
    style: str
    host: str
    code_link: str
    sample: dict[str, Any]
    symbols: str
    ed25519: str


def mine_page(request: Request) -> Response:
    """Returns the page, before any code."""
    return page_in(request.language)


def page_in(language: str) -> Response:
    """Returns the page in that language."""
    return html_response(mine_html(settings.current(), language))


def mine_worker(request: Request) -> Response:
    """Returns the page's service worker."""
    return worker_in(request.language)


def worker_in(language: str) -> Response:
    """Returns the page's service worker in that language."""
    return worker_response(mine_script(settings.current(), language))


def mine_manifest(request: Request) -> Response:
    """Returns what makes the page installable."""
    return manifest_in(request.language)


def manifest_in(language: str) -> Response:
    """Returns what makes the page installable in that language."""
    return manifest_response(mine_manifest_text(language))


@lru_cache(maxsize=16)
def mine_html(current: Settings, language: str = FALLBACK) -> str:
    """Returns the page in that language."""
    from chalicelib.verification.core.public_keys import SAMPLE_PUBLIC_KEY, PublicKey

    page = MinePage(
        organisation=current.organisation,
        style=optional_address(BASE, STYLE),
        host=urlsplit(current.public_url).netloc,
        code_link=f"{current.public_url}/v#",
        sample=PublicKey(SAMPLE_PUBLIC_KEY).jwk(),
        symbols=optional_address(BASE, SYMBOLS),
        ed25519=optional_address(BASE, ED25519),
    )
    return render_page(page, BASE, language)


@lru_cache(maxsize=16)
def mine_script(current: Settings, language: str = FALLBACK) -> str:
    """Returns the worker with what it stores."""
    return worker_script(SHELL, mine_html(current, language), mine_manifest_text(language))


def mine_manifest_text(language: str = FALLBACK) -> str:
    """Returns the manifest as JSON text."""
    t = translator(language)
    title = t("mine.title")
    manifest = Manifest(
        name=t("site.title", page=title),
        short_name=title,
        language=language,
        id=PAGE,
        start_url=PAGE,
    )
    return manifest_text(manifest)
