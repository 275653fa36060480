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
from chalicelib.meetings.occurrences import Occurrence
from chalicelib.meetings.table import open_table
from chalicelib.verification import qr
from chalicelib.verification.issuing import (
    NotYourMeeting,
    TicketOver,
    TicketUnknown,
    TicketWithdrawn,
    Verification,
)
from chalicelib.verification.table import Ticket
from chalicelib.verification.tickets import InvalidTicket
from chalicelib.verification.token import reference_text
from chalicelib.web import fields
from chalicelib.web.code_page import code_page
from chalicelib.web.edge import Visit, answer, page, renewal
from chalicelib.web.issuer import issuer
from chalicelib.web.refusals import InvalidField, NotFound, require_text

MAX_SENT = 100  # tickets in one request
_HASH = re.compile(r"[0-9a-f]{64}")


def verification_json(given: Verification) -> dict[str, Any]:
    """A finished code, as issuing and redeeming answer it."""
    return {
        "token": given.token,
        "url": given.url,
        "reference": given.reference,
        "hand_in_by": given.attendance.hand_in_by.isoformat(),
        "svg": qr.svg(given.url),
    }


def register(visit: Visit) -> Response:
    """Keeps the tickets that a facilitator's phone made."""
    session = visit.session()
    visit.require_own_origin()
    body = visit.json("meeting_id", "tickets", "starts_at")
    meeting = _meeting(body.get("meeting_id"))
    hashes = _hashes(body.get("tickets"))
    made_for = fields.starts_at(body["starts_at"]) if "starts_at" in body else None
    held = session.facilitator.meeting_ids
    kept = issuer().register(meeting, held, hashes, visit.now, made_for)
    shape = {
        "give_until": kept.give_until.isoformat(),
        "redeem_until": kept.redeem_until.isoformat(),
        "registered": list(kept.hashes),
    }
    return answer(shape, 201, renewal(visit, session))


def listed(visit: Visit) -> Response:
    """The tickets of a meeting that can still be redeemed or withdrawn."""
    session = visit.session()
    meeting_id = fields.meeting_id(visit.query("meeting_id"))
    if meeting_id not in session.facilitator.meeting_ids:
        raise NotYourMeeting
    tickets = issuer().tickets(meeting_id, visit.now)
    shape = {"tickets": [_ticket_json(ticket) for ticket in tickets]}
    return answer(shape, headers=renewal(visit, session))


def withdraw(visit: Visit, reference: str) -> Response:
    """Takes back a ticket, and the code that it gave or would give."""
    session = visit.session()
    visit.require_own_origin()
    held = session.facilitator.meeting_ids
    issuer().withdraw(held, fields.reference(reference), visit.now)
    return answer({"withdrawn": reference}, headers=renewal(visit, session))


def redeem(visit: Visit) -> Response:
    """The code of a ticket: the same one every time."""
    body = visit.json("ticket", "detail")
    ticket = require_text("ticket", body.get("ticket"))
    detail = fields.detail(body.get("detail", "full"))
    return answer(verification_json(issuer().redeem(ticket, detail, visit.now)))


@dataclass(frozen=True, slots=True)
class Choice:
    """A ticket that was found, and what its code will say."""

    name: str
    place: str
    occurrence: Occurrence
    suggested: str


def ticket_page(visit: Visit) -> Response:
    """Takes a ticket's ten characters; a script takes them from the link's fragment."""
    return _ticket_page(visit)


def ticket_posted(visit: Visit) -> Response:
    """What the code is to show; then the code. The same ticket gives the same code again."""
    form = visit.form("ticket", "detail")
    ticket = form["ticket"].strip().rpartition("#")[2]
    try:
        if form["detail"]:
            given = issuer().redeem(ticket, fields.detail(form["detail"]), visit.now)
            return page(code_page(visit, given))
        found = issuer().find(ticket, visit.now)
    except InvalidTicket:
        return _ticket_page(visit, ticket, problem="invalid", status=400)
    except TicketUnknown:
        return _ticket_page(visit, ticket, problem="unknown", status=404)
    except TicketOver:
        return _ticket_page(visit, ticket, problem="over", status=410)
    except TicketWithdrawn:
        return _ticket_page(visit, ticket, problem="withdrawn", status=410)
    return _ticket_page(visit, ticket, choice=_choice(found))


def _ticket_page(
    visit: Visit,
    ticket: str = "",
    problem: str = "",
    choice: Choice | None = None,
    status: int = 200,
) -> Response:
    from chalicelib.web.rendering import render

    html = render(
        "t.html",
        visit.base,
        visit.language,
        ticket=ticket,
        problem=problem,
        choice=choice,
        now=visit.now,
        organisation=settings.current().organisation,
    )
    return page(html, status)


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
    meeting = open_table().get(fields.meeting_id(value))
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
