"""What the finder keeps on a visitor's device.

That is the list of saved meetings, `/saved`, the service worker that keeps them readable without a
signal, and the manifest that installs the site.

All three are the same for everybody: what is saved is known to the device alone. Links are
relative, so that they serve under any base path; they lie at the first level, where they resolve
and where the worker's scope may begin.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from chalice.app import Response

from chalicelib.web.http.offline_shell import (
    BASE,
    Manifest,
    OfflineShell,
    manifest_response,
    manifest_text,
    worker_response,
    worker_script,
)
from chalicelib.web.http.policy import page_policy
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import LINKED, render_page
from chalicelib.web.i18n.catalogue import FALLBACK, translator
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines

SHELL = OfflineShell(
    worker="finder.js",
    page=f"{BASE}/saved",
    other_pages=(f"{BASE}/what-to-expect",),
    files=("styles/finder.css", "finder/results.js", "finder/meeting.js", "finder/saved.js"),
)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The list of saved meetings, which a script fills."""

    template: ClassVar[str] = "finder/saved.html"
    carries_style: ClassVar[bool] = True
    crisis: tuple[CrisisLine, ...]


def saved_page(request: Request) -> Response:
    """Returns the page, before any meeting."""
    policy = {"Content-Security-Policy": page_policy(SavedPage)}
    linked = request.query("style") == LINKED
    html = saved_html(request.language, has_linked_style=linked)
    return html_response(html, headers=policy)


def worker(request: Request) -> Response:
    """Returns the finder's service worker.

    Its scope holds the site; where a part of the site has a worker of its own, that one's scope is
    the narrower, which wins.
    """
    return worker_response(saved_worker(request.language))


def site_manifest(request: Request) -> Response:
    """Returns what makes the site installable."""
    return manifest_in(request.language)


def manifest_in(language: str) -> Response:
    """Returns what makes the site installable, in that language."""
    return manifest_response(saved_manifest(language))


@lru_cache(maxsize=16)
def saved_html(language: str = FALLBACK, *, has_linked_style: bool = False) -> str:
    """Returns the page in that language, which carries its style or links to it."""
    page = SavedPage(crisis_lines(language=language))
    return render_page(page, BASE, language, has_linked_style=has_linked_style)


@lru_cache(maxsize=16)
def saved_worker(language: str = FALLBACK) -> str:
    """Returns the worker with what it stores."""
    return worker_script(SHELL, saved_html(language), saved_manifest(language))


def saved_manifest(language: str = FALLBACK) -> str:
    """Returns the manifest as JSON text."""
    t = translator(language)
    manifest = Manifest(
        name=t("site.title", page=t("finder.title")),
        short_name=t("site.name"),
        language=language,
        id=f"{BASE}/",
        start_url=f"{BASE}/",
    )
    return manifest_text(manifest)
