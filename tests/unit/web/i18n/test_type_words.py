"""The words by which types are looked for."""

import pytest

from chalicelib.meetings.search.text import parse
from chalicelib.web.i18n.type_words import type_words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("spanish", {"S"}), ("español", {"S"}), ("Spanisch", {"S"}), ("espagnol", {"S"}),
        ("بالإسبانية", {"S"}), ("childcare", {"BA"}), ("babysitting", {"BA"}),
        ("Kinderbetreuung", {"BA"}), ("step", {"ST", "11", "12x12"}), ("men", {"M"}),
        ("men's", {"M"}), ("women", {"W"}), ("wheelchair", {"X", "XB"}), ("newcomer", {"BE"}),
        ("lgbtq", {"LGBTQ"}), ("veterans", {"VET"}),
        ("beginner", {"BE"}), ("ladies", {"W"}), ("creche", {"BA"}), ("accessible", {"X", "XB"}),
    ],
)  # fmt: skip
def test_a_type_goes_by_its_words_in_every_language(text: str, codes: set[str]) -> None:
    (found,) = parse(text).with_types(type_words()).types
    assert found == codes


@pytest.mark.parametrize("text", ["for", "in", "en", "para", "für", "pour", "la", "auf", "the"])
def test_what_says_nothing_of_a_type_finds_none(text: str) -> None:
    (found,) = parse(text).with_types(type_words()).types
    assert not found
