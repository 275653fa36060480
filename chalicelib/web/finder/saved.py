"""What the finder keeps on a visitor's device.

That is the list of saved meetings, `/saved`, the service worker that keeps them readable without a
signal, and the manifest that installs the site.

All three are the same for everybody: what is saved is known to the device alone. Links are
relative, so that they serve under any base path; they lie at the first level, where they resolve
and where the worker's scope may begin.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from chalice.app import Response

from chalicelib.web.files import WORKERS
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import content_hash, render_page
from chalicelib.web.i18n.catalogue import FALLBACK, direction, translator
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines

BASE = "."
PAGE = f"{BASE}/saved"
MANIFEST = f"{BASE}/site.webmanifest"
WORKER = "finder.js"
_FILES = (
    "styles/style.css",
    "styles/finder.css",
    "images/icon.svg",
    "finder/results.js",
    "finder/meeting.js",
    "finder/saved.js",
)
_KEPT_BRIEFLY = {"Cache-Control": "public, max-age=300"}
_PAPER = "#faf6ee"  # as in style.css


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The list of saved meetings, which a script fills."""

    template: ClassVar[str] = "finder/saved.html"
    crisis: tuple[CrisisLine, ...]


def saved_page(request: Request) -> Response:
    """The page, before any meeting."""
    return html_response(saved_html(request.language), headers=_KEPT_BRIEFLY)


def worker(request: Request) -> Response:
    """The finder's service worker. Its scope holds the site; where a room has a worker of its own,
    that one's scope is the narrower, which wins.
    """
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/javascript; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(worker_script(request.language), headers)


def site_manifest(request: Request) -> Response:
    """What makes the site installable (W3C Web App Manifest)."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/manifest+json; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
        **_KEPT_BRIEFLY,
    }
    return Response(manifest(request.language), headers)


@lru_cache(maxsize=16)
def saved_html(language: str = FALLBACK) -> str:
    """The page in that language."""
    return render_page(SavedPage(crisis_lines(language=language)), BASE, language)


@lru_cache(maxsize=16)
def worker_script(language: str = FALLBACK) -> str:
    """The worker with its list of files. Any change in one of them changes its version, which is
    how browsers learn of it.
    """
    content = hashlib.sha256(saved_html(language).encode())
    content.update(manifest(language).encode())
    files = offline_files()
    content.update(json.dumps(files).encode())
    version = content.hexdigest()[:10]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    return head + (WORKERS / WORKER).read_text("utf-8")


def offline_files() -> list[str]:
    """The addresses that the finder's pages need without a network, the list's own first."""
    return [PAGE, MANIFEST, *(f"{BASE}/static/{name}?v={content_hash(name)}" for name in _FILES)]


def manifest(language: str = FALLBACK) -> str:
    """The manifest as JSON text."""
    t = translator(language)
    described = {
        "name": t("site.title", page=t("finder.title")),
        "short_name": t("site.name"),
        "lang": language,
        "dir": direction(language),
        "id": f"{BASE}/",
        "start_url": f"{BASE}/",
        "scope": f"{BASE}/",
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            {"src": f"{BASE}/static/images/icon.svg", "sizes": "any", "type": "image/svg+xml"}
        ],
    }
    return json.dumps(described, ensure_ascii=False)
