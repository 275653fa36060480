"""The participant's own codes, `/mine`: a page, its service worker and its manifest.

The codes are on the visitor's device; page, scripts and worker are the same for everybody. Links
are relative, so that all of it serves under any base path: it lies at the first level, where they
resolve and where a worker's scope may begin.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.settings import Settings
from chalicelib.web.files import WORKERS
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.static_files import FILES
from chalicelib.web.http.templates import content_hash, render_page
from chalicelib.web.i18n.catalogue import FALLBACK, direction, translator

BASE = "."
PAGE = f"{BASE}/mine"
MANIFEST = f"{BASE}/mine.webmanifest"
SYMBOLS = "vendor/qr.js"  # from npm; without it the page sends people to their pictures
WORKER = "mine.js"
_FILES = (
    "styles/style.css",
    "styles/mine.css",
    "styles/sheet.css",
    "images/icon.svg",
    "participant/mine.js",
)
_KEPT_BRIEFLY = {"Cache-Control": "public, max-age=300"}
_PAPER = "#faf6ee"  # as in style.css


@dataclass(frozen=True, slots=True)
class MinePage:
    """The list of a participant's codes, which a script fills.

    `code_link`: what a code's link starts with, up to and with its "#". `symbols`: address of the
    QR encoder; "" where the build had none.
    """

    template: ClassVar[str] = "participant/mine.html"
    organisation: str
    code_link: str
    symbols: str


def mine_page(request: Request) -> Response:
    """The page, before any code."""
    return html_response(mine_html(settings.current(), request.language), headers=_KEPT_BRIEFLY)


def mine_worker(request: Request) -> Response:
    """The page's service worker. It lies beside the page, which its scope may then hold."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/javascript; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(worker_script(settings.current(), request.language), headers)


def mine_manifest(request: Request) -> Response:
    """What makes the page installable (W3C Web App Manifest)."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/manifest+json; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
        **_KEPT_BRIEFLY,
    }
    return Response(manifest(request.language), headers)


@lru_cache(maxsize=16)
def mine_html(current: Settings, language: str = FALLBACK) -> str:
    """The page in that language; the QR encoder's address is "" where the build had none."""
    page = MinePage(
        organisation=current.organisation,
        code_link=f"{current.public_url}/v#",
        symbols=_hashed(SYMBOLS) if SYMBOLS in FILES else "",
    )
    return render_page(page, BASE, language)


@lru_cache(maxsize=16)
def worker_script(current: Settings, language: str = FALLBACK) -> str:
    """The worker with its list of files. Any change in one of them changes its version, which is
    how browsers learn of it.
    """
    files = offline_files()
    content = hashlib.sha256(mine_html(current, language).encode())
    content.update(manifest(language).encode())
    content.update(json.dumps(files).encode())
    version = content.hexdigest()[:10]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    return head + (WORKERS / WORKER).read_text("utf-8")


def offline_files() -> list[str]:
    """The addresses that the page needs without a network, the page's own first."""
    symbols = [SYMBOLS] if SYMBOLS in FILES else []
    return [PAGE, MANIFEST, *map(_hashed, (*_FILES, *symbols))]


def manifest(language: str = FALLBACK) -> str:
    """The manifest as JSON text."""
    t = translator(language)
    title = t("mine.title")
    described = {
        "name": t("site.title", page=title),
        "short_name": title,
        "lang": language,
        "dir": direction(language),
        "id": PAGE,
        "start_url": PAGE,
        "scope": PAGE,
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            {"src": f"{BASE}/static/images/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return json.dumps(described, ensure_ascii=False)


def _hashed(name: str) -> str:
    return f"{BASE}/static/{name}?v={content_hash(name)}"
