"""Giving a verification: the second tap, and the finished code."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.detail import Detail, suggested_detail
from chalicelib.verification.service import issuer
from chalicelib.verification.tickets import new_ticket
from chalicelib.verification.window import OutsideIssuingWindow, open_window
from chalicelib.web.facilitator.facilitator_meeting import (
    FacilitatorMeeting,
    facilitator_meeting,
    windows_ahead,
)
from chalicelib.web.facilitator.meetings import SYMBOLS
from chalicelib.web.facilitator.own_meeting import offered_meeting
from chalicelib.web.http import fields
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, see_other
from chalicelib.web.http.static_addresses import optional_address
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import translator
from chalicelib.web.participant.code import code_html


@dataclass(frozen=True, slots=True)
class GivePage:
    """A ticket, which the page's script makes; without a script, a finished code.

    `occurrence`: the one to give for. `idempotency_key`: a fresh value, so that one tap gives one
    code; "" in an offline copy, which is the page that a phone stores. `details`: what a code can
    tell, the suggested one first. `symbols`: address of the QR encoder; "" where the build had
    none. `redeem_address`: where a ticket is typed, as people say it: host and path.
    """

    template: ClassVar[str] = "facilitator/give.html"
    meeting: FacilitatorMeeting
    occurrence: Occurrence
    now: datetime
    idempotency_key: str
    details: tuple[str, ...]
    redeem_address: str
    symbols: str = ""
    offline_copy: bool = False


def give_page(request: Request, meeting_id: str) -> Response:
    """Returns the page that makes a ticket for one person, or asks what the code is to show."""
    session = request.session()
    meeting = offered_meeting(meeting_id, session.facilitator.meeting_ids)
    offline_copy = bool(request.query("kept"))
    windows = windows_ahead(meeting, request.now)
    if offline_copy and windows:
        window = windows[0]
    else:
        window = open_window(meeting, request.now, settings.current())
    page = GivePage(
        meeting=facilitator_meeting(translator(request.language), meeting, request.now),
        occurrence=window.occurrence,
        now=request.now,
        idempotency_key="" if offline_copy else new_ticket(),
        details=_details(suggested_detail(meeting)),
        redeem_address=redeem_address(),
        symbols=optional_address(request.base, SYMBOLS),
        offline_copy=offline_copy,
    )
    html = render_page(page, request.base, request.language)
    return html_response(html, headers=request.renewed_session_cookie(session))


def give(request: Request, meeting_id: str) -> Response:
    """Returns the finished code; the same form sent again gives the same code.

    A form that stayed open since an earlier occurrence leads to the present one's instead. Raises
    SignInNeeded, and what `Issuer.give` raises.
    """
    session = request.session()
    request.require_own_origin()
    own_ids = session.facilitator.meeting_ids
    meeting = offered_meeting(meeting_id, own_ids)
    form = request.form("detail", "once")
    detail = fields.detail(form["detail"])
    try:
        verification = issuer().give(meeting, own_ids, form["once"], detail, request.now)
    except OutsideIssuingWindow as outside:
        if request.now < outside.window.opens_at:
            raise
        return see_other(f"{request.base}/facilitate/give/{meeting.id}")
    html = code_html(request, verification, give_again_path=f"/facilitate/give/{meeting.id}")
    return html_response(html, headers=request.renewed_session_cookie(session))


def redeem_address() -> str:
    """Returns where a ticket is typed, as people say it."""
    return f"{settings.current().public_url}/t".partition("://")[2]


def _details(suggested: Detail) -> tuple[str, ...]:
    others = (detail.value for detail in Detail if detail is not suggested)
    return (suggested.value, *others)
