"""Cells, against known values and geometry."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.geo.distance import EARTH_RADIUS_KM, distance_km
from chalicelib.geo.geohash import GEOHASH_ALPHABET, box, covering, distance_to_box_km, geohash
from chalicelib.geo.point import Point
from tests.unit.meetings.factories import points

radii = st.sampled_from([0.5, 2.0, 5.0, 25.0, 50.0, 100.0])


def destination(point: Point, bearing: float, km: float) -> Point:
    """The point at that bearing (radians) and distance."""
    lat, lon, angle = math.radians(point.lat), math.radians(point.lon), km / EARTH_RADIUS_KM
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    there = math.asin(max(-1.0, min(1.0, sine)))
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat),
        math.cos(angle) - math.sin(lat) * math.sin(there),
    )
    return Point(math.degrees(there), (math.degrees(lon + east) + 180) % 360 - 180)


@pytest.mark.parametrize(
    ("point", "cell"),
    [
        (Point(57.64911, 10.40744), "u4pruydqqvj"),
        (Point(42.6, -5.6), "ezs42"),
        (Point(-25.382708, -49.265506), "6gkzwgjzn820"),
        (Point(40.7128, -74.006), "dr5reg"),
        (Point(0.0, 0.0), "s0000"),
        (Point(-90.0, -180.0), "0000"),
        (Point(90.0, 179.99999), "zzzz"),
        (Point(-0.00001, -0.00001), "7zzz"),
    ],
)
def test_known_geohashes(point: Point, cell: str) -> None:
    assert geohash(point, len(cell)) == cell


@given(points, st.integers(1, 8))
def test_a_point_lies_in_the_box_of_its_cell(point: Point, precision: int) -> None:
    cell = geohash(point, precision)
    edges = box(cell)
    tiny = 1e-9  # degrees: what is lost where a number just below zero is added to 90 or 180
    assert edges.south - tiny <= point.lat <= edges.north + tiny
    at_the_line = point.lon + 180 == 360  # or so near that it counts as 180
    assert edges.west - tiny <= point.lon <= edges.east + tiny or at_the_line
    assert distance_to_box_km(point, edges) < 1e-6


@given(st.text(GEOHASH_ALPHABET, min_size=1, max_size=8))
def test_a_box_leads_back_to_its_cell(cell: str) -> None:
    edges = box(cell)
    middle = Point((edges.south + edges.north) / 2, (edges.west + edges.east) / 2)
    assert geohash(middle, len(cell)) == cell
    assert geohash(Point(edges.south, edges.west), len(cell)) == cell


@given(points, radii, st.floats(0, 2 * math.pi), st.floats(0, 0.999999))
def test_every_point_of_a_circle_lies_in_a_covered_cell(
    centre: Point, radius_km: float, bearing: float, share: float
) -> None:
    assume(abs(centre.lat) < 89)  # a cover of a pole is large; it has a test of its own
    there = destination(centre, bearing, radius_km * share)
    cells = covering(centre, radius_km, 4)
    assert geohash(there, 4) in cells
    assert len(cells) == len(set(cells))


@pytest.mark.parametrize("lat", [89.5, 90.0, -89.9, -90.0])
def test_the_poles_are_covered_all_round(lat: float) -> None:
    cells = set(covering(Point(lat, 12.0), 100.0, 4))
    for degrees in range(0, 360, 5):
        for km in (1, 50, 99.9):
            there = destination(Point(lat, 12.0), math.radians(degrees), km)
            assert geohash(there, 4) in cells


@given(points, radii, st.floats(0, 1), st.floats(0, 1))
def test_no_covered_cell_is_further_away_than_the_radius(
    centre: Point, radius_km: float, north: float, east: float
) -> None:
    """Any point of a box is at least as far away as the box is said to be."""
    assume(abs(centre.lat) < 89)
    for cell in covering(centre, radius_km, 4)[:20]:
        edges = box(cell)
        near = distance_to_box_km(centre, edges)
        assert near <= radius_km
        inside = Point(
            edges.south + (edges.north - edges.south) * north,
            edges.west + (edges.east - edges.west) * east,
        )
        assert distance_km(centre, inside) >= near - 1e-6


def test_a_circle_over_the_date_line_has_cells_on_both_sides() -> None:
    boxes = [box(cell) for cell in covering(Point(-16.8, 179.95), 25.0, 4)]
    assert any(edges.west > 179 for edges in boxes)
    assert any(edges.east < -179 for edges in boxes)
