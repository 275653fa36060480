"""Offline shells: what a device stores of the site, so that its pages open without a network.

Four parts of the site have one: the finder, the participant's codes, the facilitators' pages and
the checking desk. A shell is a service worker (W3C Service Workers) with the files that it stores,
and a manifest that installs its page (W3C Web Application Manifest), but for the facilitators.

Workers and manifests lie beside the pages, at the first level and not below /static: a worker may
answer only for addresses at or below its own folder, and links are relative, so that they serve
under any base path. Their addresses and scopes never change, because phones have them installed,
with codes and tickets inside. What the workers do with the files: frontend/workers.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from chalice.app import Response

from chalicelib.web.files import BUILT
from chalicelib.web.http.static_addresses import optional_address, static_address
from chalicelib.web.i18n.catalogue import direction

BASE = "."
PAPER = "#faf6ee"  # as in style.css
WORKER_HEADERS = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
    "X-Content-Type-Options": "nosniff",
}
MANIFEST_HEADERS = {
    "Content-Type": "application/manifest+json; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
}
_ICON = "images/icon.svg"


@dataclass(frozen=True, slots=True)
class OfflineShell:
    """What a worker stores, and what it answers with.

    `worker`: its script in frontend/workers. `files`: names of the static files that its pages need
    besides `style` and the icon; `libraries`: those from npm, which a build may lack;
    `later`: those that a page can start without and asks for afterwards. `page` and `manifest`:
    addresses; "" where the worker stores none. `other_pages`: addresses of pages that change with
    no version, of which the stored copy is only for want of a network.
    """

    worker: str
    files: tuple[str, ...]
    style: str = "styles/style.css"
    page: str = ""
    manifest: str = ""
    libraries: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    other_pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a browser needs to install a page. `start_url` is its scope too."""

    name: str
    short_name: str
    language: str
    start_url: str
    id: str = ""  # by default that of start_url
    display: str = "minimal-ui"
    theme_color: str = PAPER


def stored_addresses(shell: OfflineShell, built: Path = BUILT) -> list[str]:
    """Returns the addresses that the pages need without a network, the page's own first."""
    static = built / "static"
    own = [address for address in (shell.page, shell.manifest, *shell.other_pages) if address]
    files = [static_address(BASE, name, static) for name in (shell.style, _ICON, *shell.files)]
    return own + files + _built(shell.libraries, static)


def worker_script(shell: OfflineShell, *texts: str, built: Path = BUILT) -> str:
    """Returns the worker with what it stores.

    `texts` are the page and the manifest, whose addresses do not change with their content. Any
    change in what is stored changes the version, which is how browsers learn of it.
    """
    files = stored_addresses(shell, built)
    later = _built(shell.later, built / "static")
    version = hashlib.sha256(json.dumps([files, later, texts]).encode()).hexdigest()[:10]
    constants = {"VERSION": version, "FILES": files, "LATER": later}
    lines = (f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    return "".join(lines) + (built / "workers" / shell.worker).read_text("utf-8")


def manifest_text(manifest: Manifest, built: Path = BUILT) -> str:
    """Returns the manifest as JSON text."""
    icon = static_address(BASE, _ICON, built / "static")
    members = {
        "name": manifest.name,
        "short_name": manifest.short_name,
        "lang": manifest.language,
        "dir": direction(manifest.language),
        **({"id": manifest.id} if manifest.id else {}),
        "start_url": manifest.start_url,
        "scope": manifest.start_url,
        "display": manifest.display,
        "background_color": PAPER,
        "theme_color": manifest.theme_color,
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(members, ensure_ascii=False)


def worker_response(script: str) -> Response:
    """Returns a worker, which browsers ask for anew at each visit."""
    return Response(script, {**WORKER_HEADERS})


def manifest_response(text: str) -> Response:
    """Returns a manifest."""
    return Response(text, {**MANIFEST_HEADERS})


def _built(names: tuple[str, ...], static: Path) -> list[str]:
    addresses = (optional_address(BASE, name, static) for name in names)
    return [address for address in addresses if address]
