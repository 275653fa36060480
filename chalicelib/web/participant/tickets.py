"""Tickets: one person's right to one code, registered by a facilitator's phone, redeemed by anyone
who holds it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification import qr
from chalicelib.verification.claims import reference_text
from chalicelib.verification.issuing import (
    NotYourMeeting,
    TicketExpired,
    TicketUnknown,
    TicketWithdrawn,
    Verification,
)
from chalicelib.verification.service import issuer
from chalicelib.verification.table import Ticket
from chalicelib.verification.tickets import InvalidTicket
from chalicelib.web.http import params
from chalicelib.web.http.cookies import renewed_session_cookie
from chalicelib.web.http.exceptions import InvalidField, NotFound, require_text
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, json_response
from chalicelib.web.participant.code import code_page

MAX_SENT = 100  # tickets in one request
_HASH = re.compile(r"[0-9a-f]{64}")


def verification_json(given: Verification) -> dict[str, Any]:
    """A finished code, as issuing and redeeming answer it."""
    return {
        "token": given.token,
        "url": given.url,
        "reference": given.reference,
        "hand_in_by": given.claims.hand_in_by.isoformat(),
        "svg": qr.svg(given.url),
    }


def register(request: Request) -> Response:
    """Keeps the tickets that a facilitator's phone made."""
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "tickets", "starts_at")
    meeting = _meeting(body.get("meeting_id"))
    hashes = _hashes(body.get("tickets"))
    made_for = params.starts_at(body["starts_at"]) if "starts_at" in body else None
    held = session.facilitator.meeting_ids
    kept = issuer().register(meeting, held, hashes, request.now, made_for)
    shape = {
        "give_until": kept.give_until.isoformat(),
        "redeem_until": kept.redeem_until.isoformat(),
        "registered": list(kept.hashes),
    }
    return json_response(shape, 201, renewed_session_cookie(request.session_cookie(), session))


def listed(request: Request) -> Response:
    """The tickets of a meeting that can still be redeemed or withdrawn."""
    session = request.session()
    meeting_id = params.meeting_id(request.query("meeting_id"))
    if meeting_id not in session.facilitator.meeting_ids:
        raise NotYourMeeting
    tickets = issuer().tickets(meeting_id, request.now)
    shape = {"tickets": [_ticket_json(ticket) for ticket in tickets]}
    return json_response(shape, headers=renewed_session_cookie(request.session_cookie(), session))


def withdraw(request: Request, reference: str) -> Response:
    """Takes back a ticket, and the code that it gave or would give."""
    session = request.session()
    request.require_own_origin()
    held = session.facilitator.meeting_ids
    issuer().withdraw(held, params.reference(reference), request.now)
    return json_response(
        {"withdrawn": reference}, headers=renewed_session_cookie(request.session_cookie(), session)
    )


def redeem(request: Request) -> Response:
    """The code of a ticket: the same one every time."""
    body = request.json("ticket", "detail")
    ticket = require_text("ticket", body.get("ticket"))
    detail = params.detail(body.get("detail", "full"))
    return json_response(verification_json(issuer().redeem(ticket, detail, request.now)))


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
    except TicketExpired:
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
    return Choice(ticket.name, ticket.place, _occurrence(ticket), ticket.suggested)


def _occurrence(ticket: Ticket) -> Occurrence:
    offset = timezone(timedelta(minutes=ticket.utc_offset_min))
    start = datetime.fromtimestamp(ticket.start, offset)
    return Occurrence(start, start + timedelta(minutes=ticket.length_min))


def _ticket_json(ticket: Ticket) -> dict[str, Any]:
    return {
        "reference": reference_text(ticket.reference),
        "starts_at": _occurrence(ticket).start.isoformat(),
        "given_at": datetime.fromtimestamp(ticket.issued_at, UTC).isoformat(),
        "redeem_until": datetime.fromtimestamp(ticket.redeem_until, UTC).isoformat(),
        "withdrawn": ticket.withdrawn,
    }


def _meeting(value: Any) -> Meeting:
    meeting = open_table().get(params.meeting_id(value))
    if meeting is None:
        raise NotFound
    return meeting


def _hashes(value: Any) -> list[str]:
    wrong = InvalidField("tickets", f"1 to {MAX_SENT} SHA-256 hashes, 64 of 0-9 a-f each")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_SENT:
        raise wrong
    if not all(isinstance(one, str) and _HASH.fullmatch(one) for one in value):
        raise wrong
    return value
