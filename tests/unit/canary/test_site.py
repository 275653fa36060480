"""Over HTTP the canary waits for no answer for ever, and follows none elsewhere."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import urllib3

from chalicelib.canary import site
from chalicelib.canary.site import HttpSite
from chalicelib.canary.visit import NoAnswer


class Handler(BaseHTTPRequestHandler):
    """Says what it was sent; or leads elsewhere, drips, or says too much."""

    over: threading.Event

    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/echo")
            self.end_headers()
            return
        body = b"x" * 2_000 if self.path == "/large" else self._told()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path == "/drip":
            self.wfile.write(body[:1])
            self.over.wait()
            return
        if self.path == "/cut":
            body = body[:-1]
        self.wfile.write(body)

    do_POST = do_GET

    def _told(self) -> bytes:
        length = int(self.headers.get("Content-Length", 0))
        names = ("Origin", "Cookie", "Content-Type")
        headers = {name: self.headers.get(name) for name in names}
        body = self.rfile.read(length).decode()
        return json.dumps({"path": self.path, "body": body, **headers}).encode()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Handler.over = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Handler.over.set()
    server.shutdown()
    server.server_close()


def test_it_sends_a_body_a_session_and_its_own_origin(address: str) -> None:
    answer = HttpSite(f"{address}/api/").ask("POST", "/v1/tickets", {"a": 1}, "secret")
    assert answer.status == 200
    assert json.loads(answer.body) == {
        "path": "/api/v1/tickets",
        "body": '{"a": 1}',
        "Origin": address,
        "Cookie": "waypost=secret",
        "Content-Type": "application/json",
    }


@pytest.mark.parametrize(
    ("url", "origin", "cookie"),
    [
        ("https://Codes.example.org:443/api", "https://codes.example.org", "__Host-waypost=s"),
        ("https://codes.example.org:8443", "https://codes.example.org:8443", "__Host-waypost=s"),
        ("http://127.0.0.1:80", "http://127.0.0.1", "waypost=s"),
        ("http://[::1]:443/", "http://[::1]:443", "waypost=s"),
    ],
)
def test_it_says_its_origin_and_names_its_session_as_a_browser_does(
    monkeypatch: pytest.MonkeyPatch, url: str, origin: str, cookie: str
) -> None:
    sent: dict[str, str] = {}

    def note(*_: object, headers: dict[str, str], **rest: object) -> None:
        sent.update(headers)
        raise OSError

    monkeypatch.setattr(urllib3.PoolManager, "request", note)
    with pytest.raises(NoAnswer):
        HttpSite(url).ask("GET", "/", session="s")
    assert (sent["Origin"], sent["Cookie"]) == (origin, cookie)


def test_it_follows_no_redirect(address: str) -> None:
    assert HttpSite(address).ask("GET", "/elsewhere").status == 302


def test_an_answer_without_its_end_is_none(address: str) -> None:
    with pytest.raises(NoAnswer):
        HttpSite(address).ask("GET", "/cut")


def test_one_that_is_too_long_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "MAX_BYTES", 1_000)
    with pytest.raises(NoAnswer, match="1000 bytes"):
        HttpSite(address).ask("GET", "/large")


def test_one_that_takes_too_long_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 1e9])
    monkeypatch.setattr(site, "monotonic", lambda: next(moments, 1e9))
    with pytest.raises(NoAnswer, match="10 s"):
        HttpSite(address).ask("GET", "/large")


def test_where_nobody_listens_there_is_no_answer(address: str) -> None:
    with pytest.raises(NoAnswer):
        HttpSite("http://127.0.0.1:1").ask("GET", "/")


def test_one_that_comes_byte_by_byte_is_waited_for_no_longer_than_any(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([0.0, site.ANSWER_S + 1])
    monkeypatch.setattr(site, "monotonic", lambda: next(moments))
    with pytest.raises(NoAnswer, match="no whole answer in 10 s"):
        HttpSite(address).ask("GET", "/drip")
