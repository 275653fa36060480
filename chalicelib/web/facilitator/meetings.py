"""The facilitator's list of meetings, and the worker that stores the pages on a phone.

A phone stores the list and the pages of meetings that can give, as they are with `?kept`: without
anything of this moment in them. Their scripts go on from the windows that come with them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from chalice.app import Response

from chalicelib.facilitators.sessions import OpenSession, open_sessions
from chalicelib.facilitators.table import open_table as open_accounts
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.facilitator.facilitator_meeting import FacilitatorMeeting, facilitator_meeting
from chalicelib.web.http.offline_shell import OfflineShell, worker_response, worker_script
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import translator

SYMBOLS = "vendor/qr.js"  # without it a ticket is its characters and its link
SHELL = OfflineShell(
    worker="facilitate.js",
    files=(
        "styles/code.css",
        "styles/facilitate.css",
        "styles/slips.css",
        "facilitator/meetings.js",
        "facilitator/give.js",
        "facilitator/slips.js",
    ),
    libraries=(SYMBOLS,),
)


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """The facilitator's meetings.

    `label`: the account's. `offline_copy`: whether this is the page that a phone stores.
    `sessions`: where the facilitator is signed in, here first; `ended`: whether some were just
    ended, so that they stand open.
    """

    template: ClassVar[str] = "facilitator/meetings.html"
    meetings: tuple[FacilitatorMeeting, ...]
    label: str
    now: datetime
    offline_copy: bool = False
    sessions: tuple[OpenSession, ...] = ()
    ended: bool = False


def meetings_page(request: Request) -> Response:
    """Returns the facilitator's meetings, those in their window first."""
    session = request.session()
    listed = open_table().get_many(session.facilitator.meeting_ids)
    t = translator(request.language)
    meetings = [facilitator_meeting(t, meeting, request.now) for meeting in listed.values()]
    meetings.sort(key=_sort_key)
    offline_copy = bool(request.query("kept"))
    page = MeetingsPage(
        tuple(meetings),
        session.facilitator.label,
        request.now,
        offline_copy,
        () if offline_copy else tuple(open_sessions(session, open_accounts(), request.now)),
        bool(request.query("ended")),
    )
    headers = request.renewed_session_cookie(session)
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
    """Returns the pages' service worker; their texts are a facilitator's own."""
    return worker_response(facilitator_worker())


@lru_cache(maxsize=1)
def facilitator_worker() -> str:
    """Returns the worker with what it stores."""
    return worker_script(SHELL)
