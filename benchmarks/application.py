"""Requests to the whole application as API Gateway sends them, at a moment that is given."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Any
from unittest import mock

from app import app
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.web.api import verifications
from chalicelib.web.finder import results, search_request
from chalicelib.web.http import request


class RequestFailed(Exception):
    """The application answered with an error."""


class Clock(datetime):
    """A `datetime` whose present is `moment`."""

    moment = datetime(2026, 3, 2, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.moment.astimezone(tz)


@contextmanager
def serving(meetings: MeetingsTable) -> Iterator[None]:
    """While it lasts, the application reads that table and that clock."""
    with ExitStack() as patches:
        for module in (verifications, search_request, results):
            patches.enter_context(mock.patch.object(module, "open_table", return_value=meetings))
        patches.enter_context(mock.patch.object(request, "datetime", Clock))
        yield


def event(path: str, query: Mapping[str, str], language: str = "en") -> dict[str, Any]:
    """The event of a GET request for a path without parameters."""
    return {
        "headers": {
            "host": "waypost.example.org",
            "accept": "*/*",
            "accept-language": language,
        },
        "multiValueHeaders": {},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": path,
            "path": path,
            "identity": {},
            "requestId": "benchmark",
        },
    }


def get(request: dict[str, Any]) -> str:
    """The body of the answer to an event; RequestFailed for anything but success."""
    response = app(request, None)
    if response["statusCode"] != 200:
        raise RequestFailed(f"{response['statusCode']} {response['body'][:300]}")
    return str(response["body"])


def meetings_of(request: dict[str, Any]) -> list[Any]:
    """The meetings of an API answer."""
    return list(json.loads(get(request))["meetings"])
