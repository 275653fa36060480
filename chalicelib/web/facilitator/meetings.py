"""The facilitator's list of meetings, and the worker that stores the pages on a phone.

A phone stores the list and the pages of meetings that can give, as they are with `?kept`: without
anything of this moment in them. Their scripts go on from the windows that come with them.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from chalice.app import Response

from chalicelib.meetings.storage.table import open_table
from chalicelib.web.facilitator.facilitator_meeting import FacilitatorMeeting, facilitator_meeting
from chalicelib.web.http.cookies import renewed_session_cookie
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.static_files import FILES
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import translator

SYMBOLS = "vendor/qr.js"  # from npm; without it a ticket is its characters and its link
WORKER = "facilitate.js"
_FILES = (
    "styles/style.css",
    "styles/facilitate.css",
    "images/icon.svg",
    "facilitator/meetings.js",
    "facilitator/give.js",
)


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """The facilitator's meetings.

    `label`: the account's. `offline_copy`: whether this is the page that a phone stores.
    """

    template: ClassVar[str] = "facilitator/meetings.html"
    meetings: tuple[FacilitatorMeeting, ...]
    label: str
    now: datetime
    offline_copy: bool = False


def meetings_page(request: Request) -> Response:
    """Returns the facilitator's meetings, those in their window first."""
    session = request.session()
    listed = open_table().get_many(session.facilitator.meeting_ids)
    t = translator(request.language)
    meetings = [facilitator_meeting(t, meeting, request.now) for meeting in listed.values()]
    meetings.sort(key=_sort_key)
    offline_copy = bool(request.query("kept"))
    page = MeetingsPage(tuple(meetings), session.facilitator.label, request.now, offline_copy)
    headers = renewed_session_cookie(request.session_cookie(), session)
    if offline_copy:
        ids = " ".join(meeting.id for meeting in meetings if meeting.windows)
        headers = {**headers, "Waypost-Keep": ids}
    return html_response(render_page(page, request.base, request.language), headers=headers)


def _sort_key(meeting: FacilitatorMeeting) -> tuple[bool, float, str]:
    """Open ones first, the latest start first; then by the next start."""
    start = meeting.occurrence.start.timestamp() if meeting.occurrence else float("inf")
    can_give = meeting.open and meeting.offered
    return (not can_give, -start if meeting.open else start, meeting.name)


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
    from chalicelib.web.files import WORKERS

    symbols = [SYMBOLS] if SYMBOLS in FILES else []
    files = json.dumps([_hashed(".", name) for name in (*_FILES, *symbols)])
    version = hashlib.sha256(files.encode()).hexdigest()[:10]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {files};\n"
    return head + (WORKERS / WORKER).read_text("utf-8")


def _hashed(base: str, name: str) -> str:
    from chalicelib.web.http.templates import content_hash

    return f"{base}/static/{name}?v={content_hash(name)}"
