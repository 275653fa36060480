"""One transaction over meetings, their buckets and directories, names and manifest parts.

It reads what it depends on, works out what that is to become, and gives the actions that write it,
each conditional on the revision that was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.errors import IdTaken, NoSuchMeeting, TooManyChanges
from chalicelib.meetings.meeting import Meeting, with_overrides, without_past_overrides
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES
from chalicelib.meetings.storage import document, items, keys, names, parts
from chalicelib.meetings.storage.bucket_writes import BucketWrites, RowChanges
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.changes import (
    Change,
    OverrideChange,
    PartialRemoval,
    Put,
    Removal,
)
from chalicelib.meetings.storage.item_writes import ItemWrites, KeptItems
from chalicelib.meetings.storage.items import readable
from chalicelib.meetings.storage.listing_order import keys_of, region_of
from chalicelib.meetings.storage.part_changes import PartChanges
from chalicelib.meetings.storage.shards import ONLINE_SHARD_BYTES

# Buckets that a meeting leaves in one step of its removal. Each is at most a shard of 200 KB and a
# head, so that it always fits a transaction.
_BUCKETS_A_STEP = 10


@dataclass(frozen=True, slots=True)
class _MeetingState:
    """What is to be stored of a meeting: as listed, with its document, and what was set here."""

    listed: Meeting
    document: str
    set_here: tuple[Override, ...]

    @property
    def meeting(self) -> Meeting:
        return with_overrides(self.listed, self.set_here)


class TransactionBuilder:
    """One attempt at a transaction: what was read, and what it is to become."""

    def __init__(self, table: Table, shard_bytes: int, kept: KeptItems) -> None:
        self._writes = ItemWrites(table, kept)
        self._shard_bytes = shard_bytes
        self._before: dict[str, Meeting] = {}  # of those whose names may have changed
        self._after: dict[str, Meeting] = {}
        self._parts = PartChanges()

    def change_meetings(
        self, changes: Sequence[Change], now: datetime, beside: Iterable[str] = ()
    ) -> None:
        """Adds the meetings, their rows and the directories.

        It reads twice: meetings with the directories that they belong in, then rows with `beside`,
        the keys of what is changed next. Raises IdTaken, NoSuchMeeting and TooManyChanges;
        OutdatedDirectory where another has just split or emptied a bucket, so that all has to be
        read again.
        """
        listed = {
            change.id: buckets(change.meeting, now) for change in changes if isinstance(change, Put)
        }
        directory_keys = {bucket.directory for found in listed.values() for bucket in found}
        put = (change.meeting for change in changes if isinstance(change, Put))
        put_keys = (key for meeting in put for key in keys_of(meeting))
        directory_keys |= {keys.part_names(region_of(key)) for key in put_keys}
        self._writes.load([*(keys.meeting(change.id) for change in changes), *directory_keys])
        row_changes = RowChanges()
        for change in changes:
            self._change_meeting(change, row_changes, listed.get(change.id), now)
        online_bytes = self._shard_bytes
        if len(changes) > 1:  # one that is online each day must fit, though it would split many
            online_bytes = min(online_bytes, ONLINE_SHARD_BYTES)
        self._writes.load(self._parts.names_keys())
        beside = [*beside, *self._parts.part_keys(self._writes.item)]
        BucketWrites(self._writes, row_changes, self._shard_bytes, online_bytes).add(beside)
        self._parts.write(self._writes)

    def lost_words(self) -> dict[str, frozenset[str]]:
        """Returns the words that the names of the meetings have no more, by meeting id."""
        lost = {
            meeting_id: names.words_of(meeting) - self._words_after(meeting_id)
            for meeting_id, meeting in self._before.items()
        }
        return {meeting_id: words for meeting_id, words in lost.items() if words}

    def change_names(self) -> None:
        """Adds the parts of the index of names that these meetings are in.

        A part is written where a meeting is new in it, even if it is there already: who takes out
        what was left over from before finds that the part has changed.
        """
        before = {i: names.words_of(meeting) for i, meeting in self._before.items()}
        after = {i: self._words_after(i) for i in self._after}
        add = names.by_part(after)
        gained = names.by_part({i: words - before.get(i, set()) for i, words in after.items()})
        remove = names.by_part(self.lost_words())
        numbers = {*add, *remove}
        self._writes.load(keys.names_part(number) for number in numbers)
        for number in numbers:
            key = keys.names_part(number)
            postings = items.read_postings(self._writes.item(key))
            for word, ids in remove.get(number, {}).items():
                names.discard(postings, word, ids)
            for word, ids in add.get(number, {}).items():
                names.add(postings, word, ids)
            if not postings:
                self._writes.delete(key)
                continue
            attributes = items.names_attributes(postings)
            if not self._writes.write(key, attributes) and number in gained:
                self._writes.write_anew(key, attributes)

    def change_manifest(
        self, source: str, changes: Sequence[Change], part_of: Mapping[str, int]
    ) -> None:
        """Adds the manifest parts of the changes that come from a feed.

        `part_of` has the number of each slug's part.
        """
        by_part: dict[str, list[Change]] = {}
        for change in changes:
            if change.slug:
                key = keys.manifest_part(source, part_of[change.slug])
                by_part.setdefault(key, []).append(change)
        self._writes.load(by_part)
        for key, members in by_part.items():
            item = self._writes.item(key)
            digests = items.read_digests(item) if item else {}
            for change in members:
                if isinstance(change, Put):
                    digests[change.slug] = change.digest
                elif isinstance(change, PartialRemoval):
                    digests[change.slug] = ""  # should the feed have it again, it is put anew
                else:
                    digests.pop(change.slug, None)
            self._writes.write(key, items.manifest_attributes(digests))

    def add_sources(self, names: Iterable[str]) -> None:
        """Adds the sources that are not yet among those that meetings came from."""
        self._writes.load([keys.SOURCES])
        known = items.read_sources(self._writes.item(keys.SOURCES))
        if added := sorted(set(names) - {*known}):
            self._writes.write(keys.SOURCES, items.sources_attributes([*known, *added]))

    def actions(self) -> list[dict[str, Any]]:
        """Returns the actions of the transaction, each conditional on what was read.

        Raises TransactionTooLarge where they are too many or too large for one.
        """
        return self._writes.actions()

    def _words_after(self, meeting_id: str) -> frozenset[str]:
        meeting = self._after.get(meeting_id)
        return names.words_of(meeting) if meeting else frozenset()

    def _change_meeting(
        self,
        change: Change,
        row_changes: RowChanges,
        listed: frozenset[Bucket] | None,
        now: datetime,
    ) -> None:
        """Adds one meeting; `listed` are the buckets of it without what was set here, if known.

        Of a stored one that can't be read, what can is kept and the rest written anew: where its
        row is all the same, `read_model` knows.
        """
        key = keys.meeting(change.id)
        item = self._writes.item(key)
        if isinstance(change, PartialRemoval):
            if item is not None:
                self._leave_some_buckets(change.id, item, row_changes)
            return
        old = readable(items.read_buckets, item) or frozenset()
        state = _next_state(change, item, now)
        before = readable(items.read_meeting, item)
        if not isinstance(change, OverrideChange):
            if before:
                self._before[change.id] = before
            if state:
                self._after[change.id] = state.meeting
        if state is None:
            row_changes.discard(change.id, old)
            self._remove_from_parts(change.id)
            self._writes.delete(key)
            return
        meeting = state.meeting
        is_as_listed = isinstance(change, Put) and meeting is change.meeting
        new = listed if is_as_listed and listed is not None else buckets(meeting, now)
        row_changes.discard(change.id, old - new)
        set_here = state.set_here if meeting.schedule else ()
        attributes = items.meeting_attributes(meeting, state.document, set_here, new)
        holder = readable(items.read_origin, item)
        if holder and holder != items.read_origin(attributes):
            raise IdTaken(change.id, holder)
        is_unreadable = item is not None and before is None
        # where it already is so, its rows must not be written: another may be moving them
        if self._writes.write(key, attributes, although_same=is_unreadable):
            revised = (change.revised if isinstance(change, Put) else None) or now
            attributes |= items.revised_at(revised)
            row_changes.add(change.id, meeting, new)
            self._remove_from_parts(change.id)
            if meeting.is_public:
                text = state.document if meeting is state.listed else document.write(meeting)
                entry = parts.entry(text, int(revised.timestamp()))
                for key in keys_of(meeting):
                    self._parts.put(key, entry)

    def _leave_some_buckets(self, meeting_id: str, item: Item, row_changes: RowChanges) -> None:
        filed = sorted(items.read_buckets(item))
        row_changes.discard(meeting_id, filed[:_BUCKETS_A_STEP])
        as_before = {
            name: value for name, value in item.items() if name not in ("pk", "rev", "filed")
        }
        left = items.filed_attribute(filed[_BUCKETS_A_STEP:])
        self._writes.write(keys.meeting(meeting_id), as_before | left)

    def _remove_from_parts(self, meeting_id: str) -> None:
        if before := self._before.get(meeting_id):
            for key in keys_of(before):
                self._parts.remove(key)


def _next_state(
    change: Put | Removal | OverrideChange, item: Item | None, now: datetime
) -> _MeetingState | None:
    """Returns what a change makes of a meeting, without overrides that are long past.

    None where it is to be gone. Raises NoSuchMeeting and TooManyChanges.
    """
    if isinstance(change, Removal):
        return None
    set_here = readable(items.read_overrides, item) or ()
    if isinstance(change, OverrideChange):
        text = items.read_document(item) if item else ""
        listed = document.read(text) if text else None
        if listed is None or listed.schedule is None:
            raise NoSuchMeeting(change.id)
        set_here = _set_override(change.id, listed.schedule.exceptions, set_here, change.override)
    else:
        listed, text = change.meeting, change.document
        set_here = set_here if change.set_here is None else change.set_here
    current = without_past_overrides(listed, now)
    if current is not listed:
        text = document.write(current)
    return _MeetingState(current, text, overrides.without_past(set_here, now))


def _set_override(
    meeting_id: str, listed: Iterable[Override], set_here: Iterable[Override], override: Override
) -> tuple[Override, ...]:
    """Returns the overrides that are set here with a new one in place of any of its day.

    Without any of its day where the new one says what is listed anyway. Raises TooManyChanges.
    """
    others = tuple(other for other in set_here if other.day != override.day)
    if override.reinstated and all(other.day != override.day for other in listed):
        return others
    if len(others) >= MAX_OVERRIDES:
        raise TooManyChanges(meeting_id)
    return overrides.with_override(others, override)
