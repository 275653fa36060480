"""For those who write software on top of this: the OpenAPI document, and the same as a page."""

import hashlib
import json
from typing import Any

from chalice.app import Response

from chalicelib import settings
from chalicelib.web import openapi
from chalicelib.web.crisis import crisis_lines
from chalicelib.web.edge import Visit, answer, page

_FRESH = {"Cache-Control": "public, max-age=3600"}


def document(visit: Visit) -> Response:
    """`/v1/openapi.json`."""
    body = openapi.document(visit.base or "/")
    tag = f'"{hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32]}"'
    headers: dict[str, Any] = {**_FRESH, "ETag": tag}
    if tag in visit.header("if-none-match"):
        return Response("", headers, 304)
    return answer(body, headers=headers)


def document_page(visit: Visit) -> Response:
    """`/developers`: what the document says, for people."""
    from chalicelib.web.rendering import render

    described = openapi.document(visit.base or "/")
    origin = settings.current().public_url
    html = render(
        "developers.html",
        visit.base,
        visit.language,
        api=described,
        origin=origin,
        crisis=crisis_lines(visit.country, visit.language),
    )
    return page(html, headers={"Cache-Control": "private, no-cache"})
