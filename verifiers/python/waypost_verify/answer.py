"""What is said of a code in JSON: an outcome and, where the signature held, the attendance."""

from datetime import time
from typing import Any

from .core.checking import Check
from .core.claims import AttendanceClaims, reference_text


def answer(result: Check) -> dict[str, Any]:
    """Returns the outcome with the members that the service's own API gives.

    Times are ISO 8601 with the meeting's UTC offset. A code that says only a date has `date` and
    no times. All but `outcome` are None where there is nothing to say.
    """
    members: dict[str, Any] = {
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "reference": None,
        "meeting": None,
        "date": None,
        "starts_at": None,
        "ends_at": None,
        "hand_in_by": None,
    }
    claims = result.claims
    if claims is None:
        return members
    members["reference"] = reference_text(claims.reference)
    if claims.meeting_id:
        members["meeting"] = {
            "id": claims.meeting_id,
            "name": claims.name,
            "place": claims.place,
        }
    members["date"] = claims.starts_at.date().isoformat()
    if not says_only_a_date(claims):
        members["starts_at"] = claims.starts_at.isoformat()
        members["ends_at"] = claims.ends_at.isoformat()
    members["hand_in_by"] = claims.hand_in_by.isoformat()
    return members


def says_only_a_date(claims: AttendanceClaims) -> bool:
    """Tells whether a code is date-only: the whole day of its own UTC offset, and no meeting.

    It is shown without times and without a length.
    """
    is_whole_day = claims.starts_at.time() == time(0) and claims.length_min == 1440
    return is_whole_day and not (claims.meeting_id or claims.name or claims.place)
