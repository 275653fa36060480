"""What a row says by its raw values, however they are written."""

from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.listings.incoming import raw_row


@pytest.mark.parametrize(
    ("types", "said"),
    [
        (["W"], {"W"}),
        (["w", "C"], {"W", "C"}),
        ("Women, Closed", {"W", "C"}),
        ("Women’s Meeting", {"W"}),
        ("women&#039;s", {"W"}),
        ("[closed]", {"C"}),
        ({"0": "C", "2": "W"}, {"C", "W"}),
        ({"W": True, "M": False}, {"W"}),
        ([["M"], {"code": "Y"}], {"M", "Y"}),
        ("Men's Step Meeting", {"M"}),
        ("Young People", {"Y"}),
        ("For women only", {"W"}),
        ("Mujeres|Cerrada", {"W", "C"}),
        ("Frauen;geschlossen", {"W", "C"}),
        ("LGBTQ", {"LGBTQ"}),
        ("Private", {"PRIVATE"}),
        ("Location Temporarily Closed", set()),
        (["O", "TC", "X"], set()),
        ("Ladies' Night", {"W"}),
        ("Everybody, men and women too", set()),
        (None, set()),
        (7, set()),
        ([[[[["W"]]]]], set()),
    ],
)
def test_who_may_come_is_read_in_any_spelling(types: Any, said: set[str]) -> None:
    assert raw_row.audiences({"types": types}) == said


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://zoom.us/j/1?pwd=abc123", ("abc123",)),
        ("https://zoom.us/j/1?uname=x&amp;amp;pwd=abc", ("abc",)),
        ("https://links.example/?url=https%3A%2F%2Fzoom.us%2Fj%2F1%3Fpwd%3Dabc", ("abc",)),
        ("https://links.example/v2/url?u=https-3A__zoom.us_j_1-3Fpwd-3Dabc", ("abc",)),
        ("Zoom: https://zoom.us/j/1 Passcode: 1234", ("1234",)),
        ("https://zoom.us/j/1 password is hope", ("hope",)),
        ("https://zoom.us/j/1", ()),
        ("", ()),
    ],
)
def test_a_passcode_is_seen_in_a_link_and_in_words(link: str, said: tuple[str, ...]) -> None:
    assert raw_row.passcodes(link) == said


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("https://zoom.us/j/1", True),
        ("zoom.us/j/1", True),
        ("www.example.org", True),
        ("hilltop-group.org", True),
        ("TBA", False),
        ("Ask the group. Soon", False),
        ("someone@example.org", False),
        (None, False),
        (["https://zoom.us/j/1"], False),
    ],
)
def test_a_link_is_what_looks_like_an_address(text: Any, holds: bool) -> None:
    assert raw_row.has_link({"conference_url": text}, "conference_url") is holds


def test_what_a_phone_dials_after_its_number() -> None:
    line = "+16465588656,,1234567890#,,,,*123456# US (New York)"
    assert raw_row.dialled_codes({"conference_phone": line}) == ("1234567890", "123456")
    assert raw_row.dialled_codes({"conference_phone": "(646) 558-8656"}) == ()
    assert raw_row.dialled_codes({"conference_phone": "646-558-8656,,12AB34#"}) == ("12AB34",)
    assert raw_row.has_phone({"conference_phone": 16465588656})
    assert not raw_row.has_phone({"conference_phone": "911"})
    assert not raw_row.has_phone({"conference_phone": "https://zoom.us/j/1234567890"})


@pytest.mark.parametrize(
    ("values", "point"),
    [
        ({"latitude": "39.8", "longitude": -89.6}, Point(39.8, -89.6)),
        ({"coordinates": "39.8,-89.6"}, Point(39.8, -89.6)),
        ({"coordinates": {"lat": 39.8, "lng": "-89.6"}}, Point(39.8, -89.6)),
        ({"coordinates": [39.8, -89.6]}, Point(39.8, -89.6)),
        ({"lat": "39.8", "lon": "-89.6"}, Point(39.8, -89.6)),
        ({"coordinates": [39.8, [1]]}, None),
        ({"latitude": 0, "longitude": 0.0}, None),
        ({"latitude": 91, "longitude": 0}, None),
        ({"latitude": float("inf"), "longitude": 1}, None),
        ({"latitude": "north", "longitude": 1}, None),
        ({"coordinates": "39.7,-89.7,39.9,-89.5"}, None),
        ({"latitude": True, "longitude": True}, None),
        ({}, None),
    ],
)
def test_coordinates_count_only_where_they_are_a_point(
    values: dict[str, Any], point: Point | None
) -> None:
    assert raw_row.point(values) == point
