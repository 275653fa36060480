"""The local server, proof against broken requests: sockets and HTTP, in front of `local.gateway`.

Nothing is logged about requests.
"""

import functools
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import LocalChalice, ThreadedHTTPServer

from local.gateway import (
    COMPRESS_FROM_BYTES,
    MAX_BODY_BYTES,
    Gateway,
    HttpAnswer,
    NotFound,
    log_error,
)
from local.gateway_event import HttpRequest

__all__ = ["COMPRESS_FROM_BYTES", "HOST", "MAX_BODY_BYTES", "listen", "serve"]
HOST = "127.0.0.1"


class _BadRequest(Exception):
    """The request can't be passed on; `status` is the answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a kept connection stalls for 40 ms per request
    timeout = 60  # of silence, in seconds
    request_version: str

    def __init__(self, *arguments: Any, gateway: Gateway) -> None:
        self._gateway = gateway
        super().__init__(*arguments)

    def _generic_handle(self) -> None:
        if self.headers.defects:  # of what follows, nobody can tell where the next request begins
            self.close_connection = True
        try:
            body = self._read_body()
            self._send(self._gateway.answer(self._request(body)))
        except _BadRequest as bad:
            self.send_error(bad.status)
        except (ConnectionError, TimeoutError):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the visitor gets an answer
            log_error(error)
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)

    do_GET = do_PUT = do_POST = do_HEAD = _generic_handle
    do_DELETE = do_PATCH = do_OPTIONS = _generic_handle

    def _read_body(self) -> bytes:
        if "transfer-encoding" in self.headers:
            raise _BadRequest(HTTPStatus.LENGTH_REQUIRED)
        lengths = set(self.headers.get_all("content-length", ()))
        if not lengths:
            return b""
        text = lengths.pop().strip()
        if lengths or not (text.isascii() and text.isdigit()):
            raise _BadRequest(HTTPStatus.BAD_REQUEST)
        if len(text) > 12 or int(text) > MAX_BODY_BYTES:
            raise _BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        length = int(text)
        body = self.rfile.read(length)
        if len(body) < length:
            raise _BadRequest(HTTPStatus.BAD_REQUEST)
        return body

    def _request(self, body: bytes = b"") -> HttpRequest:
        """Returns the request that was read; what of it is missing, as of an empty one."""
        method = getattr(self, "command", None) or "GET"
        return HttpRequest(method, self._target(), tuple(self.headers.items()), body)

    def _target(self) -> str:
        """Returns path and query; also of a target in absolute form (RFC 9112 section 3.2.2)."""
        target: str = getattr(self, "path", "/")  # absent after a broken request line
        if self.requestline.partition(" ")[2].startswith("//"):
            target = f"/{target}"  # the standard library takes them for one slash
        if target.startswith(("http://", "https://")):
            parts = urlsplit(target)
            return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return target

    def _send(self, answer: HttpAnswer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        bodiless = self.command == "HEAD" or answer.status in (204, 304)
        if not bodiless:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bodiless:
            self.wfile.write(answer.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers also what the standard library refuses.

        That is bad syntax, unknown methods, long lines.
        """
        if code in (HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED):
            code = HTTPStatus.BAD_REQUEST  # nothing is wrong with the service
        self.close_connection = True  # what follows on it may be the rest of this request
        if self.request_version == "HTTP/0.9":  # also what it is before one was read
            self.request_version = "HTTP/1.0"
        if not getattr(self, "headers", None):
            self.headers = self.MessageClass()
        self._send(self._gateway.refusal(HTTPStatus(code), self._request()))

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
            log_error(error)


def listen(port: int) -> socket.socket:
    """Returns a socket that listens on this port of 127.0.0.1 (0: on a free one).

    Nobody else has the port from now on; who asks waits until `serve` answers. Raises OSError where
    it is in use.
    """
    # The usual queue of 5 makes a request wait behind idle connections.
    return socket.create_server((HOST, port), backlog=256)


@contextmanager
def serve(
    app: Chalice, config: Config, listener: socket.socket, not_found: NotFound | None = None
) -> Iterator[None]:
    """Serves the application at that socket in another thread, while the context lasts.

    Closes the socket at the end.
    """
    # As chalice.local.create_local_server does: each thread has its own current request.
    app.__class__ = type("LocalApp", (LocalChalice, type(app)), {})
    handler = functools.partial(_Handler, gateway=Gateway(app, config, not_found))
    server = _Server(listener, handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
