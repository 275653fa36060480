"""The rules find what they are for."""

import json
from typing import Any

import pytest

from tests.fuzz.rules import broken_rules
from tests.fuzz.values import MARK

PAGE = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}
ERROR = json.dumps({"error": {"code": "invalid", "message": "day: today"}})


def answered(
    status: int, body: Any, headers: dict[str, Any], resource: str = "/", method: str = "GET"
) -> list[str]:
    event = {"requestContext": {"resourcePath": resource, "httpMethod": method}}
    returned = {"statusCode": status, "body": body, "headers": headers, "multiValueHeaders": {}}
    return broken_rules(event, returned)


def test_right_answers_break_none() -> None:
    assert answered(200, "<h1>Meetings</h1>", PAGE) == []
    assert answered(404, "<h1>There is no such page</h1>", PAGE) == []
    assert answered(400, ERROR, JSON, "/v1/meetings") == []
    assert answered(200, f'{{"words": "{MARK}"}}', JSON, "/v1/meetings") == []
    assert answered(200, "", PAGE, method="HEAD") == []


@pytest.mark.parametrize(
    ("status", "body", "headers", "resource", "broken"),
    [
        (500, "<h1>Something went wrong</h1>", PAGE, "/", "status 500"),
        (503, ERROR, JSON, "/v1/meetings", "status 503"),
        (200, b"bytes", PAGE, "/", "Lambda could not return it: it is no JSON"),
        (200, f"<p>{MARK}", PAGE, "/", "markup that was sent, as markup"),
        (303, "", {"Location": "/\r\nSet-Cookie: a=b"}, "/", "a header that no header can be"),
        (303, "", {"Location": "/京都"}, "/", "a header that no header can be"),
        (404, "Not found", PAGE, "/", "an error that is no page"),
        (404, "<h1>No such page</h1>", PAGE, "/v1/meetings", "an error not of our shape"),
        (400, '{"error": "invalid"}', JSON, "/v1/meetings", "an error not of our shape"),
        (400, '{"Code": "BadRequest"}', JSON, "/v1/meetings", "an error not of our shape"),
    ],
)
def test_each_wrong_answer_breaks_its_rule(
    status: int, body: Any, headers: dict[str, Any], resource: str, broken: str
) -> None:
    assert answered(status, body, headers, resource) == [broken]


def test_head_has_no_body() -> None:
    assert answered(200, "<h1>Meetings</h1>", PAGE, method="HEAD") == ["HEAD with a body"]
