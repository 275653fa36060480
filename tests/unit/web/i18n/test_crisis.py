"""Crisis lines: the visitor's own first, one tap to call (policy rule 12)."""

import pytest

from chalicelib import settings
from chalicelib.web.i18n.catalogue import OWN_NAMES, translator
from chalicelib.web.i18n.crisis import DIRECTORY, country_of_zone, crisis_lines
from chalicelib.web.i18n.crisis_table import ENTRIES, OF_LANGUAGE


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("US", ["988"]), ("CA", ["988"]), ("GB", ["116 123"]), ("AU", ["13 11 14"]),
        ("NZ", ["1737"]), ("DE", ["0800 111 0 111"]), ("AT", ["142"]), ("CH", ["143"]),
        ("FR", ["3114"]), ("BE", ["0800 32 123", "1813"]), ("ES", ["024"]), ("PT", ["1411"]),
        ("BR", ["188"]), ("MX", ["800 911 2000"]), ("EG", ["16328"]), ("LB", ["1564"]),
    ],
)  # fmt: skip
def test_a_country_has_its_own_lines_and_the_directory(country: str, numbers: list[str]) -> None:
    assert [line.number for line in crisis_lines(country)] == [*numbers, DIRECTORY]


def test_where_no_line_is_known_no_other_countrys_stands_first() -> None:
    (only,) = crisis_lines("JP")
    assert (only.number, only.is_telephone) == (DIRECTORY, False)
    assert only.link == "https://findahelpline.com"


@pytest.mark.parametrize("language", OWN_NAMES)
def test_without_a_country_the_lines_are_those_of_the_language(language: str) -> None:
    *lines, directory = crisis_lines("", language)
    assert lines and directory.number == DIRECTORY
    for line in lines:
        assert line.is_telephone and line.country
    of_its_own = {"en": "988", "de": "0800 111 0 111", "fr": "3114", "es": "024", "pt": "188"}
    assert lines[0].number == of_its_own.get(language, "16328")


def test_every_line_has_its_source_and_every_country_its_name_in_words() -> None:
    for entry in ENTRIES:
        assert entry.source and any(map(str.isdigit, entry.number))
        for country in entry.countries:
            for language in OWN_NAMES:
                assert translator(language)(f"crisis.country.{country}")
    known = {country for entry in ENTRIES for country in entry.countries}
    assert {country for some in OF_LANGUAGE.values() for country in some} <= known


def test_a_deployments_own_line_stands_for_that_of_its_country(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = settings.read({"CRISIS_LINES": "NO+JP:116 117:døgnåpent; :: "})
    monkeypatch.setattr(settings, "current", lambda: chosen)
    line, directory = crisis_lines("JP")
    assert (line.country, line.number, line.note) == ("Norway and JP", "116 117", "døgnåpent")
    assert directory.number == DIRECTORY
    assert crisis_lines("NO") == crisis_lines("") == (line, directory)
    assert crisis_lines("FR")[0].number == "3114"


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/Chicago", "US"), ("Europe/London", "GB"), ("Etc/UTC", ""), ("nowhere", "")],
)
def test_a_zone_is_in_a_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country
