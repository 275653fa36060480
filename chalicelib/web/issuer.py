"""The issuer and the checker of this process, over its tables and keys."""

from datetime import datetime
from typing import Any

from chalicelib import settings
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import checking
from chalicelib.verification.checking import Check, Outcome, Trust
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.keys import KeyRing
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import VerificationTable, open_table
from chalicelib.verification.token import reference_text
from chalicelib.verification.vault import KeysUnavailable
from chalicelib.web.catalogue import speaker

WITHDRAWABLE = (Outcome.GENUINE, Outcome.NOT_YET_VALID, Outcome.WITHDRAWN)


def issuer() -> Issuer:
    """Gives verifications."""
    current = settings.current()
    return Issuer(open_table(), open_key_store(current), current)


def key_ring() -> KeyRing:
    """The published keys."""
    return open_key_store(settings.current()).ring()


class _Withdrawn:
    """The withdrawn references, each looked up when it is asked for."""

    def __init__(self, table: VerificationTable, now: int) -> None:
        self._table = table
        self._now = now

    def __contains__(self, reference: object) -> bool:
        return self._table.is_withdrawn(str(reference), self._now)


def check(text: str, now: datetime) -> Check:
    """The outcome for a code by the service's own keys and withdrawals."""
    moment = int(now.timestamp())
    try:
        ring, keys_fetched_at = key_ring(), moment
    except KeysUnavailable:
        return checking.check(text, Trust(KeyRing(), (), None, None), now)
    try:
        trust = Trust(ring, _Withdrawn(open_table(), moment), keys_fetched_at, moment)
        return checking.check(text, trust, now)
    except StorageUnavailable:
        return checking.check(text, Trust(ring, (), keys_fetched_at, None), now)


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
    said = result.attendance
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
