"""The local server, over raw sockets: every request gets an answer, and the next one too."""

import gzip
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest
from chalice.app import Chalice, Response
from chalice.config import Config

from local.server import MAX_BODY_BYTES, listen, serve

PATIENCE_S = 120  # an answer that never comes ends a test; when it comes is no matter


def application() -> Chalice:
    app = Chalice(app_name="tried", debug=False)

    @app.route("/", methods=["GET", "HEAD"])
    def front() -> Response:
        assert app.current_request
        page = "" if app.current_request.method == "HEAD" else "<p>front</p>" * 200
        return Response(page, {"Content-Type": "text/html; charset=utf-8"})

    @app.route("/v1/echo", methods=["POST"], content_types=["application/json", "text/plain"])
    def echo() -> dict[str, object]:
        request = app.current_request
        assert request
        return {"length": len(request.raw_body), "name": request.headers.get("x-name", "")}

    @app.route("/v1/open", cors=True)
    def open_to_all() -> dict[str, str]:
        return {}

    @app.route("/cookies")
    def cookies() -> Response:
        return Response("", {"Set-Cookie": ["a=1", "b=2"], "Content-Type": "text/html"}, 303)

    @app.route("/nothing")
    def nothing() -> Response:
        return Response("", {}, 304)

    @app.route("/broken-header")
    def broken_header() -> Response:
        return Response("", {"Content-Type": "text/html", "Location": "a\r\nSet-Cookie: b"})

    return app


def not_found(path: str, headers: Mapping[str, str]) -> Response:
    language = headers.get("accept-language", "en")
    text = f"nothing at {len(path)}"
    return Response(text, {"Content-Type": "text/plain", "Content-Language": language}, 404)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    config = Config.create(app_name="tried", lambda_timeout=29, lambda_memory_size=1024)
    listener = listen(0)
    with serve(application(), config, listener, not_found):
        yield listener.getsockname()[1]


class Answer:
    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.lines = [line.partition(": ")[::2] for line in lines]
        self.headers = {name.lower(): value for name, value in self.lines}

    def json(self) -> dict[str, object]:
        return dict(json.loads(self.body))


