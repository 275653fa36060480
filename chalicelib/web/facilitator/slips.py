"""Slips for rooms without phones: tickets on paper, which count once they are marked as given.

They are made and printed by the page's script: their texts are on the paper and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chalice.app import Response

from chalicelib.verification.slips import MAX_SLIPS, PREPARED_BEFORE
from chalicelib.web.facilitator.facilitator_meeting import FacilitatorMeeting, facilitator_meeting
from chalicelib.web.facilitator.give import redeem_address
from chalicelib.web.facilitator.meetings import SYMBOLS
from chalicelib.web.facilitator.own_meeting import offered_meeting
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.static_addresses import optional_address
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import translator


@dataclass(frozen=True, slots=True)
class SlipsPage:
    """The slips of a meeting: to prepare and print, and to mark as given.

    `redeem_address`: where a ticket is typed, as people say it. `symbols`: address of the QR
    encoder; "" where the build had none. `offline_copy`: whether this is the page that a phone
    stores. `most_slips`: of one occurrence; `days_ahead`: how long before it they are prepared.
    """

    template: ClassVar[str] = "facilitator/slips.html"
    meeting: FacilitatorMeeting
    now: datetime
    redeem_address: str
    symbols: str = ""
    offline_copy: bool = False
    most_slips: int = MAX_SLIPS
    days_ahead: int = PREPARED_BEFORE.days


def slips_page(request: Request, meeting_id: str) -> Response:
    """Returns the page of a meeting's slips.

    Raises SignInNeeded, NotFound, NotYourMeeting and NotOffered.
    """
    session = request.session()
    meeting = offered_meeting(meeting_id, session.facilitator.meeting_ids)
    page = SlipsPage(
        meeting=facilitator_meeting(translator(request.language), meeting, request.now),
        now=request.now,
        redeem_address=redeem_address(),
        symbols=optional_address(request.base, SYMBOLS),
        offline_copy=bool(request.query("kept")),
    )
    html = render_page(page, request.base, request.language)
    return html_response(html, headers=request.renewed_session_cookie(session))
