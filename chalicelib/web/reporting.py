"""Somebody says that a listing is wrong: what, and nothing about who."""

from datetime import UTC

from chalice.app import Response

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.report import MAX_TEXT, Kind, Report
from chalicelib.meetings.table import open_table
from chalicelib.web import fields
from chalicelib.web.crisis import country_of_zone, crisis_lines
from chalicelib.web.edge import Visit, page
from chalicelib.web.refusals import InvalidField, NotFound, require_text

_LINE_ENDS = str.maketrans({"\r": " ", "\n": " ", "\t": " "})


def form(visit: Visit, meeting_id: str) -> Response:
    """The form."""
    return _page(visit, _listed(meeting_id), sent=False)


def reported(visit: Visit, meeting_id: str) -> Response:
    """Keeps a report for ninety days; of who sent it, and of the hour, nothing. Where a meeting has
    as many as it may have, the thanks are the same."""
    visit.require_own_origin()
    meeting = _listed(meeting_id)
    posted = visit.form("kind", "text")
    kind, text = posted["kind"], posted["text"].translate(_LINE_ENDS).strip()
    if kind not in tuple(Kind):
        again = f"/meetings/{meeting.id}/report"
        raise InvalidField("kind", f"one of {', '.join(Kind)}", again)
    require_text("text", text, MAX_TEXT)
    report = Report(meeting.id, Kind(kind), text, visit.now.astimezone(UTC).date())
    open_table().add_report(report)
    return _page(visit, meeting, sent=True)


def _listed(meeting_id: str) -> Meeting:
    found = open_table().get_public(fields.meeting_id(meeting_id))
    if found is None:
        raise NotFound
    return found


def _page(visit: Visit, meeting: Meeting, *, sent: bool) -> Response:
    from chalicelib.web.rendering import render

    timezone = meeting.schedule.timezone if meeting.schedule else ""
    html = render(
        "report.html",
        visit.base,
        visit.language,
        meeting=meeting,
        kinds=[kind.value for kind in Kind],
        most=MAX_TEXT,
        sent=sent,
        crisis=crisis_lines(country_of_zone(timezone), visit.language),
    )
    return page(html)
