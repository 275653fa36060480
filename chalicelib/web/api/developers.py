"""For those who write software on top of this: the OpenAPI document, and the same as a page."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from chalice.app import Response

from chalicelib import settings
from chalicelib.web.api import openapi
from chalicelib.web.http.etag import not_modified, strong_etag
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import html_response, json_response
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.crisis import CrisisLine, crisis_lines


@dataclass(frozen=True, slots=True)
class DevelopersPage:
    """The API for people. `api`: the OpenAPI document; `origin`: where the service is reached."""

    template: ClassVar[str] = "api/developers.html"
    api: dict[str, Any]
    origin: str
    crisis: tuple[CrisisLine, ...]


def document(request: Request) -> Response:
    """`/v1/openapi.json`."""
    body = openapi.document(request.base or "/")
    headers: dict[str, Any] = {"ETag": strong_etag(json.dumps(body))}
    return not_modified(request, headers) or json_response(body, headers=headers)


def document_page(request: Request) -> Response:
    """`/developers`: what the document says, for people."""
    page = DevelopersPage(
        api=openapi.document(request.base or "/"),
        origin=settings.current().public_url,
        crisis=crisis_lines(request.country, request.language),
    )
    html = render_page(page, request.base, request.language)
    return html_response(html)
