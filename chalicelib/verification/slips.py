"""Slips of paper for rooms without phones: prepared beforehand, good once they are marked as given.

Each carries a ticket. Of a prepared one, what its ticket hashes to is kept by the slip's number: it
redeems nothing, and is gone when codes are no longer given. A facilitator marks each number that
was handed out; only then is its ticket registered, frozen and counted (policy rule 1: nothing is
automatic).

Slips follow their occurrence to another time of its day, and are marked while its codes are given.
To another day they do not: the paper would name a day that the code does not.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.meeting import Meeting
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.issuing import (
    Issuer,
    NotOffered,
    NotYourMeeting,
    TicketExpired,
    TicketWithdrawn,
)
from chalicelib.verification.items import MarkedSlip, SlipSheet
from chalicelib.verification.table import OccurrenceLimitReached, SlipReplaced
from chalicelib.verification.tickets import InvalidTicket, stored_id
from chalicelib.verification.vault import KeysUnavailable
from chalicelib.verification.window import (
    OutsideIssuingWindow,
    Window,
    coming_windows,
    is_start_of,
    open_window,
    require_occurrence,
    window_starting,
)

MAX_SLIPS = 30  # an occurrence
PREPARED_BEFORE = timedelta(days=7)  # the start


class TooEarlyForSlips(Exception):
    """Slips of an occurrence are prepared in the week before it. Carries when that begins."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class SlipGiven(Exception):
    """A slip of that number was given already, with another ticket."""


class SlipRepeated(ValueError):
    """Two slips of an occurrence have the same ticket."""


class SlipUnknown(LookupError):
    """None of the numbers is one that was prepared for that occurrence."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of an occurrence. `reference` is its code's, None while it is not given."""

    starts_at: datetime
    number: int
    reference: str | None

    @property
    def given(self) -> bool:
        """Whether it was marked as given: its ticket can be redeemed."""
        return self.reference is not None


