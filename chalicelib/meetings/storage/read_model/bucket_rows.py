"""The rows of meetings in their buckets, shard by shard, and the heads of these."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import heads, items, keys
from chalicelib.meetings.storage.buckets import Bucket, bucket_of_key
from chalicelib.meetings.storage.directory import HEADS, Directory, DirectoryBuilder
from chalicelib.meetings.storage.heads import Head, Part
from chalicelib.meetings.storage.items import Attributes, readable
from chalicelib.meetings.storage.read_model.subject import (
    Repair,
    StoredMeeting,
    digest,
    read_directory,
    stored_meetings,
)
from chalicelib.meetings.storage.rows import Row, pack, row, unpack
from chalicelib.meetings.storage.shards import (
    MAX_SHARDS,
    ONLINE_SHARD_BYTES,
    shard_number,
    split,
)


class _Seen(NamedTuple):
    """What is kept of a shard: how many its bucket has, and of its rows the number and digest.

    `part`: the digest of its part of the head, b"" where it should have none.
    """

    shards: int
    rows: int
    digests: int
    part: bytes = b""


class BucketRows:
    """The shards of all buckets."""

    beginnings: tuple[str, ...] = ("G#", "O#", "P#", "L#", keys.HEADS)

    def __init__(self, now: datetime, shard_bytes: int) -> None:
        self._now = now
        self._shard_bytes = shard_bytes
        self._expected: dict[Bucket, dict[str, int]] = defaultdict(dict)
        self._seen: dict[Bucket, dict[int, _Seen | None]] = defaultdict(dict)
        self._heads: dict[Bucket, tuple[bytes, ...] | None] = {}  # digests of the parts
        self._strays: set[str] = set()  # of no bucket that there could be

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes the row of a meeting in its buckets."""
        if stored.right:
            row_digest = _digest(row(stored.meeting))
            for bucket in stored.right:
                self._expected[bucket][stored.meeting.id] = row_digest

    def see_item(self, key: str, item: Item) -> None:
        """Notes a shard or a head."""
        if key.startswith(keys.HEADS):
            self._see_head(key, item)
            return
        bucket_key, _, number = key.rpartition("#")
        bucket = bucket_of_key(bucket_key)
        if bucket is None or not number.isdecimal() or keys.shard(bucket_key, int(number)) != key:
            self._strays.add(key)
            return
        count, rows = readable(items.read_shard_count, item), _rows(item)
        seen = None
        if count and rows is not None:
            numbers = {shard_number(entry.id, count) for entry in rows}
            part = _part_digest(rows, bucket, count)
            if numbers <= {int(number)} and readable(items.read_part_digest, item) == part:
                seen = _Seen(count, len(rows), sum(map(_digest, rows)), part)
        self._seen[bucket][int(number)] = seen

    def _see_head(self, key: str, item: Item) -> None:
        bucket = bucket_of_key(key.removeprefix(keys.HEADS))
        if bucket is None or bucket.directory != keys.ONLINE_DIRECTORY:
            self._strays.add(key)
            return
        self._heads[bucket] = readable(
            lambda head: tuple(map(heads.digest, items.read_head(head))), item
        )

    def suspects(self) -> set[str]:
        """Returns the keys of buckets of which a shard seems wrong, and of shards of none."""
        return {bucket.key for bucket in self.wrong_buckets} | self._strays

    @cached_property
    def wrong_buckets(self) -> frozenset[Bucket]:
        """The buckets of which a shard seems wrong; to be asked after everything was seen."""
        known = {*self._expected, *self._seen, *self._heads}
        return frozenset(bucket for bucket in known if not self._seems_right(bucket))

    @cached_property
    def shard_counts(self) -> Mapping[str, Mapping[int, int]]:
        """How many shards each other bucket has, by directory and slot, and whether a head."""
        counts: dict[str, dict[int, int]] = defaultdict(dict)
        for bucket in self._seen.keys() - self.wrong_buckets:
            counts[bucket.directory][bucket.slot] = len(self._seen[bucket])
            if bucket in self._heads:
                counts[bucket.directory][HEADS + bucket.slot] = 1
        return counts

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what mends each, its directory's count included."""
        for name in sorted(suspects):
            bucket = bucket_of_key(name)
            if bucket is not None:
                yield self._repair(bucket, table)
                continue
            item = table.get(name)
            yield Repair(name, {name: item}, {name: None}) if item else Repair(name)

    def _seems_right(self, bucket: Bucket) -> bool:
        expected, seen = self._expected.get(bucket, {}), self._seen.get(bucket, {})
        count = len(seen)
        sums = {number: [0, 0] for number in range(count)}
        if count:
            for meeting_id, row_digest in expected.items():
                of_shard = sums[shard_number(meeting_id, count)]
                of_shard[0] += 1
                of_shard[1] += row_digest
        elif expected:
            return False
        if count == 1 and not expected:  # it would have been deleted
            return False
        parts = [seen_shard.part for _, seen_shard in sorted(seen.items()) if seen_shard]
        if self._heads.get(bucket, ()) != tuple(filter(None, parts)):
            return False
        if bucket in self._heads and not any(parts):
            return False
        return all(
            (shard := seen.get(number)) is not None and shard[:3] == (count, *found)
            for number, found in sums.items()
        )

    def _repair(self, bucket: Bucket, table: Table) -> Repair:
        directory_item = table.get(bucket.directory)
        directory = read_directory(directory_item) or Directory()
        said = directory.shards[bucket.slot]
        shards = self._read_shards(bucket, said, table)
        ids = {*self._expected.get(bucket, ())}
        for item in shards.values():
            ids |= {entry.id for entry in _rows(item) or ()}
        found = [
            stored.meeting
            for stored in stored_meetings(table, ids, self._now)
            if bucket in stored.right
        ]
        rows = {meeting.id: row(meeting) for meeting in found}
        count, changes = bucket_changes(bucket, shards, said, rows, self._shard_bytes)
        builder = DirectoryBuilder(directory)
        builder.set_shard_count(bucket, count)
        if bucket.directory != keys.ONLINE_DIRECTORY:
            builder.add_zones(entry.timezone for entry in rows.values())
        stored: dict[str, Item | None] = {
            keys.shard(bucket.key, number): item for number, item in shards.items()
        }
        if bucket.directory == keys.ONLINE_DIRECTORY:
            key = keys.head(bucket.key)
            stored[key] = table.get(key)
            head = _head(rows, bucket, count)
            builder.set_head(bucket, head is not None)
            if readable(items.read_head, stored[key]) != head:
                changes[key] = None if head is None else items.head_attributes(head)
        stored |= {key: None for key in changes if key not in stored}
        if builder.build() != directory:
            stored[bucket.directory] = directory_item
            changes[bucket.directory] = items.directory_attributes(builder.build())
        return Repair(bucket.key, stored, changes)

    def _read_shards(self, bucket: Bucket, said: int, table: Table) -> dict[int, Item]:
        """Returns the shards of a bucket, by number, all that anything speaks of."""
        wanted = {*range(min(said, MAX_SHARDS)), *self._seen.get(bucket, ()), 0}
        asked: set[int] = set()
        shards: dict[int, Item] = {}
        while new := wanted - asked:
            key_of = {keys.shard(bucket.key, number): number for number in new}
            found = table.get_many(key_of, consistent=True)
            shards |= {key_of[key]: item for key, item in found.items()}
            asked |= new
            counts = (readable(items.read_shard_count, item) or 0 for item in found.values())
            wanted |= {*range(min(max(counts, default=0), MAX_SHARDS))}
        return shards


