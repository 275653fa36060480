"""Where areas lie, and how they are called."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.place_areas import bare_name, circle, display_name
from tools.place_postal_codes import apart_km

POINTS = st.lists(st.tuples(st.floats(30, 60), st.floats(-20, 20)), min_size=1, max_size=40)


@given(POINTS)
def test_a_circle_holds_all_points_and_is_hardly_larger_than_it_has_to_be(
    points: list[tuple[float, float]],
) -> None:
    lat, lon, radius = circle(points)
    assert all(apart_km(lat, lon, *point) <= radius + 1e-6 for point in points)
    widest = max(apart_km(*first, *second) for first in points for second in points)
    assert radius <= widest * 0.75 + 1e-6


def test_a_circle_may_lie_over_the_date_line() -> None:
    _, lon, radius = circle([(-17.0, 179.0), (-17.0, -179.0)])
    assert math.isclose(abs(lon), 180, abs_tol=0.01)
    assert radius < 120


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("cook county", "cook"),
        ("county kerry", "kerry"),
        ("provincia de alicante", "alicante"),
        ("city and county of san francisco", "san francisco"),
        ("kent", "kent"),
    ],
)
def test_a_county_is_also_called_by_its_own_name_alone(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def test_a_name_is_shown_in_the_order_in_which_it_is_said() -> None:
    assert display_name("Valenciana, Comunidad") == "Comunidad Valenciana"
    assert display_name("Kent") == "Kent"
