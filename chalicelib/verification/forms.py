"""What the code of a ticket says in each form: full, date and time only, date only."""

from chalicelib.verification.core.claims import DAY_MIN, AttendanceClaims
from chalicelib.verification.detail import Detail
from chalicelib.verification.issue_times import local_midnight
from chalicelib.verification.items import Ticket


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
