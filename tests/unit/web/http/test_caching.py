"""How long answers may be kept, and by whom."""

import pytest
from chalice.app import Request as ChaliceRequest
from chalice.app import Response

from chalicelib.web.finder import search_request
from chalicelib.web.http import params
from chalicelib.web.http.caching import (
    FEED,
    LISTS_AS_BYTES,
    NEVER,
    SEARCH,
    SEARCH_FIELDS,
    Caching,
    cache_control,
    request_by_key,
)
from chalicelib.web.http.dispatch import dispatch
from chalicelib.web.routes import ROUTES, Route
from tests.unit.meetings.factories import meeting
from tests.unit.web.page_event import page_event
from tests.unit.web.site import Site, put_meetings

ALL = [route for routes in ROUTES.values() for route in routes]
SHARED = [route for route in ALL if route.caching.is_shared]
THROUGH_CDN = {"X-Waypost-Via": "cdn"}
EVENING = meeting("evening")
ALWAYS_FROM_THE_SERVICE = {
    "/t",
    "/sign-in",
    "/facilitate",
    "/facilitate/give/{meeting_id}",
    "/facilitate/slips/{meeting_id}",
    "/meetings/{meeting_id}/report",
    "/v1/tickets",
    "/v1/slips",
    "/v/check",
    "/developers/check-feed",
    "/health",
    "/health/ready",
}


@pytest.mark.parametrize(
    ("caching", "own", "through_cdn"),
    [
        (NEVER, "no-store", "no-store"),
        (
            SEARCH,
            "private, no-cache",
            "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=240",
        ),
        (
            FEED,
            "public, max-age=300",
            "public, max-age=300, s-maxage=300, stale-while-revalidate=300, stale-if-error=86400",
        ),
    ],
)
def test_only_a_cdn_is_told_how_long_it_may_keep_an_answer(
    caching: Caching, own: str, through_cdn: str
) -> None:
    assert cache_control(caching, through_cdn=False) == own
    assert cache_control(caching, through_cdn=True) == through_cdn


def test_what_is_about_somebody_or_changes_something_is_kept_by_nobody() -> None:
    assert {route.path for route in ALL if route.method == "GET"} - {
        route.path for route in SHARED
    } == ALWAYS_FROM_THE_SERVICE
    assert all(route.method == "GET" for route in SHARED)


def test_words_that_depend_on_the_minute_are_never_old() -> None:
    longest = SEARCH.shared_s + max(SEARCH.stale_s, SEARCH.stale_if_error_s)
    assert SEARCH.shared_s + SEARCH.stale_s <= 120  # seconds
    assert longest <= 300


def test_the_fields_of_a_route_are_those_that_its_view_reads() -> None:
    assert set(SEARCH_FIELDS) == {parameter.name for parameter in params.SEARCH}
    assert set(search_request.FIELDS) <= set(SEARCH_FIELDS)
    searches = {"/", "/print", "/embed", "/results.geojson", "/v1/meetings"}
    feeds = {route.path for route in ALL if route.path.startswith("/feeds/")}
    assert {route.path for route in SHARED if route.fields} == {
        *searches,
        *feeds,
        "/cells/{name}/{file}",
        "/saved",
        "/what-to-expect",
    }


@pytest.mark.parametrize("route", SHARED, ids=[route.path for route in SHARED])
def test_an_error_is_kept_by_nobody(site: Site, route: Route) -> None:
    if "{meeting_id}" in route.path or "{first}" in route.path or "near" in route.fields:
        path = route.path.replace("{", "x").replace("}", "")
        answer = site.get(f"{path}?near=x", **THROUGH_CDN)
        if route.path == "/embed":  # which says so in its frame, to whoever wrote it
            assert answer.status == 200
            return
        assert answer.status in (400, 404)
        assert answer.header("Cache-Control") == "no-store"
        assert not answer.header("ETag")


@pytest.mark.parametrize("through", [{}, THROUGH_CDN])
def test_what_sets_a_cookie_is_kept_by_nobody(through: dict[str, str]) -> None:
    """Else one visitor would be handed another's."""
    request = ChaliceRequest(page_event(through), None)

    def answered(headers: dict[str, str | list[str]]) -> Response:
        return dispatch(lambda: Response("a", headers), request, SEARCH)

    answers = (answered({}), answered({"Set-Cookie": "session=1"}))
    kept, own = (answer.headers for answer in answers)
    assert kept["Cache-Control"] == cache_control(SEARCH, through_cdn=bool(through))
    assert own["Cache-Control"] == "no-store"
    assert "ETag" in kept and "ETag" not in own


@pytest.mark.parametrize("caching", [SEARCH, LISTS_AS_BYTES])
def test_an_answer_says_by_which_headers_it_differs(caching: Caching) -> None:
    request = ChaliceRequest(page_event(THROUGH_CDN), None)
    answer = dispatch(lambda: Response("a", {"Vary": "Cookie"}), request, caching)
    assert answer.headers["Vary"] == ", ".join(caching.varies_by)


def test_a_view_of_what_a_cdn_keeps_sees_nothing_of_who_asks() -> None:
    sent = {"Cookie": "session=1", "X-Forwarded-For": "203.0.113.9", "Accept-Language": "fr"}
    request = request_by_key(ChaliceRequest(page_event({**THROUGH_CDN, **sent}), None), SEARCH)
    seen = request.to_original_event()
    for part in ("headers", "multiValueHeaders"):
        assert set(seen[part]) == {*THROUGH_CDN, "Accept-Language"}
    assert "203.0.113.9" not in str(seen)


def test_a_change_of_address_is_kept_by_nobody(site: Site) -> None:
    answer = site.get("/?place=Chicago&cursor=old", **THROUGH_CDN)
    assert (answer.status, answer.header("Location")) == (303, "/?place=Chicago")
    assert answer.header("Cache-Control") == "no-store"


def test_who_has_a_page_already_is_sent_nothing_until_it_changes(site: Site) -> None:
    put_meetings(EVENING)
    path = f"/meetings/{EVENING.id}"
    for through in ({}, THROUGH_CDN):
        first = site.get(path, **through)
        again = site.get(path, **through, **{"If-None-Match": f'"other", {first.header("ETag")}'})
        assert (first.status, again.status, again.body) == (200, 304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
            assert again.header(name) == first.header(name), name
    tag = {"If-None-Match": site.get(path).header("ETag")}
    site.clock.wait(hours=11)
    assert site.get(path, **tag).status == 200  # it starts sooner


def test_a_browser_that_chose_another_language_is_not_shown_the_page_before(site: Site) -> None:
    before = site.get("/v", **{"Accept-Language": "de"})
    assert before.header("Cache-Control") == "private, no-cache"  # so it asks each time
    chosen = site.submit("/language", {"to": "fr"}, Referer=f"{site.origin}/v")
    assert chosen.header("Clear-Site-Data") == '"cache"'
    cookie = chosen.header("Set-Cookie").partition(";")[0]
    after = site.get(
        "/v", **{"Accept-Language": "de", "Cookie": cookie, "If-None-Match": before.header("ETag")}
    )
    assert (after.status, after.header("Content-Language")) == (200, "fr")
    assert after.header("ETag") != before.header("ETag")
    assert "Cookie" not in after.header("Vary")
