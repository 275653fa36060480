"""What is logged of a request: one line where it fails, none otherwise, and nothing of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from chalice.app import Response
from chalice.local import LambdaContext, LambdaEventConverter, RouteMatcher

import app as front_door
from chalicelib import dynamodb
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import FileVault, KeysUnavailable
from chalicelib.web import routes
from chalicelib.web.routes import ROUTES, Route
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import HOST, Site, put_meetings

SECRET = "canary7f3a9"
ALL = [route for module in ROUTES.values() for route in module]
KNOWN = {"level", "event", "cause", "code", "at", "stack", "route", "method", "status"}
EVENING = meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30)
Logged = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Logged:
    """What this process has written since it was last asked, each line read."""

    def lines() -> list[dict[str, Any]]:
        written = capfd.readouterr()
        assert SECRET not in written.out + written.err
        assert written.out == ""
        return [json.loads(line) for line in written.err.splitlines()]

    return lines


def send(site: Site, method: str, path: str, body: bytes = b"", kind: str = "") -> int:
    """The status of a request that has a secret wherever one can be."""
    headers = {
        "Host": HOST,
        "Origin": site.origin,
        "User-Agent": SECRET,
        "Referer": f"https://{SECRET}.example/",
        "Cookie": f"waypost={SECRET}; __Host-waypost={SECRET}",
        "X-Forwarded-For": SECRET,
        "X-Amzn-RequestId": SECRET,
        "Content-Type": kind or "application/json",
        "Accept": "application/cose-key-set",
    }
    matcher = RouteMatcher(list(site.app.routes))
    target = f"{path}?place={SECRET}&words={SECRET}"
    event = LambdaEventConverter(matcher, site.app.api.binary_types).create_lambda_event(
        method, target, headers, body
    )
    event["requestContext"] |= {"requestId": SECRET, "extendedRequestId": SECRET}
    event["requestContext"]["identity"] = {"sourceIp": SECRET, "userAgent": SECRET}
    status: int = site.app(event, LambdaContext("api_handler", 1024))["statusCode"]
    return status


def send_to(site: Site, route: Route, method: str = "") -> int:
    path = "/".join(SECRET if part.startswith("{") else part for part in route.path.split("/"))
    fields = {"meeting_id": EVENING.id, "ticket": SECRET, "secret": SECRET, "link": f"#{SECRET}"}
    body = json.dumps(fields).encode()
    if "json" not in route.accepts:
        body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    return send(site, method or route.method, path, body, route.accepts.partition(",")[0])


def unreachable(**arguments: object) -> None:
    raise EndpointConnectionError(endpoint_url=f"http://{SECRET}")


def refusing(**arguments: object) -> None:
    denied: Any = {"Error": {"Code": "AccessDeniedException", "Message": SECRET}}
    raise ClientError(denied, SECRET)


def break_database(monkeypatch: pytest.MonkeyPatch, broken: Callable[..., None]) -> None:
    operations = ("get", "batch_get", "put", "update", "delete")
    for name in (*(f"{operation}_item" for operation in operations), "transact_write_items"):
        monkeypatch.setattr(dynamodb.client(), name, broken)


@pytest.mark.parametrize("broken", [unreachable, refusing])
def test_an_outage_is_one_line_a_request_without_anything_of_it(
    site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch, broken: Callable[..., None]
) -> None:
    break_database(monkeypatch, broken)
    unavailable = 0
    for route in ALL:
        status, lines = send_to(site, route), logged()
        if status < 500:
            assert {line["event"] for line in lines} <= {"served_without"}
            continue
        if route.path == "/health/ready":  # a line for each table
            assert [line["event"] for line in lines] == ["not_ready"] * 3
            continue
        unavailable += 1
        (line,) = (line for line in lines if line["event"] != "served_without")
        assert line.keys() <= KNOWN - {"stack"} | {"request_id"}
        assert (line["level"], line["event"], line["status"]) == ("ERROR", "unavailable", 503)
        assert line["cause"] == "StorageUnavailable"
        assert line["code"] in ("EndpointConnectionError", "AccessDeniedException")
        assert (line["route"], line["method"]) == (route.path, route.method)
        assert len(line["request_id"]) == 36
    assert unavailable > 10


def test_a_mistake_of_ours_is_one_line_with_its_places_in_the_code(
    site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(name: str) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(routes, "import_module", mistaken)
    for route in ALL:
        assert send_to(site, route) == 500
        (line,) = logged()
        assert line.keys() == KNOWN - {"code"} | {"request_id"}
        assert (line["event"], line["cause"]) == ("unexpected_error", "ZeroDivisionError")
        assert line["at"].startswith("test_failure_lines.py:")
        assert line["stack"][-1].startswith("chalicelib/web/routes.py:")


def break_middleware(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> Response:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(front_door, "final_response", broken)


def break_header(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Response("", {"X": f"a\n{SECRET}"})
    monkeypatch.setattr(routes, "dispatch", lambda *arguments, **named: answer)


@pytest.mark.parametrize("break_it", [break_middleware, break_header])
def test_what_fails_in_the_framework_is_one_line_of_the_same_kind(
    site: Site,
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    break_it: Callable[[pytest.MonkeyPatch], None],
) -> None:
    monkeypatch.setattr(site.app.log, "handlers", [caplog.handler])
    break_it(monkeypatch)
    assert send(site, "GET", f"/meetings/{SECRET}") == 500
    (line,) = logged()
    assert line["event"] == "unexpected_error"
    assert (line["route"], line["method"]) == ("/meetings/{meeting_id}", "GET")
    assert line["cause"] in ("ZeroDivisionError", "ChaliceError")
    assert caplog.records == []  # its own line, with the path and the error's words


def test_what_is_answered_or_refused_is_not_logged(site: Site, logged: Logged) -> None:
    put_meetings(EVENING)
    statuses = {send_to(site, route) for route in ALL}
    assert {200, 400, 401, 404} <= statuses
    assert max(statuses) < 500
    assert send(site, "POST", "/courts") == 405
    assert send(site, "GET", f"/meetings/{EVENING.id}") == 200
    assert logged() == []


def test_a_method_that_nobody_knows_is_not_repeated(
    site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """API Gateway lets any word through."""
    break_middleware(monkeypatch)
    assert send(site, SECRET.upper(), "/courts") == 500
    (line,) = logged()
    assert line["method"] == "?"


def test_before_the_first_key_and_without_the_keys_the_line_says_so(
    bare_site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_meetings(EVENING)
    bare_site.sign_in(EVENING)
    asked = {"meeting_id": EVENING.id, "detail": "full"}
    assert bare_site.post("/v1/verifications", asked).status == 503
    (line,) = logged()
    assert (line["event"], line["cause"]) == ("no_key", "NoSigningKey")

    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("AccessDeniedException") from PermissionError(SECRET)

    open_key_store.cache_clear()
    monkeypatch.setattr(FileVault, "read", away)
    assert bare_site.get("/.well-known/jwks.json").status == 503
    (line,) = logged()
    assert (line["event"], line["cause"]) == ("unavailable", "KeysUnavailable")
    assert line["code"] == "PermissionError"


def test_where_others_keep_writing_the_line_says_busy(
    site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: object, pk: str, *, consistent: bool) -> None:
        raise dynamodb.TooBusy("no quiet moment")

    monkeypatch.setattr(dynamodb.Table, "get", busy)
    assert site.get(f"/meetings/{EVENING.id}").status == 503
    (line,) = logged()
    assert (line["event"], line["cause"]) == ("busy", "TooBusy")


def test_what_is_served_though_its_source_is_away_is_logged_too(
    site: Site, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else would notice until nothing may be held any more."""
    held = ("/v1/withdrawals.json", "/.well-known/waypost-trust.json")
    for path in held:
        assert site.get(path).status == 200
    break_database(monkeypatch, unreachable)
    for path in held:
        site.clock.wait(seconds=10)
        assert site.get(path).status == 200
        (line,) = logged()
        assert line.keys() == {"level", "event", "cause", "code", "at"}
        assert (line["event"], line["cause"]) == ("served_without", "StorageUnavailable")
        assert site.get(path).status == 200  # it is asked again in five seconds
        assert logged() == []
