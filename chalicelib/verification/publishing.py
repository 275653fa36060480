"""What checkers are told: the published keys, the withdrawn codes, and both in a signed snapshot.

While their source fails those that this process read last go on being served, for at most an hour,
as of when they were read, and never past a revocation or withdrawal that it knows of. A source of
withdrawals and snapshots that failed is asked again after five seconds, so that not every request
waits for what hangs; at once where nothing may be held any more.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from chalicelib.settings import Settings
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.vault import KeysUnavailable

if TYPE_CHECKING:
    from chalicelib.verification.core.trust_snapshot import UnsignedSnapshot
    from chalicelib.verification.signers import Signer
    from chalicelib.verification.snapshot import PublishedLists
    from chalicelib.verification.table import VerificationTable

HELD_S = 3600
AGAIN_S = 5

Listed = TypeVar("Listed")


class Dated(NamedTuple, Generic[Listed]):
    """What is published, as it was read at `as_of` (epoch seconds)."""

    value: Listed
    as_of: int


class Publisher:
    """Reads what is published, and holds what it read last."""

    def __init__(
        self,
        keys: KeyStore,
        open_table: "Callable[[], VerificationTable]",
        settings: Settings,
    ) -> None:
        self._keys = keys
        self._open_table = open_table
        self._settings = settings
        self._withdrawals: tuple[int, Dated[Sequence[str]]] | None = None
        self._snapshot: tuple[int, KeyRing, Sequence[str], Dated[str]] | None = None
        self._signed_last: tuple[UnsignedSnapshot, str] | None = None  # and the snapshot
        self._table_failed_at = self._keys_failed_at = 0  # epoch seconds

    def keys(self, now: datetime) -> Dated[KeyRing]:
        """Returns the published keys. Raises KeysUnavailable where none can be served."""
        moment, found = int(now.timestamp()), self._keys.published()
        if not found.is_held:
            return Dated(found.ring, moment)
        from chalicelib.dynamodb import StorageUnavailable

        with suppress(StorageUnavailable):  # it tells of revocations that the copy may not have
            self._keys.note_revoked(self._open_table().revoked(moment))
            found = self._keys.published()
        return Dated(found.ring, moment - int(found.age_s))

    def withdrawals(self, now: datetime) -> Dated[Sequence[str]]:
        """Returns the references of all withdrawn codes. Raises StorageUnavailable."""
        from chalicelib.dynamodb import StorageUnavailable

        moment, table = int(now.timestamp()), self._open_table()
        held = self._held_withdrawals(moment, table)
        if held and _lately(self._table_failed_at, moment):
            return held
        try:
            return self._read_withdrawals(moment, table)
        except StorageUnavailable as error:
            self._table_failed_at = moment
            held = self._held_withdrawals(moment, table)
            if held is None:
                raise
            _log(error)
            return held

    def _read_withdrawals(self, moment: int, table: "VerificationTable") -> Dated[Sequence[str]]:
        changes = table.withdrawals_made
        found: Dated[Sequence[str]] = Dated(table.withdrawn_references(moment), moment)
        self._withdrawals = changes, found
        return found

    def _held_withdrawals(
        self, moment: int, table: "VerificationTable"
    ) -> Dated[Sequence[str]] | None:
        if (withdrawals := self._withdrawals) is None:  # another thread may let go of it
            return None
        changes_then, held = withdrawals
        is_whole = changes_then == table.withdrawals_made
        return held if is_whole and moment - held.as_of < HELD_S else None

    def note_withdrawn(self, references: Iterable[str]) -> None:
        """Notes that these codes were withdrawn: nothing is held that does not list them."""
        withdrawn = frozenset(references)
        withdrawals, snapshot = self._withdrawals, self._snapshot
        if withdrawals and not withdrawn.issubset(withdrawals[1].value):
            self._withdrawals = None
        if snapshot and not withdrawn.issubset(snapshot[2]):
            self._snapshot = None

    def snapshot(self, now: datetime) -> Dated[str]:
        """Returns both, signed: a flattened JWS (RFC 7515 section 7.2.2).

        Raises StorageUnavailable, KeysUnavailable and NoSigningKey.
        """
        from chalicelib.dynamodb import StorageUnavailable

        moment, table = int(now.timestamp()), self._open_table()
        if _lately(self._table_failed_at, moment) and (held := self._held_snapshot(moment, table)):
            return held
        try:
            revoked = table.revoked(moment)
            self._keys.note_revoked(revoked)
            if _lately(self._keys_failed_at, moment) and (
                held := self._held_snapshot(moment, table)
            ):
                return held
            return self._new_snapshot(now, table, revoked)
        except StorageUnavailable as error:
            self._table_failed_at = moment
            held = self._held_snapshot(moment, table)
            if held is None:
                raise
            _log(error)
        except KeysUnavailable as error:
            self._keys_failed_at = moment
            held = self._held_snapshot(moment, table)
            if held is None:
                raise
            _log(error)
        return held

    def _new_snapshot(
        self, now: datetime, table: "VerificationTable", revoked: frozenset[str]
    ) -> Dated[str]:
        from chalicelib.verification.snapshot import PublishedLists

        moment, changes = int(now.timestamp()), table.withdrawals_made
        key = self._keys.signing_key(now, revoked)
        ring = self._keys.published().ring  # read anew where one of them is known to be revoked
        withdrawn = self._read_withdrawals(moment, table).value
        lists = PublishedLists(
            self._settings.public_url, self._settings.organisation, ring, withdrawn
        )
        found = Dated(self._signed(lists, self._keys.signer_of(key.kid), moment), moment)
        self._snapshot = changes, ring, withdrawn, found
        return found

    def _signed(self, lists: "PublishedLists", signer: "Signer", moment: int) -> str:
        """Returns the snapshot; a key is asked once for what is the same for an hour.

        It may be one of KMS, where each signature is a call, and anybody may fetch snapshots.
        """
        from chalicelib.verification.snapshot import unsigned_snapshot

        unsigned, last = unsigned_snapshot(lists, signer, moment), self._signed_last
        if last is None or last[0] != unsigned:
            last = unsigned, unsigned.text(signer.sign(unsigned.signed))
            self._signed_last = last
        return last[1]

    def _held_snapshot(self, moment: int, table: "VerificationTable") -> Dated[str] | None:
        if (snapshot := self._snapshot) is None:
            return None
        changes_then, ring, withdrawn, held = snapshot
        is_whole = (
            changes_then == table.withdrawals_made
            and not self._keys.knows_revoked(ring)
            and self._knows_no_other(withdrawn)
        )
        return held if is_whole and moment - held.as_of < HELD_S else None

    def _knows_no_other(self, withdrawn: Sequence[str]) -> bool:
        """Tells whether the list that was read last has none that is not among these."""
        if (withdrawals := self._withdrawals) is None:
            return True
        newest = withdrawals[1].value
        return newest is withdrawn or set(newest) <= set(withdrawn)


def _log(error: Exception) -> None:
    """Logs that something older is served in place of what failed: nobody else would notice."""
    from chalicelib import failure_log

    failure_log.write("served_without", error)


def _lately(failed_at: int, moment: int) -> bool:
    """Tells whether that was just now; not where a clock that was ahead was set back since."""
    return 0 <= moment - failed_at < AGAIN_S


def open_publisher() -> Publisher:
    """Returns the publisher of this process's settings."""
    return _publisher(open_key_store(current_settings()))


@lru_cache(maxsize=1)
def _publisher(keys: KeyStore) -> Publisher:
    return Publisher(keys, _table, current_settings())


def _table() -> "VerificationTable":
    from chalicelib.verification.table import open_table  # the keys alone need no database

    return open_table()
