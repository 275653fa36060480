"""The parts of an export, and what a line of each holds: written, and read back to equal values.

| part | a line |
|---|---|
| `meetings.jsonl` | a meeting: its document, what was set here, when it last changed, its digest |
| `sources.jsonl` | the name of a source, the earliest first |
| `accounts.jsonl` | a facilitator's account: label, meetings held, version; no session, no link |
| `withdrawals.jsonl` | the references of withdrawn codes that end in one month |
| `keys.jsonl` | the published keys as a JWK set, with those that were revoked |
| `seeds.sealed` | the seeds and the ticket key, encrypted; only where they were asked for |
"""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from chalicelib.facilitators.items import Facilitator
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.storage import document
from chalicelib.meetings.storage.changes import Put
from chalicelib.verification.core.claims import reference_bytes, reference_text
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.withdrawal_items import month_end

MEETINGS, SOURCES, ACCOUNTS = "meetings.jsonl", "sources.jsonl", "accounts.jsonl"
WITHDRAWALS, KEYS, SEEDS = "withdrawals.jsonl", "keys.jsonl", "seeds.sealed"
PARTS = frozenset({MEETINGS, SOURCES, ACCOUNTS, WITHDRAWALS, KEYS})


def meeting_line(put: Put) -> bytes:
    """Returns the line of a meeting."""
    members = {
        "changed": overrides.write(put.set_here or ()),
        "digest": put.digest,
        "revised": int(put.revised.timestamp()) if put.revised else None,
    }
    kept = {name: value for name, value in members.items() if value}
    return _line({"meeting": json.loads(put.document), **kept})


def read_meeting(line: bytes) -> Put:
    """Returns the meeting of a line."""
    members: dict[str, Any] = json.loads(line)
    text = _line(members["meeting"]).decode()
    meeting, revised = document.read(text), members.get("revised")
    return Put(
        meeting,
        text,
        meeting.slug,
        str(members.get("digest", "")),
        overrides.read(members.get("changed", "")),
        None if revised is None else datetime.fromtimestamp(revised, UTC),
    )


def source_line(name: str) -> bytes:
    """Returns the line of a source."""
    return _line(name)


def read_source(line: bytes) -> str:
    """Returns the source of a line."""
    return str(json.loads(line))


def account_line(account: Facilitator) -> bytes:
    """Returns the line of an account."""
    return _line(
        {
            "id": account.id,
            "label": account.label,
            "meetings": sorted(account.meeting_ids),
            "version": account.version,
        }
    )


def read_account(line: bytes) -> Facilitator:
    """Returns the account of a line."""
    members: dict[str, Any] = json.loads(line)
    return Facilitator(
        str(members["id"]),
        str(members["label"]),
        frozenset(map(str, members["meetings"])),
        int(members["version"]),
    )


class MonthOfWithdrawals(NamedTuple):
    """The references of withdrawn codes that end in a month ("2027-05")."""

    month: str
    references: list[str]


def withdrawals_line(withdrawals: MonthOfWithdrawals) -> bytes:
    """Returns the line of a month's withdrawals."""
    return _line(withdrawals._asdict())


def read_withdrawals(line: bytes) -> MonthOfWithdrawals:
    """Returns the withdrawals of a line."""
    members: dict[str, Any] = json.loads(line)
    month = str(members["month"])
    month_end(month)  # that it is one
    references = [reference_text(reference_bytes(one)) for one in members["references"]]
    return MonthOfWithdrawals(month, references)


def keys_line(ring: KeyRing) -> bytes:
    """Returns the line of all published keys."""
    return _line(ring.jwks())


def read_keys(line: bytes) -> KeyRing:
    """Returns the keys of a line, none left out."""
    jwks = json.loads(line)
    ring = KeyRing.from_jwks(jwks)
    if ring.jwks() != jwks:
        raise ValueError("a key that can't be read")
    return ring


def _line(value: Any) -> bytes:
    """Returns a value as JSON, in the same bytes as a document has."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
