"""The buckets of a transaction: rows put into shards and taken out, with heads and directories."""

from collections.abc import Iterable

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import heads, items, keys
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.directory import Directory, DirectoryBuilder
from chalicelib.meetings.storage.heads import Part
from chalicelib.meetings.storage.item_writes import ItemWrites
from chalicelib.meetings.storage.rows import Row, pack, row, unpack
from chalicelib.meetings.storage.shards import shard_number, shard_numbers, split


class OutdatedDirectory(Exception):
    """A bucket changed its number of shards after its directory was read."""


class RowChanges:
    """The rows to put into buckets and to take out of them, by bucket and meeting id."""

    def __init__(self) -> None:
        self.put: dict[Bucket, dict[str, Row]] = {}
        self.remove: dict[Bucket, set[str]] = {}

    def add(self, meeting_id: str, meeting: Meeting, new: Iterable[Bucket]) -> None:
        """Puts the row of a meeting into buckets."""
        new = list(new)
        if new:
            new_row = row(meeting)
            for bucket in new:
                self.put.setdefault(bucket, {})[meeting_id] = new_row

    def discard(self, meeting_id: str, old: Iterable[Bucket]) -> None:
        """Takes the row of a meeting out of buckets."""
        for bucket in old:
            self.remove.setdefault(bucket, set()).add(meeting_id)

    @property
    def buckets(self) -> set[Bucket]:
        """Returns the buckets that change."""
        return {*self.put, *self.remove}

    def ids(self, bucket: Bucket) -> set[str]:
        """Returns the ids of the meetings whose rows change there."""
        return {*self.put.get(bucket, ()), *self.remove.get(bucket, ())}


