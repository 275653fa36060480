"""Links to a room and into a call, which lead nowhere else."""

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.join_link import LinkKind
from chalicelib.web.finder.directions import OutsideLink, join_link, map_links, outside_link

DOOR = Point(39.801174, -89.643712)


def test_each_map_is_asked_for_the_way_to_the_point() -> None:
    links = {link.name: link.url for link in map_links(DOOR, "Library & hall")}
    assert links["Apple Maps"] == (
        "https://maps.apple.com/?daddr=39.801174,-89.643712&q=Library%20%26%20hall"
    )
    assert links["Google Maps"].endswith("&destination=39.801174,-89.643712")
    assert links["OpenStreetMap"].startswith("https://www.openstreetmap.org/?mlat=39.80117&")


def test_a_call_at_a_known_provider_is_joined_at_its_host() -> None:
    link = join_link("https://us02web.zoom.us/j/812345")
    assert link == ("https://us02web.zoom.us/j/812345", "us02web.zoom.us")


@pytest.mark.parametrize(
    "url",
    ["", "zoom.us/j/1", "http://zoom.us/j/1", "https://zoom.us.example/j/1", "javascript:alert(1)"],
)
def test_no_other_link_is_joined(url: str) -> None:
    assert join_link(url) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "http://example.org/a",
            OutsideLink("http://example.org/a", "example.org", LinkKind.WEB_PAGE),
        ),
        ("https://bit.ly/a", OutsideLink("https://bit.ly/a", "bit.ly", LinkKind.SHORTENER)),
        ("https://notzoom.us/a", OutsideLink("", "notzoom.us", LinkKind.IMITATION)),
        ("https://zoom.us/j/1", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_any_other_link_says_what_it_is(url: str, shown: OutsideLink | None) -> None:
    assert outside_link(url) == shown
