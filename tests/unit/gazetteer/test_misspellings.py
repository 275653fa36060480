"""Slips of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.gazetteer.misspellings import corrected, slips_between

WORDS = st.text("abcde", max_size=8)


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("los angeles", "los angeles", 0),
        ("los angles", "los angeles", 1),
        ("chicgao", "chicago", 1),  # two letters changed places
        ("minnepolis", "minneapolis", 1),
        ("boston", "austin", 3),
    ],
)
def test_slips_are_counted_up_to_the_most_that_matter(first: str, second: str, slips: int) -> None:
    assert slips_between(first, second, 2) == min(slips, 3)


@given(WORDS, WORDS)
def test_slips_are_the_same_both_ways(first: str, second: str) -> None:
    assert slips_between(first, second, 3) == slips_between(second, first, 3)
    assert (slips_between(first, second, 3) == 0) == (first == second)


def test_ends_that_sound_alike_are_taken_for_each_other() -> None:
    for name, country, meant in (
        ("edinborough", "GB", "Edinburgh"),
        ("middlesborough", "GB", "Middlesbrough"),
        ("greensborough", "US", "Greensboro"),
    ):
        assert corrected(name, [], country)[0][0].name == meant


def test_what_lies_beside_is_not_a_slip() -> None:
    certain, _ = corrected("upper east side", [], "US")
    assert all(entry.name != "Upper West Side" for entry in certain)


def test_names_as_likely_as_each_other_are_offered_and_none_is_taken() -> None:
    certain, offered = corrected("portlend", [], "US")
    assert next(iter(certain or offered)).name == "Portland"
    certain, offered = corrected("qxzkvw", [], "US")
    assert not certain
    assert not offered


def test_a_short_word_is_not_simply_taken_for_a_town_abroad() -> None:
    assert corrected("minns", [], "US")[0] == []
    assert corrected("londn", [], "US")[0][0].country == "GB"
