"""What API Gateway hands on of a page that somebody asks for, where no route is looked up."""

from collections.abc import Mapping
from typing import Any


def page_event(
    headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Returns the event for the first page, asked for from 203.0.113.9."""
    headers = dict(headers or {})
    return {
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()}
        or None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": "/",
            "path": "/",
            "identity": {"sourceIp": "203.0.113.9"},
        },
    }
