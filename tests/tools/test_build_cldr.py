"""What is generated from Unicode CLDR is what Babel's copy of it says."""

import json

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from chalicelib.web.files import LANGUAGES
from chalicelib.web.i18n.catalogue import OWN_NAMES
from tools import build_cldr

NUMBERS = (*range(1001), 999_999, 1_000_000, 1_000_001)
LANGUAGE_TAGS = sorted({tag.partition("_")[0] for tag in locale_identifiers()})


@pytest.mark.parametrize("tag", OWN_NAMES)
def test_the_generated_texts_are_those_of_this_cldr(tag: str) -> None:
    assert json.loads((LANGUAGES / tag / "cldr.json").read_text("utf-8")) == build_cldr.texts(tag)


def test_the_plural_rules_are_generated_for_every_language() -> None:
    written = build_cldr.PLURAL_RULES.read_text("utf-8")
    assert written == build_cldr.plural_rules(), "run `make cldr`"


@pytest.mark.parametrize("tag", LANGUAGE_TAGS)
def test_any_language_of_cldr_can_be_added(tag: str) -> None:
    rule = Locale.parse(tag).plural_form
    conditions = {
        category: compile(condition, category, "eval")
        for category, text in rule.rules.items()
        if (condition := build_cldr.whole_number_condition(text))
    }
    for number in NUMBERS:
        met = [category for category, code in conditions.items() if eval(code, {"n": number})]
        assert (met or ["other"]) == [rule(number)], number
