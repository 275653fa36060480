"""What is said of a code in JSON: an outcome and, where the signature held, the attendance."""

from typing import Any

from .codes import Code
from .core.claims import reference_text


def answer(code: Code) -> dict[str, Any]:
    """Returns the outcome with the members that the service's own API gives, and the hosts.

    Times are ISO 8601 with the meeting's UTC offset. A code that says only a date has `date` and
    no times. All but `outcome` are None where there is nothing to say.
    """
    result = code.result
    members: dict[str, Any] = {
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "issuer": _issuer(code),
        "leads_elsewhere": code.elsewhere or None,
        "reference": None,
        "meeting": None,
        "date": None,
        "starts_at": None,
        "ends_at": None,
        "hand_in_by": None,
        "host": code.found.host or None,
        "wrapper": code.found.wrapper or None,
        "opaque_host": code.opaque or None,
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
    if not claims.is_date_only:
        members["starts_at"] = claims.starts_at.isoformat()
        members["ends_at"] = claims.ends_at.isoformat()
    members["hand_in_by"] = claims.hand_in_by.isoformat()
    return members


def _issuer(code: Code) -> dict[str, str] | None:
    """Returns whose a code is, where that is known; by its host where it was not named."""
    if code.issuer is None or not code.issuer.address:
        return None
    return {"name": code.issuer.name or code.issuer.host, "address": code.issuer.address}
