"""Answers the cases of the conformance suite, one JSON object a line.

The protocol is that of "Conformance" in docs/verification.md of Waypost.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from .core.checking import Check, TrustedLists, check
from .core.claims import AttendanceClaims, reference_text
from .core.finding import find_codes, opaque_host
from .core.trust_snapshot import AcceptedList, SnapshotRefused, TrustedIssuer, read_snapshot


def answer_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what this checker says of a case.

    `outcome`, and `reason` and `attendance` if any; for a text to `find` codes in, what was found;
    for a `snapshot`, its `refusal` or what was `accepted`.
    """
    if "snapshot" in case:
        return _read_snapshot(case)
    if "find" in case:
        text = case["find"]
        return {"codes": [asdict(code) for code in find_codes(text)], "opaque": opaque_host(text)}
    trust = case["trust"]
    lists = TrustedLists.from_published(
        trust, trust["withdrawals"], trust["keysFetchedAt"], trust["withdrawalsFetchedAt"]
    )
    return _members(check(case["text"], lists, datetime.fromtimestamp(case["now"], UTC)))


def _read_snapshot(case: Mapping[str, Any]) -> dict[str, Any]:
    trusted = {
        address: TrustedIssuer(
            issuer["pins"],
            (last := issuer["last"])
            and AcceptedList(last["asOf"], last, last.get("withdrawals") or ()),
        )
        for address, issuer in case["trusted"].items()
    }
    try:
        read = read_snapshot(case["snapshot"], trusted, case["now"])
    except SnapshotRefused as refused:
        return {"refusal": refused.refusal.value}
    accepted = {
        "issuer": read.issuer,
        "name": read.name,
        "asOf": read.as_of,
        "keys": _kids(read.jwks["keys"]),
        "revoked": _kids(read.jwks["revoked"]),
        "withdrawals": read.withdrawals,
    }
    return {"accepted": accepted}


def _kids(entries: list[Any]) -> list[str]:
    """Returns the ids of those entries that have one."""
    kids = (entry.get("kid") for entry in entries if isinstance(entry, Mapping))
    return [kid for kid in kids if isinstance(kid, str)]


def _members(result: Check) -> dict[str, Any]:
    members: dict[str, Any] = {"outcome": result.outcome.value}
    if result.reason:
        members["reason"] = result.reason.value
    if result.claims:
        members["attendance"] = _attendance(result.claims)
    return members


def _attendance(claims: AttendanceClaims) -> dict[str, Any]:
    return {
        "meetingId": claims.meeting_id,
        "start": claims.start,
        "utcOffsetMin": claims.utc_offset_min,
        "lengthMin": claims.length_min,
        "name": claims.name,
        "place": claims.place,
        "reference": reference_text(claims.reference),
        "issuedAt": claims.issued_at,
        "expiresAt": claims.expires_at,
    }
