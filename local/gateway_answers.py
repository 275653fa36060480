"""What API Gateway answers itself, without the application, in our shape.

`tools.template` deploys it as the `GatewayResponses` of AWS::Serverless::Api; the local gateway
answers the same. To a browser it is a page in every language, since nothing of the request is at
hand there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from http import HTTPStatus
from typing import Any, NamedTuple

from chalicelib import settings
from chalicelib.web.http.responses import STRICT_TRANSPORT
from chalicelib.web.i18n.catalogue import FALLBACK, direction, languages, translator


class _Answer(NamedTuple):
    """`page`: what the words of its page are called in the catalogues; empty: JSON alone."""

    status: HTTPStatus | None
    code: str
    message: str
    page: str = ""
    headers: Mapping[str, str] = {}


_NOT_FOUND = _Answer(
    HTTPStatus.NOT_FOUND, "not_found", "There is nothing at this address.", "not_found"
)
_ANSWERS = {  # by AWS's names
    "MISSING_AUTHENTICATION_TOKEN": _NOT_FOUND,  # there is no route
    "INVALID_SIGNATURE": _NOT_FOUND,
    "RESOURCE_NOT_FOUND": _NOT_FOUND,
    "REQUEST_TOO_LARGE": _Answer(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "The request is too large."
    ),
    "THROTTLED": _Answer(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_requests",
        "Many people are asking right now. Please try again in a moment.",
        "unavailable",
        {"Retry-After": "2"},
    ),
    "DEFAULT_4XX": _Answer(None, "bad_request", "The request could not be read."),
    "DEFAULT_5XX": _Answer(
        None,
        "unavailable",
        "The service does not answer right now. Please try again in a moment.",
        "unavailable",
    ),
}
_KINDS = {
    HTTPStatus.NOT_FOUND: "MISSING_AUTHENTICATION_TOKEN",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "REQUEST_TOO_LARGE",
    HTTPStatus.TOO_MANY_REQUESTS: "THROTTLED",
}
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": STRICT_TRANSPORT,
    "X-Content-Type-Options": "nosniff",
}
_PAGE_HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Waypost</title>'
)


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """Headers and body of an answer with that status."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: str


def gateway_answer(status: HTTPStatus, accept: str) -> GatewayAnswer:
    """Returns the answer with that status: a page where it is asked for and there is one."""
    default = "DEFAULT_4XX" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "DEFAULT_5XX"
    answer = _ANSWERS[_KINDS.get(status, default)]
    bodies = _bodies(answer)
    media_type = "text/html" if "text/html" in accept and "text/html" in bodies else ""
    media_type = media_type or "application/json"
    return GatewayAnswer(
        status, {"Content-Type": media_type, **_own_headers(answer)}, bodies[media_type]
    )


def headers_of_not_found() -> Mapping[str, str]:
    """Returns the headers that every answer to an address without a route has."""
    return _own_headers(_NOT_FOUND)


def gateway_responses() -> dict[str, Any]:
    """Returns the `GatewayResponses` of the template."""
    return {name: _response(answer) for name, answer in _ANSWERS.items()}


def _response(answer: _Answer) -> dict[str, Any]:
    headers = {name: f"'{value}'" for name, value in {**answer.headers, **_HEADERS}.items()}
    response = {
        "ResponseParameters": {"Headers": headers},
        "ResponseTemplates": dict(_bodies(answer)),
    }
    return response if answer.status is None else {"StatusCode": answer.status.value, **response}


def _own_headers(answer: _Answer) -> dict[str, str]:
    """Returns the headers of an answer.

    Where visitors come over http, without the one that binds them to https.
    """
    return {
        name: value
        for name, value in {**answer.headers, **_HEADERS}.items()
        if name != "Strict-Transport-Security" or settings.current().secure
    }


def _bodies(answer: _Answer) -> dict[str, str]:
    """Returns the bodies by media type."""
    error = {"error": {"code": answer.code, "message": answer.message}}
    page = {"text/html": _page(answer.page)} if answer.page else {}
    return {"application/json": json.dumps(error), **page}


@lru_cache
def _page(page: str) -> str:
    others = sorted(set(languages()) - {FALLBACK})
    return _PAGE_HEAD + "".join(_section(page, language) for language in (FALLBACK, *others))


def _section(page: str, language: str) -> str:
    t = translator(language)
    rtl = ' dir="rtl"' if direction(language) == "rtl" else ""
    heading = "h1" if language == FALLBACK else "h2"
    title, text = (escape(t(f"error.{page}.{part}"), quote=False) for part in ("title", "text"))
    way_on = f'<p><a href="/">{t("finder.title")}</a></p>' if page == "not_found" else ""
    return (
        f'<section lang="{language}"{rtl}><{heading}>{title}</{heading}>'
        f"<p>{text}</p>{way_on}</section>"
    )
