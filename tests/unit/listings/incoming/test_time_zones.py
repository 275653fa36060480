"""Time zones as feeds write them, and that of a point."""

import pytest

from chalicelib.geo.point import Point
from chalicelib.listings.incoming.time_zones import (
    has_offset,
    is_universal,
    lasting_zone,
    offset_min,
    zone_at,
    zone_name,
    zone_of_rules,
)


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


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("EST", -300),
        ("edt", -240),
        ("Etc/GMT+5", -300),  # IANA's own sign
        ("Etc/GMT-1", 60),
        ("GMT-5", -300),
        ("UTC+5:30", 330),
        ("UTC -03", -180),
        ("\u221205:00", -300),
        ("+0000", 0),
        ("GMT", 0),
        ("UTC", None),
        ("EST5EDT", None),
        ("Jamaica", None),
        ("America/New_York", None),
        ("5", None),
        ("", None),
    ],
)
def test_a_fixed_offset_is_known_however_it_is_written(text: str, minutes: int | None) -> None:
    assert offset_min(text) == minutes


def test_a_zone_has_the_offsets_of_its_summer_and_its_winter() -> None:
    assert has_offset("America/New_York", -300)
    assert has_offset("America/New_York", -240)
    assert not has_offset("America/New_York", -360)
    assert not has_offset("America/Phoenix", -360)


def test_zones_of_rules_and_of_utc_are_told_apart() -> None:
    assert zone_of_rules("est5edt") == "America/New_York"
    assert zone_of_rules("EST") is None
    assert is_universal("Etc/UTC")
    assert not is_universal("GMT")


@pytest.mark.parametrize("text", ["EST", "Etc/GMT+5", "GMT-5", "Eastern", ""])
def test_an_offset_is_no_lasting_zone(text: str) -> None:
    assert lasting_zone(text) is None


@pytest.mark.parametrize("text", ["UTC", "America/New_York", "EST5EDT"])
def test_a_zone_of_rules_lasts(text: str) -> None:
    assert lasting_zone(text) == text
