"""The verification table: reads and writes. Everything in it ends and is swept.

`items` has what it holds and under which keys, `transactions` what is written together.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.expired_items import SWEEP_LIMIT_S, SweepState, read_state
from chalicelib.settings import current as current_settings
from chalicelib.verification import expiry, items, start_items, transactions, withdrawal_items
from chalicelib.verification.items import (
    REVOKED_ITEM_KEY,
    ListedThen,
    MarkedSlip,
    SlipSheet,
    Ticket,
)
from chalicelib.verification.transactions import Limits
from chalicelib.verification.withdrawal_items import MONTHS_ITEM_KEY

if TYPE_CHECKING:
    from chalicelib.verification.withdrawal_recovery import WithdrawalRecovery


class OccurrenceLimitReached(Exception):
    """An occurrence has as many tickets as it may have."""


class SlipReplaced(Exception):
    """A slip was prepared anew with another ticket, or given, while it was being marked."""


@dataclass(frozen=True, slots=True)
class TicketsRead:
    """What was found for some tickets, at one moment: those that are stored, by their ids.

    `revoked` are the kids of the keys that were revoked lately; a ticket of such a key reads
    withdrawn. `occurrence_until` is when their occurrence, where one was asked for, expires (epoch
    seconds); None where that has had no ticket yet.
    """

    tickets: Mapping[str, Ticket]
    revoked: frozenset[str]
    occurrence_until: int | None

    def after_storing(self, ticket: Ticket) -> "TicketsRead":
        """Returns what would be found once this one is stored for that occurrence."""
        until = max(ticket.redeem_until, self.occurrence_until or 0)
        return replace(self, tickets={**self.tickets, ticket.id: ticket}, occurrence_until=until)


class VerificationTable:
    """Reads and writes of the verification table.

    Every method raises StorageUnavailable where the database can't be reached.
    """

    def __init__(self, client: Any, name: str, *, deadline_s: float = 8.0) -> None:
        self._table = Table(client, name)
        self._deadline_s = deadline_s
        self.withdrawals_made = 0  # by this process: who holds an older list knows by it

    # tickets

    def read(
        self, ticket_ids: Iterable[str], now: int, occurrence: tuple[str, int] | None = None
    ) -> TicketsRead:
        """Returns what there is of tickets, also of those that have expired and are not yet swept.

        `occurrence` is the meeting's id and the start (epoch seconds) for which they would be new.
        """
        keys = {items.ticket_item_key(ticket_id): ticket_id for ticket_id in ticket_ids}
        beside = [] if occurrence is None else [items.occurrence_item_key(*occurrence)]
        found = self._table.get_many([REVOKED_ITEM_KEY, *beside, *keys], consistent=True)
        revoked = items.read_revoked(found.get(REVOKED_ITEM_KEY), now)
        tickets = {
            ticket_id: items.read_ticket(ticket_id, found[key]).unless_revoked(revoked)
            for key, ticket_id in keys.items()
            if key in found
        }
        ends = [int(found[pk]["expires"]["N"]) for pk in beside if pk in found]
        return TicketsRead(tickets, revoked, ends[0] if ends else None)

    def register(
        self,
        ticket: Ticket,
        limits: Limits,
        listed_then: ListedThen | None = None,
        slip: MarkedSlip | None = None,
        occurrence_until: int | None = None,
    ) -> bool:
        """Stores a ticket; False where it is stored already.

        `listed_then` is kept for the occurrence unless something is. `slip` is the one that the
        ticket is on: it is given from now on. `occurrence_until` as it was read: an occurrence
        expires with the last of its tickets, also where its length is corrected meanwhile.

        Raises OccurrenceLimitReached where the occurrence has as many as it may, SlipReplaced where
        the slip is no longer prepared with this ticket, and TooBusy.
        """
        until = max(ticket.redeem_until, occurrence_until or 0)
        actions = transactions.registration(ticket, limits, listed_then, slip, until)
        for _ in dynamodb.attempts_with_backoff(self._deadline_s):
            causes = self._table.transact(actions)
            if not causes:
                return True
            if causes[0] == "ConditionalCheckFailed":
                return False
            if causes[:2] == ("None", "ConditionalCheckFailed"):
                raise OccurrenceLimitReached
            if slip and causes[:3] == ("None", "None", "ConditionalCheckFailed"):
                raise SlipReplaced
        raise AssertionError  # attempts_with_backoff() ends by raising

    def free_dead_places(self, meeting_id: str, start: int, revoked: Container[str]) -> bool:
        """Frees the places of an occurrence's tickets whose key is one that was revoked.

        Returns False where there were none: then it is as full as it was. Raises TooBusy.
        """
        occurrence = self._table.get(items.occurrence_item_key(meeting_id, start))
        if occurrence is None or "tickets" not in occurrence:  # all were withdrawn
            return False
        counted = {items.ticket_item_key(one): one for one in occurrence["tickets"]["SS"]}
        found = self._table.get_many(counted, consistent=True)
        dead = [
            ticket_id
            for pk, ticket_id in counted.items()
            if pk in found and items.read_ticket(ticket_id, found[pk]).kid in revoked
        ]
        if not dead:
            return False
        return self._table.transact_if(
            transactions.freeing(meeting_id, start, dead), self._deadline_s
        )

    def listed_then(self, meeting_id: str, start: int) -> ListedThen | None:
        """Returns how many meetings were listed for the start of an occurrence; None: unknown."""
        return items.read_listed_then(self._table.get(items.occurrence_item_key(meeting_id, start)))

    def tickets(self, meeting_id: str, now: int) -> list[Ticket]:
        """Returns the tickets of a meeting that have not expired, by hour and in no other order."""
        starts_key = start_items.starts_item_key(meeting_id)
        known = self._table.get_many([starts_key, REVOKED_ITEM_KEY], consistent=True)
        revoked = items.read_revoked(known.get(REVOKED_ITEM_KEY), now)
        starts = start_items.read_starts(known.get(starts_key), "tickets")
        occurrences = self._table.get_many(
            (items.occurrence_item_key(meeting_id, start) for start in starts), consistent=True
        )
        ids = [one for item in occurrences.values() for one in items.read_ticket_ids(item, now)]
        ordered = sorted(
            self._unexpired_tickets(ids, now),
            key=lambda ticket: (ticket.start, ticket.issued_at, ticket.id),
        )
        return [ticket.unless_revoked(revoked) for ticket in ordered]

    def ticket_of(self, reference: str, now: int) -> Ticket | None:
        """Returns the ticket whose code has that reference, unless it has expired."""
        led = self._unexpired(items.code_item_key(reference), now)
        if led is None:
            return None
        return next(self._unexpired_tickets([led["ticket"]["S"]], now), None)

    def _unexpired_tickets(self, ticket_ids: Iterable[str], now: int) -> Iterator[Ticket]:
        keys = {items.ticket_item_key(ticket_id): ticket_id for ticket_id in ticket_ids}
        for key, item in self._table.get_many(keys, consistent=True).items():
            if int(item["expires"]["N"]) > now:
                yield items.read_ticket(keys[key], item)

    def withdraw_ticket(self, ticket: Ticket) -> bool:
        """Ends a ticket, frees its place, and notes that its code is not to be relied on.

        All or, where the ticket is gone, nothing (False). Raises TooBusy.
        """
        try:
            return self._table.transact_if(transactions.withdrawal(ticket), self._deadline_s)
        finally:
            self.withdrawals_made += 1

    # withdrawn codes

    def withdraw(self, reference: str, expires: int) -> None:
        """Notes that a code is not to be relied on, until the month of its own end is over.

        `expires` in epoch seconds. Raises TooBusy.
        """
        actions = transactions.code_withdrawal(reference, expires)
        try:
            self._table.transact_if(actions, self._deadline_s)
        finally:
            self.withdrawals_made += 1

    def withdrawn_among(self, references: Iterable[str], now: int) -> frozenset[str]:
        """Returns which of these codes, by their references, were withdrawn."""
        keys = {items.withdrawal_item_key(reference): reference for reference in references}
        found = self._table.get_many(keys, consistent=True).items()
        return frozenset(keys[pk] for pk, item in found if int(item["expires"]["N"]) > now)

    def withdrawn_references(self, now: int) -> list[str]:
        """Returns the references of all withdrawn codes, sorted.

        Each until the month (UTC) of its code's end is over.
        """
        return withdrawal_items.read_references(self._withdrawal_lists(now).values())

    def withdrawal_bytes(self, now: int) -> dict[str, int]:
        """Returns about how large the list of withdrawn codes is for each month of their ends."""
        return withdrawal_items.list_bytes(self._withdrawal_lists(now))

    def _withdrawal_lists(self, now: int) -> dict[str, Item]:
        months = withdrawal_items.read_months(self._table.get(MONTHS_ITEM_KEY))
        coming = (month for month in months if withdrawal_items.month_end(month) > now)
        return self._table.get_many(map(withdrawal_items.list_item_key, coming), consistent=True)

    @cached_property
    def recovery(self) -> "WithdrawalRecovery":
        """What is kept of withdrawals where everything is lost."""
        from chalicelib.verification.withdrawal_recovery import WithdrawalRecovery

        return WithdrawalRecovery(self._table, self._deadline_s)

    # revoked keys

    def revoked(self, now: int) -> frozenset[str]:
        """Returns the kids of the keys that were revoked lately."""
        return items.read_revoked(self._table.get(REVOKED_ITEM_KEY), now)

    def mark_revoked(self, kid: str, now: int) -> None:
        """Notes that a key was revoked: from now on no process signs with it.

        Raises TooBusy.
        """
        self._table.transact_if(transactions.revocation(kid, now), self._deadline_s)

    # slips

    def sheet(self, meeting_id: str, start: int, now: int) -> SlipSheet | None:
        """Returns the slips that were prepared for an occurrence, unless they have expired."""
        item = self._unexpired(items.sheet_item_key(meeting_id, start), now)
        return None if item is None else items.read_sheet(item)

    def sheets(self, meeting_id: str, now: int) -> list[SlipSheet]:
        """Returns all of a meeting that have not expired, by their starts."""
        starts = start_items.read_starts(
            self._table.get(start_items.starts_item_key(meeting_id)), "sheets"
        )
        found = self._table.get_many(
            (items.sheet_item_key(meeting_id, start) for start in starts), consistent=True
        )
        unexpired = (item for item in found.values() if int(item["expires"]["N"]) > now)
        return sorted(map(items.read_sheet, unexpired), key=lambda sheet: sheet.start)

    def change_sheet(
        self,
        meeting_id: str,
        start: int,
        now: int,
        change: Callable[[SlipSheet | None], SlipSheet],
    ) -> SlipSheet:
        """Stores what a sheet of slips becomes, and returns it. Raises TooBusy.

        `change` is called with what it is (None: there is none), again where others change it too.
        """
        key = items.sheet_item_key(meeting_id, start)
        for _ in dynamodb.attempts_with_backoff(self._deadline_s):
            item = self._table.get(key)
            is_over = item is None or int(item["expires"]["N"]) <= now
            changed = change(None if item is None or is_over else items.read_sheet(item))
            # counted from 1, not from the clock: when slips were prepared is nobody's business
            rev = 1 if item is None else int(item["rev"]["N"]) + 1
            new = {"pk": {"S": key}, "rev": {"N": str(rev)}, **items.sheet_attributes(changed)}
            put = {"Item": new, **dynamodb.revision_condition(item)}
            noted = start_items.starts_update("sheets", meeting_id, start, changed.expires)
            if not self._table.transact([{"Put": put}, {"Update": noted}]):
                return changed
        raise AssertionError  # attempts_with_backoff() ends by raising

    # what has expired

    def sweep(self, now: int, limit_s: float = SWEEP_LIMIT_S) -> int:
        """Deletes what has expired, for about that long; returns how many items were deleted."""
        return expiry.sweep(self._table, now, limit_s)

    def sweep_state(self) -> SweepState:
        """Returns how far the sweep is."""
        return read_state(self._table)

    def _unexpired(self, pk: str, now: int) -> Item | None:
        item = self._table.get(pk)
        if item is None or int(item["expires"]["N"]) <= now:
            return None
        return item


@lru_cache(maxsize=1)
def open_table() -> VerificationTable:
    """Returns the table of this process's settings."""
    settings = current_settings()
    return VerificationTable(
        dynamodb.client(), settings.verification_table, deadline_s=settings.write_deadline_s
    )
