"""Giving a verification: the second tap, and the finished code."""

from chalice.app import Response

from chalicelib import settings
from chalicelib.meetings.meeting import Meeting, VerificationPolicy
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.issuing import (
    NotOffered,
    NotYourMeeting,
    OutsideIssuingWindow,
    open_window,
    suggested_detail,
)
from chalicelib.verification.service import issuer
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.facilitator.facilitator_meeting import _coming, _held
from chalicelib.web.facilitator.meetings import SYMBOLS, _hashed
from chalicelib.web.http import params
from chalicelib.web.http.cookies import renewed_session_cookie
from chalicelib.web.http.exceptions import NotFound
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, see_other
from chalicelib.web.http.static_files import FILES
from chalicelib.web.i18n.catalogue import speaker
from chalicelib.web.participant.code import code_page


def _mine(request: Request, meeting_id: str, held: frozenset[str]) -> Meeting:
    meeting = open_table().get(params.meeting_id(meeting_id))
    if meeting is None:
        raise NotFound
    if meeting.id not in held:
        raise NotYourMeeting
    if meeting.verification is not VerificationPolicy.OFFERED:
        raise NotOffered
    return meeting


def choose(request: Request, meeting_id: str) -> Response:
    """The ticket for one person, made by the page's script; the finished code for one without."""
    from chalicelib.web.http.templates import render

    session = request.session()
    meeting = _mine(request, meeting_id, session.facilitator.meeting_ids)
    kept = bool(request.query("kept"))
    coming = _coming(meeting, request.now)
    window = coming[0] if kept and coming else open_window(meeting, request.now, settings.current())
    html = render(
        "facilitator/give.html",
        request.base,
        request.language,
        meeting=_held(speaker(request.language), meeting, request.now),
        occurrence=window.occurrence,
        now=request.now,
        once="" if kept else new_ticket(),
        preselect=suggested_detail(meeting).value,
        kept=kept,
        symbols=_hashed(request.base, SYMBOLS) if SYMBOLS in FILES else "",
        redeem_at=f"{settings.current().public_url}/t".partition("://")[2],
    )
    return html_response(html, headers=renewed_session_cookie(request.session_cookie(), session))


def give(request: Request, meeting_id: str) -> Response:
    """The finished code; the same form sent again gives the same code. One that was left open
    since an earlier occurrence leads to the present one's instead.
    """
    session = request.session()
    request.require_own_origin()
    held = session.facilitator.meeting_ids
    meeting = _mine(request, meeting_id, held)
    form = request.form("detail", "once")
    detail = params.detail(form["detail"])
    try:
        given = issuer().give(meeting, held, form["once"], detail, request.now)
    except OutsideIssuingWindow as outside:
        if request.now < outside.window.opens_at:
            raise
        return see_other(f"{request.base}/facilitate/give/{meeting.id}")
    html = code_page(request, given, again=f"/facilitate/give/{meeting.id}")
    return html_response(html, headers=renewed_session_cookie(request.session_cookie(), session))
