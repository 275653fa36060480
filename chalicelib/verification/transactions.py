"""The transactions of the verification table: what each writes, and on which condition.

`table` sends them; each happens as a whole or not at all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.verification import items, start_items
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.items import ListedThen, MarkedSlip, Ticket
from chalicelib.verification.withdrawal_items import list_updates, month_end, month_of

Actions = list[dict[str, Any]]

REVOCATION_KEPT_S = 3600  # every process has read the registry anew by then, long before


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tickets an occurrence may have: at a time, and withdrawn ones counted in all."""

    tickets: int
    registrations: int


def registration(
    ticket: Ticket,
    limits: Limits,
    listed_then: ListedThen | None,
    slip: MarkedSlip | None,
    occurrence_until: int,
) -> Actions:
    """Returns what stores a new ticket, whose occurrence then expires at `occurrence_until`.

    In this order: the ticket, which must not be stored yet; its occurrence, which must have room;
    its slip, if any, which must be prepared with this ticket; and, on no condition, what leads to
    both: the start, of its meeting, and its code. That its key was not revoked is no condition: all
    tickets of the service would stand in each other's way at that one item.
    """
    new = {
        "Item": {"pk": {"S": items.ticket_item_key(ticket.id)}, **items.ticket_attributes(ticket)},
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    actions: Actions = [
        {"Put": new},
        {"Update": _count(ticket, limits, listed_then, occurrence_until)},
    ]
    if slip is not None:
        actions.append({"Update": _mark_slip(ticket, slip)})
    noted = start_items.starts_update("tickets", ticket.meeting_id, ticket.start, occurrence_until)
    return [*actions, {"Update": noted}, {"Put": {"Item": items.code_item(ticket)}}]


def withdrawal(ticket: Ticket) -> Actions:
    """Returns what ends a ticket, which must be stored; frees its place; and lists its code."""
    end = {
        "Key": {"pk": {"S": items.ticket_item_key(ticket.id)}},
        "UpdateExpression": "SET withdrawn = :yes",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeValues": {":yes": {"BOOL": True}},
    }
    free = {
        "Key": {"pk": {"S": items.occurrence_item_key(ticket.meeting_id, ticket.start)}},
        "UpdateExpression": (
            "DELETE tickets :ticket ADD ended :ticket"
            " SET expires = if_not_exists(expires, :expires)"
        ),
        "ExpressionAttributeValues": {
            ":ticket": {"SS": [ticket.id]},
            ":expires": {"N": str(ticket.redeem_until)},
        },
    }
    code = code_withdrawal(reference_text(ticket.reference), ticket.expires_at)
    return [{"Update": end}, {"Update": free}, *code]


def code_withdrawal(reference: str, expires: int) -> Actions:
    """Returns what notes, on no condition, that a code is withdrawn, and lists it.

    Both to the end of its month, so that all who check say the same of it.
    """
    return month_withdrawals(month_of(expires), [reference])


def month_withdrawals(month: str, references: Sequence[str]) -> Actions:
    """Returns the same for several codes that end in one month ("2027-05")."""
    notes = (items.withdrawal_item(reference, month_end(month)) for reference in references)
    return [*({"Put": {"Item": note}} for note in notes), *list_updates(month, references)]


def freeing(meeting_id: str, start: int, ticket_ids: Collection[str]) -> Actions:
    """Returns what frees the places of some tickets of an occurrence, which must be stored."""
    free = {
        "Key": {"pk": {"S": items.occurrence_item_key(meeting_id, start)}},
        "UpdateExpression": "DELETE tickets :tickets ADD ended :tickets",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeValues": {":tickets": {"SS": list(ticket_ids)}},
    }
    return [{"Update": free}]


def revocation(kid: str, now: int) -> Actions:
    """Returns what notes that a key was revoked, beside those of the last hour."""
    mark = {
        "Key": {"pk": {"S": items.REVOKED_ITEM_KEY}},
        "UpdateExpression": "ADD kids :kid SET expires = :expires",
        "ExpressionAttributeValues": {
            ":kid": {"SS": [kid]},
            ":expires": {"N": str(now + REVOCATION_KEPT_S)},
        },
    }
    return [{"Update": mark}]


def _count(
    ticket: Ticket, limits: Limits, listed_then: ListedThen | None, occurrence_until: int
) -> dict[str, Any]:
    """Returns the update that counts a new ticket among those of its occurrence."""
    counted: dict[str, int | None] = {}
    if listed_then is not None:
        counted = {"listed_then": listed_then.meetings, "listed_within_km": listed_then.within_km}
    known = {name: value for name, value in counted.items() if value is not None}
    kept = "".join(f", {name} = if_not_exists({name}, :{name})" for name in known)
    return {
        "Key": {"pk": {"S": items.occurrence_item_key(ticket.meeting_id, ticket.start)}},
        "UpdateExpression": f"ADD tickets :ticket, registered :one SET expires = :expires{kept}",
        "ConditionExpression": (
            "(attribute_not_exists(tickets) OR size(tickets) < :tickets)"
            " AND (attribute_not_exists(registered) OR registered < :registrations)"
        ),
        "ExpressionAttributeValues": {
            ":ticket": {"SS": [ticket.id]},
            ":one": {"N": "1"},
            ":expires": {"N": str(occurrence_until)},
            ":tickets": {"N": str(limits.tickets)},
            ":registrations": {"N": str(limits.registrations)},
            **{f":{name}": {"N": str(value)} for name, value in known.items()},
        },
    }


def _mark_slip(ticket: Ticket, slip: MarkedSlip) -> dict[str, Any]:
    """Returns the update that has a slip given, which was prepared with that ticket."""
    return {
        "Key": {"pk": {"S": items.sheet_item_key(ticket.meeting_id, slip.sheet_start)}},
        "UpdateExpression": "REMOVE prepared.#number SET given.#number = :ticket ADD rev :one",
        "ConditionExpression": "prepared.#number = :ticket",
        "ExpressionAttributeNames": {"#number": str(slip.number)},
        "ExpressionAttributeValues": {":ticket": {"S": ticket.id}, ":one": {"N": "1"}},
    }
