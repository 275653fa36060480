"""What a CDN keeps is the same for all who ask with its key, whatever else they send: path, the
fields that a route knows, the language and the country."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.web.http.request import Request
from chalicelib.web.routes import ROUTES, Route
from tests.unit.web.every_route import PATHS
from tests.unit.web.site import HOST, Response, Site
from tests.unit.web.ticket_requests import TONIGHT, facilitator_at_the_end

SHARED = [route for routes in ROUTES.values() for route in routes if route.caching.is_shared]
OTHERS = [route for routes in ROUTES.values() for route in routes if not route.caching.is_shared]
LANGUAGES = ("en", "en-US", "fr-AU", "de-001", "ar-EG", "pt")
KEY = {"X-Waypost-Via": "cdn", "Accept": "application/cose-key-set"}
texts = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30)
AGENTS = ("", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "Android 14", "curl/8")
OTHER_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Cookie": st.sampled_from(["language=fr", "language=ar; waypost={session}"]) | texts,
        "User-Agent": st.sampled_from(AGENTS) | texts,
        "Referer": st.sampled_from([f"https://{HOST}/?place=Chicago", f"https://{HOST}/"]) | texts,
        "Host": st.sampled_from([HOST, "a1b2c3.execute-api.us-east-1.amazonaws.com"]) | texts,
        "Origin": st.sampled_from([f"https://{HOST}", "null"]) | texts,
        "X-Forwarded-For": st.sampled_from(["203.0.113.9", "10.0.0.1, 10.0.0.2"]) | texts,
        "X-Forwarded-Host": texts,
        "X-Forwarded-Proto": st.sampled_from(["http", "https"]),
        "Accept-Encoding": st.sampled_from(["gzip", "br, gzip", "identity"]),
        "Authorization": texts,
        "Range": st.sampled_from(["bytes=0-10"]),
        "If-Modified-Since": texts,
        "DNT": st.just("1"),
        "Save-Data": st.just("on"),
        "Sec-Fetch-Dest": st.sampled_from(["document", "iframe", "script"]),
        "CloudFront-Viewer-Country": st.sampled_from(["AU", "DE"]),
    },
)


def address(route: Route) -> str:
    return PATHS.get(route.path, route.path.replace("{meeting_id}", TONIGHT.id))


def whole(answer: Response) -> tuple[Any, ...]:
    return answer.status, answer.body, sorted(answer.headers.items())


@pytest.fixture(scope="module")
def desk(site_for_module: Site) -> Site:
    """With a facilitator whose session is due to be renewed."""
    site = facilitator_at_the_end(site_for_module)
    site.clock.wait(days=30)
    return site


@settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(SHARED), st.sampled_from(LANGUAGES), OTHER_HEADERS)
def test_the_same_key_has_the_same_answer_whatever_else_is_sent(
    desk: Site, route: Route, language: str, others: dict[str, str]
) -> None:
    session = desk.cookie.partition("=")[2]
    sent = {name: value.replace("{session}", session) for name, value in others.items()}
    key = {**KEY, "Accept-Language": language}
    desk.cookie, cookie = "", desk.cookie
    try:
        plain = desk.get(address(route), None, **key)
        assert whole(desk.get(address(route), None, **sent, **key)) == whole(plain)
    finally:
        desk.cookie = cookie


@pytest.mark.parametrize("route", SHARED, ids=[route.path for route in SHARED])
def test_what_is_kept_sets_no_cookie_and_has_a_tag(desk: Site, route: Route) -> None:
    for through in ({}, {"X-Waypost-Via": "cdn"}):
        answer = desk.get(address(route), None, Accept="application/cose-key-set", **through)
        assert answer.status == 200
        assert not answer.header("Set-Cookie")
        assert "Cookie" not in answer.header("Vary")
        assert answer.header("ETag")
        assert answer.header("Cache-Control") != "no-store"


@pytest.mark.parametrize("route", SHARED, ids=[route.path for route in SHARED])
def test_a_field_that_a_route_does_not_know_changes_nothing(desk: Site, route: Route) -> None:
    key = {**KEY, "Accept-Language": "en"}
    plain = desk.get(address(route), None, **key)
    mark = "&" if "?" in address(route) else "?"
    more = desk.get(f"{address(route)}{mark}utm_source=x&fresh=fr&v=1", None, **key)
    assert more.body == plain.body


WAYS = ("near=40.71,-74.01", "attendance=online", "words=wednesday", "place=New+York&limit=1")


@pytest.mark.parametrize("route", SHARED, ids=[route.path for route in SHARED])
def test_a_view_reads_of_the_query_what_its_route_names_and_nothing_else(
    desk: Site, monkeypatch: pytest.MonkeyPatch, route: Route
) -> None:
    """A CDN drops all others, so that they would work without one alone."""
    asked_for: set[str] = set()
    queries = Request.queries

    def recorded(request: Request, name: str) -> list[str]:
        asked_for.add(name)
        return queries(request, name)

    monkeypatch.setattr(Request, "queries", recorded)
    assert desk.get(address(route), None, **KEY).status == 200
    for way in WAYS:
        desk.get(f"{route.path}?{way}", None, **KEY)
    assert asked_for <= {*route.fields}
    assert bool(asked_for) == bool(route.fields)


# Anybody may say that they are a CDN


def test_who_says_to_be_a_cdn_is_told_of_nobody_else(desk: Site) -> None:
    claimed = {"X-Waypost-Via": "cdn"}
    for route in OTHERS:
        if route.method != "GET":
            continue
        answer = desk.get(f"{address(route)}?meeting_id={TONIGHT.id}", None, **claimed)
        assert answer.header("Cache-Control") == "no-store", route.path
    assert "Wednesday" not in desk.get("/", None, **claimed, Cookie="").text


def test_who_says_to_be_a_cdn_changes_where_links_lead_for_themselves_alone(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "stage", "/api")
    claimed = {"X-Waypost-Via": "cdn", "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for route in SHARED:
        answer = desk.get(address(route), None, Accept="application/cose-key-set", **claimed)
        assert "evil.example" not in answer.body.decode("latin-1"), route.path
        assert b'"/api/' not in answer.body, route.path
    assert 'href="/api/' in desk.get("/").text
    refused = desk.submit("/language", {"to": "fr"}, Origin="https://evil.example", **claimed)
    assert refused.status in (403, 303)
    assert not refused.header("Location").startswith("//")
