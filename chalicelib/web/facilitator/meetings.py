"""The facilitator's list of meetings, and the worker that keeps the pages on a phone.

A phone keeps the list and the pages of meetings that can give, as they are with `?kept`: without
anything of this moment in them. Their scripts go on from the windows that come with them.
"""

import hashlib
import json
from functools import lru_cache

from chalice.app import Response

from chalicelib.meetings.storage.table import open_table
from chalicelib.web.facilitator.facilitator_meeting import Held, _held
from chalicelib.web.http.cookies import renewed_session_cookie
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.static_files import FILES
from chalicelib.web.i18n.catalogue import speaker

SYMBOLS = "qr.js"  # from npm by `make build`; without it a ticket is its characters and its link
WORKER = "facilitate-worker.js"
_BY_HASH = ("style.css", "facilitate.css", "icon.svg", "facilitate.js", "give.js")
_BY_NAME = (
    "counted.js",
    "facilitate-desk.js",
    "mine-picture.js",
    "patience.js",
    "ticket-queue.js",
    "tickets.js",
    "times.js",
)


def held_meetings(request: Request) -> Response:
    """The meetings held, those in their window first."""
    from chalicelib.web.http.templates import render

    session = request.session()
    found = open_table().get_many(session.facilitator.meeting_ids)
    say = speaker(request.language)
    held = [_held(say, meeting, request.now) for meeting in found.values()]
    held.sort(key=lambda one: (not (one.open and one.offered), _start(one), one.name))
    kept = bool(request.query("kept"))
    html = render(
        "facilitator/meetings.html",
        request.base,
        request.language,
        held=held,
        label=session.facilitator.label,
        now=request.now,
        kept=kept,
    )
    to_keep = {"Waypost-Keep": " ".join(one.id for one in held if one.windows)} if kept else {}
    return html_response(
        html, headers={**renewed_session_cookie(request.session_cookie(), session), **to_keep}
    )


def _start(one: Held) -> float:
    if one.occurrence is None:
        return float("inf")
    start = one.occurrence.start.timestamp()
    return -start if one.open else start


def worker(request: Request) -> Response:
    """The pages' service worker. It lies beside the list, which its scope may then hold."""
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/javascript; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(worker_script(), headers)


@lru_cache(maxsize=1)
def worker_script() -> str:
    """The worker with its list of files. Any change in one of them changes its version, which is
    how browsers learn of it. Its links are relative, so that it serves under any base path.
    """
    symbols = [SYMBOLS] if SYMBOLS in FILES else []
    files = [_hashed(".", name) for name in (*_BY_HASH, *symbols)]
    files += [f"./static/{name}" for name in _BY_NAME]
    content = hashlib.sha256(json.dumps(files).encode())
    for name in _BY_NAME:
        content.update(FILES[name].read_bytes())
    head = f"const VERSION = {json.dumps(content.hexdigest()[:10])};\nconst FILES = "
    return f"{head}{json.dumps(files)};\n{FILES[WORKER].read_text('utf-8')}"


def _hashed(base: str, name: str) -> str:
    """The address that pages use; a bundle's is by what was built."""
    from chalicelib.web.files import STATIC
    from chalicelib.web.http.templates import content_hash

    if (STATIC / name).exists():
        return f"{base}/static/{name}?v={content_hash(name)}"
    digest = hashlib.sha256(FILES[name].read_bytes()).hexdigest()[:10]
    return f"{base}/static/{name}?v={digest}"
