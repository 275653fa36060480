"""Regions as people shorten them."""

import pytest

from chalicelib.gazetteer.city_names import cities_named
from chalicelib.gazetteer.region_signs import (
    is_british_county,
    may_be_sign,
    meanings_of_sign,
    towns_of_county,
)

INDIA = frozenset({"IN"})


@pytest.mark.parametrize(
    ("name", "is_county"),
    [
        ("herts", True),
        ("w yorks", True),
        ("tyne wear", True),
        ("ayrshire", True),
        ("aberdeenshire", True),
        ("east ayrshire", True),
        ("shire", False),
        ("wilshire", False),  # a boulevard in Los Angeles
        ("dumfries", False),  # the town
        ("cheshire", False),  # a town in Connecticut too, which a table of areas tells
        ("herts hall", False),
        ("london", False),
        ("", False),
    ],
)
def test_a_british_county_is_known_by_its_abbreviation_or_its_end(
    name: str, is_county: bool
) -> None:
    assert is_british_county(name) == is_county
    assert not is_county or may_be_sign(name.split()[-1])


def test_a_county_lies_in_great_britain_and_nowhere_else() -> None:
    assert {area.country for area in meanings_of_sign("herts", None)} == {"GB"}
    assert meanings_of_sign("herts", frozenset({"US"})) == ()


@pytest.mark.parametrize(
    ("town", "county", "names"),
    [
        ("newcastle", "staffs", ["Newcastle under Lyme"]),
        ("washington", "w sussex", []),  # a village, which the gazetteer has not
        ("watford", "herts", ["Watford"]),
        ("bournemouth", "hants", ["Bournemouth"]),  # once
        ("manchester", "lancs", ["Manchester"]),  # once
        ("wilmslow", "ches", ["Wilmslow"]),
        ("perth", "perthshire", ["Perth"]),  # the gazetteer has no such county
    ],
)
def test_of_several_towns_of_a_name_those_in_the_county_are_meant(
    town: str, county: str, names: list[str]
) -> None:
    there = [city for city in cities_named(town) if city.country == "GB"]
    assert [each.name for each in towns_of_county(there, county) if each in there] == names


def test_a_sign_that_several_countries_have_needs_its_country() -> None:
    assert meanings_of_sign("tn", None) == ()
    assert meanings_of_sign("tn", frozenset({"US"})) == ()
    (tamil_nadu,) = meanings_of_sign("tn", INDIA)
    assert (tamil_nadu.country, bool(tamil_nadu.region)) == ("IN", True)


@pytest.mark.parametrize(
    "sign", "ap as br cg dl ga gj hp hr jh ka kl mh mp od pb rj tn up wb".split()
)
def test_every_indian_sign_is_a_state(sign: str) -> None:
    assert [area.country for area in meanings_of_sign(sign, INDIA)] == ["IN"]


@pytest.mark.parametrize("sign", "ec fs gp lp mp nc nw wc".split())
def test_every_south_african_sign_is_a_province(sign: str) -> None:
    assert [area.country for area in meanings_of_sign(sign, frozenset({"ZA"}))] == ["ZA"]
