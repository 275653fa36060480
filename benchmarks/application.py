"""Requests to the whole application as API Gateway sends them, at a given moment."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Any
from unittest import mock

from app import app
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.web.api import feed_sources, feeds, verifications
from chalicelib.web.finder import box, results, search_request
from chalicelib.web.http import request


class RequestFailed(Exception):
    """The application answered with an error; the message begins with its status."""


class Clock(datetime):
    """A `datetime` whose present is `moment`."""

    moment = datetime(2026, 3, 2, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Returns `moment` in that zone."""
        return cls.moment.astimezone(tz)


@contextmanager
def serving(meetings: MeetingsTable) -> Iterator[None]:
    """Lets the application read that table and `Clock` for as long as the context lasts."""
    with ExitStack() as patches:
        for module in (verifications, search_request, results, box, feeds, feed_sources):
            patches.enter_context(mock.patch.object(module, "open_table", return_value=meetings))
        patches.enter_context(mock.patch.object(request, "datetime", Clock))
        yield


def event(path: str, query: Mapping[str, str], language: str = "en") -> dict[str, Any]:
    """Returns the event of a GET request for a path without parameters."""
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


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Returns the response to an event."""
    response: dict[str, Any] = app(request, None)
    return response


def get(request: dict[str, Any]) -> str:
    """Returns the body of the response to an event. Raises RequestFailed for any status but 200."""
    response = answer(request)
    if response["statusCode"] != 200:
        raise RequestFailed(f"{response['statusCode']} {response['body'][:300]}")
    return str(response["body"])


def meetings_of(request: dict[str, Any]) -> list[Any]:
    """Returns the meetings of the API's response to an event. Raises RequestFailed."""
    return list(json.loads(get(request))["meetings"])
