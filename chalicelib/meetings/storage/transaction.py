"""One transaction over meetings, their buckets and directories, names and manifest parts.

It reads what it depends on, works out what that is to become, and gives the actions that write it,
each conditional on the revision that was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.errors import IdTaken, NoSuchMeeting, TooManyChanges
from chalicelib.meetings.meeting import Meeting, with_overrides, without_past_overrides
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES
from chalicelib.meetings.storage import document, items, keys, names
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.changes import Change, OverrideChange, Put, Removal
from chalicelib.meetings.storage.directory import Directory, DirectoryBuilder
from chalicelib.meetings.storage.items import Attributes
from chalicelib.meetings.storage.rows import Row, pack, row, unpack
from chalicelib.meetings.storage.shards import (
    ONLINE_SHARD_BYTES,
    shard_number,
    shard_numbers,
    split,
)

_ITEM_OVERHEAD_BYTES = 200  # names, key and revision, more than they take
_SIZE_MARGIN = 0.9  # of the largest transaction


class TransactionTooLarge(Exception):
    """The changes don't fit one transaction."""


class OutdatedDirectory(Exception):
    """A bucket changed its number of shards after its directory was read."""


@dataclass(frozen=True, slots=True)
class _MeetingState:
    """What is to be stored of a meeting: as listed, with its document, and what was set here."""

    listed: Meeting
    document: str
    set_here: tuple[Override, ...]

    @property
    def meeting(self) -> Meeting:
        return with_overrides(self.listed, self.set_here)


class _RowChanges:
    """The rows to put into buckets and to take out of them, by bucket and meeting id."""

    def __init__(self) -> None:
        self.put: dict[Bucket, dict[str, Row]] = {}
        self.remove: dict[Bucket, set[str]] = {}

    def add(self, meeting_id: str, meeting: Meeting, new: Iterable[Bucket]) -> None:
        new = list(new)
        if new:
            new_row = row(meeting)
            for bucket in new:
                self.put.setdefault(bucket, {})[meeting_id] = new_row

    def discard(self, meeting_id: str, old: Iterable[Bucket]) -> None:
        for bucket in old:
            self.remove.setdefault(bucket, set()).add(meeting_id)

    @property
    def buckets(self) -> set[Bucket]:
        return {*self.put, *self.remove}

    def ids(self, bucket: Bucket) -> set[str]:
        return {*self.put.get(bucket, ()), *self.remove.get(bucket, ())}


