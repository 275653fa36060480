"""The meetings table: what is read of it and written.

What writes it is imported with the first write: a search starts without.
`keys` has the keys of the table, `items` what is stored under each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from chalicelib import dynamodb, settings
from chalicelib.dynamodb import Item, Table, TooBusy
from chalicelib.meetings.errors import CannotBeListed, IdTaken, NoSuchMeeting, TooManyChanges
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import items, keys, names
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.directory import SLOTS, Directory
from chalicelib.meetings.storage.held import Held, HoldingTable
from chalicelib.meetings.storage.items import Shard
from chalicelib.meetings.storage.manifest import manifest_parts
from chalicelib.meetings.storage.rows import Row
from chalicelib.meetings.storage.shards import SHARD_BYTES

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting
    from chalicelib.meetings.report import Report
    from chalicelib.meetings.storage.changes import ImportedMeeting
    from chalicelib.meetings.storage.heads import Head
    from chalicelib.meetings.storage.listing import ListingReader
    from chalicelib.meetings.storage.read_model.subject import Difference
    from chalicelib.meetings.storage.recovery import ListingRecovery
    from chalicelib.meetings.storage.writer import MeetingsWriter

__all__ = [
    "IdTaken",
    "MeetingsTable",
    "NoSuchMeeting",
    "TooBusy",
    "TooManyChanges",
    "open_table",
]


class MeetingsTable:
    """Reads and writes of the meetings table.

    `held` is what searches read of it lately (see `held`), nothing by default. Whatever is written
    is read from the database itself, waiting for the newest state.
    """

    def __init__(
        self,
        client: Any,
        name: str,
        *,
        deadline_s: float = 8.0,
        shard_bytes: int = SHARD_BYTES,
        held: "Held[Directory | Shard | Head | None] | None" = None,
    ) -> None:
        self._held: Held[Directory | Shard | Head | None] = held or Held(0)
        self._table: Table = HoldingTable(client, name, self._held)
        self._deadline_s = deadline_s
        self._shard_bytes = shard_bytes

    # reading

    def get(self, meeting_id: str) -> "Meeting | None":
        """Returns the meeting of that id; None where there is none."""
        item = self._table.get(keys.meeting(meeting_id), consistent=False)
        return None if item is None else items.read_meeting(item)

    def get_with_revision(self, meeting_id: str) -> "tuple[Meeting, str] | None":
        """Returns the public meeting of that id, and what no other version of it has."""
        item = self._table.get(keys.meeting(meeting_id), consistent=False)
        found = items.read_meeting(item) if item else None
        return (found, item["rev"]["N"]) if item and found and found.is_public else None

    def get_public(self, meeting_id: str) -> "Meeting | None":
        """Returns the meeting of that id, unless it is only for those who run it."""
        found = self.get(meeting_id)
        return found if found and found.is_public else None

    def get_many(self, ids: Iterable[str]) -> "dict[str, Meeting]":
        """Returns those of the meetings that exist, by id."""
        found = self._table.get_many(keys.meeting(meeting_id) for meeting_id in ids)
        return {keys.id_of_meeting(key): items.read_meeting(item) for key, item in found.items()}

    @cached_property
    def listing(self) -> "ListingReader":
        """Reads of the whole listing, in its order."""
        from chalicelib.meetings.storage.listing import ListingReader

        return ListingReader(self._table)

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        """Returns the directories of those keys; a missing one is not listed."""
        return self.rows_and_directories({}, directory_keys)[1]

    def rows(self, shard_counts: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """Returns the rows of each bucket; `shard_counts` has the number of its shards.

        A bucket that was split since its directory was read is read again.
        """
        return self.rows_and_directories(shard_counts, ())[0]

    def rows_and_directories(
        self, shard_counts: Mapping[Bucket, int], other_keys: Iterable[str]
    ) -> tuple[dict[Bucket, list[Row]], dict[str, Directory]]:
        """Returns what `rows` and `directories` do, read in one round trip.

        Of `other_keys`, what is no directory (a head) is held for whoever asks for it next.
        """
        bucket_of = {
            keys.shard(bucket.key, number): bucket
            for bucket, count in shard_counts.items()
            for number in range(count)
        }
        read = self._decoded([*bucket_of, *other_keys])
        found: dict[Bucket, list[Row]] = {bucket: [] for bucket in shard_counts}
        split: dict[Bucket, int] = {}
        for key, shard in self._alike(bucket_of, read).items():
            bucket = bucket_of[key]
            if shard.shard_count > shard_counts[bucket]:
                split[bucket] = shard.shard_count
            found[bucket] += shard.rows
        directories = {key: value for key, value in read.items() if isinstance(value, Directory)}
        return {**found, **self.rows(split)} if split else found, directories

    def shard(self, bucket: Bucket, number: int) -> Shard | None:
        """Returns one shard of a bucket; None where there is none of that number."""
        found = self._decoded([keys.shard(bucket.key, number)])
        return next((shard for shard in found.values() if isinstance(shard, Shard)), None)

    def heads(self, buckets: Iterable[Bucket]) -> "dict[Bucket, Head]":
        """Returns the heads of those buckets; one that has just lost its own is not listed."""
        bucket_of = {keys.head(bucket.key): bucket for bucket in buckets}
        found = self._decoded(bucket_of)
        return {
            bucket_of[key]: head
            for key, head in found.items()
            if head and not isinstance(head, Directory | Shard)
        }

    def _alike(self, bucket_of: Mapping[str, Bucket], read: Mapping[str, Any]) -> dict[str, Shard]:
        """Returns those of the shards that exist, by key; all of a bucket equally many.

        Where another has split a bucket, what is held of it from before is read again.
        """
        shards = {key: read[key] for key in bucket_of if isinstance(read[key], Shard)}
        counts: dict[Bucket, set[int]] = {}
        for key, shard in shards.items():
            counts.setdefault(bucket_of[key], set()).add(shard.shard_count)
        at_odds = [key for key in bucket_of if len(counts.get(bucket_of[key], ())) > 1]
        if at_odds:
            again = self._table.get_many(at_odds)
            shards |= {key: items.read_shard(item) for key, item in again.items()}
        return shards

    def _decoded(self, item_keys: Iterable[str]) -> "dict[str, Directory | Shard | Head | None]":
        """Returns directories, shards and heads by key, as they were up to a minute ago.

        None where there is none such; of a directory that is held as well.
        """
        wanted = dict.fromkeys(item_keys)
        found: dict[str, Directory | Shard | Head | None] = self._held.get_many(wanted)
        missing = [key for key in wanted if key not in found]
        if missing:
            read_at = self._held.moment()
            read = self._table.get_many(missing)
            new = {key: _decode(key, read.get(key)) for key in missing}
            kept = (key for key in missing if new[key] or keys.is_directory(key))
            self._held.hold({key: (new[key], _size(read.get(key))) for key in kept}, read_at)
            found |= new
        return found

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
            for part in manifest_parts(self._table, source)
            for slug, digest in items.read_digests(part).items()
        }

    def sources(self) -> tuple[str, ...]:
        """Returns the sources that meetings came from, the earliest first, emptied ones too."""
        return items.read_sources(self._table.get(keys.SOURCES))

    def import_times(self) -> Mapping[str, int]:
        """Returns when each source that is listed from was last imported, in epoch seconds."""
        from chalicelib.meetings.storage import import_times

        return import_times.read(self._table.get(keys.IMPORTED))

    def reports(self, now: datetime) -> "list[Report]":
        """Returns every report that has not expired, by day."""
        from chalicelib.meetings.storage import reports

        return reports.unexpired(self._table, now)

    # writing

    def add_report(self, report: "Report", form_id: str = "") -> None:
        """Adds a report to those about its meeting; one that a form sends again is counted once.

        Raises TooBusy and StorageUnavailable with nothing written.
        """
        from chalicelib.meetings.storage import reports

        reports.add(self._table, report, form_id, self._deadline_s)

    def remove_reports(self, meeting_id: str, now: datetime) -> int:
        """Deletes every report about a meeting; returns how many people had reported.

        Raises TooBusy and StorageUnavailable.
        """
        from chalicelib.meetings.storage import reports

        return reports.remove(self._table, meeting_id, now, self._deadline_s)

    def put(self, meeting: "Meeting", now: datetime) -> None:
        """Adds or replaces one meeting everywhere at once; overrides that were set here stay.

        Raises IdTaken where another listing has its id, TooManyTimes where it is in too many
        buckets; TooBusy and StorageUnavailable with nothing written.
        """
        self._writer.put(meeting, now)

    def override(self, meeting_id: str, override: Override, now: datetime) -> None:
        """Cancels, moves or reinstates one occurrence of a meeting.

        The override stays when the feed is imported anew, until a week after. Raises NoSuchMeeting
        and TooManyChanges; TooBusy and StorageUnavailable with nothing written.
        """
        self._writer.override(meeting_id, override, now)

    def remove(self, meeting_id: str, now: datetime) -> None:
        """Removes one meeting everywhere at once; where there is none, nothing happens."""
        self._writer.remove(meeting_id, now)

    def apply_import(
        self,
        source: str,
        put: "Sequence[ImportedMeeting]",
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None] = lambda done: None,
    ) -> dict[str, CannotBeListed]:
        """Writes meetings and removes slugs, near ones together, one transaction after the other.

        `progress` is called with the number of meetings in each. Each also has its part of the
        manifest: an import that stops halfway goes on where it stopped. The index of names is
        written once before them all and once after. Returns, by slug, the meetings that were not
        written because another listing has their id or their times are too many. Raises TooBusy and
        StorageUnavailable where it stops.
        """
        return self._writer.apply_import(source, put, remove, now, progress)

    def note_import(self, source: str, now: datetime) -> None:
        """Notes that a source was imported now. Raises TooBusy and StorageUnavailable."""
        from chalicelib.meetings.storage import import_times

        import_times.note(self._table, source, now, self._deadline_s)

    def forget_import(self, source: str) -> None:
        """Notes that nothing is listed from a source any more. Raises as `note_import` does."""
        from chalicelib.meetings.storage import import_times

        import_times.forget(self._table, source, self._deadline_s)

    def verify(self, now: datetime) -> "list[Difference]":
        """Returns what differs from what the meetings say, by key; a scan of the whole table."""
        from chalicelib.meetings.storage.read_model import check

        return check.verify(self._table, now, self._shard_bytes)

    def rebuild(self, now: datetime) -> "list[Difference]":
        """Makes everything what the meetings say, whatever it was; a scan of the whole table.

        Returns what differed, by key. It may run beside a live service and imports. Raises TooBusy
        and StorageUnavailable with a part of it done: it can be run again.
        """
        from chalicelib.meetings.storage.read_model import check

        return check.rebuild(self._table, now, self._shard_bytes)

    @cached_property
    def recovery(self) -> "ListingRecovery":
        """What is kept of the listing where everything is lost."""
        from chalicelib.meetings.storage.recovery import ListingRecovery

        return ListingRecovery(self._table, self._writer)

    @cached_property
    def _writer(self) -> "MeetingsWriter":
        """What writes meetings."""
        from chalicelib.meetings.storage.writer import MeetingsWriter

        return MeetingsWriter(self._table, self._deadline_s, self._shard_bytes)


@lru_cache(maxsize=1)
def open_table() -> MeetingsTable:
    """Returns the table of this process's settings."""
    now = settings.current()
    return MeetingsTable(
        dynamodb.client(),
        now.meetings_table,
        deadline_s=now.write_deadline_s,
        held=Held(now.rows_held_s),
    )


def _decode(key: str, item: Item | None) -> "Directory | Shard | Head | None":
    if item is None:
        return None
    if keys.is_directory(key):
        return items.read_directory(item)
    return items.read_head(item) if keys.is_head(key) else items.read_shard(item)


def _size(item: Item | None) -> int:
    """Returns about how many bytes an item takes as it is stored, that of a directory decoded."""
    packed = next((item[name]["B"] for name in ("rows", "parts") if item and name in item), None)
    return SLOTS if packed is None else len(packed)
