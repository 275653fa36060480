"""Words that a visitor types, and the listings that have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.meetings.search.text import MAX_WORDS, TooManyWords, parse
from chalicelib.meetings.storage.rows import row
from tests.unit.meetings.factories import meeting

LISTING = row(
    meeting(
        name="Café Crème: Women's Discussion",
        location="St. Mark's Library",
        formatted_address="5 Elm St, Zürich",
        regions=("Switzerland", "Zürich", "Altstadt"),
        notes="Ring the bell twice. 静かな部屋" + " and so on" * 40,
        location_notes="Behind the old chapel",
        entity="Open Door Meetings",
        group="Monday Lantern",
        town="Wipkingen",
        types=("S", "12x12", "W"),
    )
)
TYPE_WORDS = {
    "S": "spanisch spanish espanol",
    "12x12": "twelve steps twelve traditions",
    "W": "frauen women",
    "M": "manner men",
    "Y": "junge menschen young people",
    "BA": "childcare",
}


@pytest.mark.parametrize(
    "text",
    [
        "cafe", "CRÈME", "creme cafe", "women", "lib", "zurich", "Zürich library", "elm",
        '"elm st"', '"open door"', "bell", "nothing OR bell", "bell | nothing", "静か", "部屋",
        '"ring the bell', "saint mark's", "women's",
        "switzerland altstadt", '"old chapel"', "lantern", "wipkingen lib",
    ],
)  # fmt: skip
def test_words_are_found_wherever_the_listing_has_them(text: str) -> None:
    words = parse(text)
    assert words and words.matches(LISTING)


@pytest.mark.parametrize(
    "text",
    [
        "men",
        "ibrary",
        "nothing",
        "bell nothing",
        '"door open"',
        "nothing OR never",
        '"elm street 6"',
    ],
)
def test_what_is_not_there_is_not_found(text: str) -> None:
    words = parse(text)
    assert words and not words.matches(LISTING)


@pytest.mark.parametrize(
    "text",
    [
        "spanish", "SPANISH", "español", "span", "step", "steps", "women's frauen",
        "spanish cafe", "childcare OR spanish", '"twelve steps"', "tradition lantern",
    ],
)  # fmt: skip
def test_a_type_is_found_by_its_own_words(text: str) -> None:
    words = parse(text)
    assert words and words.with_types(TYPE_WORDS).matches(LISTING) is (text != "span")
    if text != "women's frauen":
        assert not words.matches(LISTING)


@pytest.mark.parametrize("text", ["men", "men's", "childcare", "spanish nothing", "ste", "young"])
def test_another_type_is_not_found(text: str) -> None:
    words = parse(text)
    assert words and not words.with_types(TYPE_WORDS).matches(LISTING)


@given(
    st.lists(st.text("Saint Mary's Café, Zürich 部屋 مصر", max_size=20), max_size=4),
    st.text('Saint marys cafe OR "zurich" 部屋 مصر spanish step', min_size=1, max_size=12),
    st.booleans(),
)
def test_no_bucket_is_passed_over_that_holds_a_listing_with_the_words(
    names: list[str], text: str, by_type: bool
) -> None:
    words = parse(text)
    if words and by_type:
        words = words.with_types(TYPE_WORDS)
    if words and any(words.matches(LISTING._replace(name=name)) for name in names):
        assert words.may_match_any([LISTING._replace(name=name) for name in names])


def test_a_bucket_in_which_no_listing_has_the_words_is_passed_over() -> None:
    words = parse("bell nothing")
    assert words and not words.may_match_any([LISTING, LISTING._replace(name="Serenity")])
    assert not words.may_match_any([])


def test_or_binds_its_two_neighbours() -> None:
    words = parse("bell nothing OR library")
    assert words and words.matches(LISTING)
    words = parse("nothing OR bell never")
    assert words and not words.matches(LISTING)


@pytest.mark.parametrize("text", ["", "   ", '""', "…", "OR", "OR |", '" "'])
def test_what_holds_no_word_narrows_nothing(text: str) -> None:
    assert parse(text) is None


def test_or_without_neighbours_is_no_word() -> None:
    assert parse("OR bell") == parse("bell OR") == parse("bell")


def test_no_more_words_than_a_search_takes() -> None:
    assert parse("a " * MAX_WORDS)
    with pytest.raises(TooManyWords):
        parse("a " * (MAX_WORDS + 1))
