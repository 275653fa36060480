"""Directories: which buckets of a region hold anything, so that a search reads no empty one."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY

_CELLS, _DAYS = 32 * 32, 7  # of a region
SLOTS = _CELLS * _DAYS  # online needs fewer
HEADS = 1024  # behind the slots of what is online: of the same bucket, whether it has a head
_EMPTY, _EMPTY_CELL = bytes(SLOTS), bytes(_DAYS)


class Directory(NamedTuple):
    """What a region holds.

    `shards`: a byte for each slot, the number of shards of its bucket (0: empty), and of what is
    online, whether it has a head; `zones`: the time zones of its meetings.
    """

    shards: bytes = _EMPTY
    zones: frozenset[str] = frozenset()

    def has_head(self, bucket: Bucket) -> bool:
        """Returns whether a bucket of what is online has a head."""
        return bucket.directory == ONLINE_DIRECTORY and bool(self.shards[HEADS + bucket.slot])

    def filled_cells(self) -> Iterator[int]:
        """Yields the cells of a region that hold anything.

        Each is the number that the last two of its four characters stand for (0 to 1023).
        """
        if self.shards == _EMPTY:
            return
        for number in range(_CELLS):
            first = number * _DAYS
            if self.shards[first : first + _DAYS] != _EMPTY_CELL:
                yield number


class DirectoryBuilder:
    """A directory that is being changed."""

    def __init__(self, stored: Directory) -> None:
        self._shards = bytearray(stored.shards)
        self._zones = set(stored.zones)

    def shard_count(self, bucket: Bucket) -> int:
        """Returns the number of shards of a bucket, 0 where it is empty."""
        return self._shards[bucket.slot]

    def set_shard_count(self, bucket: Bucket, count: int) -> None:
        """Sets the number of shards of a bucket."""
        self.set_slot(bucket.slot, count)

    def set_slot(self, slot: int, count: int) -> None:
        """Sets the number of shards of the bucket with that slot."""
        self._shards[slot] = count

    def has_head(self, bucket: Bucket) -> bool:
        """Returns whether a bucket of what is online has a head."""
        return bucket.directory == ONLINE_DIRECTORY and bool(self._shards[HEADS + bucket.slot])

    def set_head(self, bucket: Bucket, is_there: bool) -> None:
        """Sets whether a bucket of what is online has a head."""
        self._shards[HEADS + bucket.slot] = is_there

    def add_zones(self, zones: Iterable[str]) -> None:
        """Adds time zones that meetings of the region keep; none is ever taken out."""
        self._zones.update(zones)

    def build(self) -> Directory:
        """Returns the directory as changed so far."""
        return Directory(bytes(self._shards), frozenset(self._zones))