@dataclass(frozen=True, slots=True)
class GivenSlips:
    """Which slips are given now, with the references of their codes by number.

    `unconfirmed` are numbers of which nobody knows whether they are, because the records or keys
    failed halfway: they may be sent again.
    """

    references: Mapping[int, str]
    unconfirmed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Slips:
    """Prepares slips and marks them as given, by an issuer's rules."""

    issuer: Issuer

    def prepare(
        self,
        meeting: Meeting,
        meeting_ids: Container[str],
        starts_at: datetime,
        hashes: Mapping[int, str],
        now: datetime,
    ) -> Window:
        """Keeps the hashes (SHA-256, hex) of the tickets on slips, by their numbers (1 to 30).

        Returns the window in which they are given. A number that is prepared already takes the new
        ticket; one that was given keeps its own.

        Raises NotYourMeeting, NotOffered, NoSchedule, TooEarlyForSlips, OutsideIssuingWindow,
        SlipGiven and SlipRepeated, with nothing kept.
        """
        _require_may_give(meeting, meeting_ids)
        if starts_at - now > PREPARED_BEFORE:
            raise TooEarlyForSlips(starts_at - PREPARED_BEFORE)
        window = window_starting(meeting, starts_at, now, self.issuer.settings)
        ids, moment = self._ids(hashes), int(now.timestamp())
        existing = self._sheet(meeting, window, moment)
        start = existing.start if existing else int(starts_at.timestamp())
        is_listed = start == int(window.occurrence.start.timestamp())

        def change(sheet: SlipSheet | None) -> SlipSheet:
            if sheet is None and not is_listed:  # else each minute of its day had a sheet
                raise OutsideIssuingWindow(window)
            prepared, given = _merged(sheet, ids)
            return SlipSheet(
                meeting_id=meeting.id,
                start=start,
                utc_offset_min=window.occurrence.utc_offset_min,
                expires=_latest_giving(window),
                prepared=prepared,
                given=given,
            )

        self.issuer.table.change_sheet(meeting.id, start, moment, change)
        return window

    def give(
        self,
        meeting: Meeting,
        meeting_ids: Container[str],
        starts_at: datetime,
        numbers: Iterable[int],
        now: datetime,
    ) -> GivenSlips:
        """Marks slips as given: their tickets are registered now, and can be redeemed.

        The same again gives the same references. One that was not prepared, was withdrawn or finds
        no room is left out.

        Raises NotYourMeeting, NotOffered, NoSchedule and OutsideIssuingWindow; where none is known
        to be given OccurrenceLimitReached, TicketWithdrawn, SlipUnknown, and what a failure raises.
        """
        _require_may_give(meeting, meeting_ids)
        window = open_window(meeting, now, self.issuer.settings)
        require_occurrence(window, starts_at, meeting)
        sheet = self._sheet(meeting, window, int(now.timestamp()))
        if sheet is None:
            raise SlipUnknown
        ids = {**sheet.given, **sheet.prepared}
        references = dict[int, str]()
        refusal: Exception = SlipUnknown()
        unconfirmed: tuple[int, ...] = ()
        asked = tuple(dict.fromkeys(number for number in numbers if number in ids))
        for place, number in enumerate(asked):
            slip = MarkedSlip(number, sheet.start)
            try:
                ticket = self.issuer.find_or_register(meeting, ids[number], window, now, slip)
            except (OccurrenceLimitReached, TicketWithdrawn, TicketExpired) as error:
                refusal = error
            except (InvalidTicket, SlipReplaced):  # its ticket is another one's meanwhile
                continue
            except (StorageUnavailable, KeysUnavailable):
                if not references:
                    raise
                unconfirmed = asked[place:]
                break
            else:
                references[number] = reference_text(ticket.reference)
        if not references:
            raise refusal
        return GivenSlips(references, unconfirmed)

    def of_meeting(self, meeting: Meeting, now: datetime) -> list[Slip]:
        """Returns the slips of a meeting by start and number, those that are given too.

        Those not given while codes of their occurrence are, or will be; the others as long as their
        tickets. Their start is that of their occurrence as it is listed now.
        """
        moment, table = int(now.timestamp()), self.issuer.table
        windows = coming_windows(meeting, now, self.issuer.settings)
        slips = list[Slip]()
        for ticket in table.tickets(meeting.id, moment):
            if ticket.slip is not None:
                noted = _at(ticket.start, ticket.utc_offset_min)
                start = _start_now(meeting, windows, noted) or noted
                slips.append(Slip(start, ticket.slip, reference_text(ticket.reference)))
        for sheet in table.sheets(meeting.id, moment):
            noted = _at(sheet.start, sheet.utc_offset_min)
            if coming := _start_now(meeting, windows, noted):
                slips += [Slip(coming, number, None) for number in sheet.prepared]
        return sorted(slips, key=lambda slip: (slip.starts_at, slip.number))

    def _sheet(self, meeting: Meeting, window: Window, now: int) -> SlipSheet | None:
        """Returns the sheet of a window's occurrence, by an earlier time of its day if need be."""
        start = int(window.occurrence.start.timestamp())
        if sheet := self.issuer.table.sheet(meeting.id, start, now):
            return sheet
        for sheet in self.issuer.table.sheets(meeting.id, now):
            if _start_now(meeting, [window], _at(sheet.start, sheet.utc_offset_min)):
                return sheet
        return None

    def _ids(self, hashes: Mapping[int, str]) -> dict[int, str]:
        key = self.issuer.keys.ticket_key()
        return {number: stored_id(hash_hex, key) for number, hash_hex in hashes.items()}


def _require_may_give(meeting: Meeting, meeting_ids: Container[str]) -> None:
    if meeting.id not in meeting_ids:
        raise NotYourMeeting
    if meeting.verification is not VerificationPolicy.OFFERED:
        raise NotOffered


def _merged(
    sheet: SlipSheet | None, ids: Mapping[int, str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Returns what is prepared and what is given when those are prepared too."""
    prepared, given = (dict(sheet.prepared), dict(sheet.given)) if sheet else ({}, {})
    for number, ticket_id in ids.items():
        if given.get(number, ticket_id) != ticket_id:
            raise SlipGiven
        if number not in given:
            prepared[number] = ticket_id
    every = [*prepared.values(), *given.values()]
    if len(set(every)) < len(every):
        raise SlipRepeated
    return prepared, given


def _start_now(meeting: Meeting, windows: Iterable[Window], noted: datetime) -> datetime | None:
    """Returns the start of the occurrence that once started then; None for none of these."""
    for window in windows:
        if meeting.schedule and is_start_of(window.occurrence, noted, meeting.schedule):
            return window.occurrence.start
    return None


def _latest_giving(window: Window) -> int:
    """Returns until when codes could be given if the occurrence began as late as its day allows."""
    start = window.occurrence.start
    midnight = datetime.combine(start.date() + timedelta(days=1), time(), start.tzinfo)
    return int(window.give_until.timestamp() + midnight.timestamp() - start.timestamp())


def _at(moment: int, utc_offset_min: int) -> datetime:
    return datetime.fromtimestamp(moment, timezone(timedelta(minutes=utc_offset_min)))
