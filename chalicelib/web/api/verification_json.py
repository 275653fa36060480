"""A finished code as the API answers it."""

from typing import Any

from chalicelib.verification import qr
from chalicelib.verification.issuing import Verification


def verification_json(verification: Verification) -> dict[str, Any]:
    """Returns a finished code, as issuing and redeeming answer it."""
    return {
        "token": verification.token,
        "url": verification.url,
        "reference": verification.reference,
        "hand_in_by": verification.claims.hand_in_by.isoformat(),
        "svg": qr.svg(verification.url),
    }
