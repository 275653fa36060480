"""Answers to errors: for software in one shape, for visitors as a page.

Software gets `{"error": {"code", "message", "field"?, "window"?}}`; `window` comes with
`outside_issuing_window`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from chalice.app import Response

from chalicelib.web.http.caching import NO_STORE
from chalicelib.web.http.cookies import LANGUAGE_COOKIE, cookie_in
from chalicelib.web.http.errors import (
    FRAMEWORK_REFUSALS,
    NOT_FOUND,
    UNEXPECTED,
    ErrorDefinition,
    ErrorDetails,
    plain_details,
)
from chalicelib.web.http.negotiation import country_of, language_of
from chalicelib.web.http.policy import page_policy
from chalicelib.web.http.responses import JSON_HEADERS, PAGE_HEADERS
from chalicelib.web.i18n.catalogue import FALLBACK, Translator, translator
from chalicelib.web.i18n.formatting import on_the_day

if TYPE_CHECKING:
    from chalicelib.web.i18n.crisis import CrisisLine

JSON_PATHS = ("/v1", "/feeds", "/cells", "/.well-known", "/health")
_SEARCH_PAGES = ("/", "/print")
_WORDS_OF_FIELDS = {  # what the page calls it; any other field is named in no page
    "place": "finder.place",
    "near": "finder.place",
    "radius": "finder.radius",
    "day": "finder.day",
    "time": "finder.time",
    "after": "finder.time",
    "before": "finder.time",
    "attendance": "finder.attendance",
    "type": "finder.type",
    "words": "finder.words",
    "verification": "finder.verification",
    "entity": "finder.entity",
    "sort": "finder.sort",
    "new_date": "times.date",
    "new_time": "times.time",
    "change": "times.title",
    "ticket": "ticket.field",
}
_NO_HEADERS: Mapping[str, Any] = {}


def wants_json(path: str) -> bool:
    """Tells whether an address is for software."""
    return path.startswith(JSON_PATHS)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Says what went wrong, and leads on.

    `problem`: the key of its words, "error.<problem>.title". `detail`: one more sentence.
    `return_path`: where to try again. Each is "" where there is none. `may_repeat`: this very
    address may be tried again. What software is told of a value stands on no page: it is in
    English, and of no use to who followed a broken link.
    """

    template: ClassVar[str] = "error.html"
    carries_style: ClassVar[bool] = True
    problem: str
    crisis: "tuple[CrisisLine, ...]"
    detail: str = ""
    return_path: str = ""
    may_repeat: bool = False


def error_response(
    error: ErrorDetails,
    path: str,
    base: str,
    language: str = FALLBACK,
    country: str = "",
    headers: Mapping[str, Any] = _NO_HEADERS,
) -> Response:
    """Returns the answer in JSON (in English) or as a page, by the address that was asked for.

    `country` is where the visitor most likely is: its crisis line comes first.
    """
    definition = error.definition
    if error.retry_after_s is not None:
        headers = {**headers, "Retry-After": str(error.retry_after_s)}
    if wants_json(path):
        text = json.dumps({"error": _error_json(error)}, ensure_ascii=False)
        return Response(text, {**JSON_HEADERS, **NO_STORE, **headers}, definition.status)
    from chalicelib.web.http.templates import render_page
    from chalicelib.web.i18n.crisis import crisis_lines

    page = ErrorPage(
        problem=_problem(definition, path),
        detail=_detail(translator(language), error),
        return_path=error.return_path,
        may_repeat=error.may_repeat,
        crisis=crisis_lines(country, language),
    )
    html = render_page(page, base, language)
    own = {**PAGE_HEADERS, **NO_STORE, "Content-Security-Policy": page_policy(page)}
    return Response(html, {**own, **headers}, definition.status)


def _error_json(error: ErrorDetails) -> dict[str, Any]:
    shape: dict[str, Any] = {"code": error.definition.code, "message": error.message}
    if error.field:
        shape["field"] = error.field
    if error.window:
        shape["window"] = {
            "opens_at": error.window.opens_at.isoformat(),
            "closes_at": error.window.give_until.isoformat(),
        }
    return shape


def _problem(definition: ErrorDefinition, path: str) -> str:
    is_search = definition.page == "bad_request" and path in _SEARCH_PAGES
    return "bad_search" if is_search else definition.page


def _detail(t: Translator, error: ErrorDetails) -> str:
    """Returns one more sentence for the page; "" where there is nothing more to say."""
    if not error.definition.detail:
        return ""
    words = _WORDS_OF_FIELDS.get(error.field, "")
    if error.field and not words:
        return ""
    occurrence = on_the_day(t, error.window.occurrence) if error.window else ""
    return t(error.definition.detail, field=t(words) if words else "", occurrence=occurrence)


def not_found_response(path: str, headers: Mapping[str, str], base: str = "") -> Response:
    """Returns the answer for an address that has no route, in the language of the request.

    `headers` are the request's, by names in lower case.
    """
    accepted = headers.get("accept-language", "")
    language = language_of(cookie_in(headers.get("cookie", ""), LANGUAGE_COOKIE), accepted)
    own = {} if wants_json(path) else {"Content-Language": language}
    return error_response(plain_details(NOT_FOUND), path, base, language, country_of(accepted), own)


def reshape_refusal(
    response: Response, path: str, base: str, language: str = FALLBACK, country: str = ""
) -> Response:
    """Returns a refusal of Chalice's own in our one shape."""
    definition = FRAMEWORK_REFUSALS.get(response.status_code, UNEXPECTED)
    kept = {
        name: value
        for name, value in response.headers.items()
        if name == "Allow" or name.startswith("Access-Control-")
    }
    return error_response(plain_details(definition), path, base, language, country, kept)


def unexpected_response(
    path: str, base: str, language: str = FALLBACK, country: str = ""
) -> Response:
    """Returns the answer to an error that should not have happened."""
    return error_response(plain_details(UNEXPECTED), path, base, language, country)
