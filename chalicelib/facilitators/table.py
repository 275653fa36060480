"""The facilitators table: the one module that knows its keys.

| key | holds |
|---|---|
| `F#<id>` | an account: label, meetings held, session version |
| `L#<hash>` | a sign-in link that was not used yet |
| `S#<hash>` | a session |
| `SWEEP` | how far the sweep is (`expired_items`) |

Secrets are stored as SHA-256 hashes. `expires` (epoch seconds) ends links and sessions; what has
expired is not returned, whether or not it was swept yet.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib import dynamodb, expired_items
from chalicelib.dynamodb import Item, Table
from chalicelib.expired_items import SWEEP_LIMIT_S, SweepState, read_state
from chalicelib.settings import current as current_settings


@dataclass(frozen=True, slots=True)
class Facilitator:
    """An account: a label that the coordinator chose, not a name.

    Sessions and links carry the `version` that they were made under; raising it ends them all.
    """

    id: str
    label: str
    meeting_ids: frozenset[str]
    version: int = 1


@dataclass(frozen=True, slots=True)
class Credential:
    """A link or a session: whose it is, under which version, until when (epoch seconds)."""

    facilitator_id: str
    version: int
    expires: int


class FacilitatorsTable:
    """Reads and writes of the facilitators table.

    Every method raises StorageUnavailable where the database can't be reached.
    """

    def __init__(self, client: Any, name: str, *, deadline_s: float = 8.0) -> None:
        self._table = Table(client, name)
        self._deadline_s = deadline_s

    def get(self, account_id: str) -> Facilitator | None:
        """Returns the account of that id, None where there is none."""
        item = self._table.get(f"F#{account_id}")
        return None if item is None else _facilitator(item)

    def all(self) -> list[Facilitator]:
        """Returns every account, by label."""
        items = self._table.scan(
            FilterExpression="begins_with(pk, :prefix)",
            ExpressionAttributeValues={":prefix": {"S": "F#"}},
            ConsistentRead=True,
        )
        return sorted(map(_facilitator, items), key=lambda account: account.label)

    def add(self, account: Facilitator) -> None:
        """Stores a new account."""
        self._table.put(_account_item(account), "attribute_not_exists(pk)")

    def replace(self, old: Facilitator, new: Facilitator) -> bool:
        """Writes an account anew; False where another changed it meanwhile."""
        item = _account_item(old)
        return self._table.put(
            _account_item(new),
            "version = :version AND meetings = :meetings",
            version=item["version"],
            meetings=item["meetings"],
        )

    def remove(self, account: Facilitator) -> None:
        """Deletes an account. Its links and sessions lead nowhere from then on, and are swept."""
        self._table.delete(f"F#{account.id}")

    def put_link(self, secret_hash: str, link: Credential) -> None:
        """Stores a sign-in link."""
        self._table.put(_credential_item(f"L#{secret_hash}", link))

    def link(self, secret_hash: str, now: int) -> Credential | None:
        """Returns the link of that hash, unless it was used or has expired."""
        return self._credential(f"L#{secret_hash}", now)

    def exchange(self, link: str, secret_hash: str, session: Credential) -> bool:
        """Uses up a link, by its hash, for a session: both or neither.

        Returns False where the link was used meanwhile.
        """
        use = {"Key": {"pk": {"S": f"L#{link}"}}, "ConditionExpression": "attribute_exists(pk)"}
        keep = {"Item": _credential_item(f"S#{secret_hash}", session)}
        return self._table.transact_if([{"Delete": use}, {"Put": keep}], self._deadline_s)

    def renew_session(self, secret_hash: str, session: Credential) -> bool:
        """Stores a session's new end; False where the session was ended meanwhile."""
        return self._table.put(
            _credential_item(f"S#{secret_hash}", session), "attribute_exists(pk)"
        )

    def session(self, secret_hash: str, now: int) -> Credential | None:
        """Returns the session of that hash, unless it has expired."""
        return self._credential(f"S#{secret_hash}", now)

    def end_session(self, secret_hash: str) -> None:
        """Ends a session; no error where there is none."""
        self._table.delete(f"S#{secret_hash}")

    def sweep(self, now: int, limit_s: float = SWEEP_LIMIT_S) -> int:
        """Deletes what has expired, for about that long; returns how many items were deleted."""
        return expired_items.sweep(self._table, now, limit_s)

    def sweep_state(self) -> SweepState:
        """Returns how far the sweep is."""
        return read_state(self._table)

    def _credential(self, pk: str, now: int) -> Credential | None:
        item = self._table.get(pk)
        if item is None or int(item["expires"]["N"]) <= now:
            return None
        return Credential(
            item["facilitator"]["S"], int(item["version"]["N"]), int(item["expires"]["N"])
        )


def _credential_item(pk: str, credential: Credential) -> Item:
    return {
        "pk": {"S": pk},
        "facilitator": {"S": credential.facilitator_id},
        "version": {"N": str(credential.version)},
        "expires": {"N": str(credential.expires)},
    }


def _account_item(account: Facilitator) -> Item:
    return {
        "pk": {"S": f"F#{account.id}"},
        "label": {"S": account.label},
        "meetings": {"S": " ".join(sorted(account.meeting_ids))},
        "version": {"N": str(account.version)},
    }


def _facilitator(item: Item) -> Facilitator:
    return Facilitator(
        item["pk"]["S"].removeprefix("F#"),
        item["label"]["S"],
        frozenset(item["meetings"]["S"].split()),
        int(item["version"]["N"]),
    )


@lru_cache(maxsize=1)
def open_table() -> FacilitatorsTable:
    """Returns the table of this process's settings."""
    settings = current_settings()
    return FacilitatorsTable(
        dynamodb.client(), settings.facilitators_table, deadline_s=settings.write_deadline_s
    )
