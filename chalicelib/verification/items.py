"""The items of the verification table: their keys, and what each holds, read and written.

| key | holds |
|---|---|
| `T#<ticket>` | one person's right to one code, with everything that the code will say |
| `C#<reference>` | which ticket a code is of |
| `O#<meeting>#<start>` | the tickets of an occurrence, so that their number has a limit |
| `S#<meeting>#<start>` | the slips that were prepared for an occurrence, which give nothing yet |
| `I#<meeting>` | the starts of what there is of these two (`start_items`) |
| `W#<reference>` | a withdrawn code |
| `X#<month>`, `X#months` | the withdrawn codes by the month of their end (`withdrawal_items`) |
| `K#revoked` | the keys that were revoked in the last hour, which sign nothing more |
| `SWEEP` | how far the sweep is (`expired_items`) |

No item holds a person: not who received a code, not who gave it. `expires` (epoch seconds) is when
an item has expired; whether or not it was swept yet, nothing goes by it after that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.dynamodb import Item
from chalicelib.verification.core.claims import reference_text

Attributes = dict[str, Any]

REVOKED_ITEM_KEY = "K#revoked"
OCCURRENCE_PREFIX, SHEET_PREFIX = "O#", "S#"


def ticket_item_key(ticket_id: str) -> str:
    """Returns the key of a ticket's item."""
    return f"T#{ticket_id}"


def code_item_key(reference: str) -> str:
    """Returns the key of the item that leads to a ticket, by the reference of its code."""
    return f"C#{reference}"


def occurrence_item_key(meeting_id: str, start: int) -> str:
    """Returns the key of an occurrence's item; `start` in epoch seconds."""
    return f"{OCCURRENCE_PREFIX}{meeting_id}#{start}"


def sheet_item_key(meeting_id: str, start: int) -> str:
    """Returns the key of the slips of an occurrence; `start` in epoch seconds."""
    return f"{SHEET_PREFIX}{meeting_id}#{start}"


def withdrawal_item_key(reference: str) -> str:
    """Returns the key of a withdrawn code's item, by its reference as people read it."""
    return f"W#{reference}"


# a ticket


@dataclass(frozen=True, slots=True)
class Ticket:
    """A right to one code. `id` is an HMAC under the server's ticket key; times in epoch seconds.

    Everything that the code will say in each form is frozen here; `kid` names the key that signs
    it. `issued_at` and `issued_at_date_only` are rounded (`issue_times`): the table doesn't keep
    when a ticket was given. `slip` is its number where it was prepared on paper. `revoked`: it is
    withdrawn because its key was revoked.
    """

    id: str
    meeting_id: str
    start: int
    utc_offset_min: int
    length_min: int
    name: str
    place: str
    reference: bytes
    issued_at: int
    issued_at_date_only: int
    expires_at: int
    kid: str
    redeem_until: int
    suggested: str  # a `Detail`: what its holder is offered first
    slip: int | None = None
    withdrawn: bool = False
    revoked: bool = False

    def unless_revoked(self, kids: frozenset[str]) -> "Ticket":
        """Returns the ticket, withdrawn where its key is one of those that were revoked."""
        if self.kid not in kids:
            return self
        return replace(self, withdrawn=True, revoked=self.revoked or not self.withdrawn)


def ticket_attributes(ticket: Ticket) -> Attributes:
    """Returns what the item of a new ticket holds."""
    attributes: Attributes = {
        "meeting_id": {"S": ticket.meeting_id},
        "start": _number(ticket.start),
        "utc_offset_min": _number(ticket.utc_offset_min),
        "length_min": _number(ticket.length_min),
        "name": {"S": ticket.name},
        "place": {"S": ticket.place},
        "reference": {"B": ticket.reference},
        "issued_at": _number(ticket.issued_at),
        "issued_at_date_only": _number(ticket.issued_at_date_only),
        "expires_at": _number(ticket.expires_at),
        "kid": {"S": ticket.kid},
        "suggested": {"S": ticket.suggested},
        "expires": _number(ticket.redeem_until),
    }
    return attributes if ticket.slip is None else {**attributes, "slip": _number(ticket.slip)}


