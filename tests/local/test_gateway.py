"""What API Gateway makes of requests and of answers, without sockets."""

import gzip
import json
import threading
from typing import Any

import pytest
from chalice.app import Chalice, Response
from chalice.config import Config

import app as front_door
from chalicelib import settings
from local.gateway import AT_ONCE, Gateway, HttpAnswer
from local.gateway_event import HttpRequest

BYTES = bytes(range(256))
BINARY = "application/x-bytes"
TEXT: dict[str, str | list[str]] = {"Content-Type": "text/plain"}


def application() -> Chalice:
    app = Chalice(app_name="tried", debug=False)
    app.api.binary_types = [BINARY]

    @app.route("/event", methods=["GET", "POST"], content_types=["*/*"])
    def event() -> Response:
        assert app.current_request
        told: Any = app.current_request.to_original_event()
        return Response(json.dumps(told), {"Content-Type": "application/json"})

    @app.route("/bytes")
    def binary() -> Response:
        return Response(BYTES, {"Content-Type": BINARY})

    @app.route("/bytes-as-text")
    def mistaken() -> Response:
        return Response(gzip.compress(b"{}"), {"Content-Type": "application/json"})

    @app.route("/large/{size}")
    def large(size: str) -> Response:
        return Response('"' * int(size), TEXT)

    @app.route("/header")
    def header() -> Response:
        return Response("", {"X": "京都", **TEXT})

    @app.route("/open", cors=True)
    def open_to_all() -> dict[str, str]:
        return {}

    return app


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    config = Config.create(app_name="tried", lambda_timeout=29, lambda_memory_size=1024)
    return Gateway(application(), config)


def get(gateway: Gateway, target: str, *headers: tuple[str, str]) -> HttpAnswer:
    return gateway.answer(HttpRequest("GET", target, headers))


def header_of(answer: HttpAnswer, name: str) -> str | None:
    return dict(answer.headers).get(name)


def test_split_cookies_reach_the_application_whole(gateway: Gateway) -> None:
    answer = get(gateway, "/event", ("Cookie", "waypost=a"), ("Cookie", "language=es"))
    event = json.loads(answer.body)
    assert event["headers"]["Cookie"] == "language=es"
    assert event["multiValueHeaders"]["Cookie"] == ["waypost=a", "language=es"]


def test_bytes_come_as_bytes_where_their_type_is_the_first_that_is_accepted(
    gateway: Gateway,
) -> None:
    assert get(gateway, "/bytes", ("Accept", BINARY)).body == BYTES
    assert get(gateway, "/bytes", ("Accept", f"{BINARY}, text/html")).body == BYTES


@pytest.mark.parametrize("accept", ["*/*", f"text/html, {BINARY}", f"{BINARY};q=0.5"])
def test_else_their_base64_comes_as_it_is(gateway: Gateway, accept: str) -> None:
    assert get(gateway, "/bytes", ("Accept", accept)).body.startswith(b"AAECAwQF")


def test_what_lambda_cannot_return_is_a_bad_gateway(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in ("/bytes-as-text", "/large/3200000", "/header", "/large/x"):
        answer = get(gateway, path)
        assert answer.status == (500 if path == "/large/x" else 502)
        if answer.status == 502:
            assert json.loads(answer.body)["error"]["code"] == "unavailable"
    assert "A request failed: TypeError" in capfd.readouterr().err
    assert get(gateway, "/large/3000000").status == 200


def test_requests_that_hang_keep_no_other_from_its_answer() -> None:
    app, hung, release = application(), threading.Semaphore(0), threading.Event()

    @app.route("/hangs")
    def hangs() -> Response:
        hung.release()
        release.wait()
        return Response("", TEXT)

    config = Config.create(app_name="tried", lambda_timeout=29, lambda_memory_size=1024)
    gateway = Gateway(app, config)
    threads = [threading.Thread(target=get, args=(gateway, "/hangs")) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for _ in threads:
        hung.acquire()
    assert get(gateway, "/large/1").status == 200
    release.set()
    for thread in threads:
        thread.join()


def test_headers_have_room_for_ten_kilobytes(gateway: Gateway) -> None:
    assert get(gateway, "/event", ("X", "a" * 10_000)).status == 200
    answer = get(gateway, "/event?" + "a" * 5_000, ("X", "a" * 5_300))
    assert answer.status == 431
    assert json.loads(answer.body)["error"]["code"] == "bad_request"


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8000", "https://waypost.example"])
def test_its_own_answers_may_be_read_by_others_and_bind_to_https_where_that_is(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, public_url: str
) -> None:
    monkeypatch.setattr(settings, "current", lambda: settings.read({"PUBLIC_URL": public_url}))
    secure = public_url.startswith("https:")
    for target, status in (("/none", 404), ("/v1/none", 404), ("/event?" + "a" * 11_000, 431)):
        answer = get(gateway, target)
        assert answer.status == status
        assert header_of(answer, "Access-Control-Allow-Origin") == "*"
        bound = header_of(answer, "Strict-Transport-Security")
        assert bound == ("max-age=31536000" if secure else None)


def test_who_asks_for_a_page_gets_the_template_of_one(gateway: Gateway) -> None:
    page = get(gateway, "/none", ("Accept", "text/html,*/*"))
    assert header_of(page, "Content-Type") == "text/html"
    assert b"<!doctype html>" in page.body
    software = get(gateway, "/none", ("Accept", "*/*"))
    assert json.loads(software.body)["error"]["code"] == "not_found"


def test_a_preflight_is_answered_without_the_application(gateway: Gateway) -> None:
    answer = gateway.answer(HttpRequest("OPTIONS", "/open"))
    assert (answer.status, answer.body) == (200, b"")
    assert header_of(answer, "Access-Control-Allow-Origin") == "*"
    assert gateway.answer(HttpRequest("OPTIONS", "/event")).status == 405


@pytest.mark.parametrize(("path", "allowed"), [("/v1/meetings", "*"), ("/v1/session", None)])
def test_a_method_that_an_address_has_not_is_read_by_who_may_read_the_address(
    path: str, allowed: str | None
) -> None:
    config = Config.create(app_name="tried", lambda_timeout=29, lambda_memory_size=1024)
    answer = Gateway(front_door.app, config).answer(HttpRequest("PUT", path))
    assert answer.status == 405
    assert header_of(answer, "Access-Control-Allow-Origin") == allowed
