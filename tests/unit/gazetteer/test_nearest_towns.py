"""The nearest city to any point on Earth, and the towns of a wide area."""

import math
import random

import pytest

from chalicelib.gazetteer import lookup, tables
from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.nearest_towns import nearest, towns_of
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point


def direction(point: Point) -> tuple[float, float, float]:
    """The unit vector from the Earth's centre."""
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


@pytest.fixture(scope="module")
def cities() -> list[Point]:
    """Every city that `nearest` may name."""
    rows = tables.database().execute("SELECT lat_e3, lon_e3 FROM place WHERE cell IS NOT NULL")
    return [Point(lat / 1e3, lon / 1e3) for lat, lon in rows]


def test_a_state_and_a_country_reach_as_far_as_their_towns() -> None:
    ohio = lookup.find("Ohio", "US").places[0]
    assert (ohio.label, ohio.kind) == ("Ohio, US", Kind.REGION)
    assert 200 < ohio.radius_km < 300
    towns = towns_of(ohio, 5)
    assert {"Columbus, Ohio, US", "Cleveland, Ohio, US"} <= {town.label for town in towns}
    assert all(distance_km(ohio.point, town.point) <= ohio.radius_km for town in towns)
    assert lookup.find("Chicago", "US").places[0].radius_km == 0


@pytest.mark.parametrize(
    ("lat", "lon", "label"),
    [
        (-17.0, 179.9, "Savusavu, Fiji"),
        (-17.0, -179.9, "Savusavu, Fiji"),
        (0.0, 180.0, "Kulia Village, Tuvalu"),
        (0.0, -180.0, "Kulia Village, Tuvalu"),
        (90.0, 0.0, "Longyearbyen, Svalbard and Jan Mayen"),
        (89.9, 180.0, "Longyearbyen, Svalbard and Jan Mayen"),
        (-90.0, 0.0, "Ushuaia, Tierra del Fuego, AR"),
        (60.72, -135.05, "Whitehorse, Yukon, CA"),
    ],
)
def test_the_nearest_city_is_found_over_the_date_line_and_at_the_poles(
    lat: float, lon: float, label: str
) -> None:
    assert nearest(Point(lat, lon)).label == label


@pytest.mark.slow
def test_the_nearest_city_is_the_one_that_looking_at_all_would_find(cities: list[Point]) -> None:
    directions = [(*direction(city), city) for city in cities]
    chance = random.Random(20)
    for _ in range(60):
        lat = math.degrees(math.asin(chance.uniform(-1, 1)))
        point = Point(lat, chance.uniform(-180, 180))
        x, y, z = direction(point)
        # on a sphere the nearest has the greatest scalar product
        *_, expected = max(directions, key=lambda city: x * city[0] + y * city[1] + z * city[2])
        expected_km = distance_km(point, expected)
        assert distance_km(point, nearest(point).point) == pytest.approx(expected_km, abs=1e-6)
