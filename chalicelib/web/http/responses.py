"""Responses: pages, JSON and redirects, with the headers that each kind has."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from chalice.app import Response

from chalicelib.web.http.policy import content_security_policy

STRICT_TRANSPORT = "max-age=31536000"  # seconds: a year
COSE_KEY_SET = "application/cose-key-set"
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": content_security_policy(),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
JSON_HEADERS = {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
}
Headers = Mapping[str, str]
NO_HEADERS: Headers = MappingProxyType({})


def html_response(html: str, status: int = 200, headers: Headers = NO_HEADERS) -> Response:
    """Returns an HTML page."""
    return Response(html, {**PAGE_HEADERS, **headers}, status)


def json_response(body: Any, status: int = 200, headers: Headers = NO_HEADERS) -> Response:
    """Returns a JSON value."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, {**JSON_HEADERS, **headers}, status)


def see_other(location: str, headers: Headers = NO_HEADERS) -> Response:
    """Returns a redirect after a form (303, RFC 9110 section 15.4.4)."""
    return Response("", {**PAGE_HEADERS, "Location": location, **headers}, 303)