class BucketWrites:
    """The shards, heads and directories that those rows change.

    `shard_bytes` and `online_shard_bytes`: a shard that grows larger is split.
    """

    def __init__(
        self, writes: ItemWrites, changes: RowChanges, shard_bytes: int, online_shard_bytes: int
    ) -> None:
        self._writes = writes
        self._changes = changes
        self._shard_bytes = shard_bytes
        self._online_shard_bytes = online_shard_bytes

    def add(self, beside: Iterable[str]) -> None:
        """Adds them to the transaction; with the shards, it reads the items with the keys `beside`.

        Raises OutdatedDirectory where another has just split, emptied or filled a bucket, so that
        all has to be read again.
        """
        directories = self._load_buckets(beside)
        for bucket in self._changes.buckets:
            self._change_bucket(bucket, directories[bucket.directory])
        for key, directory in directories.items():
            self._writes.write(key, items.directory_attributes(directory.build()))

    def _load_buckets(self, beside: Iterable[str]) -> dict[str, DirectoryBuilder]:
        """Reads the shards that the rows are or will be in; returns their directories."""
        directory_keys = {bucket.directory for bucket in self._changes.buckets}
        self._writes.load(directory_keys)
        directories = {}
        for key in directory_keys:
            item = self._writes.item(key)
            directories[key] = DirectoryBuilder(items.read_directory(item) if item else Directory())
        shards = (
            keys.shard(bucket.key, number)
            for bucket in self._changes.buckets
            for number in shard_numbers(
                self._changes.ids(bucket), directories[bucket.directory].shard_count(bucket)
            )
        )
        self._writes.load([*shards, *beside])
        return directories

    def _change_bucket(self, bucket: Bucket, directory: DirectoryBuilder) -> None:
        is_online = bucket.directory == keys.ONLINE_DIRECTORY
        count = directory.shard_count(bucket)
        touched = shard_numbers(self._changes.ids(bucket), count)
        if any(self._stored_shard_count(bucket, number) != count for number in touched):
            raise OutdatedDirectory
        if is_online and self._needs_head(bucket, touched) != directory.has_head(bucket):
            raise OutdatedDirectory
        count = max(1, count)
        shards = {number: self._shard_rows(bucket, number) for number in touched}
        put = self._changes.put.get(bucket, {})
        for meeting_id in self._changes.remove.get(bucket, ()):
            shards[shard_number(meeting_id, count)].pop(meeting_id, None)
        for meeting_id, new_row in put.items():
            shards[shard_number(meeting_id, count)][meeting_id] = new_row
        max_bytes = self._online_shard_bytes if is_online else self._shard_bytes
        if not is_online:
            directory.add_zones(new_row.timezone for new_row in put.values())
        packed = {number: pack(rows.values()) for number, rows in shards.items()}
        if any(len(blob) > max_bytes for blob in packed.values()):
            shards, packed = self._split(bucket, shards, count, max_bytes)
            count = len(packed)
        if count == 1 and not shards[0]:
            directory.set_shard_count(bucket, 0)
            self._writes.delete(keys.shard(bucket.key, 0))
            self._delete_head(bucket, directory)
            return
        directory.set_shard_count(bucket, count)
        parts: dict[int, Part] = {}
        if is_online and heads.has_head(packed.values(), count):
            parts = {
                number: heads.part_of(rows.values(), bucket, count)
                for number, rows in shards.items()
            }
            self._write_head(bucket, directory, parts, count)
        else:
            self._delete_head(bucket, directory)
        for number, blob in packed.items():
            attributes = items.shard_attributes(blob, count, parts.get(number))
            self._writes.write(keys.shard(bucket.key, number), attributes)

    def _split(
        self, bucket: Bucket, shards: dict[int, dict[str, Row]], count: int, max_bytes: int
    ) -> tuple[dict[int, dict[str, Row]], dict[int, bytes]]:
        """Returns the rows of a bucket over more shards than `count`, as they are and packed."""
        self._writes.load(keys.shard(bucket.key, number) for number in range(count))
        untouched = {
            number: self._shard_rows(bucket, number)
            for number in range(count)
            if number not in shards
        }
        rows: dict[str, Row] = {}
        for shard_rows in (shards | untouched).values():
            rows |= shard_rows
        count, packed = split(rows, count, max_bytes)
        self._writes.load(keys.shard(bucket.key, number) for number in packed)
        spread: dict[int, dict[str, Row]] = {number: {} for number in packed}
        for meeting_id, a_row in rows.items():
            spread[shard_number(meeting_id, count)][meeting_id] = a_row
        return spread, packed

    def _write_head(
        self, bucket: Bucket, directory: DirectoryBuilder, parts: dict[int, Part], count: int
    ) -> None:
        """Writes the head of a bucket, if any of those parts of it, by shard, has changed.

        A shard says which part is its own: so a head is read only where it has to be written, and
        then after its shards.
        """
        if all(
            self._stored_part(bucket, number) == heads.digest(parts[number]) for number in parts
        ):
            return
        key = keys.head(bucket.key)
        self._writes.load([key])
        item = self._writes.item(key)
        if (item is not None) != directory.has_head(bucket):
            raise OutdatedDirectory
        stored = items.read_head(item) if item else ()
        if len(stored) != count and len(parts) != count:
            raise OutdatedDirectory
        head = [parts[n] if n in parts else stored[n] for n in range(count)]
        directory.set_head(bucket, True)
        self._writes.write(key, items.head_attributes(head))

    def _delete_head(self, bucket: Bucket, directory: DirectoryBuilder) -> None:
        if directory.has_head(bucket):
            self._writes.load([keys.head(bucket.key)])
            self._writes.delete(keys.head(bucket.key))
            directory.set_head(bucket, False)

    def _needs_head(self, bucket: Bucket, numbers: Iterable[int]) -> bool:
        """Returns whether a bucket has a head, by its shards of those numbers."""
        stored = (self._writes.item(keys.shard(bucket.key, number)) for number in numbers)
        there = [item for item in stored if item is not None]
        return bool(there) and heads.has_head(
            map(items.read_packed_rows, there), items.read_shard_count(there[0])
        )

    def _stored_shard_count(self, bucket: Bucket, number: int) -> int:
        item = self._writes.item(keys.shard(bucket.key, number))
        return items.read_shard_count(item) if item else 0

    def _stored_part(self, bucket: Bucket, number: int) -> bytes:
        item = self._writes.item(keys.shard(bucket.key, number))
        return items.read_part_digest(item) if item else b""

    def _shard_rows(self, bucket: Bucket, number: int) -> dict[str, Row]:
        item = self._writes.item(keys.shard(bucket.key, number))
        rows = unpack(items.read_packed_rows(item)) if item else []
        return {row.id: row for row in rows}
