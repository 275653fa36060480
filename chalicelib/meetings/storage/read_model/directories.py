"""The directories: how many shards each bucket has, whether a head, and the zones of a region."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys
from chalicelib.meetings.storage.buckets import bucket_of_slot
from chalicelib.meetings.storage.directory import HEADS, Directory, DirectoryBuilder
from chalicelib.meetings.storage.items import readable
from chalicelib.meetings.storage.read_model.bucket_rows import BucketRows
from chalicelib.meetings.storage.read_model.subject import (
    Repair,
    StoredMeeting,
    read_directory,
)


class Directories:
    """All directories. A bucket that is mended sets its own count, so such are left out here.

    Zones are never taken out, and neither are directories of which nothing is left.
    """

    beginnings: tuple[str, ...] = ("D#",)

    def __init__(self, rows: BucketRows) -> None:
        self._rows = rows
        self._zones: dict[str, set[str]] = defaultdict(set)
        self._seen: dict[str, Directory | None] = {}

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes the zone of a meeting for its region."""
        for bucket in stored.right:
            if bucket.directory != keys.ONLINE_DIRECTORY and stored.meeting.schedule:
                self._zones[bucket.directory].add(stored.meeting.schedule.timezone)

    def see_item(self, key: str, item: Item) -> None:
        """Notes a directory."""
        self._seen[key] = read_directory(item)

    def suspects(self) -> set[str]:
        """Returns the keys of directories that seem to differ."""
        known = {*self._seen, *self._rows.shard_counts, *self._zones}
        return {key for key in known if self._seems_wrong(key)}

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what mends each."""
        for key in sorted(suspects):
            yield self._repair(key, table)

    def _seems_wrong(self, key: str) -> bool:
        directory = self._seen.get(key)
        if directory is None or bucket_of_slot(key, 0) is None:
            return True
        lacks_zones = not self._zones.get(key, set()) <= directory.zones
        return lacks_zones or bool(self._wrong_slots(key, directory))

    def _wrong_slots(self, key: str, directory: Directory) -> list[int]:
        """Returns the slots whose count is not that of the shards that were seen."""
        expected = self._rows.shard_counts.get(key, {})
        wrong = {bucket.slot for bucket in self._rows.wrong_buckets if bucket.directory == key}
        in_doubt = wrong | {HEADS + slot for slot in wrong if key == keys.ONLINE_DIRECTORY}
        filled = {slot for slot, count in enumerate(directory.shards) if count}
        return [
            slot
            for slot in sorted({*expected, *filled} - in_doubt)
            if directory.shards[slot] != expected.get(slot, 0)
        ]

    def _repair(self, key: str, table: Table) -> Repair:
        item = table.get(key)
        if bucket_of_slot(key, 0) is None:
            return Repair(key, {key: item}, {key: None}) if item else Repair(key)
        directory = read_directory(item) or Directory()
        builder = DirectoryBuilder(directory)
        builder.add_zones(self._zones.get(key, ()))
        slots = self._wrong_slots(key, directory)
        shard_of = {
            slot: keys.shard(bucket.key, 0)
            for slot in slots
            if (bucket := bucket_of_slot(key, slot))
        }
        shards = table.get_many(shard_of.values(), consistent=True)
        for slot in slots:
            shard = shards.get(shard_of.get(slot, ""))
            builder.set_slot(slot, readable(items.read_shard_count, shard) or 0)
        self._set_heads(key, slots, builder, table)
        right = builder.build()
        if right == directory and (item is None or read_directory(item) is not None):
            return Repair(key)
        return Repair(key, {key: item}, {key: items.directory_attributes(right)})

    def _set_heads(
        self, key: str, slots: Collection[int], builder: DirectoryBuilder, table: Table
    ) -> None:
        """Sets for those of the slots that say whether a bucket has a head whether it has one."""
        if key != keys.ONLINE_DIRECTORY:
            return
        of_heads = (bucket_of_slot(key, slot - HEADS) for slot in slots if slot >= HEADS)
        buckets = [bucket for bucket in of_heads if bucket]
        there = table.get_many((keys.head(bucket.key) for bucket in buckets), consistent=True)
        for bucket in buckets:
            builder.set_head(bucket, keys.head(bucket.key) in there)
