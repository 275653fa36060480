"""The outcome of a check as the API and the command line answer it."""

from typing import Any

from chalicelib import settings
from chalicelib.verification.checking import Check
from chalicelib.verification.claims import reference_text
from chalicelib.web.i18n.catalogue import speaker


def check_json(result: Check) -> dict[str, Any]:
    """The outcome as the API and the command line answer it."""
    say = speaker()
    organisation = settings.current().organisation
    limits = f"{say('v.limits')} {say('v.independent', organisation=organisation)}"
    shape: dict[str, Any] = {
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "reference": None,
        "meeting": None,
        "starts_at": None,
        "ends_at": None,
        "hand_in_by": None,
        "statement": f"{_words(result)} {limits}",
    }
    said = result.claims
    if said is None:
        return shape
    meeting = {"id": said.meeting_id, "name": said.name, "place": said.place}
    return shape | {
        "reference": reference_text(said.reference),
        "meeting": meeting if said.meeting_id else None,
        "starts_at": said.starts_at.isoformat(),
        "ends_at": said.ends_at.isoformat(),
        "hand_in_by": said.hand_in_by.isoformat(),
    }


def _words(result: Check) -> str:
    say = speaker()
    outcome, reason = f"v.{result.outcome.value}", result.reason or "says"
    return f"{say(f'{outcome}.word')} {say(f'{outcome}.{reason}')}"
