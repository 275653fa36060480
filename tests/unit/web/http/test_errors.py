"""Whatever is wrong with a request, the answer says so in one shape, and nothing is changed.

`Site.request` holds every answer to that shape (`site.require_shape`)."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

import app as front_door
from chalicelib import dynamodb
from chalicelib.meetings.schedule.rescheduling import CannotChange, Refusal
from chalicelib.web.api import openapi
from chalicelib.web.http import errors
from chalicelib.web.http.errors import CATALOGUE, DEFINITIONS, UNEXPECTED, details_of
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.i18n.catalogue import translator
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import FORM, JSON, Site, put_meetings, stored_items

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
EVENING = meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30)
ROUTES = {path: set(methods) for path, methods in front_door.app.routes.items()}
PATHS = {path: path.replace("{meeting_id}", EVENING.id).replace("{name}", "x") for path in ROUTES}
JSON_POSTS = {
    "/v1/session": {"secret": "x"},
    "/v1/verifications": {"meeting_id": EVENING.id, "detail": "full"},
    "/v1/verifications/check": {"token": "x"},
}
FORM_POSTS = ("/v/check", "/sign-in", "/sign-out", f"/facilitate/give/{EVENING.id}")
NOT_JSON_OBJECTS = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"null",
    b"1",
    b'{"token": NaN}',
    b'{"token": Infinity}',
    b'{"token": -Infinity}',
    b'{"token": ' + b"9" * 10_000 + b"}",
    b'{"token": ' + b"[" * 90_000,
    b'{"a": ' * 15_000 + b"1" + b"}" * 15_000,
    b"\xff\xfe",
    '{"token": "é"}'.encode("latin-1"),
    '{"token": "x"}'.encode("utf-16"),
    b'{"token": "' + b"x" * 1_000_001 + b'"}',
    b"token=x",
]


@pytest.fixture(scope="module")
def signed_in(site_for_module: Site) -> Site:
    """One for all: nothing here changes anything."""
    put_meetings(EVENING)
    site_for_module.sign_in(EVENING)
    return site_for_module


@pytest.fixture
def site(signed_in: Site) -> Site:
    """The same without a session."""
    return replace(signed_in, cookie="")


def test_a_method_that_an_address_does_not_have_is_named_with_those_it_has(site: Site) -> None:
    for route, methods in ROUTES.items():
        for method in METHODS:
            if method not in methods:
                answer = site.request(method, PATHS[route], headers=JSON)
                assert answer.status == 405
                assert set(answer.header("Allow").split(", ")) == methods


def test_pages_of_other_origins_may_read_that_an_address_of_theirs_has_no_such_method(
    site: Site,
) -> None:
    for route, views in front_door.app.routes.items():
        allowed = "*" if any(view.cors for view in views.values()) else ""
        for method in (*METHODS, "HEAD"):
            if method not in views:
                answer = site.request(method, PATHS[route], headers=JSON)
                assert answer.header("Access-Control-Allow-Origin") == allowed, (method, route)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "", "x/y;z"])
def test_a_body_of_another_kind_is_refused(signed_in: Site, kind: str) -> None:
    before = stored_items(signed_in)
    for path in (*JSON_POSTS, *FORM_POSTS):
        refused = signed_in.post(path, b"{}", **{"Content-Type": kind})
        assert refused.status == 415
    assert stored_items(signed_in) == before


def test_a_form_is_not_taken_for_json_nor_json_for_a_form(signed_in: Site) -> None:
    assert {signed_in.submit(path, {}).status for path in JSON_POSTS} == {415}
    assert {signed_in.post(path, {}).status for path in FORM_POSTS} == {415}


@pytest.mark.parametrize("kind", ["application/json;charset=utf-8", "Application/JSON"])
def test_a_content_type_may_name_its_charset(site: Site, kind: str) -> None:
    answer = site.post("/v1/verifications/check", {"token": "x"}, **{"Content-Type": kind})
    assert answer.status == 200


@pytest.mark.parametrize("body", NOT_JSON_OBJECTS, ids=lambda body: repr(body[:16]))
def test_a_body_that_is_no_json_object_is_refused(signed_in: Site, body: bytes) -> None:
    before = stored_items(signed_in)
    for path in JSON_POSTS:
        refused = signed_in.post(path, body)
        assert (refused.status, refused.error["field"]) == (400, "body")
    assert stored_items(signed_in) == before


@pytest.mark.parametrize("value", [None, True, 1, 1.5, [], ["x"], {}, {"a": 1}, 10**30])
def test_a_member_of_the_wrong_type_is_named(signed_in: Site, value: object) -> None:
    before = stored_items(signed_in)
    for path, body in JSON_POSTS.items():
        for member in body:
            refused = signed_in.post(path, {**body, member: value})
            assert (refused.status, refused.error["field"]) == (400, member)
    assert stored_items(signed_in) == before


@pytest.mark.parametrize("path", JSON_POSTS)
def test_a_member_that_is_not_known_is_named(signed_in: Site, path: str) -> None:
    refused = signed_in.post(path, {**JSON_POSTS[path], "name": "x"})
    assert (refused.status, refused.error["field"]) == (400, "name")
    for odd in ("", "\ud800", "x" * 90_000, "\x00", "a\nb"):
        sent = json.dumps({**JSON_POSTS[path], odd: 1}).encode()
        assert signed_in.post(path, sent).status == 400


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 201, "tab\there"])
def test_a_secret_or_an_id_in_another_form_is_refused(signed_in: Site, text: str) -> None:
    assert signed_in.post("/v1/session", {"secret": text}).error["field"] == "secret"
    given = signed_in.post("/v1/verifications", {"meeting_id": text})
    assert given.error["field"] == "meeting_id"


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b"token=%ff",
        b"token=a&token=b",
        b"&".join(b"f%d=x" % n for n in range(30)),
        b"token=" + b"x" * 300_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_form_in_another_encoding_or_with_a_field_twice_is_refused(
    signed_in: Site, body: bytes
) -> None:
    before = stored_items(signed_in)
    for path in FORM_POSTS:
        if path == "/sign-out":
            continue  # takes no fields
        own = {**FORM, "Origin": signed_in.origin}
        refused = signed_in.request("POST", path, headers=own, body=body)
        assert refused.status == 400
    assert stored_items(signed_in) == before


OUT_OF_RANGE = {
    "near": ["41.88", "91,0", "0,181", "nan,nan", "inf,0", "1e1,1", "41.88,-87.63,1", "a,b", "١,٢"],
    "radius": ["10", "10 miles", "0mi", "0.0001km", "-1km", "101km", "63mi", "1e1km", "٣km"],
    "day": ["7", "-1", "monday", "Today", "1.0", "00", "١"],
    "attendance": ["inperson", "inactive", "ONLINE", "true"],
    "limit": ["0", "101", "-1", "1.5", "1e1", "٢", "9" * 100, "true"],
    "sort": ["name", "-start"],
    "cursor": ["x", "e30", "W10", "bnVsbA", "é", "=", "W1sxXV0", "Ly8v"],
    "place": ["x" * 201, "a\x00b", "a\nb", "\x7f"],
}


@pytest.mark.parametrize("name", OUT_OF_RANGE)
def test_a_query_value_out_of_range_is_named_with_what_is_allowed(site: Site, name: str) -> None:
    searched = {} if name in ("near", "place") else {"near": "40.71,-74"}
    for value in OUT_OF_RANGE[name]:
        refused = site.get("/v1/meetings", {**searched, name: value})
        assert (refused.status, refused.error["field"]) == (400, name), value
        assert len(refused.error["message"]) > len(f"{name}: ")
        page = site.get("/", {**searched, name: value})
        assert page.status == (303 if name == "cursor" else 400) or name == "limit"


@pytest.mark.parametrize("path", ["/v1/meetings", "/"])
def test_a_query_value_given_twice_is_refused(site: Site, path: str) -> None:
    for name in ("near", "place", "day", "attendance", "radius", "sort", "cursor"):
        assert site.get(f"{path}?{name}=a&{name}=a").status == 400


@pytest.mark.parametrize("text", ["%FF", "%ED%A0%80", "%C3", "a%00"])
def test_a_query_value_in_another_encoding_is_refused(site: Site, text: str) -> None:
    assert site.get(f"/v1/meetings?place={text}").error["field"] == "place"
    assert site.get(f"/?place={text}").status == 400


def test_place_and_near_together_are_one_too_many(site: Site) -> None:
    both = {"place": "Chicago", "near": "41.88,-87.63"}
    assert site.get("/v1/meetings", both).error["field"] == "place"


def test_a_search_for_nothing_says_what_to_ask_for(site: Site) -> None:
    assert site.get("/v1/meetings").error["field"] == "near"
    assert site.get("/v1/meetings", {"attendance": "in_person"}).error["field"] == "near"
    assert site.get("/v1/meetings", {"attendance": "online", "sort": "distance"}).status == 400


@pytest.mark.parametrize("meeting_id", ["nosuch", "a" * 12, "AbC-_9"])
def test_a_meeting_that_is_not_listed_is_not_found(signed_in: Site, meeting_id: str) -> None:
    assert signed_in.get(f"/v1/meetings/{meeting_id}").status == 404
    assert signed_in.get(f"/meetings/{meeting_id}").status == 404
    assert signed_in.get(f"/facilitate/give/{meeting_id}").status == 404
    assert signed_in.post("/v1/verifications", {"meeting_id": meeting_id}).status == 404


@pytest.mark.parametrize(
    "meeting_id", ["a" * 13, "é", "a b", "a%00", "%2e%2e", "<b>", "'", "a" * 5000]
)
def test_an_id_that_cannot_be_one_is_refused(signed_in: Site, meeting_id: str) -> None:
    path = quote(meeting_id, safe="%")
    assert signed_in.get(f"/v1/meetings/{path}").error["field"] == "meeting_id"
    assert signed_in.get(f"/meetings/{path}").status == 400
    assert signed_in.get(f"/facilitate/give/{path}").status == 400


@pytest.mark.parametrize(
    "name",
    [
        "nosuch.css",
        "..%2Fapp.py",
        "%2e%2e",
        "v.en.html",
        "%00",
        "styles/nosuch.css",
        "..%2F/app.py",
    ],
)
def test_only_listed_files_are_static(site: Site, name: str) -> None:
    assert site.get(f"/static/{name}").status == 404


@pytest.mark.parametrize("value", ["", "x", "waypost=", "waypost=\x00", "waypost=" + "é" * 5000])
def test_a_cookie_that_is_no_session_asks_to_sign_in(site: Site, value: str) -> None:
    give = f"/facilitate/give/{EVENING.id}"
    for path in ("/facilitate", give):
        refused = site.get(path, Cookie=value)
        assert refused.status == 401
        assert "/sign-in" in refused.page.links()
    assert site.submit(give, {}, Cookie=value).status == 401
    refused = site.post("/v1/verifications", {"meeting_id": EVENING.id}, Cookie=value)
    assert (refused.status, refused.error["code"]) == (401, "sign_in_needed")


# The catalogue, from which responses are made, and the documents that list its codes

FOR_SOFTWARE = {
    (definition.status, definition.code) for definition in CATALOGUE if definition.for_software
}
API_DOCUMENT = Path(__file__).parents[4] / "docs" / "api.md"


def test_the_api_document_lists_every_code_with_its_status_and_no_other() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", API_DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert {(int(status), code) for status, code in rows} == FOR_SOFTWARE


def test_the_openapi_document_lists_every_code_with_its_status_and_no_other() -> None:
    document = openapi.document("/")
    listed_codes = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if name := answer.get("$ref", "").rpartition("/")[2]:
                    schema = document["components"]["responses"][name]["content"]
                    (_, problem) = schema["application/json"]["schema"]["allOf"]
                    codes = problem["properties"]["error"]["properties"]["code"]["enum"]
                    listed_codes |= {(int(status), code) for code in codes}
    assert listed_codes == FOR_SOFTWARE - {(UNEXPECTED.status, UNEXPECTED.code)}


@pytest.mark.parametrize("definition", CATALOGUE, ids=lambda definition: definition.code)
def test_every_error_has_the_words_of_its_page(definition: errors.ErrorDefinition) -> None:
    t = translator()
    for key in (f"error.{definition.page}.title", f"error.{definition.page}.text"):
        assert t(key)
    if definition.detail:
        assert t(definition.detail, field="x", occurrence="x")


def test_an_error_is_answered_as_the_nearest_kind_that_is_defined() -> None:
    class Busier(dynamodb.TooBusy):
        """A kind of its own."""

    details = details_of(Busier())
    assert details is not None
    assert details.definition is DEFINITIONS[dynamodb.TooBusy]
    assert details_of(ZeroDivisionError()) is None


def test_a_message_has_the_values_of_its_error() -> None:
    invalid = details_of(InvalidField("radius", "such as 10mi", "/?place=x"))
    assert invalid is not None
    assert (invalid.message, invalid.field) == ("radius: such as 10mi", "radius")
    assert invalid.return_path == "/?place=x"
    for why in Refusal:
        refused = details_of(CannotChange(why))
        assert refused is not None
        assert refused.definition.code == f"change.{why.value}"
        assert "{" not in refused.message
