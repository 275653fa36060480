"""The head of a large bucket of online meetings: the rows that a list's first page may show of it.

A list shows first what began first, of what is not over: so a row is in the head unless enough
others begin no later and end no earlier, whatever the moment at which somebody looks. Of the rest
it says where they begin, so that a search knows up to where the head is all of its bucket.

Starts and ends are in minutes after the bucket's hour or block begins, the earliest and the latest
that a meeting takes there in any year (`seasons`). Nothing is written when clocks change: so a row
is in the head if it belongs there in one half of the year, among those that are there then.

Each shard has its part of the head, which depends on nothing but the shard's rows. Small buckets
have no head: they are as quickly read whole.
"""

import hashlib
import heapq
import json
import math
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.rows import Row
from chalicelib.meetings.storage.seasons import Season, Span, online_spans

SMALL_BYTES = 8_000  # two blocks of what a read costs: what has more, or several shards, has a head
_UNKNOWN = Span(-(24 * 60), 8 * 24 * 60, Season.ANY)  # of a row that is not known to belong here
_COMMON_ROWS, _SHARED_ROWS = 4, 24  # of a part, at any moment: as many, and its share of these


class LeftOut(NamedTuple):
    """A row that is not in a head, and ends later than all such before it in its season.

    Rows stand in the order of their starts, then of their ids: of what ends after some minute, the
    first that is not in the head is the first of these which does.
    """

    start_min: int
    id: str
    end_min: int
    season: Season


class Part(NamedTuple):
    """The rows of a shard that are in the head, and where those begin that are not, in order."""

    rows: tuple[Row, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


Head = tuple[Part, ...]


def complete_until(head: Head, season: Season, minute: float) -> tuple[int, str] | None:
    """Returns the first start and id that may be missing of what ends after that minute.

    Of what takes place in that season. None where nothing is missing.
    """
    missing = (
        (out.start_min, out.id)
        for part in head
        for out in part.left_out
        if out.end_min > minute and out.season & season
    )
    return min(missing, default=None)


def has_head(packed: Iterable[bytes], shard_count: int) -> bool:
    """Returns whether a bucket of so many shards, those packed rows among them, has a head."""
    return shard_count > 1 or any(len(blob) > SMALL_BYTES for blob in packed)


def digest(part: Part) -> bytes:
    """Returns a digest of a part, by which a shard says which is its own."""
    return hashlib.sha256(_json((part.rows, part.left_out)).encode()).digest()[:8]


def part_of(rows: Iterable[Row], bucket: Bucket, shard_count: int) -> Part:
    """Returns the part that those rows of a shard have in the head of its bucket."""
    enough = _COMMON_ROWS + _SHARED_ROWS // shard_count
    spans = ((online_spans(row.schedule).get(bucket, _UNKNOWN), row) for row in rows)
    ordered = sorted(((span.start_min, row.id, span, row) for span, row in spans))
    halves = {season: _Half(enough) for season in (Season.WINTER, Season.SUMMER)}
    kept: list[Row] = []
    left_out: list[LeftOut] = []
    for start_min, meeting_id, span, row in ordered:
        own = [half for season, half in halves.items() if season & span.season]
        taken = [half.takes(span.end_min) for half in own]  # each has to know of it
        if any(taken):
            kept.append(row)
            continue
        is_later = [half.leaves_out(span.end_min) for half in own]
        if any(is_later):
            left_out.append(LeftOut(start_min, meeting_id, span.end_min, span.season))
    return Part(tuple(kept), tuple(left_out))


class _Half:
    """What was kept and left out so far of a half of the year."""

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self._latest_ends: list[int] = []  # of the rows before, a heap of as many as are enough
        self._latest_left_out = -math.inf

    def takes(self, end_min: int) -> bool:
        """Returns whether too few of the rows before end as late as the next one."""
        if len(self._latest_ends) < self._enough:
            heapq.heappush(self._latest_ends, end_min)
            return True
        return heapq.heappushpop(self._latest_ends, end_min) < end_min

    def leaves_out(self, end_min: int) -> bool:
        """Returns whether the next row ends later than all that were left out before."""
        is_later = end_min > self._latest_left_out
        self._latest_left_out = max(self._latest_left_out, end_min)
        return is_later


def pack(head: Sequence[Part]) -> bytes:
    """Returns a head as one compressed blob, the same bytes for the same head.

    Its rows field by field: few as they are, that takes less room.
    """
    content = [([*zip(*part.rows, strict=True)], part.left_out) for part in head]
    return zlib.compress(_json(content).encode(), 6)


def unpack(blob: bytes) -> Head:
    """Returns the head of a blob."""
    return tuple(
        Part(
            tuple(map(Row._make, zip(*fields, strict=True))),
            tuple(
                LeftOut(start_min, meeting_id, end_min, Season(season))
                for start_min, meeting_id, end_min, season in left_out
            ),
        )
        for fields, left_out in json.loads(zlib.decompress(blob))
    )


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
