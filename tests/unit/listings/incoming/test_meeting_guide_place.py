"""Where a row says that its meeting is, and which zone that gives."""

from typing import Any

import pytest

from chalicelib.geo.point import Point
from tests.unit.listings.feeds import meeting, read, row


def test_a_rows_own_zone_wins_over_the_feeds() -> None:
    found = meeting(timezone="Europe/Kiev")
    assert found.schedule and found.schedule.timezone == "Europe/Kiev"
    found = meeting(timezone="america/new york")
    assert found.schedule and found.schedule.timezone == "America/New_York"


def test_without_any_zone_the_place_tells_it() -> None:
    by_point = read(row(), timezone=None).meetings[0].schedule
    by_address = read(row(latitude=None, longitude=None), timezone=None).meetings[0].schedule
    assert by_point and by_point.timezone == "America/New_York"
    assert by_address and by_address.timezone == "Europe/Paris"


def test_where_nothing_tells_the_zone_the_reason_names_the_option() -> None:
    online = row(
        formatted_address=None, latitude=None, longitude=None, conference_url="zoom.us/j/1"
    )
    (remark,) = read(online, timezone=None).set_aside
    assert remark.field == "timezone"
    assert "--timezone" in remark.reason


def test_given_coordinates_win_and_are_exact() -> None:
    venue = meeting(latitude="40.7500", longitude="-73.9900").venue
    assert venue.point == Point(40.75, -73.99)
    assert not venue.approximate


def test_an_address_without_coordinates_is_placed_approximately() -> None:
    for lat, lon in [(None, None), (0, 0), ("0", "0.0")]:
        feed = read(row(latitude=lat, longitude=lon))
        assert feed.meetings[0].venue.point == Point(48.85, 2.35)
        assert feed.meetings[0].venue.approximate
        assert not feed.corrected


@pytest.mark.parametrize(
    ("lat", "lon", "field"),
    [
        (91, 0, "latitude"),
        (40, 181, "longitude"),
        ("north", -73, "latitude"),
        (40, True, "longitude"),
        ("nan", -73, "latitude"),
        (40, None, "latitude"),
    ],
)
def test_coordinates_that_cannot_be_are_left_out(lat: object, lon: object, field: str) -> None:
    feed = read(row(latitude=lat, longitude=lon))
    assert feed.meetings[0].venue.point == Point(48.85, 2.35)
    assert [remark.field for remark in feed.corrected] == [field]


def test_an_address_is_composed_of_its_parts() -> None:
    parts = {
        "formatted_address": None,
        "address": "51st & Wornall,  ",
        "city": "Kansas City",
        "state": "MO",
        "postal_code": 64112,
        "country": "USA",
    }
    found = meeting(**parts)
    assert found.venue.formatted_address == "51st & Wornall, Kansas City, MO 64112, USA"
    assert found.venue.regions == ("Kansas City",)
    short = meeting(**{**parts, "postal_code": 2134, "state": "MA"})
    assert short.venue.formatted_address.endswith("MA 02134, USA")
    whole = meeting(formatted_address=None, address="8 High St, Bath, UK", city="Bath")
    assert whole.venue.formatted_address == "8 High St, Bath, UK"


@pytest.mark.parametrize(
    ("fields", "regions"),
    [
        ({"regions": ["New York", "Bronx"], "region": "x"}, ("New York", "Bronx")),
        ({"regions": "New York > Bronx"}, ("New York", "Bronx")),
        ({"region": "San Jose", "sub_region": "South"}, ("San Jose", "South")),
        ({"region": "San Jose", "city": "Campbell"}, ("San Jose",)),
        ({"city": "Campbell"}, ("Campbell",)),
        ({"regions": [], "region": None}, ()),
    ],
)
def test_regions_go_from_general_to_specific(
    fields: dict[str, Any], regions: tuple[str, ...]
) -> None:
    assert meeting(**fields).venue.regions == regions
