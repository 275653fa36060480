"""What stands around the name of a place, in six languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.gazetteer import typed_text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("near 10001", "10001"),
        ("in Chicago", "Chicago"),
        ("Meetings near Springfield, IL", "Springfield, IL"),
        ("cerca de Sevilla", "Sevilla"),
        ("près de Lyon", "Lyon"),
        ("in der Nähe von Köln", "Köln"),
        ("perto de Campinas", "Campinas"),
        ("في القاهرة", "القاهرة"),
        ("Chicago area", "Chicago"),
        ("Inverness", ""),
        ("in", ""),
    ],
)
def test_a_place_is_found_after_a_preposition(text: str, place: str) -> None:
    assert typed_text.without_preposition(text) == place


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("40.7,-74.0", (40.7, -74.0)),
        (" 40.7128, -74.0060 ", (40.7128, -74.006)),
        ("40.7 -74.0", (40.7, -74.0)),
        ("40.7° N, 74.0° W", (40.7, -74.0)),
        ("33.9S 151.2E", (-33.9, 151.2)),
        ("52,5; 13,4", (52.5, 13.4)),
        ("52,5 13,4", (52.5, 13.4)),
        ("geo:48.85,2.35", (48.85, 2.35)),
        ("lat 51.5 lon -0.12", (51.5, -0.12)),
        ("Latitude: 51.5, Longitude: -0.12", (51.5, -0.12)),
        ("N 40.7 W 74.0", (40.7, -74.0)),
        ("S33.9, E151.2", (-33.9, 151.2)),
        ("40°30'36\"N 74°15'18\"W", (40.51, -74.255)),
        ("33° 30′ S, 151° 12′ E", (-33.5, 151.2)),
        ("89.6 W, 39.8 N", (39.8, -89.6)),
        ("89.6w 39.8n", (39.8, -89.6)),
        ("W89.6 N39.8", (39.8, -89.6)),
        ("E151.2,S33.9", (-33.9, 151.2)),
        ("39.8N89.6W", (39.8, -89.6)),
        ("89°36′W 39°48′N", (39.8, -89.6)),
        ("N 39° 48.000 W 089° 36.000", (39.8, -89.6)),
        ("51º30'N 0º9'W", (51.5, -0.15)),
        ("٨٩٫٦ W، ٣٩٫٨ N", (39.8, -89.6)),
        ("89,6 W 39,8 N", (39.8, -89.6)),
        ("89.6 W, 39.8", (39.8, -89.6)),
        ("40.7 N, -74.0 W", (40.7, -74.0)),
        ("lon -0.12 lat 51.5", (51.5, -0.12)),
        ("40°N 74°W", (40.0, -74.0)),
        ("40.7,  \n -74.0", (40.7, -74.0)),
        ("latitude: 40° 30' 36.0000\" N, longitude: 74° 15' 18.0000\" W", (40.51, -74.255)),
        ("1.1" + " " * 5000 + "x", None),
        ("1.1" + " 1" * 5000, None),
        ("40 N 74 W", None),
        ("39.8 N, 89.6 N", None),
        ("12.5 W 10.5 E", None),
        ("40°75' N 10°30' E", None),
        ("95°30' N 10°30' E", None),
        ("40, 74", None),
        ("91.0, 10.0", None),
        ("10001", None),
        ("Chicago", None),
    ],
)
def test_a_point_is_told_from_an_address(text: str, point: tuple[float, float] | None) -> None:
    assert typed_text.point_of(text) == point


@given(st.text("0123456789.,;°'\"′″+- NSEWO", max_size=40))
def test_any_text_is_a_point_on_the_earth_or_none(text: str) -> None:
    point = typed_text.point_of(text)
    assert point is None or (abs(point[0]) <= 90 and abs(point[1]) <= 180)


@pytest.mark.parametrize(
    ("text", "is_street"),
    [
        ("1600 pennsylvania ave", True),
        ("hauptstrasse", True),
        ("calle mayor", True),
        ("san francisco", False),
        ("los angles", False),
    ],
)
def test_a_street_has_a_number_or_the_word_for_one(text: str, is_street: bool) -> None:
    assert typed_text.looks_like_street(text) is is_street


def test_an_airport_is_named_beside_the_word() -> None:
    assert typed_text.without_airport("denver airport") == "denver"
    assert typed_text.without_airport("aeropuerto de barajas") == "barajas"
    assert typed_text.without_airport("flughafen munchen") == "munchen"
    assert typed_text.without_airport("denver") == ""


def test_a_numbered_district_has_the_code_of_its_city() -> None:
    assert typed_text.numbered_district("Paris 11") == ("paris", "75011")
    assert typed_text.numbered_district("Lyon 3e") == ("lyon", "69003")
    assert typed_text.numbered_district("Wien 3") == ("wien", "")
    assert typed_text.numbered_district("Paris") == ("", "")
