"""Headers that come several times."""

from typing import Any

from chalice.app import Request

from chalicelib.web.http.headers import header_lines, header_of


def request_with(headers: dict[str, list[str]] | None) -> Request:
    """As API Gateway sends it: the last of each name, and all of them beside."""
    event: dict[str, Any] = {
        "headers": headers and {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"httpMethod": "GET", "resourcePath": "/", "path": "/"},
        "body": None,
    }
    return Request(event)


def test_several_headers_of_one_name_are_one_list() -> None:
    request = request_with({"If-None-Match": ['"a"', '"b"'], "cookie": ["a=1", "b=2"]})
    assert header_of(request, "if-none-match") == '"a", "b"'
    assert header_of(request, "Cookie") == "a=1; b=2"
    assert header_lines(request, "IF-NONE-MATCH") == ['"a"', '"b"']


def test_names_that_differ_in_case_are_one_header() -> None:
    request = request_with({"Accept-Language": ["de"], "accept-language": ["fr"]})
    assert header_of(request, "Accept-Language") == "de, fr"


def test_without_headers_there_is_none() -> None:
    assert header_of(request_with(None), "cookie") == ""
    assert header_of(request_with({}), "cookie") == ""


def test_a_header_is_found_where_only_single_ones_are_given() -> None:
    event = request_with({"Cookie": ["a=1"]}).to_original_event()
    del event["multiValueHeaders"]
    assert header_of(Request(event), "cookie") == "a=1"