class TransactionBuilder:
    """One attempt at a transaction: what was read, and what it is to become."""

    def __init__(self, table: Table, shard_bytes: int) -> None:
        self._table = table
        self._shard_bytes = self._online_shard_bytes = shard_bytes
        self._read: dict[str, Item | None] = {}
        self._written: dict[str, Attributes | None] = {}  # None: deleted
        self._before: dict[str, Meeting] = {}  # of those whose names may have changed
        self._after: dict[str, Meeting] = {}

    def change_meetings(
        self, changes: Sequence[Change], now: datetime, beside: Iterable[str] = ()
    ) -> None:
        """Adds the meetings, their rows and the directories.

        It reads twice: meetings with the directories that they belong in, then rows with `beside`,
        the keys of what is changed next. Raises IdTaken, NoSuchMeeting and TooManyChanges;
        OutdatedDirectory where another has just split or emptied a bucket, so that all has to be
        read again.
        """
        if len(changes) > 1:  # one that is online each day must fit, though it would split many
            self._online_shard_bytes = min(self._shard_bytes, ONLINE_SHARD_BYTES)
        listed = {
            change.id: buckets(change.meeting, now) for change in changes if isinstance(change, Put)
        }
        directory_keys = {bucket.directory for found in listed.values() for bucket in found}
        self._load([*(keys.meeting(change.id) for change in changes), *directory_keys])
        row_changes = _RowChanges()
        for change in changes:
            self._change_meeting(change, row_changes, listed.get(change.id), now)
        directories = self._load_buckets(row_changes, beside)
        for bucket in row_changes.buckets:
            self._change_bucket(bucket, row_changes, directories[bucket.directory])
        for key, directory in directories.items():
            self._write(key, items.directory_attributes(directory.build()))

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
        self._load(keys.names_part(number) for number in numbers)
        for number in numbers:
            key = keys.names_part(number)
            postings = items.read_postings(self._read[key])
            for word, ids in remove.get(number, {}).items():
                names.discard(postings, word, ids)
            for word, ids in add.get(number, {}).items():
                names.add(postings, word, ids)
            if not postings:
                self._delete(key)
                continue
            attributes = items.names_attributes(postings)
            if not self._write(key, attributes) and number in gained:
                self._written[key] = attributes

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
        self._load(by_part)
        for key, members in by_part.items():
            item = self._read[key]
            digests = items.read_digests(item) if item else {}
            for change in members:
                if isinstance(change, Put):
                    digests[change.slug] = change.digest
                else:
                    digests.pop(change.slug, None)
            self._write(key, items.manifest_attributes(digests))

    def add_sources(self, names: Iterable[str]) -> None:
        """Adds the sources that are not yet among those that meetings came from."""
        self._load([keys.SOURCES])
        known = items.read_sources(self._read[keys.SOURCES])
        if added := sorted(set(names) - {*known}):
            self._write(keys.SOURCES, items.sources_attributes([*known, *added]))

    def actions(self) -> list[dict[str, Any]]:
        """Returns the actions of the transaction, each conditional on what was read.

        Raises TransactionTooLarge where they are too many or too large for one.
        """
        actions = []
        size = 0
        for key, attributes in self._written.items():
            item = self._read[key]
            condition = dynamodb.revision_condition(item)
            if attributes is None:
                actions.append({"Delete": {"Key": {"pk": {"S": key}}, **condition}})
                continue
            size += _ITEM_OVERHEAD_BYTES + sum(map(_size, attributes.values()))
            new = {"pk": {"S": key}, "rev": dynamodb.next_revision(item), **attributes}
            actions.append({"Put": {"Item": new, **condition}})
        if (
            len(actions) > dynamodb.MAX_TRANSACTION_ITEMS
            or size > dynamodb.MAX_TRANSACTION_BYTES * _SIZE_MARGIN
        ):
            raise TransactionTooLarge
        return actions

    def _words_after(self, meeting_id: str) -> frozenset[str]:
        meeting = self._after.get(meeting_id)
        return names.words_of(meeting) if meeting else frozenset()

    def _load(self, item_keys: Iterable[str]) -> None:
        missing = [key for key in item_keys if key not in self._read]
        found = self._table.get_many(missing, consistent=True)
        self._read.update({key: found.get(key) for key in missing})

    def _write(self, key: str, attributes: Attributes) -> bool:
        """Writes an item; False where it already is so."""
        item = self._read[key]
        if item is not None and attributes == {
            name: value for name, value in item.items() if name not in ("pk", "rev", "revised")
        }:
            return False
        self._written[key] = attributes
        return True

    def _delete(self, key: str) -> None:
        if self._read[key] is not None:
            self._written[key] = None

    def _change_meeting(
        self,
        change: Change,
        row_changes: _RowChanges,
        listed: frozenset[Bucket] | None,
        now: datetime,
    ) -> None:
        """Adds one meeting; `listed` are the buckets of it without what was set here, if known."""
        key = keys.meeting(change.id)
        item = self._read[key]
        old = items.read_buckets(item) if item else frozenset()
        state = _next_state(change, item, now)
        if not isinstance(change, OverrideChange):
            if item:
                self._before[change.id] = items.read_meeting(item)
            if state:
                self._after[change.id] = state.meeting
        if state is None:
            row_changes.discard(change.id, old)
            self._delete(key)
            return
        meeting = state.meeting
        is_as_listed = isinstance(change, Put) and meeting is change.meeting
        new = listed if is_as_listed and listed is not None else buckets(meeting, now)
        row_changes.discard(change.id, old - new)
        set_here = state.set_here if meeting.schedule else ()
        attributes = items.meeting_attributes(meeting, state.document, set_here, new)
        if item is not None and item["origin"] != attributes["origin"]:
            raise IdTaken(change.id, item["origin"]["S"])
        if self._write(key, attributes):  # else its rows must not be: another may be moving them
            attributes |= items.revised_at(now)
            row_changes.add(change.id, meeting, new)

    def _load_buckets(
        self, row_changes: _RowChanges, beside: Iterable[str]
    ) -> dict[str, DirectoryBuilder]:
        """Reads the shards that those rows are or will be in; returns their directories."""
        directory_keys = {bucket.directory for bucket in row_changes.buckets}
        self._load(directory_keys)
        directories = {}
        for key in directory_keys:
            item = self._read[key]
            directories[key] = DirectoryBuilder(items.read_directory(item) if item else Directory())
        shards = (
            keys.shard(bucket.key, number)
            for bucket in row_changes.buckets
            for number in shard_numbers(
                row_changes.ids(bucket), directories[bucket.directory].shard_count(bucket)
            )
        )
        self._load([*shards, *beside])
        return directories

    def _change_bucket(
        self, bucket: Bucket, row_changes: _RowChanges, directory: DirectoryBuilder
    ) -> None:
        count = directory.shard_count(bucket)
        touched = shard_numbers(row_changes.ids(bucket), count)
        if any(self._stored_shard_count(bucket, number) != count for number in touched):
            raise OutdatedDirectory
        count = max(1, count)
        shards = {number: self._shard_rows(bucket, number) for number in touched}
        put = row_changes.put.get(bucket, {})
        for meeting_id in row_changes.remove.get(bucket, ()):
            shards[shard_number(meeting_id, count)].pop(meeting_id, None)
        for meeting_id, new_row in put.items():
            shards[shard_number(meeting_id, count)][meeting_id] = new_row
        max_bytes = self._online_shard_bytes
        if bucket.directory != keys.ONLINE_DIRECTORY:
            max_bytes = self._shard_bytes
            directory.add_zones(new_row.timezone for new_row in put.values())
        packed = {number: pack(rows.values()) for number, rows in shards.items()}
        if any(len(blob) > max_bytes for blob in packed.values()):
            self._load(keys.shard(bucket.key, number) for number in range(count))
            untouched = {
                number: self._shard_rows(bucket, number)
                for number in range(count)
                if number not in shards
            }
            rows: dict[str, Row] = {}
            for shard_rows in (shards | untouched).values():
                rows |= shard_rows
            count, packed = split(rows, count, max_bytes)
            self._load(keys.shard(bucket.key, number) for number in packed)
        if count == 1 and not shards[0]:
            directory.set_shard_count(bucket, 0)
            self._delete(keys.shard(bucket.key, 0))
            return
        directory.set_shard_count(bucket, count)
        for number, blob in packed.items():
            self._write(keys.shard(bucket.key, number), items.shard_attributes(blob, count))

    def _stored_shard_count(self, bucket: Bucket, number: int) -> int:
        item = self._read[keys.shard(bucket.key, number)]
        return items.read_shard_count(item) if item else 0

    def _shard_rows(self, bucket: Bucket, number: int) -> dict[str, Row]:
        item = self._read[keys.shard(bucket.key, number)]
        rows = unpack(items.read_packed_rows(item)) if item else []
        return {row.id: row for row in rows}


def _next_state(change: Change, item: Item | None, now: datetime) -> _MeetingState | None:
    """Returns what a change makes of a meeting, without overrides that are long past.

    None where it is to be gone. Raises NoSuchMeeting and TooManyChanges.
    """
    if isinstance(change, Removal):
        return None
    set_here = items.read_overrides(item) if item else ()
    if isinstance(change, OverrideChange):
        text = items.read_document(item) if item else ""
        listed = document.read(text) if text else None
        if listed is None or listed.schedule is None:
            raise NoSuchMeeting(change.id)
        set_here = _set_override(change.id, listed.schedule.exceptions, set_here, change.override)
    else:
        listed, text = change.meeting, change.document
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


def _size(value: Mapping[str, Any]) -> int:
    (content,) = value.values()
    return len(content)
