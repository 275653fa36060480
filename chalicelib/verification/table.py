"""The verification table: the one module that knows its keys. Everything in it ends and is swept.

| key | holds |
|---|---|
| `T#<ticket>` | one person's right to one code, with everything that the code will say |
| `O#<meeting>#<start>` | the tickets of an occurrence, so that their number has a limit |
| `W#<reference>` | a withdrawn code |

No item holds a person: not who received a code, not who gave it. `expires` (epoch seconds) is when
an item has expired; whether or not it was swept yet, nothing goes by it after that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.claims import reference_bytes, reference_text


class OccurrenceLimitReached(Exception):
    """An occurrence has as many tickets as it may have."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A right to one code. `id` is an HMAC under the server's ticket key; times in epoch seconds.

    Everything that the code will say is frozen here; `kid` names the key that signs it.
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
    expires_at: int
    kid: str
    redeem_until: int
    suggested: str  # "full" or "time": what its holder is offered first
    withdrawn: bool = False


class VerificationTable:
    """Reads and writes of the verification table.

    Every method raises StorageUnavailable where the database can't be reached.
    """

    def __init__(self, client: Any, name: str, *, deadline_s: float = 8.0) -> None:
        self._table = Table(client, name)
        self._deadline_s = deadline_s

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Returns the ticket of that id, also one that has expired and is not yet swept."""
        item = self._table.get(f"T#{ticket_id}")
        return None if item is None else _read_ticket(ticket_id, item)

    def register(self, ticket: Ticket, limit: int) -> bool:
        """Stores a ticket; False where it is stored already.

        Raises OccurrenceLimitReached where the occurrence has `limit` tickets, and TooBusy.
        """
        item = {
            "pk": {"S": f"T#{ticket.id}"},
            "meeting_id": {"S": ticket.meeting_id},
            "start": {"N": str(ticket.start)},
            "utc_offset_min": {"N": str(ticket.utc_offset_min)},
            "length_min": {"N": str(ticket.length_min)},
            "name": {"S": ticket.name},
            "place": {"S": ticket.place},
            "reference": {"B": ticket.reference},
            "issued_at": {"N": str(ticket.issued_at)},
            "expires_at": {"N": str(ticket.expires_at)},
            "kid": {"S": ticket.kid},
            "suggested": {"S": ticket.suggested},
            "expires": {"N": str(ticket.redeem_until)},
        }
        count = {
            "Key": {"pk": {"S": f"O#{ticket.meeting_id}#{ticket.start}"}},
            "UpdateExpression": "ADD tickets :ticket SET expires = :expires",
            "ConditionExpression": "attribute_not_exists(tickets) OR size(tickets) < :limit",
            "ExpressionAttributeValues": {
                ":ticket": {"SS": [ticket.id]},
                ":expires": {"N": str(ticket.redeem_until)},
                ":limit": {"N": str(limit)},
            },
        }
        new = {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        for _ in dynamodb.attempts_with_backoff(self._deadline_s):
            causes = self._table.transact([{"Put": new}, {"Update": count}])
            if not causes:
                return True
            if causes[0] == "ConditionalCheckFailed":
                return False
            if causes == ("None", "ConditionalCheckFailed"):
                raise OccurrenceLimitReached
        raise AssertionError  # attempts_with_backoff() ends by raising

    def tickets(self, meeting_id: str, now: int) -> list[Ticket]:
        """Returns the tickets of a meeting that have not expired, in the order they were given."""
        tickets = self._tickets("meeting_id", {"S": meeting_id}, now)
        return sorted(tickets, key=lambda ticket: (ticket.issued_at, ticket.id))

    def ticket_of(self, reference: str, now: int) -> Ticket | None:
        """Returns the ticket whose code has that reference, unless it has expired."""
        try:
            raw = reference_bytes(reference)
        except ValueError:
            return None
        return next(self._tickets("reference", {"B": raw}, now), None)

    def _tickets(self, attribute: str, value: Item, now: int) -> Iterator[Ticket]:
        items = self._table.scan(
            FilterExpression="#attribute = :value AND expires > :now",
            ExpressionAttributeNames={"#attribute": attribute},
            ExpressionAttributeValues={":value": value, ":now": {"N": str(now)}},
            ConsistentRead=True,
        )
        return (_read_ticket(item["pk"]["S"].removeprefix("T#"), item) for item in items)

    def withdraw_ticket(self, ticket: Ticket) -> bool:
        """Ends a ticket, and notes that its code is not to be relied on.

        Both or, where the ticket is gone, neither (False).
        """
        reference = reference_text(ticket.reference)
        end = {
            "Key": {"pk": {"S": f"T#{ticket.id}"}},
            "UpdateExpression": "SET withdrawn = :yes",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {":yes": {"BOOL": True}},
        }
        note = {"Item": _withdrawal_item(reference, ticket.expires_at)}
        return self._table.transact_if([{"Update": end}, {"Put": note}], self._deadline_s)

    def withdraw(self, reference: str, expires: int) -> None:
        """Notes that a code is not to be relied on, until its own end."""
        self._table.put(_withdrawal_item(reference, expires))

    def is_withdrawn(self, reference: str, now: int) -> bool:
        """Tells whether a code was withdrawn."""
        return self._unexpired(f"W#{reference}", now) is not None

    def withdrawn_references(self, now: int) -> list[str]:
        """Returns the references of all withdrawn codes that have not expired, sorted."""
        items = self._table.scan(
            FilterExpression="begins_with(pk, :prefix) AND expires > :now",
            ExpressionAttributeValues={":prefix": {"S": "W#"}, ":now": {"N": str(now)}},
        )
        return sorted(item["pk"]["S"][2:] for item in items)

    def sweep(self, now: int) -> int:
        """Deletes everything that has expired; returns how many items that were."""
        return sum(
            self._table.delete(item["pk"]["S"], "expires <= :now", now={"N": str(now)})
            for item in self._expired_items(now)
        )

    def _expired_items(self, now: int) -> Iterator[Item]:
        return self._table.scan(
            FilterExpression="expires <= :now",
            ExpressionAttributeValues={":now": {"N": str(now)}},
            ProjectionExpression="pk",
        )

    def _unexpired(self, pk: str, now: int) -> Item | None:
        item = self._table.get(pk)
        if item is None or int(item["expires"]["N"]) <= now:
            return None
        return item


def _withdrawal_item(reference: str, expires: int) -> dict[str, Any]:
    return {"pk": {"S": f"W#{reference}"}, "expires": {"N": str(expires)}}


def _read_ticket(ticket_id: str, item: Item) -> Ticket:
    def number(name: str) -> int:
        return int(item[name]["N"])

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
        expires_at=number("expires_at"),
        kid=item["kid"]["S"],
        redeem_until=number("expires"),
        suggested=item["suggested"]["S"],
        withdrawn="withdrawn" in item,
    )


@lru_cache(maxsize=1)
def open_table() -> VerificationTable:
    """Returns the table of this process's settings."""
    settings = current_settings()
    return VerificationTable(
        dynamodb.client(), settings.verification_table, deadline_s=settings.write_deadline_s
    )