def bucket_changes(
    bucket: Bucket,
    shards: Mapping[int, Item],
    said: int,
    rows: Mapping[str, Row],
    shard_bytes: int,
) -> tuple[int, dict[str, Attributes | None]]:
    """Returns how many shards a bucket should have, and which items of it differ.

    `shards` has those that are stored, by number; `said`, how many its directory says there are;
    `rows`, those that it should have, by meeting id.
    """
    likely = _likely_count(shards, said)
    if not rows and (likely < 2 or _differing(bucket, shards, likely, rows)):
        return 0, {keys.shard(bucket.key, number): None for number in shards}
    count = max(1, likely)
    changes = _differing(bucket, shards, count, rows)
    max_bytes = shard_bytes
    if bucket.directory == keys.ONLINE_DIRECTORY:
        max_bytes = min(shard_bytes, ONLINE_SHARD_BYTES)
    if any(len(new["rows"]["B"]) > max_bytes for new in changes.values() if new):
        count, packed = split(rows, count, max_bytes)
        changes = {
            keys.shard(bucket.key, number): items.shard_attributes(
                packed[number], count, _part(members, bucket, count)
            )
            for number, members in _spread(rows, count).items()
        }
    changes |= {keys.shard(bucket.key, number): None for number in shards if number >= count}
    return count, changes


