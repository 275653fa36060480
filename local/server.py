"""The local server: `chalice local`'s, without its stalls, and proof against broken requests.

What API Gateway does before a request reaches the application is done here: routing, limits, HEAD,
compression, and answers for what has no route. Nothing is logged about requests.
"""

import base64
import functools
import gzip
import html
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Chalice, Response
from chalice.config import Config
from chalice.local import ChaliceRequestHandler, LocalChalice, ThreadedHTTPServer

HOST = "127.0.0.1"
MAX_BODY_BYTES = 6_000_000  # of a request to Lambda
COMPRESS_FROM_BYTES = 1_024  # as minimum_compression_size in .chalice/config.json

NotFound = Callable[[str, Mapping[str, str]], Response]
"""Path and headers, these by names in lower case -> the answer to what no route takes."""


class _BadRequest(Exception):
    """The request can't be passed on; `status` is the answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def plain_error(status: HTTPStatus, path: str) -> Response:
    """Returns JSON for the addresses that are for software, else a short page."""
    if path.startswith(("/v1/", "/feeds/", "/.well-known/")):
        error = {"code": status.name.lower(), "message": status.description or status.phrase}
        return Response({"error": error}, {"Content-Type": "application/json"}, status.value)
    words = html.escape(status.phrase)
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>{words}</title><p>{words}"
    return Response(page, {"Content-Type": "text/html; charset=utf-8"}, status.value)


def plain_not_found(path: str, _headers: Mapping[str, str]) -> Response:
    """Returns the answer where the application has no page of its own for it."""
    return plain_error(HTTPStatus.NOT_FOUND, path)


class _Handler(ChaliceRequestHandler):
    disable_nagle_algorithm = True  # else a kept connection stalls for 40 ms per request
    timeout = 60  # of silence, in seconds
    request_version: str

    def __init__(self, *arguments: Any, not_found: NotFound, **named: Any) -> None:
        self._not_found = not_found
        super().__init__(*arguments, **named)

    def _generic_handle(self) -> None:
        try:
            body = self._read_body()
            self._send(*self._dispatch(body))
        except _BadRequest as bad:
            self.send_error(bad.status)
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the visitor gets an answer
            _log_error(error)
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)

    do_GET = do_PUT = do_POST = do_HEAD = _generic_handle
    do_DELETE = do_PATCH = do_OPTIONS = _generic_handle

    def _read_body(self) -> bytes | None:
        if "transfer-encoding" in self.headers:
            raise _BadRequest(HTTPStatus.LENGTH_REQUIRED)
        lengths = set(self.headers.get_all("content-length", ()))
        if not lengths:
            return None
        text = lengths.pop().strip()
        if lengths or not (text.isascii() and text.isdigit()):
            raise _BadRequest(HTTPStatus.BAD_REQUEST)
        if len(text) > 12 or int(text) > MAX_BODY_BYTES:
            raise _BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        length = int(text)
        body = self.rfile.read(length)
        if len(body) < length:
            raise _BadRequest(HTTPStatus.BAD_REQUEST)
        return body or None

    def _dispatch(self, body: bytes | None) -> tuple[int, dict[str, Any], bytes]:
        app = self.local_gateway._app_object
        try:
            target = self._target()
            route = self.local_gateway.event_converter._route_matcher.match_route(target).route
        except ValueError:
            return self._error(HTTPStatus.NOT_FOUND)
        methods = app.routes[route]
        method = self.command
        if method == "HEAD" and method not in methods:
            method = "GET"
        preflight = method == "OPTIONS" and any(view.cors for view in methods.values())
        if method == "OPTIONS" and method not in methods and not preflight:
            allowed = sorted({*methods, *(("HEAD",) if "GET" in methods else ())})
            return self._error(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join(allowed)})
        response = self.local_gateway.handle_request(method, target, dict(self.headers), body)
        content = response["body"] or b""
        if response.get("isBase64Encoded"):
            content = base64.b64decode(content)
        elif isinstance(content, str):
            content = content.encode()
        headers = {**response["headers"], **response["multiValueHeaders"]}
        return response["statusCode"], headers, content

    def _target(self) -> str:
        """Returns path and query; also of a target in absolute form (RFC 9112 section 3.2.2).

        Raises ValueError for a scheme that is not the web's.
        """
        target: str = self.path
        if target.startswith("/"):
            return target
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https"):
            raise ValueError(target)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _error(
        self, status: HTTPStatus, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any], bytes]:
        path = getattr(self, "path", "/").split("?")[0]  # absent after a broken request line
        not_found = status is HTTPStatus.NOT_FOUND
        headers_sent = getattr(self, "headers", None) or {}
        sent = {name.lower(): value for name, value in headers_sent.items()}
        response = self._not_found(path, sent) if not_found else plain_error(status, path)
        body = response.body
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        content = body.encode() if isinstance(body, str) else body
        return response.status_code, {**response.headers, **(headers or {})}, content

    def _send(self, status: int, headers: dict[str, Any], content: bytes) -> None:
        lines = [
            (name, str(value))
            for name, values in headers.items()
            for value in (values if isinstance(values, list) else [values])
            if name.lower() != "content-length"
        ]
        if any(set("\r\n") & set(value) or not _is_latin_1(value) for _, value in lines):
            raise ValueError("a response header holds what no header can")
        names = {name.lower() for name, _ in lines}
        if "content-type" not in names and content:
            lines.append(("Content-Type", "application/json"))
        if "content-encoding" not in names and self._accepts_gzip(content):
            content = gzip.compress(content, 6, mtime=0)
            lines.append(("Content-Encoding", "gzip"))
        self.send_response(status)
        for name, value in lines:
            self.send_header(name, value)
        if status >= 200 and status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(content)

    def _accepts_gzip(self, content: bytes) -> bool:
        if len(content) < COMPRESS_FROM_BYTES:
            return False
        offers = self.headers.get("accept-encoding", "") if self.headers else ""
        return any(
            offer.partition(";")[0].strip() == "gzip" and "q=0" not in offer.replace("q=0.", "")
            for offer in offers.lower().split(",")
        )

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers also what the standard library refuses.

        That is bad syntax, unknown methods, long lines.
        """
        self.close_connection = True  # what follows on it may be the rest of this request
        if self.request_version == "HTTP/0.9":  # also what it is before one was read
            self.request_version = "HTTP/1.0"
        if not getattr(self, "headers", None):
            self.headers = self.MessageClass()
        self._send(*self._error(HTTPStatus(code)))

    def version_string(self) -> str:
        """Returns what the Server header says: no versions."""
        return "waypost"

    def log_message(self, *arguments: Any) -> None:
        """Logs no access: time and path together say who was where."""


