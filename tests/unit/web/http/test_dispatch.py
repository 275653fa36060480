"""Whatever is sent to any address, it is answered: never 500, and every refusal has the one shape
(which `Site.request` holds every answer to)."""

import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import app as front_door
from chalicelib.facilitators.accounts import enrol_link
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import FORM, HOST, JSON, NOW, Site, put_meetings, stored_items

EVENING = meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30)
ROUTES = [(path, method) for path, methods in front_door.app.routes.items() for method in methods]
QUERY_NAMES = ("place", "near", "radius", "day", "attendance", "limit", "sort", "cursor", "v", "x")
UNKNOWN_NAMES = ("path", "base", "t", "language", "self", "link", "now", "template", "visit", "")
BODY_NAMES = ("token", "secret", "meeting_id", "detail", "link", "once", "x")
FEW = settings(
    max_examples=50,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

plausible = st.sampled_from(
    ["", "full", "time", "today", "online", "hybrid", "in_person", "distance", "10mi", "100km",
     "40.71,-74.01", "-90,180", "Chicago", "10001", "京都", "ABCDE12345", EVENING.id, "6", "100",
     "a" * 12, "null", "\u202e", "\x00", "%", "../..", "0x1", "1e9", "٣", "2KCE3IQBE4CEQVCVKF3WMQ"]
)  # fmt: skip
texts = plausible | st.text(max_size=40) | st.text("0123456789.,-eE+kmi ", max_size=12)
values = st.recursive(
    texts | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
cursors = st.tuples(
    st.integers(int(NOW.timestamp()) - 90_000, int(NOW.timestamp()) + 90) | values,
    st.floats() | st.integers(0, 1 << 41),
    texts,
    st.none() | st.floats(0, 100) | values,
)
json_bodies = st.dictionaries(st.sampled_from(BODY_NAMES) | texts, values, max_size=3).map(
    lambda body: json.dumps(body).encode()
)
form_bodies = st.dictionaries(st.sampled_from(BODY_NAMES), texts, max_size=3).map(
    lambda fields: urlencode(fields, errors="replace").encode()
)
origins = st.sampled_from([f"https://{HOST}", f"http://{HOST}", "null", "http://["]) | st.text()
kinds = st.sampled_from([JSON["Content-Type"], FORM["Content-Type"], "text/plain"]) | st.text()


@pytest.fixture(scope="module")
def desk(site_for_module: Site) -> Site:
    put_meetings(EVENING)
    site_for_module.sign_in(EVENING)
    return site_for_module


@st.composite
def queries(draw: st.DrawFn) -> str:
    names = st.sampled_from(QUERY_NAMES + UNKNOWN_NAMES) | texts
    pairs = draw(st.lists(st.tuples(names, texts), max_size=4))
    return urlencode(pairs, errors="replace")


def filled(path: str, text: str) -> str:
    """The path with a value in place of its parameter."""
    name = quote(text.encode(errors="replace"), safe="") or "x"
    return path.replace("{meeting_id}", name).replace("{name}", name)


@FEW
@given(st.sampled_from(ROUTES), texts | st.just(EVENING.id), queries())
def test_any_path_value_and_query(desk: Site, route: Any, text: str, query: str) -> None:
    path, method = route
    if method == "GET":
        desk.request("GET", f"{filled(path, text)}?{query}")


@pytest.mark.parametrize("name", UNKNOWN_NAMES)
def test_a_query_field_that_nobody_knows_changes_no_answer(desk: Site, name: str) -> None:
    for path, method in ROUTES:
        if method == "GET":
            where = filled(path, EVENING.id)
            assert desk.get(where, {name: "x"}).status == desk.get(where).status, where


@FEW
@given(cursors, st.sampled_from(["near=40.71,-74.01", "attendance=online", "near=0,0&day=today"]))
def test_any_cursor(desk: Site, cursor: Any, query: str) -> None:
    text = urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")
    for sort in ("", "&sort=start", "&sort=distance"):
        desk.get(f"/v1/meetings?{query}{sort}&cursor={text}")
    page = desk.get(f"/?{query}&cursor={text}")
    assert page.status in (200, 303) or len(text) > 200


@FEW
@given(st.sampled_from(ROUTES), json_bodies | form_bodies | st.binary(max_size=60), kinds, origins)
def test_any_body_content_type_and_origin(
    desk: Site, route: Any, body: bytes, kind: str, origin: str
) -> None:
    path, method = route
    if (path, method) in (("/sign-out", "POST"), ("/v1/session", "DELETE")):
        return
    headers = {"Content-Type": kind, "Origin": origin}
    desk.request(method, filled(path, EVENING.id), headers=headers, body=body)


@FEW
@given(json_bodies | st.binary(max_size=60), form_bodies | st.binary(max_size=60))
def test_any_json_or_form_where_it_belongs(desk: Site, body: bytes, form: bytes) -> None:
    for path in ("/v1/session", "/v1/verifications", "/v1/verifications/check"):
        desk.post(path, body)
    own = {**FORM, "Origin": desk.origin}
    for path in ("/v", "/sign-in", f"/facilitate/give/{EVENING.id}"):
        desk.request("POST", path, headers=own, body=form)


@FEW
@given(st.text(), st.text(), st.text(), st.text())
def test_any_header(desk: Site, cookie: str, host: str, accept: str, origin: str) -> None:
    headers = {"Cookie": f"waypost={cookie}", "Host": host, "Accept": accept, "Origin": origin}
    for path in ("/", "/facilitate", "/v", "/.well-known/cose-key-set"):
        desk.request("GET", path, headers=headers)
    for cookies in ({"Cookie": cookie}, {}):
        desk.submit("/v/check", {"token": "x"}, **{**headers, **cookies})
    assert desk.post("/v1/verifications", {"meeting_id": EVENING.id}, **headers).status == 401


def test_what_was_refused_has_changed_nothing(desk: Site) -> None:
    before = stored_items(desk)
    for body in (b"", b"{}", b'{"secret": "x"}', b"null"):
        desk.post("/v1/session", body)
        desk.post("/v1/verifications", body)
    assert stored_items(desk) == before
    link = enrol_link("desk", [EVENING.id], NOW)
    assert desk.post("/v1/session", {"secret": link.partition("#")[2]}).status == 201


@pytest.mark.parametrize("path", [path for path, method in ROUTES if method == "GET"])
def test_head_is_get_without_a_body(desk: Site, path: str) -> None:
    address = filled(path, EVENING.id)
    asked = {"Accept": "application/cose-key-set", "Accept-Language": "es"}
    got = desk.request("GET", address, headers=asked)
    head = desk.request("HEAD", address, headers=asked)
    assert (head.status, head.headers) == (got.status, got.headers)
