"""The outcome of a check as the API and the command line answer it."""

from typing import Any

from chalicelib import settings
from chalicelib.verification.core.checking import Check
from chalicelib.verification.core.claims import reference_text
from chalicelib.web.i18n.catalogue import translator


def check_json(result: Check) -> dict[str, Any]:
    """Returns the outcome as JSON's own types."""
    t = translator()
    organisation = settings.current().organisation
    limits = f"{t('v.limits')} {t('v.independent', organisation=organisation)}"
    shape: dict[str, Any] = {
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "reference": None,
        "meeting": None,
        "date": None,
        "starts_at": None,
        "ends_at": None,
        "hand_in_by": None,
        "statement": f"{_words(result)} {limits}",
    }
    claims = result.claims
    if claims is None:
        return shape
    meeting = {"id": claims.meeting_id, "name": claims.name, "place": claims.place}
    return shape | {
        "reference": reference_text(claims.reference),
        "meeting": meeting if claims.meeting_id else None,
        "date": claims.starts_at.date().isoformat(),
        "starts_at": None if claims.is_date_only else claims.starts_at.isoformat(),
        "ends_at": None if claims.is_date_only else claims.ends_at.isoformat(),
        "hand_in_by": claims.hand_in_by.isoformat(),
    }


def _words(result: Check) -> str:
    t = translator()
    outcome, reason = f"v.{result.outcome.value}", result.reason or "says"
    return f"{t(f'{outcome}.word')} {t(f'{outcome}.{reason}')}"
