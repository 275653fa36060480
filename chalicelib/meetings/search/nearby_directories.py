"""Where anything is around a point: what the directories of its regions say."""

import math
from collections.abc import Collection, Iterable, Mapping

from chalicelib.geo.distance import EARTH_RADIUS_KM
from chalicelib.geo.geohash import (
    GEOHASH_ALPHABET,
    box,
    box_within,
    cells_covering,
    distance_to_box_km,
)
from chalicelib.geo.point import Point
from chalicelib.meetings.search.query import Reader
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.buckets import CELL_PRECISION, REGION_PRECISION, region_directory
from chalicelib.meetings.storage.directory import Directory

_GRID_LAT, _GRID_KM = 80.0, 100.0  # up to where all cells of a circle are few enough to look at


class NearbyDirectories:
    """The directories of the regions around a point, each read no more than once."""

    def __init__(self, point: Point, reader: Reader) -> None:
        self._point = point
        self._reader = reader
        self._directories: dict[str, Directory] = {}
        self.blocks = 0  # of 4 KB, read so far

    def read(self, radius_km: float) -> None:
        """Reads the directories of a circle that were not read yet."""
        self._read(map(keys.region_directory, self._regions(radius_km)))

    def has_read(self, radius_km: float) -> bool:
        """Returns whether all directories of a circle were read."""
        regions = map(keys.region_directory, self._regions(radius_km))
        return all(key in self._directories for key in regions)

    def keep(self, directory_keys: Collection[str], known: Mapping[str, Directory]) -> None:
        """Keeps what was read of directories; one that is not among the known is empty."""
        self._directories |= {key: known.get(key, Directory()) for key in directory_keys}
        self.blocks += len(directory_keys)

    def of(self, cells: Iterable[str]) -> dict[str, Directory]:
        """Returns the directories of those cells, by their keys; reads what is missing."""
        directory_keys = {region_directory(cell) for cell in cells}
        self._read(directory_keys)
        return {key: self._directories[key] for key in directory_keys}

    def zones(self) -> set[str]:
        """Returns the time zones in all that was read."""
        return {name for directory in self._directories.values() for name in directory.zones}

    def cells(self, radius_km: float) -> Iterable[str]:
        """Returns the cells of the circle, maybe without empty ones."""
        if radius_km <= _GRID_KM and abs(self._point.lat) <= _GRID_LAT:
            return cells_covering(self._point, radius_km, CELL_PRECISION)
        return self._filled_cells(radius_km, self._regions(radius_km))

    def known_cells(self, radius_km: float) -> dict[str, float]:
        """Returns the filled cells of the circle that the directories which were read tell of.

        With how far away each is, the nearest first.
        """
        known = [
            region
            for region in self._regions(radius_km)
            if keys.region_directory(region) in self._directories
        ]
        away_km = self._filled_cells(radius_km, known)
        return dict(sorted(away_km.items(), key=lambda pair: pair[1]))

    def missing(self, radius_km: float) -> list[str]:
        """Returns the keys of those of a circle that were not read, the nearest first."""
        regions = self._regions(radius_km)
        regions.sort(key=lambda region: distance_to_box_km(self._point, box(region)))
        return [key for key in map(keys.region_directory, regions) if key not in self._directories]

    def _regions(self, radius_km: float) -> list[str]:
        return cells_covering(self._point, radius_km, REGION_PRECISION)

    def _filled_cells(self, radius_km: float, regions: Iterable[str]) -> dict[str, float]:
        """Returns the cells of the circle that hold anything, and how far away each is.

        From what the regions' directories say, because the circle may have many thousands: it is
        wide, or has a pole in it.
        """
        point = self._point
        reach = math.degrees(radius_km / EARTH_RADIUS_KM)
        key_of = {region: keys.region_directory(region) for region in regions}
        self._read(key_of.values())
        found = {}
        for region, key in key_of.items():
            edges = box(region)
            for number in self._directories[key].filled_cells():
                cell_edges = box_within(edges, number)
                if cell_edges.south - reach <= point.lat <= cell_edges.north + reach:
                    away = distance_to_box_km(point, cell_edges)
                    if away <= radius_km:
                        last_two = GEOHASH_ALPHABET[number // 32] + GEOHASH_ALPHABET[number % 32]
                        found[region + last_two] = away
        return found

    def _read(self, directory_keys: Iterable[str]) -> None:
        missing = set(directory_keys) - self._directories.keys()
        if missing:
            self.keep(missing, self._reader.directories(missing))
