"""Dispatch: what stands between Chalice and a view, and turns every error into a response."""

from collections.abc import Callable, Container
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from chalice.app import Request as ChaliceRequest
from chalice.app import Response

from chalicelib import settings
from chalicelib.aws import time_budget
from chalicelib.web.http.caching import (
    NEVER,
    NO_STORE,
    Caching,
    cache_control,
    comes_through_cdn,
)
from chalicelib.web.http.headers import header_of
from chalicelib.web.http.negotiation import country_of
from chalicelib.web.http.request import base_path, language_of_request, resource_path
from chalicelib.web.http.responses import STRICT_TRANSPORT

if TYPE_CHECKING:
    from logging import LogRecord


def dispatch(
    view: Callable[[], Response], request: ChaliceRequest, caching: Caching = NEVER
) -> Response:
    """Returns the view's response, or that to the error which it raises, which nobody keeps.

    What is answered with 500 or 503 is logged in one line (see `failure_log`), and nothing else is.
    """
    try:
        with time_budget.spent_together(time_budget.TimeBudget(settings.current().wait_s)):
            return _kept_as(caching, _with_common_headers(view(), request), request)
    except Exception as error:  # noqa: BLE001 - nothing answers 500 with what a visitor sent
        from chalicelib.web.http import error_responses
        from chalicelib.web.http.errors import details_of

        at = _error_context(request)
        details = details_of(error)
        if details is not None:
            passes = details.definition.status == HTTPStatus.SERVICE_UNAVAILABLE
            if passes:
                _log(details.definition.code, error, request, HTTPStatus.SERVICE_UNAVAILABLE)
            may_repeat = passes and request.method in ("GET", "HEAD")
            details = replace(details, may_repeat=may_repeat)
            response = error_responses.error_response(details, *at)
            return _with_common_headers(response, request)
        _log("unexpected_error", error, request, HTTPStatus.INTERNAL_SERVER_ERROR)
        return _with_common_headers(error_responses.unexpected_response(*at), request)


def log_framework_failure(record: "LogRecord", request: ChaliceRequest | None) -> bool:
    """Logs a failure that Chalice itself met, as ours are; a filter that lets no record through.

    Its own line has the path, and the traceback with the error's words.
    """
    error = record.exc_info[1] if record.exc_info else None
    _log("unexpected_error", error, request, HTTPStatus.INTERNAL_SERVER_ERROR)
    return False


def _log(
    event: str, error: BaseException | None, request: ChaliceRequest | None, status: HTTPStatus
) -> None:
    from chalicelib import failure_log

    is_ours = status is HTTPStatus.INTERNAL_SERVER_ERROR
    failure_log.write(
        event,
        error,
        stack=failure_log.stack(error) if error and is_ours else None,
        route=resource_path(request) if request else None,
        method=request.method if request else None,
        status=status.value,
        request_id=getattr(request.lambda_context, "aws_request_id", None) if request else None,
    )


def _error_context(request: ChaliceRequest) -> tuple[str, str, str, str]:
    """Returns what an error's page needs of a request: resource, base path, language, country."""
    country = country_of(header_of(request, "accept-language"))
    return resource_path(request), base_path(request), language_of_request(request), country


def _with_common_headers(response: Response, request: ChaliceRequest) -> Response:
    """Returns the response with the headers that every one has.

    Over https, that this host is never asked otherwise (RFC 6797); for a page, its language.
    """
    headers = response.headers
    if settings.current().secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if str(headers.get("Content-Type", "")).startswith("text/html"):
        headers.setdefault("Content-Language", language_of_request(request))
        headers.setdefault("Vary", "Accept-Language")
    return response


def _kept_as(caching: Caching, response: Response, request: ChaliceRequest) -> Response:
    """Returns the response with how long it may be kept, and 304 for who has it already.

    A view that says so itself is left its word. What is no whole answer, or sets a cookie, is kept
    by nobody.
    """
    headers = response.headers
    if response.status_code not in (200, 304) or "Set-Cookie" in headers:
        headers.update(NO_STORE)
    headers.setdefault("Cache-Control", cache_control(caching, comes_through_cdn(request)))
    if not caching.is_shared or headers["Cache-Control"] == "no-store":
        return response
    if caching.varies_by:
        headers["Vary"] = ", ".join(caching.varies_by)
    if response.status_code == 304:
        return response
    from chalicelib.web.http.etag import etag_matches, quick_etag

    etag = str(headers.setdefault("ETag", quick_etag(response.body)))
    if etag_matches(etag, header_of(request, "if-none-match")):
        return Response(response.body[:0], headers, 304)
    return response


def final_response(
    response: Response, request: ChaliceRequest, open_paths: Container[str]
) -> Response:
    """Returns what leaves: a refusal of Chalice's own in our one shape, and HEAD without a body.

    Pages of other origins may read every answer of `open_paths`; Chalice gives its own answer to a
    method that an address has not to none of them.
    """
    response = _reshape_refusal(response, request)
    if resource_path(request) in open_paths:
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
    if request.method == "HEAD":
        response.body = b"" if isinstance(response.body, bytes) else ""
    return response


def _reshape_refusal(response: Response, request: ChaliceRequest) -> Response:
    if not isinstance(response.body, dict) or "Code" not in response.body:
        return response
    from chalicelib.web.http import error_responses

    at = _error_context(request)
    return _with_common_headers(error_responses.reshape_refusal(response, *at), request)
