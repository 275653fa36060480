"""Links to a room and into a call, which lead nowhere else."""

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.join_link import LinkKind
from chalicelib.meetings.meeting import Venue
from chalicelib.web.finder.directions import (
    Device,
    OutsideLink,
    device_of,
    join_link,
    map_links,
    names_street,
    outside_link,
)

DOOR = Point(39.801174, -89.643712)


def links_to(venue: Venue) -> dict[str, str]:
    return {link.name: link.url for link in map_links(venue, "Evening", Device.OTHER)}


def test_each_map_is_asked_for_the_way_to_the_point() -> None:
    links = links_to(Venue("Library & hall", "5 Elm St", point=DOOR))
    assert links["Apple Maps"] == (
        "https://maps.apple.com/?daddr=39.801174,-89.643712&q=Library%20%26%20hall"
    )
    assert links["Google Maps"].endswith("&destination=39.801174,-89.643712")
    assert links["OpenStreetMap"].endswith("/directions?to=39.801174,-89.643712")
    assert links[""].startswith("geo:39.80117,-89.64371?q=")


def test_where_only_the_area_is_on_the_map_the_way_is_asked_for_by_the_address() -> None:
    venue = Venue("Library", "5 Elm St, Springfield, IL", point=DOOR, approximate=True)
    links = links_to(venue)
    assert links["Apple Maps"].endswith("?daddr=5%20Elm%20St%2C%20Springfield%2C%20IL")
    assert links["Google Maps"].endswith("&destination=5%20Elm%20St%2C%20Springfield%2C%20IL")
    assert links["OpenStreetMap"].endswith("/directions?to=5%20Elm%20St%2C%20Springfield%2C%20IL")
    assert not any("39.8" in link for link in links.values())
    assert not links_to(Venue("Library", "Springfield, IL 62701", point=DOOR, approximate=True))


@pytest.mark.parametrize(
    ("address", "town", "named"),
    [
        ("64 Example Street, Port Deposit, MD 21904 USA", "Port Deposit", True),
        ("4501 Walnut, Kansas City, MO", "Kansas City", True),
        ("Hauptstraße 5, 10115 Berlin", "Berlin", True),
        ("5 Elm Street", "", True),
        ("Springfield, IL 62701, USA", "Springfield", False),
        ("10115 Berlin, Germany", "Berlin", False),
        ("London SW1A 1AA, UK", "London", False),
        ("Calgary, AB T2P 1J9, Canada", "Calgary", False),
        ("Chicago, IL, USA", "Chicago", False),
        ("Main Street, Springfield, IL", "Springfield", True),
        ("Hauptstraße, 10115 Berlin", "Berlin", True),
        ("Rue de Rivoli, 75004 Paris", "Paris", True),
        ("Via Roma, 00184 Roma RM, Italia", "Roma", True),
        ("شارع التحرير، القاهرة", "القاهرة", True),
        ("12 Elm Albany, NY", "Albany", True),
        ("St. Louis, MO 63101", "", False),
        ("Saint Louis, Missouri 63101", "Saint Louis", False),
        ("1012 AB Amsterdam", "Amsterdam", False),
        ("00184 Roma RM, Italia", "Roma", False),
        ("Sydney NSW 2000, Australia", "Sydney", False),
        ("1050 København K, Danmark", "København", False),
        ("Dublin 8, Ireland", "Dublin", False),
        ("Mumbai, Maharashtra 400001, India", "Mumbai", False),
        ("Room 5, Albany, NY", "Albany", False),
        ("P.O. Box 5, Albany, NY 12207", "Albany", False),
        ("", "", False),
    ],
)
def test_an_address_with_a_number_beside_a_name_leads_to_a_door(
    address: str, town: str, named: bool
) -> None:
    assert names_street(Venue(formatted_address=address, town=town)) is named


@pytest.mark.parametrize(
    ("user_agent", "first"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "Apple Maps"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "Apple Maps"),
        ("Mozilla/5.0 (Linux; Android 14; SM-A145)", "Google Maps"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "OpenStreetMap"),
        ("", "OpenStreetMap"),
    ],
)
def test_the_devices_own_maps_come_first_and_all_others_after(user_agent: str, first: str) -> None:
    links = map_links(Venue("Library", point=DOOR), "Evening", device_of(user_agent))
    assert links[0].name == first
    assert {link.name for link in links} == {"Apple Maps", "Google Maps", "OpenStreetMap", ""}


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
