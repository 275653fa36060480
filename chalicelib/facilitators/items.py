"""The items of the facilitators table: their keys, and what each holds, read and written.

| key | holds |
|---|---|
| `F#<id>` | an account: label, meetings held, session version, and which sessions it may have |
| `L#<hash>` | a sign-in link; once used, the hash of the session that it gave |
| `S#<hash>` | a session: whose, and the days on which it began and was last used |
| `SWEEP` | how far the sweep is (`expired_items`) |

Secrets are stored as SHA-256 hashes. `expires` (epoch seconds) ends links and sessions. Nothing of
a session is finer than a day, and nothing says in which browser it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.dynamodb import Item

ACCOUNT_PREFIX = "F#"


def account_key(account_id: str) -> str:
    """Returns the key of an account's item."""
    return ACCOUNT_PREFIX + account_id


def link_key(secret_hash: str) -> str:
    """Returns the key of a sign-in link's item, by its secret's hash."""
    return f"L#{secret_hash}"


def session_key(secret_hash: str) -> str:
    """Returns the key of a session's item, by its secret's hash."""
    return f"S#{secret_hash}"


@dataclass(frozen=True, slots=True)
class Facilitator:
    """An account: a label that the coordinator chose, not a name.

    Sessions and links carry the `version` that they were made under; raising it ends them all.
    `sessions` are the hashes of the sessions' secrets by the sessions' ids; some may have expired.
    """

    id: str
    label: str
    meeting_ids: frozenset[str]
    version: int = 1
    sessions: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A sign-in link: whose it is, under which version, until when (epoch seconds).

    `session_hash` is that of the session which it gave; "" while it was not used.
    """

    facilitator_id: str
    version: int
    expires: int
    session_hash: str = ""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session: whose it is, under which version, until when (epoch seconds, a midnight).

    `id` is what it is ended by; it opens nothing. `began` and `used` are days of UTC.
    """

    secret_hash: str
    id: str
    facilitator_id: str
    version: int
    began: date
    used: date
    expires: int


def link_item(secret_hash: str, link: Link) -> Item:
    """Returns the whole item of a new link."""
    return {
        "pk": {"S": link_key(secret_hash)},
        "facilitator": {"S": link.facilitator_id},
        "version": {"N": str(link.version)},
        "expires": {"N": str(link.expires)},
    }


def read_link(item: Item) -> Link:
    """Returns the link of an item."""
    return Link(
        item["facilitator"]["S"],
        int(item["version"]["N"]),
        int(item["expires"]["N"]),
        item["session_hash"]["S"] if "session_hash" in item else "",
    )


def session_item(session: StoredSession) -> Item:
    """Returns the whole item of a session."""
    return {
        "pk": {"S": session_key(session.secret_hash)},
        "id": {"S": session.id},
        "facilitator": {"S": session.facilitator_id},
        "version": {"N": str(session.version)},
        "began": {"S": session.began.isoformat()},
        "used": {"S": session.used.isoformat()},
        "expires": {"N": str(session.expires)},
    }


def read_session(item: Item) -> StoredSession:
    """Returns the session of an item."""
    return StoredSession(
        item["pk"]["S"].removeprefix(session_key("")),
        item["id"]["S"],
        item["facilitator"]["S"],
        int(item["version"]["N"]),
        date.fromisoformat(item["began"]["S"]),
        date.fromisoformat(item["used"]["S"]),
        int(item["expires"]["N"]),
    )


def account_attributes(account: Facilitator) -> dict[str, Any]:
    """Returns what the item of an account holds besides its sessions."""
    return {
        "label": {"S": account.label},
        "meetings": {"S": " ".join(sorted(account.meeting_ids))},
        "version": {"N": str(account.version)},
    }


def readable_facilitator(item: Item) -> Facilitator | None:
    """Returns the account of an item, None where it can't be read."""
    try:
        return read_facilitator(item)
    except (LookupError, ValueError, TypeError, AttributeError):
        return None


def read_facilitator(item: Item) -> Facilitator:
    """Returns the account of an item."""
    stored = item["sessions"]["M"] if "sessions" in item else {}
    return Facilitator(
        item["pk"]["S"].removeprefix(ACCOUNT_PREFIX),
        item["label"]["S"],
        frozenset(item["meetings"]["S"].split()),
        int(item["version"]["N"]),
        {session_id: secret_hash["S"] for session_id, secret_hash in stored.items()},
    )
