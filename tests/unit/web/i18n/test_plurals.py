"""Plural categories: those of Unicode CLDR, in every language."""

import pytest
from babel import Locale

from chalicelib.web.i18n.catalogue import OWN_NAMES, translator
from chalicelib.web.i18n.plural_rules import RULES
from chalicelib.web.i18n.plurals import category_of

TAGS = tuple(OWN_NAMES)


def test_every_language_has_rules_and_another_is_not_counted_in_english() -> None:
    assert set(RULES) == set(TAGS)
    with pytest.raises(KeyError):
        category_of("xx", 1)


@pytest.mark.parametrize("tag", TAGS)
def test_plurals_are_those_of_cldr(tag: str) -> None:
    rule = Locale.parse(tag).plural_form
    numbers = (*range(2000), 999_999, 1_000_000, 1_000_001, 2_000_000)
    assert [category_of(tag, count) for count in numbers] == [rule(n) for n in numbers]


def test_a_number_takes_the_plural_of_its_language() -> None:
    assert [translator("ar")("mine.print", count=n) for n in (1, 2, 3, 11, 100)] == [
        "طباعة رمز واحد",
        "طباعة رمزين",
        "طباعة 3 رموز",
        "طباعة 11 رمزًا",
        "طباعة 100 رمز",
    ]
    assert translator("fr")("mine.print", count=0) == "Imprimer 0 code"
    assert translator("en")("mine.print", count=0) == "Print 0 codes"
    assert translator("es")("finder.counted", count=1) == "1 encontrada"
    assert translator("fr")("finder.counted_some", count=12) == "Au moins 12 trouvées"
