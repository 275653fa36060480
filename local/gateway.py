"""API Gateway (REST API, v1) in front of the application, so that what works here works there.

Routing, limits, events, bytes, compression, and the answers to what the application never sees.
What it does not do: throttling, and ending what takes longer than 29 seconds.
"""

import base64
import binascii
import gzip
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice, Response
from chalice.config import Config
from chalice.local import LocalGateway

from local.gateway_answers import gateway_answer, headers_of_not_found
from local.gateway_event import HttpRequest, create_event, match

MAX_BODY_BYTES = 6_000_000  # of a request to Lambda
MAX_ANSWER_BYTES = 6_291_556  # of what Lambda returns, as JSON
MAX_HEADER_BYTES = 10_240  # of the request line and all headers together
AT_ONCE = 16  # requests: with more, threads wait for each other, and for the database in vain
QUEUE_S = 0.4  # for a place among those; when they hang, others go on without
COMPRESS_FROM_BYTES = 1_024  # as minimum_compression_size in .chalice/config.json

NotFound = Callable[[str, Mapping[str, str]], Response]
"""Path and headers, these by names in lower case -> the page for what no route takes."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What is sent back."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


class Gateway:
    """Answers every request: by the application, or itself."""

    def __init__(self, app: Chalice, config: Config, not_found: NotFound | None = None) -> None:
        self._app = app
        self._not_found = not_found
        self._chalice = LocalGateway(app, config)
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Returns the answer to a request; where the application fails, 502."""
        if _header_bytes(request) > MAX_HEADER_BYTES:
            return self.refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, request)
        if len(request.body) > MAX_BODY_BYTES:
            return self.refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, request)
        matched = match(request.path, self._app.routes)
        if matched is None:
            return self.refusal(HTTPStatus.NOT_FOUND, request)
        if request.method == "OPTIONS" and self._answers_preflight(matched.resource):
            return self._preflight(matched.resource)
        binary_types = self._app.api.binary_types
        event = create_event(request, matched, datetime.now(UTC), binary_types)
        try:
            # As Lambda's runtimes do: what is no JSON never reaches the application, nor leaves it.
            sent = json.loads(json.dumps(event))
            with self._place():
                answered = self._app(sent, self._context())
            returned = json.loads(json.dumps(answered))
            return _compressed(_answer_of(returned, request, binary_types), request)
        except Exception as error:  # noqa: BLE001  whatever it is, the visitor gets an answer
            log_error(error)
            return self.refusal(HTTPStatus.BAD_GATEWAY, request)

    def refusal(self, status: HTTPStatus, request: HttpRequest) -> HttpAnswer:
        """Returns what API Gateway answers itself; for no route the application's own page.

        Software gets JSON. Deployed, that page is one for all languages.
        """
        for_software = request.path.startswith(("/v1/", "/feeds/", "/cells/", "/.well-known/"))
        if status is HTTPStatus.NOT_FOUND and self._not_found and not for_software:
            page = self._not_found(request.path, request.joined_headers())
            headers = {**page.headers, **headers_of_not_found()}
            body = page.body.encode() if isinstance(page.body, str) else page.body
            own = HttpAnswer(page.status_code, _lines(headers), body)
        else:
            answer = gateway_answer(status, request.header("accept"))
            own = HttpAnswer(answer.status, _lines(answer.headers), answer.body.encode())
        return _compressed(own, request)

    @contextmanager
    def _place(self) -> Iterator[None]:
        held = self._places.acquire(timeout=QUEUE_S)
        try:
            yield
        finally:
            if held:
                self._places.release()

    def _context(self) -> Any:
        return self._chalice._generate_lambda_context()

    def _answers_preflight(self, resource: str) -> bool:
        views = self._app.routes[resource]
        return "OPTIONS" not in views and any(view.cors for view in views.values())

    def _preflight(self, resource: str) -> HttpAnswer:
        event = {"requestContext": {"resourcePath": resource}}
        headers = self._chalice._autogen_options_headers(event)
        return HttpAnswer(HTTPStatus.OK, _lines(headers), b"")


def _header_bytes(request: HttpRequest) -> int:
    line = len(request.method) + len(request.target)
    return line + sum(len(name) + len(value) for name, value in request.headers)


def _answer_of(
    returned: dict[str, Any], request: HttpRequest, binary_types: Sequence[str]
) -> HttpAnswer:
    """Returns the answer that API Gateway makes of what Lambda returned.

    Raises ValueError and TypeError for what it would take for a failure.
    """
    body = returned["body"] or ""
    if len(body) * 6 > MAX_ANSWER_BYTES and _json_bytes(returned) > MAX_ANSWER_BYTES:
        raise ValueError("an answer is larger than Lambda may return")
    lines = _lines({**returned["headers"], **returned["multiValueHeaders"]})
    if any(set("\r\n") & set(value) or not _is_latin_1(value) for _, value in lines):
        raise ValueError("a response header holds what no header can")
    if body and not any(name.lower() == "content-type" for name, _ in lines):
        lines.append(("Content-Type", "application/json"))
    content: bytes = body.encode()
    if returned.get("isBase64Encoded") and _first_accepted(request) in binary_types:
        try:
            content = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise ValueError("what is said to be base64 is not") from None
    return HttpAnswer(returned["statusCode"], lines, content)


def _json_bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


def _first_accepted(request: HttpRequest) -> str:
    """Returns the first media type of the first Accept header; the others count for nothing."""
    return request.header("accept").partition(",")[0].strip().lower()


def _lines(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
        if name.lower() != "content-length"
    ]


def _compressed(answer: HttpAnswer, request: HttpRequest) -> HttpAnswer:
    encoded = any(name.lower() == "content-encoding" for name, _ in answer.headers)
    if encoded or len(answer.body) < COMPRESS_FROM_BYTES or not _accepts_gzip(request):
        return answer
    headers = [*answer.headers, ("Content-Encoding", "gzip")]
    return HttpAnswer(answer.status, headers, gzip.compress(answer.body, 6, mtime=0))


def _accepts_gzip(request: HttpRequest) -> bool:
    return any(
        offer.partition(";")[0].strip() == "gzip" and "q=0" not in offer.replace("q=0.", "")
        for offer in request.header("accept-encoding").lower().split(",")
    )


def _is_latin_1(value: str) -> bool:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def log_error(error: BaseException | None) -> None:
    """Says the kind of an error, never the request."""
    print(f"A request failed: {type(error).__name__}", file=sys.stderr, flush=True)
