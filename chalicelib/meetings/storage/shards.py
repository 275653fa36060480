"""How the rows of a bucket that is too large for one item are spread over several."""

import zlib
from collections.abc import Iterable, Mapping

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.storage.rows import Row, pack

SHARD_BYTES = 200_000  # a shard that grows larger is split; an item may have 400 KB
# Of what is online, in all of the world: one that is online each day is in many large buckets.
ONLINE_SHARD_BYTES = 100_000
MAX_SHARDS = 128  # a directory has one byte for the number


def shard_number(meeting_id: str, count: int) -> int:
    """Returns which of `count` shards has the row of a meeting."""
    return zlib.crc32(meeting_id.encode()) % count


def shard_numbers(meeting_ids: Iterable[str], count: int) -> set[int]:
    """Returns which shards have or will have rows of those meetings.

    A bucket that is still empty (0) begins with one shard.
    """
    return {shard_number(meeting_id, max(1, count)) for meeting_id in meeting_ids}


def split(rows: Mapping[str, Row], count: int, max_bytes: int) -> tuple[int, dict[int, bytes]]:
    """Spreads rows, by meeting id, over twice as many shards, or four times, and so on.

    Each is then below three quarters of `max_bytes`. Returns how many there are, and their packed
    rows by number. Raises StorageUnavailable where there would be more than 128.
    """
    while True:
        count *= 2
        if count > MAX_SHARDS:
            raise StorageUnavailable("a bucket is too large")
        shards: dict[int, list[Row]] = {number: [] for number in range(count)}
        for meeting_id, row in rows.items():
            shards[shard_number(meeting_id, count)].append(row)
        packed = {number: pack(members) for number, members in shards.items()}
        if all(len(blob) <= max_bytes * 0.75 for blob in packed.values()):
            return count, packed
