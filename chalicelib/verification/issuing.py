"""Issuing: who may give a verification for what, and how many; and the code itself.

The same ticket always gives the same code: `forms` freezes what it will say.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.settings import Settings
from chalicelib.verification.core.claims import AttendanceClaims, reference_text
from chalicelib.verification.detail import Detail
from chalicelib.verification.encoding import encode
from chalicelib.verification.forms import claims_of, frozen_ticket
from chalicelib.verification.items import ListedThen, MarkedSlip, Ticket
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.listed_then import listed_then
from chalicelib.verification.table import OccurrenceLimitReached, TicketsRead, VerificationTable
from chalicelib.verification.tickets import InvalidTicket, stored_id, ticket_hash
from chalicelib.verification.transactions import Limits
from chalicelib.verification.vault import KeysUnavailable
from chalicelib.verification.window import (
    Window,
    open_or_next_window,
    open_window,
    require_occurrence,
    require_open,
)

if TYPE_CHECKING:
    from chalicelib.meetings.search.query import Reader

MAX_REGISTRATIONS = 200  # an occurrence, withdrawn ones too


class NotYourMeeting(PermissionError):
    """The facilitator does not hold this meeting."""


class NotOffered(Exception):
    """The listing does not offer verifications (policy rule 1)."""


class TicketUnknown(LookupError):
    """No such ticket: not sent yet by a phone without signal, mistyped, or expired and swept."""


class TicketExpired(Exception):
    """The time to redeem this ticket has passed."""


class TicketWithdrawn(Exception):
    """The facilitator took this ticket back, or the key that it was frozen on was revoked."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A finished code: its text, its link, and what it says."""

    token: str
    url: str
    claims: AttendanceClaims

    @property
    def reference(self) -> str:
        """The code's reference as people read it."""
        return reference_text(self.claims.reference)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The code of a ticket in each form, and what its holder chooses by.

    `suggested` is the form to be offered first. `listed_then`: how many listed meetings start when
    this one does, itself among them: those within `listed_within_km`, or of an online meeting
    (None) those with a link anywhere. It is None where that could not be counted.
    """

    forms: Mapping[Detail, Verification]
    suggested: Detail
    listed_then: int | None
    listed_within_km: int | None


@dataclass(frozen=True, slots=True)
class RegisteredTickets:
    """Which tickets are stored now, and until when they are given and redeemed.

    `references` are those of their codes, by the tickets' hashes. `unconfirmed` are hashes of which
    nobody knows whether they are stored, because the records or keys failed halfway: they may be
    sent again.
    """

    give_until: datetime
    redeem_until: datetime
    references: Mapping[str, str]
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """Gives verifications: the rules, with the tables, keys and settings that they need."""

    table: VerificationTable
    keys: KeyStore
    settings: Settings
    listings: "Reader"

    def give(
        self,
        meeting: Meeting,
        meeting_ids: Container[str],
        ticket: str,
        detail: Detail,
        now: datetime,
    ) -> Verification:
        """Gives one person a code, from a facilitator who holds the meetings of `meeting_ids`.

        The same ticket again gives the same code, and writes nothing.

        Raises NotYourMeeting, InvalidTicket, and for a new ticket NotOffered, NoSchedule,
        OutsideIssuingWindow and OccurrenceLimitReached; for one that is known TicketExpired and
        TicketWithdrawn. OutsideIssuingWindow also while codes are given for another occurrence
        than the ticket's: its date would be taken for that one's.
        """
        if meeting.id not in meeting_ids:
            raise NotYourMeeting
        window = open_or_next_window(meeting, now, self.settings)
        stored = self.find_or_register(meeting, self._id(ticket_hash(ticket)), window, now)
        if window is not None and window.is_open(now):
            require_occurrence(window, datetime.fromtimestamp(stored.start, UTC), meeting)
        return self._code(stored, detail)

    def register(
        self,
        meeting: Meeting,
        meeting_ids: Container[str],
        hashes: Iterable[str],
        now: datetime,
        occurrence_start: datetime | None = None,
    ) -> RegisteredTickets:
        """Stores the tickets that a facilitator's phone made, by their hashes (SHA-256, hex).

        One that is stored already is no error, and one that cannot be stored is no hindrance to
        the others. `occurrence_start` is the start of the occurrence that they were made for: sent
        late, or by a phone whose clock is wrong, they never count for another one.

        Raises NotYourMeeting, NotOffered, NoSchedule, OutsideIssuingWindow; where none of them is
        known to be stored OccurrenceLimitReached, for want of room, and what the failure raises.
        """
        if meeting.id not in meeting_ids:
            raise NotYourMeeting
        if meeting.verification is not VerificationPolicy.OFFERED:
            raise NotOffered
        window = open_window(meeting, now, self.settings)
        if occurrence_start is not None:
            require_occurrence(window, occurrence_start, meeting)
        references, limit_reached = dict[str, str](), False
        unconfirmed: tuple[str, ...] = ()
        asked = tuple(dict.fromkeys(hashes))
        ids = [self._id(hash_hex) for hash_hex in asked]
        read = self._read(meeting, ids, window, now)
        for number, (hash_hex, ticket_id) in enumerate(zip(asked, ids, strict=True)):
            try:
                stored = self._stored_or_registered(meeting, ticket_id, read, window, now)
            except OccurrenceLimitReached:
                limit_reached = True
            except (InvalidTicket, TicketExpired, TicketWithdrawn):
                continue
            except (StorageUnavailable, KeysUnavailable):
                if not references:
                    raise
                unconfirmed = asked[number:]
                break
            else:
                references[hash_hex] = reference_text(stored.reference)
                if ticket_id not in read.tickets:  # it is the occurrence's
                    read = read.after_storing(stored)
        if limit_reached and not references:
            raise OccurrenceLimitReached
        return RegisteredTickets(window.give_until, window.redeem_until, references, unconfirmed)

    def redeem(self, ticket: str, now: datetime) -> Redeemed:
        """Returns the code of a ticket in each form, the same every time; writes nothing.

        Raises InvalidTicket, TicketUnknown, TicketExpired and TicketWithdrawn.
        """
        stored = self.find(ticket, now)
        listed = self.table.listed_then(stored.meeting_id, stored.start)
        return Redeemed(
            {detail: self._code(stored, detail) for detail in Detail},
            Detail(stored.suggested),
            listed.meetings if listed else None,
            listed.within_km if listed else None,
        )

    def find(self, ticket: str, now: datetime) -> Ticket:
        """Returns what is stored of a ticket. Raises what `redeem` raises."""
        ticket_id = self._id(ticket_hash(ticket))
        stored = self.table.read([ticket_id], int(now.timestamp())).tickets.get(ticket_id)
        if stored is None:
            raise TicketUnknown
        self._require_valid(stored, now)
        return stored

    def tickets(self, meeting_id: str, now: datetime) -> list[Ticket]:
        """Returns the tickets of a meeting until their time is over, withdrawn ones too.

        One whose key was revoked counts as withdrawn. They are returned whatever its listing says
        by now, the latest occurrence's last.
        """
        revoked = frozenset(self.keys.published().ring.revoked)
        found = self.table.tickets(meeting_id, int(now.timestamp()))
        return [ticket.unless_revoked(revoked) for ticket in found]

    def withdraw(self, meeting_ids: Container[str], reference: str, now: datetime) -> None:
        """Takes back a ticket of one of these meetings, and the code that it gave or would give.

        Raises TicketUnknown where there is none, or it has expired.
        """
        ticket = self.table.ticket_of(reference, int(now.timestamp()))
        is_owned = ticket is not None and ticket.meeting_id in meeting_ids
        if ticket is None or not is_owned or not self.table.withdraw_ticket(ticket):
            raise TicketUnknown

    def withdraw_code(self, code: AttendanceClaims, now: datetime) -> None:
        """Withdraws a code that was shown, and its ticket where that can still be redeemed."""
        reference = reference_text(code.reference)
        ticket = self.table.ticket_of(reference, int(now.timestamp()))
        if ticket is None or not self.table.withdraw_ticket(ticket):
            self.table.withdraw(reference, code.expires_at)

    def _code(self, ticket: Ticket, detail: Detail) -> Verification:
        claims = claims_of(ticket, detail)
        token = encode(claims, self.keys.signer_of(ticket.kid))
        return Verification(token, f"{self.settings.public_url}/v#{token}", claims)

    def find_or_register(
        self,
        meeting: Meeting,
        ticket_id: str,
        window: Window | None,
        now: datetime,
        slip: MarkedSlip | None = None,
    ) -> Ticket:
        """Returns the ticket of that id; it is stored now if it was not yet, with its slip if any.

        Raises what `give` raises, but for NotYourMeeting, and SlipReplaced.
        """
        read = self._read(meeting, [ticket_id], window, now)
        return self._stored_or_registered(meeting, ticket_id, read, window, now, slip)

    def _read(
        self, meeting: Meeting, ticket_ids: Iterable[str], window: Window | None, now: datetime
    ) -> TicketsRead:
        start = int(window.occurrence.start.timestamp()) if window else None
        occurrence = None if start is None else (meeting.id, start)
        return self.table.read(ticket_ids, int(now.timestamp()), occurrence)

    def _stored_or_registered(
        self,
        meeting: Meeting,
        ticket_id: str,
        read: TicketsRead,
        window: Window | None,
        now: datetime,
        slip: MarkedSlip | None = None,
    ) -> Ticket:
        stored = read.tickets.get(ticket_id)
        if stored is None:
            window = self._require_may_give(meeting, window, now)
            key = self.keys.signing_key(now, read.revoked)
            life_days = self.settings.code_life_days
            fresh = frozen_ticket(ticket_id, meeting, window, key, life_days, now)
            fresh = replace(fresh, slip=slip.number if slip else None)
            listed = None
            if read.occurrence_until is None:
                listed = listed_then(meeting, window.occurrence.start, self.listings)
            if self._register(fresh, listed, slip, read):
                return fresh
            again = self.table.read([ticket_id], int(now.timestamp()))  # it was sent twice at once
            stored = again.tickets.get(ticket_id)
        if stored is None or stored.meeting_id != meeting.id:
            raise InvalidTicket
        self._require_valid(stored, now)
        return stored

    def _register(
        self,
        ticket: Ticket,
        listed: ListedThen | None,
        slip: MarkedSlip | None,
        read: TicketsRead,
    ) -> bool:
        """Stores a ticket, in the place of a dead one where all places are taken.

        Those whose key was revoked give nothing any more: whoever has one is to get another.
        """
        try:
            return self.table.register(ticket, self._limits, listed, slip, read.occurrence_until)
        except OccurrenceLimitReached:
            revoked = {
                kid
                for kid, key in self.keys.published().ring.revoked.items()
                if key.signs_until is None or key.signs_until >= ticket.start
            }
            dead = revoked | read.revoked
            if not dead or not self.table.free_dead_places(ticket.meeting_id, ticket.start, dead):
                raise
        return self.table.register(ticket, self._limits, listed, slip, read.occurrence_until)

    def _id(self, hash_hex: str) -> str:
        return stored_id(hash_hex, self.keys.ticket_key())

    @property
    def _limits(self) -> Limits:
        tickets = self.settings.codes_per_occurrence
        return Limits(tickets, max(MAX_REGISTRATIONS, 2 * tickets))

    def _require_valid(self, ticket: Ticket, now: datetime) -> None:
        if now.timestamp() >= ticket.redeem_until:
            raise TicketExpired
        if ticket.withdrawn or ticket.kid in self.keys.published().ring.revoked:
            raise TicketWithdrawn

    def _require_may_give(self, meeting: Meeting, window: Window | None, now: datetime) -> Window:
        if meeting.verification is not VerificationPolicy.OFFERED:
            raise NotOffered
        return require_open(window, now)
