import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming.conference import (
    dial_string,
    join_link,
    join_link_among_words,
    web_link,
)
from chalicelib.meetings.errors import InvalidMeeting
from chalicelib.meetings.join_link import PROVIDERS


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("https://zoom.us/j/1?pwd=a", "https://zoom.us/j/1?pwd=a"),
        ("https://us33web.zoom.us/j/1", "https://us33web.zoom.us/j/1"),
        ("http://zoom.us/j/1", "https://zoom.us/j/1"),
        ("http://zoom.us:80/j/1", "https://zoom.us/j/1"),
        ("zoom.us/j/1", "https://zoom.us/j/1"),
        ("//zoom.us/j/1", "https://zoom.us/j/1"),
        ("  HTTPS://Zoom.US/j/1 ", "https://zoom.us/j/1"),
        ("https://zoom.us/j/1?a=1&amp;b=2", "https://zoom.us/j/1?a=1&b=2"),
        ("https://zoom.us/j/1?n=\"><b>", "https://zoom.us/j/1?n=%22%3E%3Cb%3E"),
        ("https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
    ],
)  # fmt: skip
def test_links_of_known_providers_become_https(written: str, link: str) -> None:
    assert join_link(written) == link


@pytest.mark.parametrize(
    "written",
    [
        "https://notzoom.us/j/1",
        "https://zoom.us.evil.example/j/1",
        "https://zoom.us@evil.example/j/1",
        "https://zoom.us:pw@zoom.us/j/1",
        "https://evil.example\\@zoom.us/",
        "https://zoom.us\\.evil.example/",
        "https://zoom.us:8443/j/1",
        "https://zoom.us%2eevil.example/",
        "https://zoom.us\u2024evil.example/",
        "https://ｚoom.us/j/1",
        "https://zооm.us/j/1",
        "https://[::1]/zoom.us",
        "https://zoom.us:99999999/",
        "javascript:alert(1)//zoom.us",
        "javascript://zoom.us/%0aalert(1)",
        "data:text/html,zoom.us",
        "ftp://zoom.us/j/1",
        "mailto:desk@zoom.us",
        "https://evil.example/zoom.us",
        "https://zoom.us.",
        "https://",
        "1234567890",
        "https://zoom.us/" + "x" * 3000,
    ],
)
def test_what_only_looks_like_a_provider_is_refused(written: str) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        join_link(written)
    assert refused.value.field == "conference_url"


def test_a_link_among_words_is_found_and_the_words_are_kept() -> None:
    assert join_link_among_words("Zoom: https://zoom.us/j/1 Passcode: 12") == (
        "https://zoom.us/j/1",
        "Zoom: Passcode: 12",
    )


@pytest.mark.parametrize(
    "written",
    ["https://evil.example https://zoom.us/j/1", "https://zoom.us/j/1 https://zoom.us/j/2", "ask"],
)
def test_two_links_or_none_are_refused(written: str) -> None:
    with pytest.raises(InvalidMeeting):
        join_link_among_words(written)


@given(st.text())
def test_any_text_is_a_safe_link_or_refused(written: str) -> None:
    try:
        link = join_link(written)
    except InvalidMeeting:
        return
    host = link.removeprefix("https://").partition("/")[0].partition("?")[0].partition("#")[0]
    assert link.startswith("https://") and link.isascii()
    assert any(host == domain or host.endswith("." + domain) for domain in PROVIDERS)


def test_public_pages_may_be_http() -> None:
    assert web_link("http://example.org/a?b=1", "url") == "http://example.org/a?b=1"
    assert web_link("example.org/a", "url") == "https://example.org/a"


@pytest.mark.parametrize("written", ["javascript:alert(1)", "https://a@b.example", "a b", "/path"])
def test_a_page_that_is_no_page_is_refused_by_its_field(written: str) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        web_link(written, "entity_url")
    assert refused.value.field == "entity_url"


@pytest.mark.parametrize(
    ("written", "dialled", "whole"),
    [
        ("555-0122,,123456789#", "5550122,,123456789#", True),
        ("+1 (669) 239-3465", "+16692393465", True),
        ("tel:+1-669-239-3465", "+16692393465", True),
        ("555-0149,,612798#,,,,*9999#", "5550149,,612798#,,,,*9999#", True),
        ("5550122,,0123456#,,#,,9999", "5550122,,0123456#,,#,,9999", True),
        ("555-0122 ext. 5", "5550122,5", True),
        ("555-0122 x12", "5550122,12", True),
        ("５５５０１２２", "5550122", True),
        ("555-0149,,61279809546#,,#,,S4T5DBH30#", "5550149,,61279809546#,,#", False),
        ("555-0122 code 1234#", "5550122", False),
        ("555-0122,", "5550122", True),
    ],
)
def test_phone_numbers_can_be_dialled(written: str, dialled: str, whole: bool) -> None:
    assert dial_string(written) == (dialled, whole)


@pytest.mark.parametrize("written", ["call me", "Meeting ID: 755 0522", "12", "*#,", "1" * 200])
def test_what_cannot_be_dialled_is_refused(written: str) -> None:
    with pytest.raises(InvalidMeeting) as refused:
        dial_string(written)
    assert refused.value.field == "conference_phone"


@given(st.text())
def test_any_text_is_dialled_safely_or_refused(written: str) -> None:
    try:
        number, _ = dial_string(written)
    except InvalidMeeting:
        return
    assert set(number) <= set("0123456789+,*#")
    assert "+" not in number[1:]
