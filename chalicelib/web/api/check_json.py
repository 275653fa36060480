"""The outcome of a check as the API and the command line answer it."""

from collections.abc import Collection
from typing import Any

from chalicelib import settings
from chalicelib.verification.core.checking import Check
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.service import CheckedCode
from chalicelib.web.i18n.catalogue import translator


def check_json(checked: CheckedCode, own_hosts: Collection[str]) -> dict[str, Any]:
    """Returns the outcome as JSON's own types; a link to a host that is not our own is named."""
    result = checked.check
    elsewhere = checked.found.elsewhere(own_hosts)
    shape: dict[str, Any] = {
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "leads_elsewhere": elsewhere or None,
        "came_through": checked.found.carrier or checked.opaque_host or None,
        "reference": None,
        "meeting": None,
        "date": None,
        "starts_at": None,
        "ends_at": None,
        "hand_in_by": None,
        "statement": _statement(checked, elsewhere),
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


def _statement(checked: CheckedCode, elsewhere: str) -> str:
    """Returns the outcome in words, after where the link leads, and with what it is not."""
    t = translator()
    limits = [t("v.limits"), t("v.independent", organisation=settings.current().organisation)]
    if checked.opaque_host:
        hidden = t("v.opaque", host=checked.opaque_host)
        return " ".join([t("v.unreadable.word"), hidden, *limits])
    first = [t("v.elsewhere", host=elsewhere), t("v.elsewhere.says")] if elsewhere else []
    return " ".join([*first, *_words(checked.check), *limits])


def _words(result: Check) -> list[str]:
    t = translator()
    outcome, reason = f"v.{result.outcome.value}", result.reason or "says"
    return [t(f"{outcome}.word"), t(f"{outcome}.{reason}")]
