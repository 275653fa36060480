"""The rows of the buckets around a point, each bucket read no more than once."""

import math
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from chalicelib.geo.distance import EARTH_RADIUS_KM, distance_km
from chalicelib.geo.geohash import (
    GEOHASH_ALPHABET,
    box,
    box_within,
    cells_covering,
    distance_to_box_km,
)
from chalicelib.meetings.search.arrival import sinks_to
from chalicelib.meetings.search.changed_times import changed_times
from chalicelib.meetings.search.local_occurrences import LocalOccurrences
from chalicelib.meetings.search.query import Found, NearQuery, Reader
from chalicelib.meetings.storage.buckets import (
    CELL_PRECISION,
    REGION_PRECISION,
    Bucket,
    cell_bucket,
    region_directory,
)
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.rows import Row

CELL_DIAGONAL_KM = 44.0  # at the equator, where it is longest
_GRID_LAT, _GRID_KM = 80.0, 100.0  # up to where all cells of a circle are few enough to look at
_BLOCK_ROWS = 40  # a block is 4 KB, half a read unit; a row has about 100 bytes


class NearbyRows:
    """The rows around the point of a query, and which of them it finds.

    What is read is counted in blocks of 4 KB. `max_vain_blocks`: how many are read in all before
    `read_wider` and `read_outwards` give up without a match, so that what nobody has is not looked
    for in all of a populous country; where rows took most of them, `least_vain_blocks` more.
    """

    def __init__(
        self,
        query: NearQuery,
        reader: Reader,
        occurrences: LocalOccurrences,
        max_vain_blocks: int = 0,
        least_vain_blocks: int = 0,
    ) -> None:
        self._query = query
        self._reader = reader
        self._occurrences = occurrences
        self._directories: dict[str, Directory] = {}
        self._read: set[Bucket] = set()
        self._rows: dict[str, tuple[Row, float]] = {}
        self._unmet_at_any_time: dict[str, list[str]] = {}
        # those of the rows that meet what does not depend on their time
        self._may_match: dict[str, tuple[Row, float]] = {}
        self._found: dict[str, Found | None] = {}
        self._unmet: dict[str, list[str]] = {}
        self._directory_blocks = self._shard_blocks = self._shards = 0  # read so far
        self._max_vain_blocks, self._least_vain_blocks = max_vain_blocks, least_vain_blocks
        self._give_up_at: int | None = None  # blocks; not known before the first circle is read

    def on_any_day(self) -> "NearbyRows":
        """Returns the same rows for the query without its day, with a little more to be read."""
        other = copy(self)
        other._query = replace(self._query, day=None)
        other._occurrences = LocalOccurrences(self._occurrences.as_of, None)
        other._found, other._unmet = {}, {}
        other._give_up_at = None
        return other

    def read(self, radius_km: float, days_ahead: Iterable[int]) -> None:
        """Reads the buckets of the circle and the days that were not read yet and hold anything."""
        self._read_rows(self._unread(self._cells(radius_km), days_ahead))

    def has_read(self, radius_km: float, days_ahead: Iterable[int]) -> bool:
        """Returns whether there is nothing left to read of the circle and the days."""
        return not self._unread(self._cells(radius_km), days_ahead)

    def read_wider(
        self, radius_km: float, days_ahead: Iterable[int], max_blocks: int | None = None
    ) -> bool:
        """Reads them, unless too much is read without a match; returns whether it has read all.

        Where they are more than may be read in vain, the nearest show whether any is there. With
        `max_blocks`, that many may be in all; where that is not enough, it was all that may be.
        """
        if max_blocks is None:
            remaining = self._remaining_blocks()
        else:
            remaining = max(0, max_blocks - self._blocks)
        shard_counts = self._unread(self._nearest_first(self._cells(radius_km)), days_ahead)
        nearest = self._first_shards(shard_counts, remaining)
        rest = {bucket: shard_counts[bucket] for bucket in shard_counts.keys() - nearest.keys()}
        matched = self._read_until_vain(nearest)
        if rest and matched:
            self._read_rows(rest)
        if max_blocks is not None and rest and not matched:
            self._give_up_at = 0
        return matched or not rest

    def read_outwards(self, radius_km: float, beyond_km: float, days_ahead: Iterable[int]) -> None:
        """Reads as much of the circle as may be read in vain, the nearest first.

        Without the cells that lie within `beyond_km`.
        """
        if self._remaining_blocks() <= 0:
            return
        regions = self._regions(radius_km)
        regions.sort(key=lambda region: distance_to_box_km(self._query.point, box(region)))
        away_km = self._filled_cells(radius_km, regions, self._remaining_blocks())
        outside = [cell for cell in away_km if away_km[cell] + CELL_DIAGONAL_KM > beyond_km]
        outside.sort(key=away_km.__getitem__)
        unread = self._unread(outside, days_ahead)
        self._read_until_vain(self._first_shards(unread, self._remaining_blocks()))

    def found(self, radius_km: float, days: int) -> list[Found]:
        """Returns the candidates that the filter matches, in no order."""
        return [
            candidate
            for candidate in self._candidates_of(self._may_match.values(), radius_km, days)
            if not self.unmet(candidate.row, candidate.occurrence.start)
        ]

    def unmet(self, row: Row, start: datetime) -> list[str]:
        """Returns what of the filter a candidate does not meet."""
        if row.id not in self._unmet:
            by_start = self._query.filter.unmet_by_start(start)
            self._unmet[row.id] = [*self._unmet_at_any_time[row.id], *by_start]
        return self._unmet[row.id]

    def candidates(self, radius_km: float, days: int) -> Iterable[Found]:
        """Returns the meetings among the rows read.

        Without a day, those that stand in the order before that many days have begun anywhere in
        the area (later ones may not all have been read).
        """
        return self._candidates_of(self._rows.values(), radius_km, days)

    def _candidates_of(
        self, rows: Iterable[tuple[Row, float]], radius_km: float, days: int
    ) -> Iterator[Found]:
        horizon = self._occurrences.horizon(days, self._zones())
        for row, distance in rows:
            if distance > radius_km:
                continue
            result = self._result(row, distance)
            if result is not None and (
                horizon is None or (result.sinks_to or result.occurrence.start) < horizon
            ):
                yield result

    def changed(self, radius_km: float, days: int) -> Iterable[Found]:
        """Yields the changed times that the filter matches, of the same rows and days."""
        horizon = self._occurrences.horizon(days, self._zones())
        within = (pair for pair in self._rows.values() if pair[1] <= radius_km)
        for changed in changed_times(within, self._occurrences.find):
            start = changed.occurrence.start
            within_days = horizon is None or start < horizon
            if within_days and self._query.filter.matches(changed.row, start):
                yield changed

    def _result(self, row: Row, distance: float) -> Found | None:
        """Returns the row as it is found, worked out once; None where it is not."""
        if row.id not in self._found:
            result = None
            if occurrence := self._occurrences.next(row):
                sunk = sinks_to(row, occurrence, distance, self._occurrences.as_of)
                result = Found(row, occurrence, distance, sunk)
            self._found[row.id] = result
        return self._found[row.id]

    def _zones(self) -> set[str]:
        return {name for directory in self._directories.values() for name in directory.zones}

    def _cells(self, radius_km: float) -> Iterable[str]:
        """Returns the cells of the circle, maybe without empty ones."""
        point = self._query.point
        if radius_km <= _GRID_KM and abs(point.lat) <= _GRID_LAT:
            return cells_covering(point, radius_km, CELL_PRECISION)
        return self._filled_cells(radius_km, self._regions(radius_km))

    def _regions(self, radius_km: float) -> list[str]:
        return cells_covering(self._query.point, radius_km, REGION_PRECISION)

    def _filled_cells(
        self, radius_km: float, regions: Iterable[str], max_directories: int | None = None
    ) -> dict[str, float]:
        """Returns the cells of the circle that hold anything, and how far away each is.

        From what the regions' directories say, because the circle may have many thousands: it is
        wide, or has a pole in it. Of directories that were not read yet, the first so many are.
        """
        point = self._query.point
        reach = math.degrees(radius_km / EARTH_RADIUS_KM)
        keys = {region: region_directory(region) for region in regions}
        missing = [key for key in keys.values() if key not in self._directories]
        self._read_directories(missing[:max_directories])
        found = {}
        for region, key in keys.items():
            if key not in self._directories:
                continue
            edges = box(region)
            for number in self._directories[key].filled_cells():
                cell_edges = box_within(edges, number)
                if cell_edges.south - reach <= point.lat <= cell_edges.north + reach:
                    away = distance_to_box_km(point, cell_edges)
                    if away <= radius_km:
                        last_two = GEOHASH_ALPHABET[number // 32] + GEOHASH_ALPHABET[number % 32]
                        found[region + last_two] = away
        return found

    def _read_directories(self, keys: Iterable[str]) -> None:
        missing = set(keys) - self._directories.keys()
        if missing:
            known = self._reader.directories(missing)
            self._directories |= {key: known.get(key, Directory()) for key in missing}
            self._directory_blocks += len(missing)

    def _unread(self, cells: Iterable[str], days_ahead: Iterable[int]) -> dict[Bucket, int]:
        """Returns the shard counts of buckets that were not read and hold anything."""
        cells, days_ahead = list(cells), list(days_ahead)
        regions = {region_directory(cell) for cell in cells}
        self._read_directories(regions)
        weekdays = {
            region: self._occurrences.weekdays(self._directories[region].zones, days_ahead)
            for region in regions
        }
        return {
            bucket: count
            for cell in cells
            for weekday in weekdays[region_directory(cell)]
            if (bucket := cell_bucket(cell, weekday)) not in self._read
            and (count := self._directories[bucket.directory].shards[bucket.slot])
        }

    def _nearest_first(self, cells: Iterable[str]) -> list[str]:
        return sorted(cells, key=lambda cell: distance_to_box_km(self._query.point, box(cell)))

    def _read_until_vain(self, shard_counts: Mapping[Bucket, int]) -> bool:
        """Reads those buckets, and returns whether any row of them is new and matches."""
        known = set(self._may_match)
        self._read_rows(shard_counts)
        matched = any(
            self._is_match(*pair) for id_, pair in self._may_match.items() if id_ not in known
        )
        if matched:
            self._give_up_at = self._blocks + self._max_vain_blocks
        return matched

    @property
    def _blocks(self) -> int:
        return self._directory_blocks + self._shard_blocks

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

    def _is_match(self, row: Row, distance: float) -> bool:
        result = self._result(row, distance)
        return result is not None and not self.unmet(row, result.occurrence.start)

    def _read_rows(self, shard_counts: Mapping[Bucket, int]) -> None:
        point = self._query.point
        for bucket, rows in self._reader.rows(shard_counts).items():
            self._shards += shard_counts[bucket]
            self._shard_blocks += shard_counts[bucket] + len(rows) // _BLOCK_ROWS
            new = [row for row in rows if row.id not in self._rows]
            for row, unmet in self._query.filter.unmet_by_rows(new):
                if (place := row.point) is None:
                    continue
                pair = self._rows[row.id] = row, distance_km(point, place)
                self._unmet_at_any_time[row.id] = unmet
                if not unmet:
                    self._may_match[row.id] = pair
        self._read |= shard_counts.keys()
