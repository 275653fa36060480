"""The read model of some meetings, in memory, for searches without a table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.rows import Row, row


class MemoryReader:
    """The read model of some meetings, in memory.

    `read` is every bucket that was asked for, `directories_read` every key of a directory,
    `round_trips` how often anything was asked for.
    """

    def __init__(self, meetings: Iterable[Meeting], now: datetime) -> None:
        self._rows: dict[Bucket, list[Row]] = defaultdict(list)
        shards: dict[str, bytearray] = defaultdict(lambda: bytearray(Directory().shards))
        zones: dict[str, set[str]] = defaultdict(set)
        for meeting in meetings:
            for bucket in buckets(meeting, now):
                self._rows[bucket].append(row(meeting))
                shards[bucket.directory][bucket.slot] = 1
                zones[bucket.directory].add(row(meeting).timezone)
        self._directories = {
            key: Directory(bytes(counts), frozenset(zones[key])) for key, counts in shards.items()
        }
        self.read: list[Bucket] = []
        self.directories_read: list[str] = []
        self.round_trips = 0

    @property
    def keys_read(self) -> int:
        """How many items were asked for, each at least half a read unit."""
        return len(self.read) + len(self.directories_read)

    @property
    def rows_read(self) -> int:
        """How many rows were in the buckets asked for."""
        return sum(len(self._rows[bucket]) for bucket in self.read)

    def directories(self, keys: Iterable[str]) -> dict[str, Directory]:
        keys = list(keys)
        self.round_trips += bool(keys)
        self.directories_read += keys
        return {key: self._directories[key] for key in keys if key in self._directories}

    def rows(self, shard_counts: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        assert all(count == 1 and self._rows[bucket] for bucket, count in shard_counts.items())
        self.round_trips += bool(shard_counts)
        self.read += shard_counts
        return {bucket: self._rows[bucket] for bucket in shard_counts}

    def rows_and_directories(
        self, shard_counts: Mapping[Bucket, int], keys: Iterable[str]
    ) -> tuple[dict[Bucket, list[Row]], dict[str, Directory]]:
        before, keys = self.round_trips, list(keys)
        found = self.rows(shard_counts), self.directories(keys)
        self.round_trips = before + bool(shard_counts or keys)
        return found

    def one_shard(self, numbers: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        assert not any(numbers.values())  # none has a second
        return self.rows(dict.fromkeys(numbers, 1))
