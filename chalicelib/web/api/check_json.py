"""The outcome of a check as the API and the command line answer it."""

from collections.abc import Collection
from typing import Any

from chalicelib import settings
from chalicelib.verification.core.checking import Check, Outcome
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.core.trust_list import TrustListEntry
from chalicelib.verification.service import CheckedCode, listed_issuer
from chalicelib.web.i18n.catalogue import translator


def check_json(checked: CheckedCode, own_hosts: Collection[str]) -> dict[str, Any]:
    """Returns the outcome as JSON's own types; a link to a host that is not our own is named."""
    result = checked.check
    elsewhere = checked.found.elsewhere(own_hosts)
    listed = listed_issuer(checked, own_hosts)
    shape: dict[str, Any] = {
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "leads_elsewhere": elsewhere or None,
        "listed_issuer": {"name": listed.name, "check_at": listed.check_page} if listed else None,
        "came_through": checked.found.carrier or checked.opaque_host or None,
        "reference": None,
        "meeting": None,
        "date": None,
        "starts_at": None,
        "ends_at": None,
        "hand_in_by": None,
        "statement": _statement(checked, elsewhere, listed),
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


def _statement(checked: CheckedCode, elsewhere: str, listed: TrustListEntry | None) -> str:
    """Returns the outcome in words, after where the link leads, and with what it does not say."""
    t = translator()
    organisation = settings.current().organisation
    limits = [t("v.limits")] if checked.check.claims else []
    limits += [t("v.independent", organisation=organisation)]
    if checked.opaque_host:
        hidden = t("v.opaque", host=checked.opaque_host)
        return " ".join([t("v.could_not_check.word"), hidden, *limits])
    words = _words(checked.check)
    if listed:
        link = t("v.listed", host=elsewhere, issuer=listed.name)
        others = t("v.others", organisation=organisation)
        return " ".join([link, *words, f"{others} {listed.check_page}", *limits])
    warning = [t("v.elsewhere", host=elsewhere), t("v.elsewhere.says")] if elsewhere else []
    return " ".join([*warning, *words, *limits])


def _words(result: Check) -> list[str]:
    """Returns an outcome in words; where the service's own lists or clock are why, of these."""
    t = translator()
    outcome = f"v.{result.outcome.value}"
    if result.outcome is Outcome.COULD_NOT_CHECK:
        return [t(f"{outcome}.word"), t(f"v.service.{result.reason}")]
    if result.outcome is Outcome.NOT_YET_VALID:
        outcome = "v.service.not_yet_valid"
    return [t(f"{outcome}.word"), t(f"{outcome}.{result.reason or 'says'}")]
