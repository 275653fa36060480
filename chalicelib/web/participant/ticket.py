"""A ticket's page, `/t`: one person's right to one code, redeemed by anyone who holds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import ClassVar

from chalice.app import Response

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.issuing import TicketExpired, TicketUnknown, TicketWithdrawn
from chalicelib.verification.service import issuer
from chalicelib.verification.table import Ticket
from chalicelib.verification.tickets import InvalidTicket
from chalicelib.web.http import params
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.participant.code import code_html


@dataclass(frozen=True, slots=True)
class RedeemableTicket:
    """What the code of a ticket will say; `suggested_detail` is a `Detail`."""

    name: str
    place: str
    occurrence: Occurrence
    suggested_detail: str


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Takes a ticket, and then asks what its code is to show.

    `ticket`: the characters that were sent, or "". `redeemable`: what they stand for. `problem`:
    "", "invalid", "unknown", "over" or "withdrawn".
    """

    template: ClassVar[str] = "participant/ticket.html"
    now: datetime
    ticket: str = ""
    redeemable: RedeemableTicket | None = None
    problem: str = ""


def ticket_page(request: Request) -> Response:
    """Returns the page that takes a ticket's ten characters.

    A script takes them from the link's fragment.
    """
    return _page_response(request)


def redeem_ticket(request: Request) -> Response:
    """Returns the question what the code is to show, and then the code.

    The same ticket gives the same code again.
    """
    form = request.form("ticket", "detail")
    ticket = form["ticket"].strip().rpartition("#")[2]
    try:
        if form["detail"]:
            detail = params.detail(form["detail"])
            redeemed = issuer().redeem(ticket, request.now)
            return html_response(code_html(request, redeemed.forms[detail]))
        stored = issuer().find(ticket, request.now)
    except InvalidTicket:
        return _page_response(request, ticket, problem="invalid", status=400)
    except TicketUnknown:
        return _page_response(request, ticket, problem="unknown", status=404)
    except TicketExpired:
        return _page_response(request, ticket, problem="over", status=410)
    except TicketWithdrawn:
        return _page_response(request, ticket, problem="withdrawn", status=410)
    return _page_response(request, ticket, redeemable=_redeemable(stored))


def _page_response(
    request: Request,
    ticket: str = "",
    problem: str = "",
    redeemable: RedeemableTicket | None = None,
    status: int = 200,
) -> Response:
    page = TicketPage(request.now, ticket, redeemable, problem)
    return html_response(render_page(page, request.base, request.language), status)


def _redeemable(ticket: Ticket) -> RedeemableTicket:
    return RedeemableTicket(ticket.name, ticket.place, ticket_occurrence(ticket), ticket.suggested)


def ticket_occurrence(ticket: Ticket) -> Occurrence:
    """Returns the occurrence that a ticket is for, in the offset that its code says."""
    offset = timezone(timedelta(minutes=ticket.utc_offset_min))
    start = datetime.fromtimestamp(ticket.start, offset)
    return Occurrence(start, start + timedelta(minutes=ticket.length_min))
