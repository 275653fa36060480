"""What a query asks for, before anything is searched."""

from typing import Any

import pytest
from chalice.app import Request as ChaliceRequest

from chalicelib.gazetteer.lookup import PlaceNotFound
from chalicelib.geo.point import Point
from chalicelib.meetings.meeting import AttendanceOption
from chalicelib.meetings.search.query import Sort
from chalicelib.web.finder import search_request
from chalicelib.web.finder.search_request import SearchRequest
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from tests.unit.web.site import NOW


def ask(**query: str) -> Request:
    """Returns a request with that query, on Wednesday morning in New York."""
    event: dict[str, Any] = {
        "headers": {},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {"httpMethod": "GET", "resourcePath": "/", "path": "/"},
    }
    request = Request(ChaliceRequest(event, None))
    request.now = NOW
    return request


def parse(country: str = "", **query: str) -> SearchRequest:
    """Returns the search of a query, asked as above."""
    return search_request.parse(ask(**query), country)


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
    assert 1 <= len(labels) <= search_request.MAX_OTHER_PLACES
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
