"""Time zones as feeds write them, and that of a point."""

import pytest

from chalicelib.geo.point import Point
from chalicelib.listings.incoming.time_zones import zone_at, zone_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("America/New_York", "America/New_York"),
        (" america/new york ", "America/New_York"),
        ("Europe/Kiev", "Europe/Kiev"),
        ("utc", "UTC"),
        ("Eastern", None),
        ("../../etc/passwd", None),
        ("localtime", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_iana_name_in_any_case(text: str, name: str | None) -> None:
    assert zone_name(text) == name


def test_a_point_has_the_zone_in_force_there() -> None:
    assert zone_at(Point(40.7128, -74.006)) == "America/New_York"
    assert zone_at(Point(51.5, -0.12)) == "Europe/London"
