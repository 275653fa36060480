"""The CloudFront Function as it is deployed, with what it knows of the service."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as drawn

from chalicelib.web.http.responses import COSE_KEY_SET
from chalicelib.web.lasting_pages import NAMES
from chalicelib.web.routes import ROUTES, Route
from tests.cdn.edge_function import EdgeFunction, Seen
from tests.cdn.proxy import VISITOR
from tests.vectors import languages
from tools import cdn

CACHED = [
    route
    for route in cdn.cached_routes()
    if route.path[1:] not in NAMES and not route.path.startswith("/pages/")
]
UNCACHED = [
    route
    for routes in ROUTES.values()
    for route in routes
    if not cdn.behaviour_of(route.path.replace("{", "").replace("}", "")).is_cached
]
SEARCHES = [route for route in CACHED if route.fields]
BROWSER = (("Accept", "text/html"), ("Accept-Language", "de-CH,fr;q=0.5"), ("Cookie", "a=b"))


def seen(function: EdgeFunction, target: str, *headers: tuple[str, str]) -> Seen:
    return function("GET", target, headers, VISITOR)


def address(route: Route) -> str:
    return "/".join("abc" if part.startswith("{") else part for part in route.path.split("/"))


def path_of(route: Route) -> str:
    return route.path


def test_language_and_country_are_those_that_the_service_would_read(
    function: EdgeFunction,
) -> None:
    for chosen, accepted in languages.asked():
        cookie = [("Cookie", f"language={chosen}")] if chosen else []
        found = seen(function, "/", ("Accept-Language", accepted), *cookie)
        assert found.headers["accept-language"] == languages.tag_of(chosen, accepted)


@pytest.mark.parametrize("route", CACHED, ids=path_of)
def test_of_what_is_cached_goes_on_what_the_answer_depends_on(
    function: EdgeFunction, route: Route
) -> None:
    everything = urlencode(dict.fromkeys((*route.fields, "utm_source", "fbclid"), "x"))
    found = seen(function, f"{address(route)}?{everything}", *BROWSER)
    assert found.uri == address(route)
    assert found.query == urlencode([(name, "x") for name in sorted(route.fields)])
    by_language = "Accept-Language" in route.caching.varies_by
    by_type = "Accept" in route.caching.varies_by
    assert found.headers.get("accept-language") == ("de-CH" if by_language else None)
    assert found.headers.get("accept") == (COSE_KEY_SET if by_type else None)


@pytest.mark.parametrize("route", UNCACHED, ids=lambda route: f"{route.method} {route.path}")
def test_what_is_not_cached_goes_on_as_it_came(function: EdgeFunction, route: Route) -> None:
    target = f"{address(route)}?kept=1&kept=2&x=+%C3%A9"
    found = seen(function, target, *BROWSER)
    assert found.target == target
    assert found.headers["accept"] == "text/html"
    assert found.headers["accept-language"] == "de-CH"


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_the_bucket_are_asked_for_by_language_alone(
    function: EdgeFunction, name: str
) -> None:
    found = seen(function, f"/{name}?a=b", *BROWSER)
    assert found.target == f"/pages/de/{name}"
    assert found.headers == {"accept-language": "de", "x-waypost-viewer": VISITOR}


def pairs_of(fields: tuple[str, ...]) -> drawn.SearchStrategy[list[tuple[str, str]]]:
    names = drawn.sampled_from((*fields, "utm_source", "Place", "__proto__", "constructor", ""))
    values = drawn.text(
        drawn.characters(codec="utf-8", exclude_characters="\x00"), max_size=6
    ) | drawn.sampled_from(("", " ", "New York", "41.88,-87.63", "+", "%", "&=#", "caf\xe9"))
    return drawn.lists(drawn.tuples(names, values), max_size=6)


@given(data=drawn.data())
@hypothesis_settings(max_examples=300)
def test_the_service_reads_of_a_query_what_it_would_have_read(
    function: EdgeFunction, data: drawn.DataObject
) -> None:
    """Known fields with all their values in their order, without what is blank."""
    route = data.draw(drawn.sampled_from(SEARCHES))
    sent = data.draw(pairs_of(route.fields))
    found = seen(function, f"{address(route)}?{urlencode(sent)}")
    read = parse_qsl(found.query, keep_blank_values=True, strict_parsing=bool(found.query))
    known = [(name, value) for name, value in sent if name in route.fields and value.strip(" ")]
    assert read == sorted(known, key=lambda pair: pair[0])
    assert seen(function, found.target).query == found.query  # it is normal already
