"""Crisis lines: the visitor's own first, one tap to call (policy rule 12)."""

import pytest

from chalicelib import settings
from chalicelib.web.i18n.catalogue import OWN_NAMES
from chalicelib.web.i18n.crisis import country_of_zone, crisis_lines


def test_the_line_of_the_visitors_country_comes_first() -> None:
    for country, number in (("US", "988"), ("CA", "988"), ("GB", "116 123"), ("AU", "13 11 14")):
        assert crisis_lines(country)[0].number == number
    assert crisis_lines("FR") == crisis_lines()


@pytest.mark.parametrize("language", OWN_NAMES)
def test_every_line_is_one_tap_to_call_and_names_its_country(language: str) -> None:
    for line in crisis_lines("", language):
        assert line.tel.startswith("tel:")
        assert line.country


def test_a_country_that_has_no_words_is_named_as_the_setting_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = settings.read({"CRISIS_LINES": "NO+DK:116 117:døgnåpent; :: "})
    monkeypatch.setattr(settings, "current", lambda: chosen)
    (line,) = crisis_lines("NO")
    assert (line.country, line.number, line.note) == ("NO, DK", "116 117", "døgnåpent")


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/Chicago", "US"), ("Europe/London", "GB"), ("Etc/UTC", ""), ("nowhere", "")],
)
def test_a_zone_is_in_a_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country
