"""The read model of some meetings, in memory, for searches without a table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.directory import Directory, DirectoryBuilder
from chalicelib.meetings.storage.heads import Head, part_of
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY
from chalicelib.meetings.storage.rows import Row, row
from chalicelib.meetings.storage.shards import shard_number


class MemoryReader:
    """The read model of some meetings, in memory.

    `read` is every bucket that was asked for, `heads_read` every one whose head was,
    `directories_read` every key of a directory, `round_trips` how often anything was asked for.
    Online buckets of more than `rows_without_head` rows have a head, made as if of so many
    `shards`.
    """

    def __init__(
        self,
        meetings: Iterable[Meeting],
        now: datetime,
        rows_without_head: int = 1000,
        shards: int = 1,
    ) -> None:
        self._rows: dict[Bucket, list[Row]] = defaultdict(list)
        directories: dict[str, DirectoryBuilder] = defaultdict(
            lambda: DirectoryBuilder(Directory())
        )
        self._heads: dict[Bucket, Head] = {}
        for meeting in meetings:
            for bucket in buckets(meeting, now):
                self._rows[bucket].append(row(meeting))
                directories[bucket.directory].set_shard_count(bucket, 1)
                directories[bucket.directory].add_zones([row(meeting).timezone])
        for bucket, rows in self._rows.items():
            if bucket.directory == ONLINE_DIRECTORY and len(rows) > rows_without_head:
                directories[bucket.directory].set_head(bucket, True)
                self._heads[bucket] = tuple(
                    part_of((r for r in rows if shard_number(r.id, shards) == n), bucket, shards)
                    for n in range(shards)
                )
        self._directories = {key: directory.build() for key, directory in directories.items()}
        self.read: list[Bucket] = []
        self.heads_read: list[Bucket] = []
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

    def size(self, bucket: Bucket) -> int:
        """How many rows are in a bucket."""
        return len(self._rows[bucket])

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

    def heads(self, buckets: Iterable[Bucket]) -> dict[Bucket, Head]:
        buckets = list(buckets)
        self.round_trips += bool(buckets)
        self.heads_read += buckets
        return {bucket: self._heads[bucket] for bucket in buckets}

    def rows_and_directories(
        self, shard_counts: Mapping[Bucket, int], other_keys: Iterable[str]
    ) -> tuple[dict[Bucket, list[Row]], dict[str, Directory]]:
        before, keys = self.round_trips, list(other_keys)
        found = self.rows(shard_counts), self.directories(keys)
        self.round_trips = before + bool(shard_counts or keys)
        return found
