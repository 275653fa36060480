"""The towns that words of an address name, and the regions and countries that they mean."""

import pytest

from chalicelib.gazetteer.address_towns import (
    meanings_of_words,
    towns_and_size_at_end,
    towns_beside,
    towns_named,
)
from chalicelib.gazetteer.tables import meanings_of


def test_the_longest_name_at_the_end_is_the_town() -> None:
    towns, size = towns_and_size_at_end("5 Broadway New York".split(), meanings_of("usa"))
    assert (towns[0].name, size) == ("New York City", 2)
    assert towns_and_size_at_end(["5", "Xyzzy"], meanings_of("usa")) == ([], 0)


@pytest.mark.parametrize("words", ["Amsterdam Damrak", "Damrak Amsterdam"])
def test_a_town_stands_first_or_last(words: str) -> None:
    (town,) = towns_beside(words.split(), meanings_of("netherlands"))
    assert town.name == "Amsterdam"


def test_a_name_with_a_digit_is_no_town_and_one_elsewhere_is_none_here() -> None:
    assert towns_named(["Paris", "5"], None) == []
    assert [town.region for town in towns_named(["Springfield"], meanings_of("il"))] == ["IL"]
    assert towns_named(["Springfield"], meanings_of("france")) == []


@pytest.mark.parametrize(
    ("words", "country", "meant"),
    [
        ("Ala.", "", {"US"}),
        ("Ala", "", {"US", "AX"}),
        ("UP", "", set()),
        ("UP", "india", {"IN"}),
    ],
)
def test_what_a_sign_means_is_told_by_its_dot_and_its_country(
    words: str, country: str, meant: set[str]
) -> None:
    areas = meanings_of(country) if country else None
    assert {area.country for area in meanings_of_words([words], areas)} == meant
