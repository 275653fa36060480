"""What a code says in each form: full, date and time only, date only.

A ticket freezes all of it when it is stored, so that it always gives the same code.
"""

import secrets
from datetime import datetime

from chalicelib.meetings.meeting import Meeting
from chalicelib.verification.core.claims import (
    DAY_MIN,
    MAX_NAME_BYTES,
    MAX_PLACE_BYTES,
    REFERENCE_BYTES,
    AttendanceClaims,
)
from chalicelib.verification.core.public_keys import PublicKey
from chalicelib.verification.detail import Detail, place_name, suggested_detail
from chalicelib.verification.issue_times import issue_times, local_midnight
from chalicelib.verification.items import Ticket
from chalicelib.verification.truncation import truncate
from chalicelib.verification.window import Window


def frozen_ticket(
    ticket_id: str,
    meeting: Meeting,
    window: Window,
    key: PublicKey,
    life_days: int,
    now: datetime,
) -> Ticket:
    """Returns a ticket that is given now, as it is stored, with a reference of its own.

    `key` is the one that signs now; the code is to be handed in within `life_days`.
    """
    assert key.signs_from is not None  # or it would not be signing
    occurrence = window.occurrence
    start, offset_min = int(occurrence.start.timestamp()), occurrence.utc_offset_min
    times = issue_times(int(now.timestamp()), key.signs_from, start, offset_min, life_days)
    return Ticket(
        id=ticket_id,
        meeting_id=meeting.id,
        start=start,
        utc_offset_min=offset_min,
        length_min=occurrence.length_min,
        name=truncate(meeting.name, MAX_NAME_BYTES),
        place=truncate(place_name(meeting), MAX_PLACE_BYTES),
        reference=secrets.token_bytes(REFERENCE_BYTES),
        issued_at=times.issued_at,
        issued_at_date_only=times.issued_at_date_only,
        expires_at=times.expires_at,
        kid=key.kid,
        redeem_until=int(window.redeem_until.timestamp()),
        suggested=suggested_detail(meeting).value,
    )


def claims_of(ticket: Ticket, detail: Detail) -> AttendanceClaims:
    """Returns what the code of a ticket says in that form; the reference is the same in all.

    A date-only code has the whole day of the occurrence in place of its times.
    """
    is_full, is_date_only = detail is Detail.FULL, detail is Detail.DATE
    offset_min = ticket.utc_offset_min
    return AttendanceClaims(
        meeting_id=ticket.meeting_id if is_full else "",
        start=local_midnight(ticket.start, offset_min) if is_date_only else ticket.start,
        utc_offset_min=offset_min,
        length_min=DAY_MIN if is_date_only else ticket.length_min,
        name=ticket.name if is_full else "",
        place=ticket.place if is_full else "",
        reference=ticket.reference,
        issued_at=ticket.issued_at_date_only if is_date_only else ticket.issued_at,
        expires_at=ticket.expires_at,
    )
