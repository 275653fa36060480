"""Which listed meetings start at one moment: near a point, or with a link anywhere.

Few buckets hold them: those of the cells around the point on that local day, or the one of that
hour.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.geo.distance import distance_km
from chalicelib.geo.geohash import cells_covering
from chalicelib.geo.point import Point
from chalicelib.meetings.schedule.occurrences import starting_between, weekday_of
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.storage.buckets import (
    CELL_PRECISION,
    Bucket,
    cell_bucket,
    hour_bucket,
    hour_of_week,
    region_directory,
)
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.keys import ONLINE_DIRECTORY
from chalicelib.meetings.storage.rows import Row, ScheduleKey

if TYPE_CHECKING:
    from chalicelib.meetings.search.query import Reader


def ids_starting_near(
    point: Point, radius_km: float, start: datetime, reader: "Reader"
) -> frozenset[str]:
    """Returns the ids of the meetings with a room within the radius that start at that moment."""
    cells = cells_covering(point, radius_km, CELL_PRECISION)
    directories = reader.directories({region_directory(cell) for cell in cells})
    weekdays = {
        region: {weekday_of(start.astimezone(zone(name)).date()) for name in directory.zones}
        for region, directory in directories.items()
    }
    buckets = (
        cell_bucket(cell, weekday)
        for cell in cells
        for weekday in weekdays.get(region_directory(cell), ())
    )
    near = (
        row
        for row in _rows(buckets, directories, reader)
        if row.point is not None and distance_km(point, row.point) <= radius_km
    )
    return _starting(near, start)


def ids_starting_online(start: datetime, reader: "Reader") -> frozenset[str]:
    """Returns the ids of the meetings with a link that start at that moment, wherever they are."""
    directories = reader.directories([ONLINE_DIRECTORY])
    buckets = [hour_bucket(hour_of_week(start))] if directories else []
    return _starting(_rows(buckets, directories, reader), start)


def _rows(
    buckets: Iterable[Bucket], directories: Mapping[str, Directory], reader: "Reader"
) -> list[Row]:
    shard_counts = {
        bucket: count
        for bucket in buckets
        if (count := directories[bucket.directory].shards[bucket.slot])
    }
    return [row for rows in reader.rows(shard_counts).values() for row in rows]


def _starting(rows: Iterable[Row], start: datetime) -> frozenset[str]:
    end = start + timedelta(seconds=1)
    starts: dict[ScheduleKey, bool] = {}  # many meetings share zone, days and hours
    found = set()
    for row in rows:
        key = row.schedule_key
        if key not in starts:
            starts[key] = any(starting_between(row.schedule, start, end))
        if starts[key]:
            found.add(row.id)
    return frozenset(found)
