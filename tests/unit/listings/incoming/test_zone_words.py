"""Time zones in words."""

import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.listings.incoming.zone_words import is_contradicted, readings, zone_of_words


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Eastern", "America/New_York"),
        ("US Eastern Time", "America/New_York"),
        ("Central Standard Time", "America/Chicago"),
        ("PST/PDT", "America/Los_Angeles"),
        ("Central European Summer Time", "CET"),
        ("Mitteleuropäische Zeit", "CET"),
        ("Hora del Pacífico", "America/Los_Angeles"),
        ("heure de l'Est", "America/New_York"),
        ("Horário de Brasília", "America/Sao_Paulo"),
        ("India Standard Time", "Asia/Kolkata"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
        ("Central Standard Time (Mexico)", "America/Mexico_City"),
        ("Canada Central Standard Time", "America/Regina"),
        ("Eastern Time (Australia)", "Australia/Sydney"),
        ("Los Angeles", "America/Los_Angeles"),
        ("new_york", "America/New_York"),
        ("Standard Time", None),
        ("Nowhere", None),
        ("", None),
    ],
)
def test_words_mean_the_zone_of_a_place(words: str, zone: str | None) -> None:
    assert zone_of_words(words) == zone


def test_what_stands_around_the_words_is_tried_without() -> None:
    assert "Eastern Time" in readings("(GMT-05:00) Eastern Time - New York")
    assert "Eastern Time" in readings("(UTC-05:00) Eastern Time (US & Canada)")
    assert "EST" in readings("Ours (EST)")
    assert next(readings(" Europe/Berlin ")) == "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "zone", "contradicted"),
    [
        ("(UTC+10:00) Eastern", "America/New_York", True),
        ("GMT+1 Central", "America/Chicago", True),
        ("Eastern Time (Jamaica)", "America/New_York", True),
        ("Eastern Time, Jamaica", "America/New_York", True),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York", False),
        ("Eastern Time (Canada)", "America/New_York", False),
        ("Eastern Time (Georgia)", "America/New_York", False),
        ("Eastern (EST)", "America/New_York", False),
        ("(GMT+01:00) London, United Kingdom", "Europe/London", False),
    ],
)
def test_words_do_not_mean_a_zone_against_what_stands_beside_them(
    text: str, zone: str, *, contradicted: bool
) -> None:
    assert is_contradicted(text, zone) == contradicted


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=120))
def test_any_text_means_a_zone_or_none(text: str) -> None:
    for reading in readings(text):
        zone = zone_of_words(reading)
        assert zone is None or zone in zoneinfo.available_timezones()