class _Server(ThreadedHTTPServer):
    """Serves at a socket that listens already."""

    def __init__(self, listener: socket.socket, handler: Callable[..., _Handler]) -> None:
        super().__init__(listener.getsockname(), handler, bind_and_activate=False)
        self.server_close()  # the socket that it made, bound to nothing
        self.socket = listener
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Logs the kind of an error, never the request; a visitor who hangs up is no error."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            _log_error(error)


def _log_error(error: BaseException | None) -> None:
    print(f"A request failed: {type(error).__name__}", file=sys.stderr, flush=True)


def _is_latin_1(value: str) -> bool:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def listen(port: int) -> socket.socket:
    """Returns a socket that listens on this port of 127.0.0.1 (0: on a free one).

    Nobody else has the port from now on; who asks waits until `serve` answers. Raises OSError where
    it is in use.
    """
    # The usual queue of 5 makes a request wait behind idle connections.
    return socket.create_server((HOST, port), backlog=256)


@contextmanager
def serve(
    app: Chalice, config: Config, listener: socket.socket, not_found: NotFound = plain_not_found
) -> Iterator[None]:
    """Serves the application at that socket in another thread, while the context lasts.

    Closes the socket at the end.
    """
    # As chalice.local.create_local_server does: each thread has its own current request.
    app.__class__ = type("LocalApp", (LocalChalice, type(app)), {})
    handler = functools.partial(_Handler, app_object=app, config=config, not_found=not_found)
    server = _Server(listener, handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
