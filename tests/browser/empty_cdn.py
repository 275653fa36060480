"""What a CDN that has nothing yet passes on: every request, in the form in which a CDN asks."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from chalicelib.web.lasting_pages import NAMES

FORWARDED = ("If-None-Match",)
LANGUAGE = "en-US"


@dataclass(frozen=True)
class Passed:
    """One request that was passed on: path and query, and what came back for it, in bytes of the
    body as it was sent. `is_file`: what a CDN has from its own bucket: files under their
    hashes, and pages that only a release changes."""

    target: str
    status: int
    size: int
    is_file: bool


@dataclass
class EmptyCdn:
    """Where a browser finds it, and what it passed on."""

    origin: str
    base: str = ""
    passed: list[Passed] = field(default_factory=list)

    @property
    def to_the_service(self) -> list[Passed]:
        """What no bucket has."""
        return [each for each in self.passed if not each.is_file]


@contextmanager
def empty_cdn(origin: str) -> Iterator[EmptyCdn]:
    """Stands before the service at that address while the context lasts."""
    cdn = EmptyCdn(origin)
    server = _Server(("127.0.0.1", 0), partial(_Handler, cdn))
    cdn.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield cdn
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Says nothing of a browser that hangs up; whatever else fails, a test sees."""


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, cdn: EmptyCdn, *arguments: object) -> None:
        self._cdn = cdn
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": LANGUAGE, "X-Waypost-Via": "cdn"}
        headers |= {name: self.headers[name] for name in FORWARDED if name in self.headers}
        connection = http.client.HTTPConnection(urlsplit(self._cdn.origin).netloc)
        connection.request("GET", self.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        is_file = "immutable" in (answer.getheader("Cache-Control") or "")
        is_file |= self.path.removeprefix("/") in NAMES
        self._cdn.passed.append(Passed(self.path, answer.status, len(body), is_file))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "date", "server", "content-length"):
                for_browsers = "s-maxage" in value
                self.send_header(name, "no-cache" if for_browsers else value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    def log_message(self, *_: object) -> None:
        """Says nothing."""
