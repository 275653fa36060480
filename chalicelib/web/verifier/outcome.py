"""The outcome of a check, as the page says it."""

from dataclasses import dataclass
from datetime import date

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.checking import Check
from chalicelib.verification.claims import AttendanceClaims, reference_text


@dataclass(frozen=True, slots=True)
class Said:
    """What a code says, for the page."""

    meeting_id: str
    name: str
    place: str
    occurrence: Occurrence
    reference: str
    hand_in_by: date


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome, for the page."""

    outcome: str
    reason: str
    said: Said | None
    host: str


def result_of(checked: Check, host: str) -> Result:
    reason = checked.reason.value if checked.reason else ""
    said = _said(checked.claims) if checked.claims else None
    return Result(checked.outcome.value, reason, said, host)


def _said(attendance: AttendanceClaims) -> Said:
    return Said(
        attendance.meeting_id,
        attendance.name,
        attendance.place,
        Occurrence(attendance.starts_at, attendance.ends_at),
        reference_text(attendance.reference),
        attendance.hand_in_by.date(),
    )
