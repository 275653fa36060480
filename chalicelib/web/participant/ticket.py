"""A ticket's page, `/t`: one person's right to one code, redeemed by anyone who holds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from chalice.app import Response

from chalicelib import settings
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.issuing import TicketOver, TicketUnknown, TicketWithdrawn
from chalicelib.verification.service import issuer
from chalicelib.verification.table import Ticket
from chalicelib.verification.tickets import InvalidTicket
from chalicelib.web.http import params
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response
from chalicelib.web.participant.code import code_page


@dataclass(frozen=True, slots=True)
class Choice:
    """A ticket that was found, and what its code will say."""

    name: str
    place: str
    occurrence: Occurrence
    suggested: str


def ticket_page(request: Request) -> Response:
    """Takes a ticket's ten characters; a script takes them from the link's fragment."""
    return _ticket_page(request)


def ticket_posted(request: Request) -> Response:
    """What the code is to show; then the code. The same ticket gives the same code again."""
    form = request.form("ticket", "detail")
    ticket = form["ticket"].strip().rpartition("#")[2]
    try:
        if form["detail"]:
            given = issuer().redeem(ticket, params.detail(form["detail"]), request.now)
            return html_response(code_page(request, given))
        found = issuer().find(ticket, request.now)
    except InvalidTicket:
        return _ticket_page(request, ticket, problem="invalid", status=400)
    except TicketUnknown:
        return _ticket_page(request, ticket, problem="unknown", status=404)
    except TicketOver:
        return _ticket_page(request, ticket, problem="over", status=410)
    except TicketWithdrawn:
        return _ticket_page(request, ticket, problem="withdrawn", status=410)
    return _ticket_page(request, ticket, choice=_choice(found))


def _ticket_page(
    request: Request,
    ticket: str = "",
    problem: str = "",
    choice: Choice | None = None,
    status: int = 200,
) -> Response:
    from chalicelib.web.http.templates import render

    html = render(
        "participant/ticket.html",
        request.base,
        request.language,
        ticket=ticket,
        problem=problem,
        choice=choice,
        now=request.now,
        organisation=settings.current().organisation,
    )
    return html_response(html, status)


def _choice(ticket: Ticket) -> Choice:
    return Choice(ticket.name, ticket.place, ticket_occurrence(ticket), ticket.suggested)


def ticket_occurrence(ticket: Ticket) -> Occurrence:
    """Returns the occurrence that a ticket is for, in the offset that its code says."""
    offset = timezone(timedelta(minutes=ticket.utc_offset_min))
    start = datetime.fromtimestamp(ticket.start, offset)
    return Occurrence(start, start + timedelta(minutes=ticket.length_min))