def ask(port: int, request: bytes) -> Answer:
    """The whole answer to a request that ends its connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return Answer(b"".join(parts))


def request(method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8") + body


def test_a_page_is_served(port: int) -> None:
    answer = ask(port, request("GET", "/"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.body) == 2_400


def test_a_page_is_compressed_for_those_who_take_it(port: int) -> None:
    answer = ask(port, request("GET", "/", "Accept-Encoding: br, gzip;q=0.8"))
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == b"<p>front</p>" * 200
    for refusal in ("identity", "gzip;q=0"):
        answer = ask(port, request("GET", "/", f"Accept-Encoding: {refusal}"))
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/nowhere", "/v1/echo"])
def test_head_has_no_body(port: int, path: str) -> None:
    answer = ask(port, request("HEAD", path))
    assert answer.body == b""
    assert answer.status == {"/": 200, "/nowhere": 404, "/v1/echo": 405}[path]


def test_an_unknown_address_has_the_applications_answer(port: int) -> None:
    for path in ("/nowhere", "/v1", "/front/more", "/%2e%2e/etc", "http://x/nowhere"):
        answer = ask(port, request("GET", path, "Authorization: Bearer é"))
        assert answer.status == 404
        assert answer.body.startswith(b"nothing at")
    for path in ("/v1/nowhere", "/v1/echo/more", "/feeds/none", "/.well-known/none"):
        answer = ask(port, request("GET", path, "Authorization: Bearer é"))
        assert (answer.status, answer.json()["error"]["code"]) == (404, "not_found")  # type: ignore[index]
    asked = ask(port, request("GET", "/nowhere", "Accept-Language: de"))
    assert asked.headers["content-language"] == "de"


def test_an_absolute_target_is_the_same_page(port: int) -> None:
    assert ask(port, request("GET", "http://127.0.0.1/")).status == 200


def test_a_method_that_an_address_has_not_is_405_and_names_those_it_has(port: int) -> None:
    for method in ("DELETE", "OPTIONS", "POST"):
        answer = ask(port, request(method, "/"))
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]


def test_preflight_is_answered_where_other_sites_may_ask(port: int) -> None:
    answer = ask(port, request("OPTIONS", "/v1/open"))
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("length", "status"),
    [
        ("abc", 400),
        ("-5", 400),
        ("+5", 400),
        ("1e3", 400),
        ("²", 400),
        ("5, 5", 400),
        (str(MAX_BODY_BYTES + 1), 413),
        ("9" * 30, 413),
        ("50", 400),
    ],
)
def test_a_length_that_cannot_be_is_refused(port: int, length: str, status: int) -> None:
    answer = ask(port, request("POST", "/v1/echo", f"Content-Length: {length}", body=b"{}"))
    assert answer.status == status
    assert set(answer.json()["error"]) == {"code", "message"}  # type: ignore[call-overload]
    assert answer.headers["connection"] == "close"


def test_two_lengths_that_differ_are_refused(port: int) -> None:
    both = request("POST", "/v1/echo", "Content-Length: 2", "Content-Length: 1", body=b"{}")
    assert ask(port, both).status == 400


def test_a_body_without_a_length_is_refused(port: int) -> None:
    chunks = b"2\r\n{}\r\n0\r\n\r\n"
    answer = ask(port, request("POST", "/v1/echo", "Transfer-Encoding: chunked", body=chunks))
    assert answer.status == 411


def test_a_header_that_is_not_ascii_is_passed_on(port: int) -> None:
    sent = ("Content-Type: application/json", "X-Name: é", "Content-Length: 2")
    answer = ask(port, request("POST", "/v1/echo", *sent, body=b"{}"))
    assert answer.status == 200
    assert answer.json()["length"] == 2


def test_bytes_that_are_not_http_get_an_answer(port: int) -> None:
    for data in (
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ):
        assert 400 <= ask(port, data).status <= 505, data[:20]


@pytest.mark.parametrize("line", [b"BREW / HTTP/1.1", b"GET / HTTP/2.0"])
def test_what_nobody_understands_is_no_failure_of_the_service(port: int, line: bytes) -> None:
    assert ask(port, line + b"\r\nHost: x\r\n\r\n").status == 400


@pytest.mark.parametrize("broken", [b"no header", b"Content-Length : 40"])
def test_a_body_behind_a_broken_header_is_no_second_request(port: int, broken: bytes) -> None:
    hidden = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    sent = b"POST /v1/nowhere HTTP/1.1\r\nHost: x\r\n" + broken
    answer = ask(port, sent + b"\r\nContent-Length: 40\r\n\r\n" + hidden)
    assert answer.status == 404
    assert b"HTTP/1.1 " not in answer.body


def test_two_slashes_are_not_one(port: int) -> None:
    for path in ("//", "//v1/open", "/v1/open//"):
        assert ask(port, request("GET", path)).status == 404
    assert ask(port, request("GET", "/v1/open/")).status == 200


def test_every_cookie_of_an_answer_is_sent(port: int) -> None:
    answer = ask(port, request("GET", "/cookies"))
    assert [value for name, value in answer.lines if name == "Set-Cookie"] == ["a=1", "b=2"]


def test_an_answer_cannot_break_out_of_its_headers(port: int) -> None:
    answer = ask(port, request("GET", "/broken-header"))
    assert answer.status == 500
    assert "set-cookie" not in answer.headers


def test_not_modified_has_neither_body_nor_length(port: int) -> None:
    answer = ask(port, request("GET", "/nothing"))
    assert answer.status == 304
    assert answer.body == b""
    assert "content-length" not in answer.headers


def test_one_connection_takes_many_requests(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        stream = connection.makefile("rb")
        for _ in range(20):
            connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b" 404 " in stream.readline()
            length = 0
            while (line := stream.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length"):
                    length = int(line.split(b":")[1])
            assert stream.read(length) == b"nothing at 8"


def test_idle_visitors_keep_nobody_waiting(port: int) -> None:
    with ExitStack() as idle:
        for _ in range(200):
            idle.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S))
        assert ask(port, request("GET", "/")).status == 200


def test_nothing_is_told_about_requests(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    ask(port, request("GET", "/?secret=1"))
    ask(port, request("GET", "/nowhere"))
    ask(port, b"HELLO\r\n\r\n")
    with socket.create_connection(("127.0.0.1", port)) as leaving:
        leaving.sendall(request("GET", "/"))
    ask(port, request("GET", "/"))
    assert capfd.readouterr() == ("", "")


def test_the_address_is_held_before_serving_and_given_up_after_it() -> None:
    config = Config.create(app_name="tried", lambda_timeout=29, lambda_memory_size=1024)
    listener = listen(0)
    port = listener.getsockname()[1]
    with pytest.raises(OSError, match="in use"):
        listen(port)
    with serve(application(), config, listener):
        assert ask(port, request("GET", "/v1/nowhere")).json()["error"]
        with pytest.raises(OSError, match="in use"):
            listen(port)
    assert listener.fileno() == -1


def test_who_asks_before_it_serves_is_answered_when_it_does() -> None:
    config = Config.create(app_name="tried", lambda_timeout=29, lambda_memory_size=1024)
    listener = listen(0)
    with socket.create_connection(listener.getsockname(), timeout=PATIENCE_S) as early:
        early.sendall(request("GET", "/"))
        with serve(application(), config, listener):
            assert early.makefile("rb").readline().split()[1] == b"200"
