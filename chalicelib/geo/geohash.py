"""Geohash cells: the one that holds a point, and those that cover a circle.

Cells are geohashes (base 32, longitude bit first). A cell of four characters is 0.35 degrees of
longitude by 0.18 of latitude: 39 by 20 km at the equator.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from chalicelib.geo.distance import EARTH_RADIUS_KM, distance_km
from chalicelib.geo.point import Point

GEOHASH_ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"


class Box(NamedTuple):
    """A cell's edges in degrees."""

    south: float
    west: float
    north: float
    east: float

    def overlaps(self, around: Point, lat_reach: float, lon_reach: float) -> bool:
        """Tells whether any of it is within so many degrees of a point, to each side."""
        if not self.south - lat_reach <= around.lat <= self.north + lat_reach:
            return False
        east_of_west = (around.lon - self.west + lon_reach) % 360
        return east_of_west <= self.east - self.west + 2 * lon_reach


def _grid(precision: int) -> tuple[int, int]:
    """Returns the columns and rows of the grid of all cells of that many characters."""
    bits = 5 * precision
    return 1 << (bits + 1) // 2, 1 << bits // 2


@lru_cache(maxsize=4096)  # most meetings of a feed are in a few cells
def _cell(column: int, row: int, precision: int) -> str:
    """Returns the geohash of a grid position: the bits of column and row, interleaved."""
    bits = 5 * precision
    lon_bits, lat_bits = (bits + 1) // 2, bits // 2
    value = 0
    for i in range(bits):
        source, width = (column, lon_bits) if i % 2 == 0 else (row, lat_bits)
        value = value << 1 | (source >> (width - 1 - i // 2)) & 1
    return "".join(
        GEOHASH_ALPHABET[value >> 5 * (precision - 1 - i) & 31] for i in range(precision)
    )


def _position(point: Point, precision: int) -> tuple[int, int]:
    columns, rows = _grid(precision)
    column = int((point.lon + 180) / 360 * columns)
    row = int((point.lat + 90) / 180 * rows)
    return column % columns, min(row, rows - 1)


def geohash(point: Point, precision: int) -> str:
    """Returns the cell of that many characters that holds the point."""
    return _cell(*_position(point, precision), precision)


def box(cell: str) -> Box:
    """Returns the edges of a geohash cell."""
    columns, rows = _grid(len(cell))
    column = row = 0
    bit = 0
    for character in cell:
        value = GEOHASH_ALPHABET.index(character)
        for shift in range(4, -1, -1):
            if bit % 2 == 0:
                column = column << 1 | value >> shift & 1
            else:
                row = row << 1 | value >> shift & 1
            bit += 1
    return _edges(column, row, columns, rows)


def _edges(column: int, row: int, columns: int, rows: int) -> Box:
    width, height = 360 / columns, 180 / rows
    south, west = row * height - 90, column * width - 180
    return Box(south, west, south + height, west + width)


def box_within(outer: Box, last_two: int) -> Box:
    """Returns the edges of the cell that two more characters name.

    `outer` is that of a cell with an even number of characters, `last_two` the number that the two
    stand for (0 to 1023).
    """
    column, row = _COLUMN_AND_ROW[last_two]
    width, height = (outer.east - outer.west) / 32, (outer.north - outer.south) / 32
    south, west = outer.south + row * height, outer.west + column * width
    return Box(south, west, south + height, west + width)


def _deinterleaved(value: int) -> tuple[int, int]:
    column = row = 0
    for bit in range(5):
        column |= (value >> 2 * bit + 1 & 1) << bit
        row |= (value >> 2 * bit & 1) << bit
    return column, row


_COLUMN_AND_ROW = tuple(_deinterleaved(value) for value in range(32 * 32))


def distance_to_box_km(point: Point, edges: Box) -> float:
    """Returns the kilometres from a point to the nearest point of a cell; 0 inside it."""
    east_of_west = (point.lon - edges.west) % 360
    if east_of_west <= edges.east - edges.west:
        apart = max(edges.south - point.lat, point.lat - edges.north, 0.0)
        return math.radians(apart) * EARTH_RADIUS_KM
    past_east = east_of_west - (edges.east - edges.west)
    before_west = 360 - east_of_west
    lon = edges.east if past_east < before_west else edges.west
    apart = min(past_east, before_west)
    lat = point.lat
    if apart < 90:
        # the nearest point of the whole meridian lies polewards of the same latitude
        lat = math.degrees(
            math.atan2(math.tan(math.radians(point.lat)), math.cos(math.radians(apart)))
        )
        nearest = min(max(lat, edges.south), edges.north)
        return distance_km(point, Point(nearest, _wrap(lon)))
    return min(distance_km(point, Point(lat, _wrap(lon))) for lat in (edges.south, edges.north))


def _wrap(lon: float) -> float:
    return (lon + 180) % 360 - 180


def longitude_reach(lat: float, radius_km: float) -> float:
    """Returns how many degrees of longitude a circle reaches to each side, 180 around a pole."""
    angle = radius_km / EARTH_RADIUS_KM
    if abs(lat) + math.degrees(angle) >= 90:
        return 180.0
    return math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat)))))


def cells_covering(point: Point, radius_km: float, precision: int) -> list[str]:
    """Returns every cell of that many characters that the circle touches.

    Also where the circle lies over the date line or a pole.
    """
    columns, rows = _grid(precision)
    lat_span = math.degrees(radius_km / EARTH_RADIUS_KM)
    south, north = point.lat - lat_span, point.lat + lat_span
    lon_span = longitude_reach(point.lat, radius_km)
    first_row = max(0, int((south + 90) / 180 * rows))
    last_row = min(rows - 1, int((north + 90) / 180 * rows))
    if lon_span == 180:
        column_range = range(columns)
    else:
        first = math.floor((point.lon - lon_span + 180) / 360 * columns)
        last = math.floor((point.lon + lon_span + 180) / 360 * columns)
        column_range = range(first, min(last, first + columns - 1) + 1)
    return [
        _cell(column % columns, row, precision)
        for row in range(first_row, last_row + 1)
        for column in column_range
        if distance_to_box_km(point, _edges(column % columns, row, columns, rows)) <= radius_km
    ]
