"""Somebody says that a listing is wrong: what, and nothing about who."""

import secrets
from dataclasses import dataclass
from datetime import UTC
from typing import ClassVar

from chalice.app import Response

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.report import MAX_TEXT, Kind, Report
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import InvalidField, NotFound, require_text
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.crisis import CrisisLine, country_of_zone, crisis_lines

MAX_FORM_ID = 40  # characters
_LINE_ENDS = str.maketrans({"\r": " ", "\n": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form of a report; with `sent`, thanks for one.

    `kinds`: what may be wrong. `max_length`: of the text, in characters. `form_id`: a random one,
    by which a report whose answer was lost can be sent again and is counted once.
    """

    template: ClassVar[str] = "finder/report.html"
    meeting: Meeting
    kinds: tuple[str, ...]
    max_length: int
    sent: bool
    form_id: str
    crisis: tuple[CrisisLine, ...]


def report_page(request: Request, meeting_id: str) -> Response:
    """Returns the form."""
    return _page(request, _public_meeting(meeting_id), sent=False)


def send_report(request: Request, meeting_id: str) -> Response:
    """Stores a report for ninety days, and returns thanks for it.

    Of who sent it, and of the hour, nothing is stored. Raises InvalidField, NotFound, WrongOrigin.
    """
    request.require_own_origin()
    meeting = _public_meeting(meeting_id)
    posted = request.form("kind", "text", "form_id")
    kind, text = posted["kind"], posted["text"].translate(_LINE_ENDS).strip()
    if kind not in tuple(Kind):
        again = f"/meetings/{meeting.id}/report"
        raise InvalidField("kind", f"one of {', '.join(Kind)}", again)
    require_text("text", text, MAX_TEXT)
    form_id = require_text("form_id", posted["form_id"], MAX_FORM_ID)
    report = Report(meeting.id, Kind(kind), text, request.now.astimezone(UTC).date())
    open_table().add_report(report, form_id)
    return _page(request, meeting, sent=True)


def _public_meeting(meeting_id: str) -> Meeting:
    meeting = open_table().get_public(fields.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    return meeting


def _page(request: Request, meeting: Meeting, *, sent: bool) -> Response:
    timezone = meeting.schedule.timezone if meeting.schedule else ""
    page = ReportPage(
        meeting,
        kinds=tuple(kind.value for kind in Kind),
        max_length=MAX_TEXT,
        sent=sent,
        form_id=secrets.token_urlsafe(12),
        crisis=crisis_lines(country_of_zone(timezone), request.language),
    )
    return html_response(render_page(page, request.base, request.language))
