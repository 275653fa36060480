"""Weekdays with which a text has to agree."""

from chalicelib.web.i18n.catalogue import OWN_NAMES, translator
from chalicelib.web.i18n.genders import FEMININE, of_weekday


def test_in_portuguese_monday_to_friday_are_feminine() -> None:
    assert [of_weekday("pt", day) for day in range(7)] == ["", *[FEMININE] * 5, ""]
    t = translator("pt")
    for day in range(7):
        assert t(f"weekday.{day}").endswith("-feira") == bool(of_weekday("pt", day))


def test_in_the_other_languages_all_weekdays_are_alike() -> None:
    for language in OWN_NAMES:
        if language != "pt":
            assert {of_weekday(language, day) for day in range(7)} == {""}