def read_ticket(ticket_id: str, item: Item) -> Ticket:
    """Returns the ticket of an item."""

    def number(name: str) -> int:
        return int(item[name]["N"])

    # a ticket from before there was that form has no time of its own for it
    date_only = "issued_at_date_only" if "issued_at_date_only" in item else "issued_at"
    return Ticket(
        id=ticket_id,
        meeting_id=item["meeting_id"]["S"],
        start=number("start"),
        utc_offset_min=number("utc_offset_min"),
        length_min=number("length_min"),
        name=item["name"]["S"],
        place=item["place"]["S"],
        reference=item["reference"]["B"],
        issued_at=number("issued_at"),
        issued_at_date_only=number(date_only),
        expires_at=number("expires_at"),
        kid=item["kid"]["S"],
        redeem_until=number("expires"),
        suggested=item["suggested"]["S"],
        slip=number("slip") if "slip" in item else None,
        withdrawn="withdrawn" in item,
    )


# which ticket a code is of: `ticket`, its id


def code_item(ticket: Ticket) -> Attributes:
    """Returns the whole item that leads from the code of a ticket to it."""
    return {
        "pk": {"S": code_item_key(reference_text(ticket.reference))},
        "ticket": {"S": ticket.id},
        "expires": _number(ticket.redeem_until),
    }


# an occurrence: `tickets`, the ids of those that take up a place; `ended`, the ids of those that
# take up none, because they were withdrawn or their key was revoked; `registered`, how many there
# were in all; and what was listed for its start


def read_ticket_ids(item: Item, now: int) -> list[str]:
    """Returns the ids of all tickets of an occurrence, unless it has expired."""
    if int(item["expires"]["N"]) <= now:
        return []
    return [one for name in ("tickets", "ended") if name in item for one in item[name]["SS"]]


@dataclass(frozen=True, slots=True)
class ListedThen:
    """How many listed meetings start when one does, itself among them.

    Those within `within_km` of it; None for those with a link, wherever they are.
    """

    meetings: int
    within_km: int | None


def read_listed_then(item: Item | None) -> ListedThen | None:
    """Returns what was counted for an occurrence; None where that could not be."""
    if item is None or "listed_then" not in item:
        return None
    within_km = int(item["listed_within_km"]["N"]) if "listed_within_km" in item else None
    return ListedThen(int(item["listed_then"]["N"]), within_km)


# a withdrawn code: nothing but until when that is said of it


def withdrawal_item(reference: str, expires: int) -> Attributes:
    """Returns the whole item of a withdrawn code."""
    return {"pk": {"S": withdrawal_item_key(reference)}, "expires": _number(expires)}


# the revoked keys of the last hour: `kids`


def read_revoked(item: Item | None, now: int) -> frozenset[str]:
    """Returns the kids of the keys that were revoked lately."""
    if item is None or int(item["expires"]["N"]) <= now:
        return frozenset()
    return frozenset(item["kids"]["SS"])


# the slips of an occurrence: `prepared` and `given`, each number -> id of the ticket on it


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """The slips that were prepared for an occurrence.

    `start` is that of the occurrence when they were, and `utc_offset_min` its offset. `prepared`
    and `given` are the ids of their tickets by number: those of `prepared` are no tickets yet.
    """

    meeting_id: str
    start: int
    utc_offset_min: int
    expires: int
    prepared: Mapping[int, str]
    given: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class MarkedSlip:
    """A slip that is being given: its number, and the `start` of its sheet."""

    number: int
    sheet_start: int


def sheet_attributes(sheet: SlipSheet) -> Attributes:
    """Returns what the item of a sheet of slips holds."""
    return {
        "meeting_id": {"S": sheet.meeting_id},
        "start": _number(sheet.start),
        "utc_offset_min": _number(sheet.utc_offset_min),
        "prepared": _id_map(sheet.prepared),
        "given": _id_map(sheet.given),
        "expires": _number(sheet.expires),
    }


def read_sheet(item: Item) -> SlipSheet:
    """Returns the sheet of slips of an item."""

    def ids(name: str) -> dict[int, str]:
        return {int(number): value["S"] for number, value in item[name]["M"].items()}

    return SlipSheet(
        item["meeting_id"]["S"],
        int(item["start"]["N"]),
        int(item["utc_offset_min"]["N"]),
        int(item["expires"]["N"]),
        ids("prepared"),
        ids("given"),
    )


def _number(value: int) -> dict[str, str]:
    return {"N": str(value)}


def _id_map(ids: Mapping[int, str]) -> dict[str, Any]:
    return {"M": {str(number): {"S": ticket_id} for number, ticket_id in ids.items()}}
