"""Writes of meetings: each with its buckets, directories, manifest part and names.

A change is one transaction over all of these, each conditional on the revision that was read; it is
tried again on a conflict until the deadline. An import writes its names apart, once before and once
after.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from chalicelib import dynamodb
from chalicelib.dynamodb import Table
from chalicelib.meetings.errors import CannotBeListed, TooManyChanges, TooManyTimes
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import document, items, keys, names
from chalicelib.meetings.storage.bucket_writes import OutdatedDirectory
from chalicelib.meetings.storage.changes import (
    Change,
    ImportedMeeting,
    OverrideChange,
    PartialRemoval,
    Put,
    Removal,
    assign_manifest_parts,
    batches,
    bucket_keys,
    import_changes,
    near_ones_together,
)
from chalicelib.meetings.storage.item_writes import KeptItems, TransactionTooLarge
from chalicelib.meetings.storage.manifest import manifest_parts
from chalicelib.meetings.storage.name_writes import add_names, remove_names
from chalicelib.meetings.storage.part_changes import part_keys_by_id
from chalicelib.meetings.storage.transaction import TransactionBuilder


class MeetingsWriter:
    """What changes meetings in a table; `MeetingsTable` says what each change does and raises."""

    def __init__(self, table: Table, deadline_s: float, shard_bytes: int) -> None:
        self._table = table
        self._deadline_s = deadline_s
        self._shard_bytes = shard_bytes
        self._noted_sources: frozenset[str] = frozenset()

    def put(self, meeting: Meeting, now: datetime) -> None:
        """Adds or replaces one meeting."""
        self._write_one(Put(meeting, document.write(meeting)), now)

    def override(self, meeting_id: str, override: Override, now: datetime) -> None:
        """Cancels, moves or reinstates one occurrence of a meeting."""
        self._write("", [OverrideChange(meeting_id, override)], {}, now)

    def remove(self, meeting_id: str, now: datetime) -> None:
        """Removes one meeting."""
        self._write_one(Removal(meeting_id), now)

    def apply_import(
        self,
        source: str,
        put: Sequence[ImportedMeeting],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None],
    ) -> dict[str, CannotBeListed]:
        """Writes meetings and removes slugs, near ones together; returns which were refused."""
        changes = import_changes(source, put, remove)
        words = {new.meeting.id: names.words_of(new.meeting) for new in put}
        revisions = add_names(self._table, words, self._deadline_s)
        refused: dict[str, CannotBeListed] = {}
        lost = self._write_batches(source, changes, now, refused, progress)
        for error in refused.values():  # its words were added all the same
            lost[error.id] = words.pop(error.id)
        # who removed one meanwhile may have taken its words
        add_names(self._table, words, self._deadline_s, revisions)
        remove_names(self._table, lost, self._deadline_s)
        return refused

    def restore(self, source: str, put: Sequence[Put], now: datetime) -> Collection[CannotBeListed]:
        """Writes meetings as they once were, but for the index of names; returns what was refused.

        Those that are so already are not written again.
        """
        refused: dict[str, CannotBeListed] = {}
        self._write_batches(source, put, now, refused, lambda done: None)
        return refused.values()

    def _write_batches(
        self,
        source: str,
        changes: Sequence[Change],
        now: datetime,
        refused: dict[str, CannotBeListed],
        progress: Callable[[int], None],
    ) -> dict[str, frozenset[str]]:
        """Writes the changes of a source, but for names, near ones together.

        Returns by meeting id the words that its names have no more.
        """
        lost: dict[str, frozenset[str]] = {}
        keys_of = {change.id: bucket_keys(change, now) for change in changes}
        changes = near_ones_together(changes, keys_of)
        digests = [items.read_digests(part) for part in manifest_parts(self._table, source)]
        part_of = assign_manifest_parts(digests, changes)
        for meeting_id, part_keys in part_keys_by_id(self._table, changes).items():
            keys_of[meeting_id] |= part_keys
        kept = KeptItems(keys.MANIFESTS, keys.LISTING_PARTS)  # most batches add to the same ones
        for batch in batches(changes, keys_of, source, part_of):
            lost |= self._write(source, batch, part_of, now, refused, kept)
            progress(len(batch))
        return lost

    def _write_one(self, change: Put | Removal, now: datetime) -> None:
        """Writes a meeting with its names in one transaction, in several where it must."""
        try:
            self._transact("", [change], {}, now, KeptItems(), with_names=True)
        except TransactionTooLarge:
            put = [change.meeting] if isinstance(change, Put) else []
            words = {meeting.id: names.words_of(meeting) for meeting in put}
            add_names(self._table, words, self._deadline_s)
            try:
                lost = self._write("", [change], {}, now)
            except CannotBeListed:
                remove_names(self._table, words, self._deadline_s)
                raise
            remove_names(self._table, lost, self._deadline_s)

    def _write(
        self,
        source: str,
        changes: Sequence[Change],
        part_of: Mapping[str, int],
        now: datetime,
        refused: dict[str, CannotBeListed] | None = None,
        kept: KeptItems | None = None,
    ) -> dict[str, frozenset[str]]:
        """Writes the changes, but for names, in one transaction or in several where it must.

        Returns by meeting id the words that its names have no more. A meeting that can't be listed
        goes into `refused`, by slug, and the others are written. Raises CannotBeListed without it,
        and TooManyChanges where only fewer overrides would fit.
        """
        try:
            return self._transact_some(source, changes, part_of, now, kept or KeptItems())
        except CannotBeListed as error:
            if refused is None:
                raise
            refused |= {c.slug: error for c in changes if c.id == error.id and isinstance(c, Put)}
            others = [change for change in changes if change.slug not in refused]
            if not others:
                return {}
            return self._write(source, others, part_of, now, refused, kept)
        except TransactionTooLarge:
            middle = len(changes) // 2
            return {
                **self._write(source, changes[:middle], part_of, now, refused, kept),
                **self._write(source, changes[middle:], part_of, now, refused, kept),
            }

    def _transact_some(
        self,
        source: str,
        changes: Sequence[Change],
        part_of: Mapping[str, int],
        now: datetime,
        kept: KeptItems,
    ) -> dict[str, frozenset[str]]:
        """Does what `_transact` does; a removal that is too large by itself is done in steps.

        Raises TooManyTimes and TooManyChanges where what is to be written is too large by itself.
        """
        try:
            return self._transact(source, changes, part_of, now, kept, with_names=False)
        except TransactionTooLarge:
            if len(changes) > 1:
                raise
            match changes[0]:
                case Put(meeting):
                    raise TooManyTimes(meeting.id) from None
                case OverrideChange(meeting_id):
                    raise TooManyChanges(meeting_id) from None
            return self._remove_in_steps(source, changes[0], part_of, now, kept)

    def _remove_in_steps(
        self,
        source: str,
        removal: Change,
        part_of: Mapping[str, int],
        now: datetime,
        kept: KeptItems,
    ) -> dict[str, frozenset[str]]:
        """Removes a meeting that is in more buckets than fit one transaction.

        When it was put they fitted: they have grown since, and got heads. It leaves some with each
        step; where that stops halfway, who removes it again, as the next import does, goes on.
        """
        step = PartialRemoval(removal.id, removal.slug)
        while True:
            self._transact(source, [step], part_of, now, kept, with_names=False)
            try:
                return self._transact(source, [removal], part_of, now, kept, with_names=False)
            except TransactionTooLarge:
                continue  # in no bucket it is a few items, which fit

    def _transact(
        self,
        source: str,
        changes: Sequence[Change],
        part_of: Mapping[str, int],
        now: datetime,
        kept: KeptItems,
        *,
        with_names: bool,
    ) -> dict[str, frozenset[str]]:
        """Writes the changes in one transaction; returns the words that names have no more.

        Raises TransactionTooLarge, with nothing written.
        """
        sources = {change.meeting.source for change in changes if isinstance(change, Put)}
        new_sources = sources - self._noted_sources
        beside = {keys.manifest_part(source, part_of[c.slug]) for c in changes if c.slug}
        if new_sources:
            beside.add(keys.SOURCES)
        for _ in dynamodb.attempts_with_backoff(self._deadline_s):
            transaction = TransactionBuilder(self._table, self._shard_bytes, kept)
            try:
                transaction.change_meetings(changes, now, beside)
            except OutdatedDirectory:
                kept.clear()
                continue
            transaction.change_manifest(source, changes, part_of)
            if new_sources:
                transaction.add_sources(new_sources)
            if with_names:
                transaction.change_names()
            actions = transaction.actions()
            if not actions or not self._table.transact(actions):
                kept.keep(actions)
                self._noted_sources |= new_sources
                return transaction.lost_words()
            kept.clear()
        raise AssertionError  # attempts_with_backoff() ends by raising
