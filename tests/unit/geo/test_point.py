"""A point on Earth, and nowhere else."""

import math

import pytest

from chalicelib.geo.point import InvalidPoint, Point


@pytest.mark.parametrize(
    ("field", "lat", "lon"),
    [
        ("latitude", 90.001, 0),
        ("latitude", math.nan, 0),
        ("latitude", -math.inf, 0),
        ("longitude", 0, -180.1),
        ("longitude", 0, math.nan),
    ],
)
def test_a_point_off_the_earth_is_refused(field: str, lat: float, lon: float) -> None:
    with pytest.raises(InvalidPoint) as caught:
        Point(lat, lon)
    assert caught.value.field == field
