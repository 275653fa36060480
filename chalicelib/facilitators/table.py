"""The facilitators table: accounts, sign-in links, sessions. `items` has what is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from chalicelib import dynamodb, expired_items
from chalicelib.dynamodb import Table
from chalicelib.expired_items import SWEEP_LIMIT_S, SweepState, read_state
from chalicelib.facilitators import items, transactions
from chalicelib.facilitators.items import Facilitator, Link, StoredSession
from chalicelib.facilitators.transactions import HashesById
from chalicelib.settings import current as current_settings


@dataclass(frozen=True, slots=True)
class SignInRead:
    """What a sign-in goes by: its link, the session that it would begin, the browser's own before.

    Each is None where there is none, or it has expired.
    """

    link: Link | None
    new_session: StoredSession | None
    old_session: StoredSession | None


class AllAccounts(NamedTuple):
    """Every account, by label; and the keys of those that can't be read, sorted."""

    readable: list[Facilitator]
    unreadable: list[str]


class FacilitatorsTable:
    """Reads and writes of the facilitators table.

    Every method raises StorageUnavailable where the database can't be reached.
    """

    def __init__(self, client: Any, name: str, *, deadline_s: float = 8.0) -> None:
        self._table = Table(client, name)
        self.deadline_s = deadline_s

    # accounts

    def get(self, account_id: str) -> Facilitator | None:
        """Returns the account of that id, None where there is none."""
        item = self._table.get(items.account_key(account_id))
        return None if item is None else items.read_facilitator(item)

    def all(self) -> list[Facilitator]:
        """Returns every account that can be read, by label."""
        return self.read_all().readable

    def read_all(self) -> AllAccounts:
        """Returns every account. It reads the whole table: commands ask, no request."""
        found = self._table.scan(
            FilterExpression="begins_with(pk, :prefix)",
            ExpressionAttributeValues={":prefix": {"S": items.ACCOUNT_PREFIX}},
            ConsistentRead=True,
        )
        accounts = {item["pk"]["S"]: items.readable_facilitator(item) for item in found}
        return AllAccounts(
            sorted(filter(None, accounts.values()), key=lambda account: account.label),
            sorted(key for key, account in accounts.items() if account is None),
        )

    def add(self, account: Facilitator) -> None:
        """Stores a new account, which has no session; one of that id that is there stays."""
        item = {"pk": {"S": items.account_key(account.id)}, **items.account_attributes(account)}
        self._table.put({**item, "sessions": {"M": {}}}, "attribute_not_exists(pk)")

    def stored_key(self) -> str:
        """Returns the key of something that is stored of a service, "" where there is nothing."""
        found = self._table.scan(ProjectionExpression="pk", ConsistentRead=True)
        keys = (item["pk"]["S"] for item in found)
        return next((key for key in keys if key != expired_items.STATE_ITEM_KEY), "")

    def replace(self, old: Facilitator, new: Facilitator) -> bool:
        """Writes an account anew; False where another changed it meanwhile.

        A new version has no session: those of the one before open nothing.
        """
        return self._table.transact_if(transactions.account_change(old, new), self.deadline_s)

    def remove(self, account: Facilitator) -> None:
        """Deletes an account. Its links and sessions lead nowhere from then on, and are swept."""
        self._table.delete(items.account_key(account.id))

    # signing in

    def put_link(self, secret_hash: str, link: Link) -> None:
        """Stores a new sign-in link."""
        self._table.put(items.link_item(secret_hash, link))

    def read_sign_in(self, link: str, new_session: str, old_session: str, now: int) -> SignInRead:
        """Returns what a sign-in goes by, each by its secret's hash, as of one moment."""
        of_session = items.session_key
        keys = items.link_key(link), of_session(new_session), of_session(old_session)
        found = self._table.get_many(keys, consistent=True)
        valid = {pk: item for pk, item in found.items() if int(item["expires"]["N"]) > now}
        return SignInRead(
            items.read_link(valid[keys[0]]) if keys[0] in valid else None,
            *(items.read_session(valid[pk]) if pk in valid else None for pk in keys[1:]),
        )

    def begin_session(
        self,
        link: str,
        session: StoredSession,
        ended: Mapping[str, HashesById],
        max_sessions: int,
    ) -> bool:
        """Uses up a link, by its hash, for a session, and ends others, named by account.

        All or nothing: returns False where something was changed meanwhile. That is the link (it
        was used), an account (gone, revoked, more than `max_sessions`) or a session that ends.
        """
        return not self._table.transact(transactions.beginning(link, session, ended, max_sessions))

    # sessions

    def session(self, secret_hash: str, now: int) -> StoredSession | None:
        """Returns the session of that hash, unless it has expired."""
        item = self._table.get(items.session_key(secret_hash))
        if item is None or int(item["expires"]["N"]) <= now:
            return None
        return items.read_session(item)

    def sessions_of(self, account: Facilitator, now: int) -> list[StoredSession]:
        """Returns the sessions of an account that have not expired, in no order."""
        keys = [items.session_key(secret_hash) for secret_hash in account.sessions.values()]
        found = self._table.get_many(keys, consistent=True).values() if keys else ()
        return [
            session
            for session in map(items.read_session, found)
            if session.expires > now and session.version == account.version
        ]

    def renew_session(self, session: StoredSession) -> bool:
        """Stores a session's new day and end; False where the session was ended meanwhile."""
        return self._table.put(items.session_item(session), "attribute_exists(pk)")

    def end_sessions(self, account_id: str, sessions: HashesById) -> None:
        """Ends sessions of an account; no error where they have ended."""
        if not sessions:
            return
        if self._table.transact_if(transactions.ending(account_id, sessions), self.deadline_s):
            return
        for secret_hash in sessions.values():  # the account is gone
            self._table.delete(items.session_key(secret_hash))

    def sweep(self, now: int, limit_s: float = SWEEP_LIMIT_S) -> int:
        """Deletes what has expired, for about that long; returns how many items were deleted."""
        return expired_items.sweep(self._table, now, limit_s)

    def sweep_state(self) -> SweepState:
        """Returns how far the sweep is."""
        return read_state(self._table)


@lru_cache(maxsize=1)
def open_table() -> FacilitatorsTable:
    """Returns the table of this process's settings."""
    settings = current_settings()
    return FacilitatorsTable(
        dynamodb.client(), settings.facilitators_table, deadline_s=settings.write_deadline_s
    )
