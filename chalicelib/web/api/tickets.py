"""Tickets, `/v1/tickets`: registered by a facilitator's phone, redeemed by anyone who holds one."""

import re
from datetime import UTC, datetime
from typing import Any

from chalice.app import Response

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.issuing import NotYourMeeting, TicketUnknown
from chalicelib.verification.items import Ticket
from chalicelib.verification.service import issuer
from chalicelib.web.api.verification_json import redeemed_json
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import InvalidField, NotFound, require_text
from chalicelib.web.http.failed_secrets import counting_failures
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response
from chalicelib.web.participant.ticket import ticket_occurrence

MAX_TICKETS = 100  # tickets in one request
HASH = re.compile(r"[0-9a-f]{64}")


def register(request: Request) -> Response:
    """Stores the tickets that a facilitator's phone made."""
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "tickets", "starts_at")
    meeting = meeting_of(body.get("meeting_id"))
    hashes = _hashes(body.get("tickets"))
    starts_at = fields.starts_at(body["starts_at"]) if "starts_at" in body else None
    own_ids = session.facilitator.meeting_ids
    registration = issuer().register(meeting, own_ids, hashes, request.now, starts_at)
    shape = {
        "give_until": registration.give_until.isoformat(),
        "redeem_until": registration.redeem_until.isoformat(),
        "registered": list(registration.references),
        "references": dict(registration.references),
        "unconfirmed": list(registration.unconfirmed),
    }
    return json_response(shape, 201, request.renewed_session_cookie(session))


def list_tickets(request: Request) -> Response:
    """Returns the tickets of a meeting that can still be redeemed or withdrawn."""
    session = request.session()
    meeting_id = fields.meeting_id(request.query("meeting_id"))
    if meeting_id not in session.facilitator.meeting_ids:
        raise NotYourMeeting
    tickets = issuer().tickets(meeting_id, request.now)
    shape = {"tickets": [_ticket_json(ticket) for ticket in tickets]}
    return json_response(shape, headers=request.renewed_session_cookie(session))


def withdraw(request: Request, reference: str) -> Response:
    """Takes back a ticket, and the code that it gave or would give."""
    session = request.session()
    request.require_own_origin()
    own_ids = session.facilitator.meeting_ids
    issuer().withdraw(own_ids, fields.reference(reference), request.now)
    return json_response({"withdrawn": reference}, headers=request.renewed_session_cookie(session))


def redeem(request: Request) -> Response:
    """Returns the code of a ticket in each form: the same one every time."""
    body = request.json("ticket")
    ticket = require_text("ticket", body.get("ticket"))
    with counting_failures(request, TicketUnknown):
        redeemed = issuer().redeem(ticket, request.now)
    return json_response(redeemed_json(redeemed))


def _ticket_json(ticket: Ticket) -> dict[str, Any]:
    return {
        "reference": reference_text(ticket.reference),
        "starts_at": ticket_occurrence(ticket).start.isoformat(),
        "redeem_until": datetime.fromtimestamp(ticket.redeem_until, UTC).isoformat(),
        "withdrawn": ticket.withdrawn,
        "revoked": ticket.revoked,
        "slip": ticket.slip,
    }


def meeting_of(value: Any) -> Meeting:
    """Returns the listed meeting of an id in a request. Raises InvalidField and NotFound."""
    meeting = open_table().get(fields.meeting_id(value))
    if meeting is None:
        raise NotFound
    return meeting


def _hashes(value: Any) -> list[str]:
    wrong = InvalidField("tickets", f"1 to {MAX_TICKETS} SHA-256 hashes, 64 of 0-9 a-f each")
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_TICKETS:
        raise wrong
    if not all(isinstance(text, str) and HASH.fullmatch(text) for text in value):
        raise wrong
    return value
