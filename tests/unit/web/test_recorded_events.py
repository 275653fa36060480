"""Requests in the form in which API Gateway sends them (REST API, v1), straight into the
application.

They are written after the documented format; `expected` stands beside each. `{{session}}` is the
session of a facilitator who holds the meeting "evening".
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from chalice.local import LambdaContext

from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

EVENTS = sorted((Path(__file__).parent / "events").glob("*.json"))
EVENING = meeting("evening")


@pytest.fixture(scope="module")
def desk(site_for_module: Site) -> Site:
    put_meetings(EVENING)
    site_for_module.sign_in(EVENING)
    return site_for_module


def returned_for(event: dict[str, Any], site: Site) -> dict[str, Any]:
    """What Lambda returns for it: JSON, both ways."""
    answer = site.app(json.loads(json.dumps(event)), LambdaContext("api_handler", 1024))
    returned: dict[str, Any] = json.loads(json.dumps(answer))
    return returned


def test_there_are_many_and_no_two_are_the_same() -> None:
    recorded = [json.loads(file.read_text("utf-8"))["event"] for file in EVENTS]
    assert len({json.dumps(event) for event in recorded}) == len(EVENTS) >= 30


@pytest.mark.parametrize("file", EVENTS, ids=[file.stem for file in EVENTS])
def test_each_is_answered_as_expected(desk: Site, file: Path) -> None:
    session = desk.cookie.partition("=")[2]
    recorded = json.loads(file.read_text("utf-8").replace("{{session}}", session))
    event, expected = recorded["event"], recorded["expected"]
    returned = returned_for(event, desk)
    body = returned["body"]

    assert returned["statusCode"] == expected["status"], body
    headers = {**returned["headers"], **returned["multiValueHeaders"]}
    assert {name: headers.get(name) for name in expected.get("headers", {})} == expected.get(
        "headers", {}
    )
    assert returned.get("isBase64Encoded", False) == (
        expected.get("base64", False) or (event["httpMethod"], file.stem) == ("HEAD", "bytes_head")
    )
    if expected.get("base64"):
        assert base64.b64decode(body, validate=True)
    assert (body == "") == (expected.get("empty", False) or returned["statusCode"] == 303)
    for piece in expected.get("body", ()):
        assert piece in body
    for piece in expected.get("lacks", ()):
        assert piece not in body
    if "error" in expected:
        error = json.loads(body)["error"]
        assert error["code"] == expected["error"]
        assert error.get("field", "") == expected.get("field", error.get("field", ""))
    if "cookie" in expected:
        assert str(headers["Set-Cookie"]).startswith(expected["cookie"])
