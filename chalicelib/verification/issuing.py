"""Issuing: who may give a verification for what, and how many; and the code itself.

A ticket freezes everything that a code will say, so that the same ticket always gives the same
code.
"""

import secrets
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.meetings.meeting import Meeting, VerificationPolicy
from chalicelib.settings import Settings
from chalicelib.verification.core.claims import (
    DAY_S,
    MAX_LIFE_S,
    MAX_NAME_BYTES,
    MAX_PLACE_BYTES,
    REFERENCE_BYTES,
    AttendanceClaims,
    reference_text,
)
from chalicelib.verification.detail import Detail, place_name, suggested_detail
from chalicelib.verification.encoding import encode
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.table import OccurrenceLimitReached, Ticket, VerificationTable
from chalicelib.verification.tickets import InvalidTicket, stored_id, ticket_hash
from chalicelib.verification.truncation import truncate
from chalicelib.verification.window import (
    Window,
    open_or_next_window,
    open_window,
    require_occurrence,
    require_open,
)


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
class RegisteredTickets:
    """Which tickets (by hash) are stored now, and until when they are given and redeemed."""

    give_until: datetime
    redeem_until: datetime
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Gives verifications: the rules, with the table, keys and settings that they need."""

    table: VerificationTable
    keys: KeyStore
    settings: Settings

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
        stored = self._find_or_register(meeting, ticket_hash(ticket), window, now)
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

        Raises NotYourMeeting, NotOffered, NoSchedule, OutsideIssuingWindow; OccurrenceLimitReached
        where none of them is stored, for want of room.
        """
        if meeting.id not in meeting_ids:
            raise NotYourMeeting
        if meeting.verification is not VerificationPolicy.OFFERED:
            raise NotOffered
        window = open_window(meeting, now, self.settings)
        if occurrence_start is not None:
            require_occurrence(window, occurrence_start, meeting)
        stored, limit_reached = list[str](), False
        for hash_hex in dict.fromkeys(hashes):
            try:
                self._find_or_register(meeting, hash_hex, window, now)
            except OccurrenceLimitReached:
                limit_reached = True
            except (InvalidTicket, TicketExpired, TicketWithdrawn):
                continue
            else:
                stored.append(hash_hex)
        if limit_reached and not stored:
            raise OccurrenceLimitReached
        return RegisteredTickets(window.give_until, window.redeem_until, tuple(stored))

    def redeem(self, ticket: str, detail: Detail, now: datetime) -> Verification:
        """Returns the code of a ticket, the same one every time; writes nothing.

        Raises InvalidTicket, TicketUnknown, TicketExpired and TicketWithdrawn.
        """
        return self._code(self.find(ticket, now), detail)

    def find(self, ticket: str, now: datetime) -> Ticket:
        """Returns what is stored of a ticket. Raises what `redeem` raises."""
        stored = self.table.ticket(stored_id(ticket_hash(ticket), self.keys.ticket_key()))
        if stored is None:
            raise TicketUnknown
        self._require_valid(stored, now)
        return stored

    def tickets(self, meeting_id: str, now: datetime) -> list[Ticket]:
        """Returns the tickets of a meeting that can still be redeemed or withdrawn, newest last.

        They are returned whatever its listing says by now.
        """
        return self.table.tickets(meeting_id, int(now.timestamp()))

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
        full = detail is Detail.FULL
        claims = AttendanceClaims(
            meeting_id=ticket.meeting_id if full else "",
            start=ticket.start,
            utc_offset_min=ticket.utc_offset_min,
            length_min=ticket.length_min,
            name=ticket.name if full else "",
            place=ticket.place if full else "",
            reference=ticket.reference,
            issued_at=ticket.issued_at,
            expires_at=ticket.expires_at,
        )
        token = encode(claims, self.keys.signer_of(ticket.kid))
        return Verification(token, f"{self.settings.public_url}/v#{token}", claims)

    def _find_or_register(
        self, meeting: Meeting, hash_hex: str, window: Window | None, now: datetime
    ) -> Ticket:
        """Returns the ticket of that hash; it is stored now if it was not yet."""
        ticket_id = stored_id(hash_hex, self.keys.ticket_key())
        stored = self.table.ticket(ticket_id)
        if stored is None:
            fresh = self._new_ticket(ticket_id, meeting, window, now)
            if self.table.register(fresh, self.settings.codes_per_occurrence):
                return fresh
            stored = self.table.ticket(ticket_id)  # it was sent twice at once
        if stored is None or stored.meeting_id != meeting.id:
            raise InvalidTicket
        self._require_valid(stored, now)
        return stored

    def _require_valid(self, ticket: Ticket, now: datetime) -> None:
        if now.timestamp() >= ticket.redeem_until:
            raise TicketExpired
        if ticket.withdrawn or ticket.kid in self.keys.ring().revoked:
            raise TicketWithdrawn

    def _new_ticket(
        self, ticket_id: str, meeting: Meeting, window: Window | None, now: datetime
    ) -> Ticket:
        if meeting.verification is not VerificationPolicy.OFFERED:
            raise NotOffered
        window = require_open(window, now)
        occurrence, issued_at = window.occurrence, int(now.timestamp())
        utc_offset_min = occurrence.utc_offset_min
        return Ticket(
            id=ticket_id,
            meeting_id=meeting.id,
            start=int(occurrence.start.timestamp()),
            utc_offset_min=utc_offset_min,
            length_min=occurrence.length_min,
            name=truncate(meeting.name, MAX_NAME_BYTES),
            place=truncate(place_name(meeting), MAX_PLACE_BYTES),
            reference=secrets.token_bytes(REFERENCE_BYTES),
            issued_at=issued_at,
            expires_at=end_of_life(issued_at, self.settings.code_life_days, utc_offset_min),
            kid=self.keys.signer(now).kid,
            redeem_until=int(window.redeem_until.timestamp()),
            suggested=suggested_detail(meeting).value,
        )


def end_of_life(issued_at: int, days: int, utc_offset_min: int) -> int:
    """Returns the last second of the day on which a code is to be handed in, in epoch seconds.

    The day ends by the meeting's own UTC offset: somebody who comes on that day comes in time. It
    is at most 366 days after `issued_at`.
    """
    offset_s = utc_offset_min * 60
    last_day = (issued_at + offset_s) // DAY_S + days
    if (last_day + 1) * DAY_S - 1 - offset_s - issued_at > MAX_LIFE_S:
        last_day -= 1
    return (last_day + 1) * DAY_S - 1 - offset_s
