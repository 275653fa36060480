"""Distances, against known values and geometry done by vectors."""

import pytest
from hypothesis import given

from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point
from tests.unit.meetings.brute_force import kilometres
from tests.unit.meetings.factories import points


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (Point(51.4700, -0.4543), Point(40.6413, -73.7781), 5540),  # Heathrow, Kennedy
        (Point(0.0, 0.0), Point(0.0, 180.0), 20015),
        (Point(90.0, 0.0), Point(-90.0, 77.0), 20015),
        (Point(0.0, 179.5), Point(0.0, -179.5), 111.2),
        (Point(-33.8688, 151.2093), Point(-36.8509, 174.7645), 2156),  # Sydney, Auckland
    ],
)
def test_known_distances(a: Point, b: Point, km: float) -> None:
    assert distance_km(a, b) == pytest.approx(km, rel=0.002)
    assert distance_km(a, a) == 0


@given(points, points)
def test_distance_is_that_between_vectors_in_either_direction(a: Point, b: Point) -> None:
    assert distance_km(a, b) == pytest.approx(kilometres(a, b), abs=1e-3)
    assert distance_km(a, b) == distance_km(b, a)
