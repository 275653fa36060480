"""Somebody says that a listing is wrong: what, and nothing about who."""

from datetime import UTC

from chalice.app import Response

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.report import MAX_TEXT, Kind, Report
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.http import params
from chalicelib.web.http.exceptions import InvalidField, NotFound, require_text
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.i18n.crisis import country_of_zone, crisis_lines

_LINE_ENDS = str.maketrans({"\r": " ", "\n": " ", "\t": " "})


def form(request: Request, meeting_id: str) -> Response:
    """The form."""
    return _page(request, _listed(meeting_id), sent=False)


def reported(request: Request, meeting_id: str) -> Response:
    """Keeps a report for ninety days; of who sent it, and of the hour, nothing. Where a meeting has
    as many as it may have, the thanks are the same.
    """
    request.require_own_origin()
    meeting = _listed(meeting_id)
    posted = request.form("kind", "text")
    kind, text = posted["kind"], posted["text"].translate(_LINE_ENDS).strip()
    if kind not in tuple(Kind):
        again = f"/meetings/{meeting.id}/report"
        raise InvalidField("kind", f"one of {', '.join(Kind)}", again)
    require_text("text", text, MAX_TEXT)
    report = Report(meeting.id, Kind(kind), text, request.now.astimezone(UTC).date())
    open_table().add_report(report)
    return _page(request, meeting, sent=True)


def _listed(meeting_id: str) -> Meeting:
    found = open_table().get_public(params.meeting_id(meeting_id))
    if found is None:
        raise NotFound
    return found


def _page(request: Request, meeting: Meeting, *, sent: bool) -> Response:
    from chalicelib.web.http.templates import render

    timezone = meeting.schedule.timezone if meeting.schedule else ""
    html = render(
        "finder/report.html",
        request.base,
        request.language,
        meeting=meeting,
        kinds=[kind.value for kind in Kind],
        most=MAX_TEXT,
        sent=sent,
        crisis=crisis_lines(country_of_zone(timezone), request.language),
    )
    return html_response(html)
