"""The event that API Gateway makes of a request."""

import base64
import json
from datetime import UTC, datetime

import pytest

from local.gateway_event import HttpRequest, Match, create_event, match

NOW = datetime(2026, 9, 1, 18, 30, tzinfo=UTC)
RESOURCES = ("/", "/v", "/meetings/{id}", "/meetings/new", "/meetings/{id}/report")


@pytest.mark.parametrize(
    ("path", "matched"),
    [
        ("/", Match("/", {})),
        ("/v", Match("/v", {})),
        ("/v/", Match("/v", {})),
        ("/meetings/a", Match("/meetings/{id}", {"id": "a"})),
        ("/meetings/new", Match("/meetings/new", {})),
        ("/meetings/%C3%A9%2F%20+", Match("/meetings/{id}", {"id": "é/ +"})),
        ("/meetings/%ff", Match("/meetings/{id}", {"id": "\ufffd"})),
        ("/meetings/a/report", Match("/meetings/{id}/report", {"id": "a"})),
        ("/meetings/", None),
        ("/meetings//report", None),
        ("//", None),
        ("/v//", None),
        ("/%76", None),
        ("/V", None),
        ("*", None),
    ],
)
def test_a_path_is_taken_by_the_resource_that_names_most_of_it(
    path: str, matched: Match | None
) -> None:
    assert match(path, RESOURCES) == matched


def test_what_comes_several_times_is_whole_in_lists_and_the_last_by_itself() -> None:
    headers = (("Cookie", "a=1"), ("Cookie", "b=2"), ("X", "y"))
    request = HttpRequest("GET", "/meetings/a?q=1&q=%C3%A9+b&empty=", headers)
    event = create_event(request, Match("/meetings/{id}", {"id": "a"}), NOW)
    assert event["headers"] == {"Cookie": "b=2", "X": "y"}
    assert event["multiValueHeaders"] == {"Cookie": ["a=1", "b=2"], "X": ["y"]}
    assert event["queryStringParameters"] == {"q": "é b", "empty": ""}
    assert event["multiValueQueryStringParameters"] == {"q": ["1", "é b"], "empty": [""]}
    assert event["pathParameters"] == {"id": "a"}
    context = event["requestContext"]
    assert (context["resourcePath"], context["path"]) == ("/meetings/{id}", "/meetings/a")
    assert context["requestTimeEpoch"] == int(NOW.timestamp() * 1000)
    assert json.loads(json.dumps(event)) == event


def test_what_is_not_there_is_null() -> None:
    event = create_event(HttpRequest("GET", "/"), Match("/", {}), NOW)
    for name in (
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    ):
        assert event[name] is None
    assert event["isBase64Encoded"] is False


def test_a_body_is_text_unless_its_type_is_binary() -> None:
    text = HttpRequest("POST", "/", (("Content-Type", "text/plain"),), b"caf\xc3\xa9 \xff")
    event = create_event(text, Match("/", {}), NOW, ("application/x",))
    assert (event["body"], event["isBase64Encoded"]) == ("café \ufffd", False)
    sent = HttpRequest("POST", "/", (("Content-Type", "Application/X; a=b"),), b"\xff")
    event = create_event(sent, Match("/", {}), NOW, ("application/x",))
    assert (event["body"], event["isBase64Encoded"]) == (base64.b64encode(b"\xff").decode(), True)


def test_several_headers_are_joined_for_who_reads_one() -> None:
    headers = (("Cookie", "a=1"), ("cookie", "b=2"), ("Accept", "x/y"), ("Accept", "*/*"))
    joined = HttpRequest("GET", "/", headers).joined_headers()
    assert joined == {"cookie": "a=1; b=2", "accept": "x/y, */*"}
