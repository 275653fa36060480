"""What a piece of an address ends in, and how many of its words that is."""

import pytest

from chalicelib.gazetteer.address_ends import (
    area_size,
    code_after,
    country_of_form,
    is_code_before_town,
    may_end_code,
)
from chalicelib.gazetteer.places import Meanings
from chalicelib.gazetteer.tables import meanings_of


def areas_of(country: str) -> Meanings | None:
    return meanings_of(country) if country else None


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("BS31 1DS", "GB"),
        ("SW1A", "GB"),
        ("T2P 1A1", "CA"),
        ("D02 X285", "IE"),
        ("JE2 3AB", ""),  # Jersey's is written as a British one
        ("10001", ""),
    ],
)
def test_some_codes_tell_their_country(code: str, country: str) -> None:
    areas = country_of_form(code)
    assert [area.country for area in areas or ()] == ([country] if country else [])


@pytest.mark.parametrize(
    ("words", "country", "may_be"),
    [("12", "", True), ("1012 AB", "", True), ("AB", "", False), ("LQA", "malta", True)],
)
def test_a_code_ends_in_a_digit_or_as_its_country_has_it(
    words: str, country: str, may_be: bool
) -> None:
    assert may_end_code(words.split(), areas_of(country)) == may_be


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("Devon PA", 1),
        ("PA United States", 2),
        ("United States of America", 4),
        ("Roma RM Italia", 1),
        ("Port Deposit", 0),
        ("Main St", 0),
    ],
)
def test_a_region_or_country_has_a_town_or_another_before_it(words: str, size: int) -> None:
    assert area_size(words.split(), None, beside_code=False) == size


@pytest.mark.parametrize(
    ("text", "town", "country", "is_code"),
    [
        ("75006", "Paris", "", True),
        ("1012 AB", "Amsterdam", "", True),
        ("4501", "Walnut", "", False),
        ("1000", "Lewes", "uk", False),
    ],
)
def test_a_code_before_its_town_is_no_house(
    text: str, town: str, country: str, is_code: bool
) -> None:
    assert is_code_before_town(text, [town], areas_of(country)) == is_code


@pytest.mark.parametrize(
    ("text", "rest", "before", "country", "code"),
    [
        ("2134", "Boston MA", "", "", "02134"),
        ("10001", "", "NY", "", "10001"),
        ("bs31 1ds", "Bristol", "", "", "BS31 1DS"),
        ("2000", "Sydney NSW", "", "", "2000"),
        ("11511", "Cairo", "", "egypt", "11511"),  # of a country without a table
        ("4501", "Walnut", "", "", ""),
    ],
)
def test_a_number_is_a_code_where_its_town_or_region_has_it(
    text: str, rest: str, before: str, country: str, code: str
) -> None:
    assert code_after(text, rest.split(), before.split(), areas_of(country)) == code
