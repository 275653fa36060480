"""How much is listed around points, from the directories alone: no row is read."""

from collections.abc import Sequence

from chalicelib.geo.geohash import cells_covering
from chalicelib.geo.point import Point
from chalicelib.meetings.search.query import Reader
from chalicelib.meetings.storage.buckets import CELL_PRECISION, cell_bucket, region_directory


def listings_around(points: Sequence[Point], radius_km: float, reader: Reader) -> list[int]:
    """Returns for each point how many shards of rows the cells around it have, on all weekdays.

    That is how much is listed within the radius and a cell's width, roughly: 0 where nothing is.
    """
    cells = [cells_covering(point, radius_km, CELL_PRECISION) for point in points]
    directories = reader.directories({region_directory(cell) for near in cells for cell in near})
    return [
        sum(
            directories[bucket.directory].shards[bucket.slot]
            for cell in near
            for weekday in range(7)
            if (bucket := cell_bucket(cell, weekday)).directory in directories
        )
        for near in cells
    ]
