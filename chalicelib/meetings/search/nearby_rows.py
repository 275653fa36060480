"""The rows of the buckets around a point, each bucket read no more than once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime
from itertools import accumulate

from chalicelib.geo.geohash import box, distance_to_box_km
from chalicelib.meetings.search.filters import EVERYTHING
from chalicelib.meetings.search.local_occurrences import LocalOccurrences
from chalicelib.meetings.search.nearby_directories import NearbyDirectories
from chalicelib.meetings.search.nearby_matches import NearbyMatches
from chalicelib.meetings.search.query import Found, NearQuery, Reader
from chalicelib.meetings.storage.buckets import Bucket, cell_bucket, cell_of, region_directory
from chalicelib.meetings.storage.rows import Row

_ENOUGH_SHARDS = 8  # each has a meeting or more: about a screenful
# Read for what other days have, where the asked one has nothing, beside what may be read in vain.
_ANY_DAY_BLOCKS = 10
_BLOCK_ROWS = 40  # a block is 4 KB, half a read unit; a row has about 100 bytes


class NearbyRows:
    """The rows around the point of a query, and which of them it finds.

    What is read is counted in blocks of 4 KB. `max_vain_blocks`: how many are read in all before
    `read_around` gives up without a match, so that what nobody has is not looked
    for in all of a populous country; where rows took most of them, `least_vain_blocks` more.
    `max_blocks`: how many at most, whatever is found. `offered_next`: keys of what is read after
    this by whoever finds nothing, which then comes with rows: it is held.
    """

    def __init__(
        self,
        query: NearQuery,
        reader: Reader,
        occurrences: LocalOccurrences,
        *,
        max_vain_blocks: int,
        least_vain_blocks: int,
        max_blocks: int,
        offered_next: Collection[str],
    ) -> None:
        self._query = query
        self._reader = reader
        self._occurrences = occurrences
        self._directories = NearbyDirectories(query.point, reader)
        self._matches = NearbyMatches(query, occurrences)
        self._read: set[Bucket] = set()
        self._shard_blocks = self._shards = 0  # read so far
        self._max_vain_blocks, self._least_vain_blocks = max_vain_blocks, least_vain_blocks
        self._max_blocks = max_blocks
        self._offered_next = offered_next
        self._row_trips = 0
        self._read_around_km = 0.0
        self.has_looked_far = False  # the directories of what is beyond the ladder were read
        self._give_up_at: int | None = None  # blocks; not known before the first circle is read

    def on_any_day(self) -> "NearbyRows":
        """Returns the same rows for the query without its day, with a little more to be read."""
        other = copy(self)
        other._query = self._query._replace(day=None)
        other._occurrences = LocalOccurrences(self._occurrences.as_of, None)
        other._matches = self._matches.of_other_days(other._query, other._occurrences)
        other._give_up_at = None
        return other

    def read(
        self, radius_km: float, days_ahead: Iterable[int], beside_km: float | None = None
    ) -> None:
        """Reads the buckets of the circle and the days that were not read yet and hold anything.

        Where hardly anything is listed nearby, with the directories of the nearest regions within
        `beside_km` in the same round trip, because whoever finds nothing looks wider, and with what
        is offered next.
        """
        unread = self._unread(self._directories.cells(radius_km), days_ahead)
        beside: list[str] = []
        few = sum(unread.values()) < _ENOUGH_SHARDS
        if few and beside_km is not None and not self._read and self._is_lonely(days_ahead):
            beside = self._missing_directories(beside_km)
        self._read_rows(unread, beside, self._take_offered_next() if beside else ())

    def read_directories(self, radius_km: float) -> None:
        """Reads the directories of a circle that were not read yet."""
        self._directories.read(radius_km)

    def has_read(self, radius_km: float, days_ahead: Iterable[int]) -> bool:
        """Returns whether there is nothing left to read of the circle and the days."""
        if not self._directories.has_read(radius_km):
            return False
        return not self._unread(self._directories.cells(radius_km), days_ahead)

    def read_circle(self, radius_km: float, days_ahead: Iterable[int], max_blocks: int) -> bool:
        """Reads them, unless that would be more than so many blocks in all; returns whether it has.

        Where it would be, the nearest show whether anything is there. If not, that was all that may
        be read.
        """
        unread = self._unread(self._nearest_first(self._directories.cells(radius_km)), days_ahead)
        nearest = self._first_shards(unread, max(0, max_blocks - self._blocks))
        rest = {bucket: unread[bucket] for bucket in unread.keys() - nearest.keys()}
        if self._read_until_vain(nearest):
            self._read_rows(rest)
        elif rest:
            self._give_up_at = 0
            return False
        return True

    def read_around(
        self,
        radius_km: float,
        days_ahead: Iterable[int],
        *,
        any_day_km: float | None = None,
        beside_km: float | None = None,
        offered_next: bool = False,
    ) -> None:
        """Reads as much of the circle as may be read in vain, the nearest first; once.

        Of that whose directories were read. Without a filter, no more than the first rung of the
        ladder that has anything worth a look. With `any_day_km`, also what other days have within
        that, where it is little; with `beside_km` and `offered_next`, as `read` does.
        """
        if radius_km <= self._read_around_km:
            return
        self._read_around_km = radius_km
        remaining = self._remaining_blocks()
        away_km = self._directories.known_cells(radius_km)
        unread = self._unread(away_km, days_ahead)
        enough: Mapping[Bucket, int] = unread
        if self._query.filter == EVERYTHING:
            enough = self._enough(unread, away_km)
        wanted = self._first_shards(enough, remaining)
        if any_day_km is not None:
            left = remaining - self._expected_blocks(wanted)
            within = [cell for cell, km in away_km.items() if km <= any_day_km]
            other = self.on_any_day()._unread(within, days_ahead)
            if self._expected_blocks(other) <= left + _ANY_DAY_BLOCKS:
                wanted |= other
        beside: list[str] = []
        if beside_km is not None and sum(unread.values()) < _ENOUGH_SHARDS:
            beside = self._missing_directories(beside_km)
        self._read_until_vain(wanted, beside, self._take_offered_next() if offered_next else ())

    def _enough(
        self, unread: Mapping[Bucket, int], away_km: Mapping[str, float]
    ) -> Mapping[Bucket, int]:
        """Returns those of the nearest rung that has several shards, or the nearest few of all."""
        for rung_km in self._query.ladder.rungs_km:
            within = {b: count for b, count in unread.items() if away_km[cell_of(b)] <= rung_km}
            if sum(within.values()) >= _ENOUGH_SHARDS:
                return within
        return self._first_shards(unread, self._expected_blocks_of(_ENOUGH_SHARDS))

    def read_rest(self, radius_km: float, days_ahead: Iterable[int], max_blocks: int) -> bool:
        """Reads what is left of the circle, unless that would be more than so many blocks in all.

        Returns whether it has.
        """
        unread = self._unread(self._directories.cells(radius_km), days_ahead)
        if self._blocks + self._expected_blocks(unread) > max_blocks:
            return False
        self._read_until_vain(unread)
        return True

    def found(self, radius_km: float, days: int) -> list[Found]:
        """Returns the candidates that the filter matches, in no order."""
        return self._matches.found(radius_km, self._horizon(days))

    def unmet(self, row: Row, start: datetime) -> list[str]:
        """Returns what of the filter a candidate does not meet."""
        return self._matches.unmet(row, start)

    def candidates(self, radius_km: float, days: int) -> Iterable[Found]:
        """Returns the meetings among the rows read.

        Without a day, those that stand in the order before that many days have begun anywhere in
        the area (later ones may not all have been read).
        """
        return self._matches.candidates(radius_km, self._horizon(days))

    def changed(self, radius_km: float, days: int) -> Iterable[Found]:
        """Yields the changed times that the filter matches, of the same rows and days."""
        return self._matches.changed(radius_km, self._horizon(days))

    def _horizon(self, days: int) -> datetime | None:
        return self._occurrences.horizon(days, self._directories.zones())

    def _missing_directories(self, radius_km: float) -> list[str]:
        """Returns the directories of the circle that were not read, the nearest first.

        No more than half of what may be read in vain, once.
        """
        if self.has_looked_far:
            return []
        self.has_looked_far = True
        missing = self._directories.missing(radius_km)
        return missing[: max(0, self._remaining_blocks()) // 2]

    def _take_offered_next(self) -> Collection[str]:
        """Returns the keys of what is offered next, once: what was read of them is held."""
        offered, self._offered_next = self._offered_next, ()
        return offered

    def _is_lonely(self, days_ahead: Iterable[int]) -> bool:
        """Returns whether hardly anything is listed within the ladder."""
        cells = self._directories.filled_cells(self._query.ladder.rungs_km[-1])
        around = self._unread_shards((cell for cell, _ in cells), days_ahead)
        so_far = accumulate(count for _, count in around)
        return not any(shards >= _ENOUGH_SHARDS for shards in so_far)  # mostly the first few tell

    def _expected_blocks(self, shard_counts: Mapping[Bucket, int]) -> int:
        """Returns how many blocks those shards have, taken to be as large as those read before."""
        return self._expected_blocks_of(sum(shard_counts.values()))

    def _expected_blocks_of(self, shards: int) -> int:
        return shards if not self._shards else -(-shards * self._shard_blocks // self._shards)

    def _unread(self, cells: Iterable[str], days_ahead: Iterable[int]) -> dict[Bucket, int]:
        """Returns the shard counts of buckets that were not read and hold anything."""
        cells = list(cells)
        self._directories.read_of(cells)
        return dict(self._unread_shards(cells, days_ahead))

    def _unread_shards(
        self, cells: Iterable[str], days_ahead: Iterable[int]
    ) -> Iterator[tuple[Bucket, int]]:
        """Yields the same, of cells whose directories were read."""
        days_ahead = list(days_ahead)
        weekdays: dict[str, Collection[int]] = {}
        for cell in cells:
            key = region_directory(cell)
            directory = self._directories.known[key]
            if key not in weekdays:
                weekdays[key] = self._occurrences.weekdays(directory.zones, days_ahead)
            for weekday in weekdays[key]:
                bucket = cell_bucket(cell, weekday)
                count = directory.shards[bucket.slot]
                if count and bucket not in self._read:
                    yield bucket, count

    def _nearest_first(self, cells: Iterable[str]) -> list[str]:
        return sorted(cells, key=lambda cell: distance_to_box_km(self._query.point, box(cell)))

    def _read_until_vain(
        self,
        shard_counts: Mapping[Bucket, int],
        beside: Collection[str] = (),
        offered: Collection[str] = (),
    ) -> bool:
        """Reads those buckets, and returns whether any row of them is new and matches."""
        known = self._matches.possible()
        self._read_rows(shard_counts, beside, offered)
        matched = self._matches.any_beside(known)
        if matched:
            self._give_up_at = min(self._blocks + self._max_vain_blocks, self._max_blocks)
        return matched

    @property
    def round_trips(self) -> int:
        """How often something was read."""
        return self._row_trips + self._directories.round_trips

    @property
    def _blocks(self) -> int:
        return self._directories.blocks + self._shard_blocks

    def _remaining_blocks(self) -> int:
        """Returns how many more blocks may be read without a match."""
        if self._give_up_at is None:
            least = self._blocks + self._least_vain_blocks if self._shards else 0
            self._give_up_at = max(self._max_vain_blocks, least)
        return self._give_up_at - self._blocks

    def _first_shards(self, shard_counts: Mapping[Bucket, int], blocks: int) -> dict[Bucket, int]:
        """Returns the first of the buckets that together have about so many blocks at most.

        Taken to be as large as those that were read so far.
        """
        max_shards = blocks if not self._shards else blocks * self._shards // self._shard_blocks
        so_far = accumulate(shard_counts.values())
        return {
            bucket: shard_counts[bucket]
            for bucket, total in zip(shard_counts, so_far, strict=True)
            if total <= max_shards
        }

    def _read_rows(
        self,
        shard_counts: Mapping[Bucket, int],
        beside: Collection[str] = (),
        offered: Collection[str] = (),
    ) -> None:
        """Reads those buckets in one round trip with directories beside and what is offered."""
        if not (shard_counts or beside or offered):
            return
        self._row_trips += 1
        found, known = self._reader.rows_and_directories(shard_counts, [*beside, *offered])
        self._directories.keep(beside, known)
        for bucket, rows in found.items():
            self._shards += shard_counts[bucket]
            self._shard_blocks += shard_counts[bucket] + len(rows) // _BLOCK_ROWS
            self._matches.add(rows)
        self._read |= shard_counts.keys()
