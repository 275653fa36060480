"""The meetings table: what is read of it and written.

A change is one transaction over the meetings, their buckets, directories, manifest parts and names,
each conditional on the revision that was read; it is tried again on a conflict until the deadline.
An import writes its names apart, once before and once after.
`keys` has the keys of the table, `items` what is stored under each.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from chalicelib import dynamodb, settings
from chalicelib.dynamodb import Item, Table, TooBusy
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.report import Report, with_report
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import document, items, keys, names
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.changes import (
    Change,
    ImportedMeeting,
    OverrideChange,
    Put,
    Removal,
    assign_manifest_parts,
    batches,
    bucket_keys,
    import_changes,
    near_ones_together,
)
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.name_writes import add_names, rebuild_names, remove_names
from chalicelib.meetings.storage.rows import Row, unpack
from chalicelib.meetings.storage.shards import SHARD_BYTES
from chalicelib.meetings.storage.transaction import (
    IdTaken,
    NoSuchMeeting,
    OutdatedDirectory,
    TooManyChanges,
    TransactionBuilder,
    TransactionTooLarge,
)

__all__ = [
    "IdTaken",
    "MeetingsTable",
    "NoSuchMeeting",
    "TooBusy",
    "TooManyChanges",
    "open_table",
]


class MeetingsTable:
    """Reads and writes of the meetings table."""

    def __init__(
        self,
        client: Any,
        name: str,
        *,
        deadline_s: float = 8.0,
        shard_bytes: int = SHARD_BYTES,
    ) -> None:
        self._table = Table(client, name)
        self._deadline_s = deadline_s
        self._shard_bytes = shard_bytes
        self._noted_sources: frozenset[str] = frozenset()

    # reading

    def get(self, meeting_id: str) -> Meeting | None:
        """Returns the meeting of that id; None where there is none."""
        item = self._table.get(keys.meeting(meeting_id), consistent=False)
        return None if item is None else items.read_meeting(item)

    def get_public(self, meeting_id: str) -> Meeting | None:
        """Returns the meeting of that id, unless it is only for those who run it."""
        found = self.get(meeting_id)
        return found if found and found.is_public else None

    def get_many(self, ids: Iterable[str]) -> dict[str, Meeting]:
        """Returns those of the meetings that exist, by id."""
        found = self._table.get_many(keys.meeting(meeting_id) for meeting_id in ids)
        return {keys.id_of_meeting(key): items.read_meeting(item) for key, item in found.items()}

    def all(self, after: str = "") -> Iterator[Meeting]:
        """Yields every meeting, inactive ones too, in an order that stays.

        It begins behind the id `after`, whether or not that is still listed. A scan of the whole
        table: what is read is paid for by its size, half a read unit for each 4 KB, the search's
        rows included.
        """
        return self._scan(after, consistent=False)

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        """Returns the directories of those keys; a missing one is not listed."""
        found = self._table.get_many(directory_keys)
        return {key: items.read_directory(item) for key, item in found.items()}

    def rows(self, shard_counts: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """Returns the rows of each bucket; `shard_counts` has the number of its shards.

        A bucket that was split since its directory was read is read again.
        """
        bucket_of = {
            keys.shard(bucket.key, number): bucket
            for bucket, count in shard_counts.items()
            for number in range(count)
        }
        found: dict[Bucket, list[Row]] = {bucket: [] for bucket in shard_counts}
        split: dict[Bucket, int] = {}
        for key, item in self._table.get_many(bucket_of).items():
            bucket, count = bucket_of[key], items.read_shard_count(item)
            if count > shard_counts[bucket]:
                split[bucket] = count
            found[bucket] += unpack(items.read_packed_rows(item))
        return {**found, **self.rows(split)} if split else found

    def one_shard(self, numbers: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """Returns some rows of each bucket: those of the shard with that number."""
        key_of = {bucket: keys.shard(bucket.key, number) for bucket, number in numbers.items()}
        found = self._table.get_many(key_of.values())
        return {
            bucket: unpack(items.read_packed_rows(found[key])) if key in found else []
            for bucket, key in key_of.items()
        }

    def names(self, words: Iterable[str]) -> dict[str, Mapping[str, AbstractSet[str] | None]]:
        """Returns, by word, all words of the index of names that share its beginning.

        Each with the ids of its meetings, None where they are too many.
        """
        key_of = {word: keys.names_part(names.part_of(word)) for word in words}
        found = self._table.get_many(key_of.values())
        return {
            word: items.read_postings(found.get(key), names.beginning(word))
            for word, key in key_of.items()
        }

    def manifest(self, source: str) -> dict[str, str]:
        """Returns the digest of every meeting of a source, by slug."""
        return {
            slug: digest
            for part in self._manifest_parts(source)
            for slug, digest in items.read_digests(part).items()
        }

    def sources(self) -> tuple[str, ...]:
        """Returns the sources that meetings came from, the earliest first, emptied ones too."""
        return items.read_sources(self._table.get(keys.SOURCES, consistent=False))

    def reports(self, now: datetime) -> list[Report]:
        """Returns every report that has not expired, by day; a scan of the whole table."""
        found = self._table.scan(
            FilterExpression="begins_with(pk, :reports)",
            ExpressionAttributeValues={":reports": {"S": keys.REPORTS}},
        )
        today = now.astimezone(UTC).date()
        unexpired = (report for item in found for report in items.read_reports(item, today))
        return sorted(unexpired, key=lambda report: (report.day, report.meeting_id))

    # writing

    def add_report(self, report: Report) -> None:
        """Adds a report to those about its meeting.

        Raises TooBusy and StorageUnavailable with nothing written.
        """
        key = keys.reports(report.meeting_id)
        for _ in dynamodb.attempts_with_backoff(self._deadline_s):
            item = self._table.get(key)
            stored = items.read_reports(item, report.day) if item else ()
            new = {"pk": {"S": key}, **items.reports_attributes(with_report(stored, report))}
            if item is None:
                written = self._table.put(new, "attribute_not_exists(pk)")
            else:
                written = self._table.put(new, "reports = :before", before=item["reports"])
            if written:
                return

    def remove_reports(self, meeting_id: str, now: datetime) -> int:
        """Deletes every report about a meeting; returns how many people had reported."""
        item = self._table.get(keys.reports(meeting_id))
        if item is None:
            return 0
        self._table.delete(keys.reports(meeting_id))
        today = now.astimezone(UTC).date()
        return sum(report.count for report in items.read_reports(item, today))

    def put(self, meeting: Meeting, now: datetime) -> None:
        """Adds or replaces one meeting everywhere at once; overrides that were set here stay.

        Raises IdTaken where another listing has its id; TooBusy and StorageUnavailable with nothing
        written.
        """
        self._write_one(Put(meeting, document.write(meeting)), now)

    def override(self, meeting_id: str, override: Override, now: datetime) -> None:
        """Cancels, moves or reinstates one occurrence of a meeting.

        The override stays when the feed is imported anew, until a week after. Raises NoSuchMeeting
        and TooManyChanges; TooBusy and StorageUnavailable with nothing written.
        """
        self._write("", [OverrideChange(meeting_id, override)], {}, now)

    def remove(self, meeting_id: str, now: datetime) -> None:
        """Removes one meeting everywhere at once; where there is none, nothing happens."""
        self._write_one(Removal(meeting_id), now)

    def apply_import(
        self,
        source: str,
        put: Sequence[ImportedMeeting],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Writes meetings and removes slugs, near ones together, one transaction after the other.

        `progress` is called with the number of meetings in each. Each also has its part of the
        manifest: an import that stops halfway goes on where it stopped. The index of names is
        written once before them all and once after. Raises IdTaken where two listings have the same
        id; TooBusy and StorageUnavailable where it stops.
        """
        changes = import_changes(source, put, remove)
        words = {new.meeting.id: names.words_of(new.meeting) for new in put}
        lost: dict[str, frozenset[str]] = {}
        add_names(self._table, words, self._deadline_s)
        keys_of = {change.id: bucket_keys(change, now) for change in changes}
        changes = near_ones_together(changes, keys_of)
        digests = [items.read_digests(part) for part in self._manifest_parts(source)]
        part_of = assign_manifest_parts(digests, changes)
        for batch in batches(changes, keys_of, source, part_of):
            lost |= self._write(source, batch, part_of, now)
            progress(len(batch))
        add_names(self._table, words, self._deadline_s)  # who removed one may have taken its words
        remove_names(self._table, lost, self._deadline_s)

    def rebuild_names(self) -> None:
        """Makes the index of names what the meetings say, whatever it held; a scan of the table.

        Raises TooBusy and StorageUnavailable with a part of it done.
        """

        def words_now() -> dict[str, frozenset[str]]:
            found = self._scan("", consistent=True)
            return {meeting.id: names.words_of(meeting) for meeting in found}

        rebuild_names(self._table, words_now, self._deadline_s)

    def _scan(self, after: str, *, consistent: bool) -> Iterator[Meeting]:
        found = self._table.scan(
            keys.meeting(after) if after else "",
            FilterExpression="begins_with(pk, :meetings)",
            ExpressionAttributeValues={":meetings": {"S": keys.MEETINGS}},
            ProjectionExpression="body, changed, revised",
            ConsistentRead=consistent,
        )
        return map(items.read_meeting, found)

    def _write_one(self, change: Put | Removal, now: datetime) -> None:
        """Writes a meeting with its names in one transaction, in several where it must."""
        try:
            self._transact("", [change], {}, now, with_names=True)
        except TransactionTooLarge:
            put = [change.meeting] if isinstance(change, Put) else []
            words = {meeting.id: names.words_of(meeting) for meeting in put}
            add_names(self._table, words, self._deadline_s)
            lost = self._write("", [change], {}, now)
            remove_names(self._table, lost, self._deadline_s)

    def _write(
        self, source: str, changes: Sequence[Change], part_of: Mapping[str, int], now: datetime
    ) -> dict[str, frozenset[str]]:
        """Writes the changes, but for names, in one transaction or in several where it must.

        Returns by meeting id the words that its names have no more.
        """
        try:
            return self._transact(source, changes, part_of, now, with_names=False)
        except TransactionTooLarge:
            if len(changes) == 1:
                raise dynamodb.StorageUnavailable("one meeting is too large to write") from None
            middle = len(changes) // 2
            return {
                **self._write(source, changes[:middle], part_of, now),
                **self._write(source, changes[middle:], part_of, now),
            }

    def _transact(
        self,
        source: str,
        changes: Sequence[Change],
        part_of: Mapping[str, int],
        now: datetime,
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
            transaction = TransactionBuilder(self._table, self._shard_bytes)
            try:
                transaction.change_meetings(changes, now, beside)
            except OutdatedDirectory:
                continue
            transaction.change_manifest(source, changes, part_of)
            if new_sources:
                transaction.add_sources(new_sources)
            if with_names:
                transaction.change_names()
            actions = transaction.actions()
            if not actions or not self._table.transact(actions):
                self._noted_sources |= new_sources
                return transaction.lost_words()
        raise AssertionError  # attempts_with_backoff() ends by raising

    def _manifest_parts(self, source: str) -> list[Item]:
        """Returns the parts in order; they are numbered without gaps."""
        parts: list[Item] = []
        ahead = 8
        while True:
            part_keys = [keys.manifest_part(source, len(parts) + n) for n in range(ahead)]
            found = self._table.get_many(part_keys, consistent=True)
            parts += [found[key] for key in part_keys if key in found]
            if len(found) < ahead:
                return parts


@lru_cache(maxsize=1)
def open_table() -> MeetingsTable:
    """Returns the table of this process's settings."""
    now = settings.current()
    return MeetingsTable(dynamodb.client(), now.meetings_table, deadline_s=now.write_deadline_s)
