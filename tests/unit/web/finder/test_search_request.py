"""What a query asks for, before anything is searched."""

from collections.abc import Iterable

import pytest
from chalice.app import Request as ChaliceRequest

from chalicelib.gazetteer.lookup import PlaceNotFound, Reading
from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.search.query import Sort
from chalicelib.meetings.storage.directory import Directory
from chalicelib.web.finder import place_asked, search_request
from chalicelib.web.finder.search_request import SearchRequest
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from tests.unit.web.page_event import page_event
from tests.unit.web.site import NOW


def ask(**query: str) -> Request:
    """Returns a request with that query, on Wednesday morning in New York."""
    request = Request(ChaliceRequest(page_event(query=query), None))
    request.now = NOW
    return request


def parse(country: str = "", **query: str) -> SearchRequest:
    """Returns the search of a query, asked as above."""
    return search_request.parse(ask(**query), country)


class NothingListed:
    """A listing that is empty, and counts how often it was asked."""

    def __init__(self) -> None:
        self.times_asked = 0

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        self.times_asked += 1
        return {}


@pytest.fixture(autouse=True)
def listing(monkeypatch: pytest.MonkeyPatch) -> NothingListed:
    nothing = NothingListed()
    monkeypatch.setattr(search_request, "open_table", lambda: nothing)
    return nothing


def test_listings_are_asked_only_where_a_name_is_in_doubt(listing: NothingListed) -> None:
    for place in ("Chicago", "62701", "Cook County, IL", "40.7,-74.0"):
        parse("US", place=place)
    assert listing.times_asked == 0
    parse("US", place="Springfield")
    assert listing.times_asked == 1


def test_an_area_is_searched_with_a_radius_that_holds_it() -> None:
    search = parse("US", place="Marin County")
    assert search.place and search.radius_km == search.place.radius_km > 0
    assert not search.too_wide
    assert parse("US", place="Marin County", radius="5km").radius_km == 5
    assert parse("US", place="Chicago").radius_km is None


def test_an_area_that_no_search_covers_has_its_towns_and_its_own_middle() -> None:
    search = parse("US", place="Texas")
    assert search.too_wide and search.place
    assert search.point == search.place.point
    assert search.radius_km is None
    assert {"Houston, Texas, US", "San Antonio, Texas, US"} <= {town.label for town in search.towns}


def test_a_point_may_be_typed_as_a_place() -> None:
    search = parse(place="40.7, -74.0")
    assert search.point == Point(40.7, -74.0)
    assert search.timezone == "America/New_York"


def test_an_address_and_a_misspelling_are_searched_and_said() -> None:
    assert parse(place="Chicago").reading is Reading.AS_TYPED
    assert parse(place="1600 Pennsylvania Ave Washington").reading is Reading.TOWN_OF_STREET
    assert parse("US", place="Los Angles").reading is Reading.CORRECTED


def test_nothing_asked_is_a_search_for_online_meetings_in_no_zone() -> None:
    search = parse()
    assert (search.online, search.knows_zone, search.timezone) == (True, False, "UTC")
    assert (search.sort, search.limit, search.day) == (Sort.START, 25, None)


def test_a_place_has_its_point_and_its_zone() -> None:
    search = parse(place="Springfield, Illinois")
    assert search.place and search.point == search.place.point
    assert (search.online, search.timezone) == (False, "America/Chicago")


def test_a_point_has_the_zone_of_the_nearest_town() -> None:
    search = parse(near="41.88,-87.63")
    assert search.point == Point(41.88, -87.63)
    assert (search.online, search.timezone) == (False, "America/Chicago")
    assert search.other_places == ()


def test_a_name_of_several_places_has_the_others_each_once() -> None:
    search = parse(place="Springfield")
    labels = [place.label for place in search.other_places]
    assert 1 <= len(labels) <= place_asked.MAX_OTHER_PLACES
    assert len({*labels, search.place and search.place.label}) == len(labels) + 1


def test_a_postal_code_is_looked_for_in_the_visitors_country_first() -> None:
    labels = {country: parse(country, place="10115").place for country in ("DE", "US")}
    assert labels["DE"] and labels["DE"].country == "DE"
    assert labels["US"] and labels["US"].country == "US"


def test_online_days_are_those_of_the_visitors_zone() -> None:
    search = parse(attendance="online", timezone="Asia/Tokyo", day="today,6")
    assert search.attendance is AttendanceOption.ONLINE
    assert search.day == frozenset({3, 6})  # Wednesday evening in Tokyo
    assert search.knows_zone


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"place": "Chicago", "near": "41.88,-87.63"}, "place"),
        ({"attendance": "in_person"}, "near"),
        ({"sort": "distance"}, "sort"),
        ({"near": "41.88,-87.63", "attendance": "online", "sort": "distance"}, "sort"),
        ({"after": "25:00"}, "after"),
    ],
)
def test_what_does_not_go_together_is_named(query: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        parse(**query)
    assert refusal.value.field == field


def test_a_place_that_is_none_is_said_to_be_unknown() -> None:
    with pytest.raises(PlaceNotFound):
        parse(place="Qxzkvw")
