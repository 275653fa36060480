"""A finished code as the API answers it."""

from typing import Any

from chalicelib.verification import qr
from chalicelib.verification.issuing import Verification


def verification_json(given: Verification) -> dict[str, Any]:
    """A finished code, as issuing and redeeming answer it."""
    return {
        "token": given.token,
        "url": given.url,
        "reference": given.reference,
        "hand_in_by": given.attendance.hand_in_by.isoformat(),
        "svg": qr.svg(given.url),
    }
