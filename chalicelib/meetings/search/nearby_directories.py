"""Where anything is around a point: what the directories of its regions say."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping

from chalicelib.geo.distance import EARTH_RADIUS_KM
from chalicelib.geo.geohash import (
    GEOHASH_ALPHABET,
    box,
    box_within,
    cells_covering,
    distance_to_box_km,
    longitude_reach,
)
from chalicelib.geo.point import Point
from chalicelib.meetings.search.query import Reader
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.buckets import CELL_PRECISION, REGION_PRECISION, region_directory
from chalicelib.meetings.storage.directory import Directory

_GRID_LAT, _GRID_KM = 80.0, 100.0  # up to where all cells of a circle are few enough to look at


class NearbyDirectories:
    """The directories of the regions around a point, each read no more than once.

    `known`: those that were read, by their keys.
    """

    def __init__(self, point: Point, reader: Reader) -> None:
        self._point = point
        self._reader = reader
        self.known: dict[str, Directory] = {}
        self.blocks = 0  # of 4 KB, read so far
        self.round_trips = 0

    def read(self, radius_km: float) -> None:
        """Reads the directories of a circle that were not read yet."""
        self._read(map(keys.region_directory, self._regions(radius_km)))

    def has_read(self, radius_km: float) -> bool:
        """Returns whether all directories of a circle were read."""
        regions = map(keys.region_directory, self._regions(radius_km))
        return all(key in self.known for key in regions)

    def keep(self, directory_keys: Collection[str], known: Mapping[str, Directory]) -> None:
        """Keeps what was read of directories; one that is not among the known is empty."""
        self.known |= {key: known.get(key, Directory()) for key in directory_keys}
        self.blocks += len(directory_keys)

    def read_of(self, cells: Iterable[str]) -> None:
        """Reads the directories of those cells that were not read yet."""
        self._read({region_directory(cell) for cell in cells})

    def zones(self) -> set[str]:
        """Returns the time zones in all that was read."""
        return {name for directory in self.known.values() for name in directory.zones}

    def cells(self, radius_km: float) -> Iterable[str]:
        """Returns the cells of the circle, maybe without empty ones."""
        if radius_km <= _GRID_KM and abs(self._point.lat) <= _GRID_LAT:
            return cells_covering(self._point, radius_km, CELL_PRECISION)
        self.read(radius_km)
        return (cell for cell, _ in self.filled_cells(radius_km))

    def known_cells(self, radius_km: float) -> dict[str, float]:
        """Returns what `filled_cells` yields, the nearest first."""
        return dict(sorted(self.filled_cells(radius_km), key=lambda pair: pair[1]))

    def missing(self, radius_km: float) -> list[str]:
        """Returns the keys of those of a circle that were not read, the nearest first."""
        regions = self._regions(radius_km)
        regions.sort(key=lambda region: distance_to_box_km(self._point, box(region)))
        return [key for key in map(keys.region_directory, regions) if key not in self.known]

    def _regions(self, radius_km: float) -> list[str]:
        return cells_covering(self._point, radius_km, REGION_PRECISION)

    def filled_cells(self, radius_km: float) -> Iterator[tuple[str, float]]:
        """Yields the cells of the circle that hold anything, and how far away each is.

        Of those that the directories which were read tell of: of the circle itself there may be
        many thousands, where it is wide or has a pole in it.
        """
        point = self._point
        lat_reach = math.degrees(radius_km / EARTH_RADIUS_KM)
        lon_reach = longitude_reach(point.lat, radius_km)
        for region in self._regions(radius_km):
            directory = self.known.get(keys.region_directory(region))
            edges = box(region)
            for number in directory.filled_cells() if directory else ():
                cell_edges = box_within(edges, number)
                # most of a region is too far away to be worth working out how far
                if cell_edges.overlaps(point, lat_reach, lon_reach):
                    away_km = distance_to_box_km(point, cell_edges)
                    if away_km <= radius_km:
                        last_two = GEOHASH_ALPHABET[number // 32] + GEOHASH_ALPHABET[number % 32]
                        yield region + last_two, away_km

    def _read(self, directory_keys: Iterable[str]) -> None:
        missing = set(directory_keys) - self.known.keys()
        if missing:
            self.round_trips += 1
            self.keep(missing, self._reader.directories(missing))
