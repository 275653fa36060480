"""The outcome of a check, as the page says it."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.core.checking import Check
from chalicelib.verification.core.claims import AttendanceClaims, reference_text

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PageClaims:
    """What a code says, for the page; name and place are "" in a date-and-time-only code.

    `date`: the day of a code that tells a date alone, without times; None in any other.
    """

    meeting_id: str
    name: str
    place: str
    occurrence: Occurrence
    date: date | None
    reference: str
    hand_in_by: date


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
        attendance.starts_at.date() if _is_date_only(attendance) else None,
        reference_text(attendance.reference),
        attendance.hand_in_by.date(),
    )


def _is_date_only(attendance: AttendanceClaims) -> bool:
    """Returns whether a code tells the whole day of its own offset, and no meeting."""
    start = attendance.starts_at
    is_day = start.timetz().replace(tzinfo=None) == time() and attendance.ends_at - start == DAY
    return is_day and not (attendance.meeting_id or attendance.name or attendance.place)
