"""For those who write software on top of this: the OpenAPI document, and the same as a page."""

import hashlib
import json
from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.api import openapi
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, json_response
from chalicelib.web.i18n.crisis import crisis_lines

_FRESH = {"Cache-Control": "public, max-age=3600"}


def document(request: Request) -> Response:
    """`/v1/openapi.json`."""
    body = openapi.document(request.base or "/")
    tag = f'"{hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32]}"'
    headers: dict[str, Any] = {**_FRESH, "ETag": tag}
    if tag in request.header("if-none-match"):
        return Response("", headers, 304)
    return json_response(body, headers=headers)


def document_page(request: Request) -> Response:
    """`/developers`: what the document says, for people."""
    from chalicelib.web.http.templates import render

    described = openapi.document(request.base or "/")
    origin = settings.current().public_url
    html = render(
        "api/developers.html",
        request.base,
        request.language,
        api=described,
        origin=origin,
        crisis=crisis_lines(request.country, request.language),
    )
    return html_response(html, headers={"Cache-Control": "private, no-cache"})
