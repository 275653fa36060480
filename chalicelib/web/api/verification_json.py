"""A finished code as the API answers it, in one form or in all."""

from typing import Any

from chalicelib.verification import qr
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Redeemed, Verification


def verification_json(verification: Verification) -> dict[str, Any]:
    """Returns a finished code, as issuing answers it."""
    return {
        **_form_json(verification),
        "reference": verification.reference,
        "hand_in_by": verification.claims.hand_in_by.isoformat(),
    }


def redeemed_json(redeemed: Redeemed) -> dict[str, Any]:
    """Returns the code of a ticket in each form, as redeeming answers it."""
    full = redeemed.forms[Detail.FULL]
    return {
        "reference": full.reference,
        "hand_in_by": full.claims.hand_in_by.isoformat(),
        "suggested": redeemed.suggested.value,
        "listed_then": redeemed.listed_then,
        "listed_within_km": redeemed.listed_within_km,
        "forms": {detail.value: _form_json(form) for detail, form in redeemed.forms.items()},
    }


def _form_json(form: Verification) -> dict[str, Any]:
    return {"token": form.token, "url": form.url, "svg": qr.svg(form.url)}
