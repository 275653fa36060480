"""The outcome of a check, as the page says it."""

from dataclasses import dataclass
from datetime import date

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.core.checking import Check
from chalicelib.verification.core.claims import AttendanceClaims, reference_text


@dataclass(frozen=True, slots=True)
class PageClaims:
    """What a code says, for the page.

    Name and place are "" in a date-and-time-only code. `date_only`: of the occurrence it says the
    date alone.
    """

    meeting_id: str
    name: str
    place: str
    occurrence: Occurrence
    reference: str
    hand_in_by: date
    date_only: bool


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """The outcome of a check, for the page.

    `outcome`: one of nine. `reason`: "" or one that outcome.html has for it. `host`: the host that
    this service is reached at.
    """

    outcome: str
    reason: str
    claims: PageClaims | None
    host: str


def page_outcome(check: Check, host: str) -> PageOutcome:
    """Returns the outcome of a check, for the page."""
    reason = check.reason.value if check.reason else ""
    claims = _page_claims(check.claims) if check.claims else None
    return PageOutcome(check.outcome.value, reason, claims, host)


def _page_claims(attendance: AttendanceClaims) -> PageClaims:
    return PageClaims(
        attendance.meeting_id,
        attendance.name,
        attendance.place,
        Occurrence(attendance.starts_at, attendance.ends_at),
        reference_text(attendance.reference),
        attendance.hand_in_by.date(),
        attendance.is_date_only,
    )