def _likely_count(shards: Mapping[int, Item], said: int) -> int:
    """Returns the number of shards with which the fewest items are wrong.

    It follows from what a bucket once held: that can't be worked out again. 0 where there are none.
    """
    if not shards:
        return 0
    counts = {
        number: readable(items.read_shard_count, item) or 0 for number, item in shards.items()
    }

    def wrong_items(count: int) -> int:
        agreeing = sum(number < count == counts[number] for number in counts)
        strays = sum(number >= count for number in counts)
        return count - agreeing + strays + (said != count)

    possible = {count for count in (1, said, *counts.values()) if _is_possible(count)}
    return min(sorted(possible), key=wrong_items)


def _is_possible(count: int) -> bool:
    return 0 < count <= MAX_SHARDS and not count & (count - 1)  # each split doubles it


def _differing(
    bucket: Bucket, shards: Mapping[int, Item], count: int, rows: Mapping[str, Row]
) -> dict[str, Attributes | None]:
    """Returns those of `count` shards that are missing or don't hold what they should."""
    changes: dict[str, Attributes | None] = {}
    for number, members in _spread(rows, count).items():
        item = shards.get(number)
        stored = None if item is None else _rows(item)
        is_right = (
            item is not None
            and stored is not None
            and readable(items.read_shard_count, item) == count
            and readable(items.read_part_digest, item) == _part_digest(members, bucket, count)
            and len(stored) == len(members)
            and {*stored} == {*members}
        )
        if not is_right:
            new = items.shard_attributes(pack(members), count, _part(members, bucket, count))
            changes[keys.shard(bucket.key, number)] = new
    return changes


def _spread(rows: Mapping[str, Row], count: int) -> dict[int, list[Row]]:
    spread: dict[int, list[Row]] = {number: [] for number in range(count)}
    for meeting_id, entry in rows.items():
        spread[shard_number(meeting_id, count)].append(entry)
    return spread


def _head(rows: Mapping[str, Row], bucket: Bucket, count: int) -> Head | None:
    """Returns the head that a bucket of `count` shards should have, if any."""
    spread = _spread(rows, count)
    parts = [_part(spread[number], bucket, count) for number in range(count)]
    return tuple(part for part in parts if part is not None) or None


def _part(members: Collection[Row], bucket: Bucket, count: int) -> Part | None:
    """Returns the part of the head that a shard should have, if any."""
    if bucket.directory != keys.ONLINE_DIRECTORY or not heads.has_head([pack(members)], count):
        return None
    return heads.part_of(members, bucket, count)


def _part_digest(members: Collection[Row], bucket: Bucket, count: int) -> bytes:
    part = readable(lambda _: _part(members, bucket, count), {})
    return b"" if part is None else heads.digest(part)


def _rows(item: Item) -> list[Row] | None:
    rows = readable(lambda shard: unpack(items.read_packed_rows(shard)), item)
    if rows is None or not all(isinstance(entry.id, str) for entry in rows):
        return None
    return rows


def _digest(entry: Row) -> int:
    return digest(repr(tuple(entry)))
