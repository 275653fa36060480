"""What a listing's town is called in another language."""

import pytest

from chalicelib.gazetteer.town_names import town_in
from chalicelib.geo.point import Point


@pytest.mark.parametrize(
    ("name", "point", "called"),
    [
        ("Cairo", Point(30.05, 31.24), "القاهرة"),
        ("Cairo", Point(30.87, -84.2), "Cairo"),  # in Georgia, which Arabic has no name for
        ("München", Point(48.14, 11.58), "ميونخ"),
        ("Munich", Point(48.2, 11.5), "ميونخ"),
        ("Chicago", Point(48.14, 11.58), "Chicago"),  # not there
        ("Nowhere at All", Point(48.14, 11.58), "Nowhere at All"),
        ("", Point(48.14, 11.58), ""),
    ],
)
def test_it_is_the_town_of_that_name_around_the_point(name: str, point: Point, called: str) -> None:
    assert town_in("ar", name, point) == called
