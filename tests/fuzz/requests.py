"""Requests on every route: each made of what the route takes, then spoilt a little."""

import base64
import json
import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from chalicelib.web.http.request import FORM, JSON
from chalicelib.web.routes import ROUTES, Route
from local.gateway_event import HttpRequest, create_event, match
from tests.fuzz import values

RECORDED = Path(__file__).parents[1] / "unit" / "web" / "events"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ROUTES = [route for routes in ROUTES.values() for route in routes]
_RESOURCES = sorted({route.path for route in _ROUTES})
FIELDS: Mapping[str, tuple[str, ...]] = {  # what a body may hold, by address
    "/v/check": ("token",),
    "/t": ("ticket", "detail"),
    "/language": ("to", "fresh"),
    "/sign-in": ("link",),
    "/meetings/{meeting_id}/report": ("kind", "text", "form_id"),
    "/facilitate/give/{meeting_id}": ("detail", "once"),
    "/facilitate/times/{meeting_id}": ("change", "day", "new_date", "new_time"),
    "/developers/check-feed": ("feed", "timezone"),
    "/v1/verifications": ("meeting_id", "detail", "ticket"),
    "/v1/verifications/check": ("token", "tokens"),
    "/v1/tickets": ("meeting_id", "tickets", "starts_at"),
    "/v1/tickets/redeem": ("ticket",),
    "/v1/slips": ("meeting_id", "starts_at", "slips"),
    "/v1/slips/given": ("meeting_id", "starts_at", "numbers"),
    "/v1/session": ("secret", "session"),
    "/facilitate/sessions": ("end",),
    "/sign-out": (),
    "/v1/feeds/check": ("rows", "timezone"),
}


class Requests:
    """An endless row of events; the same for the same seed, but for what `known` holds.

    `known` are values that mean something here: ids, tickets, codes. `cookie` is a session's.
    """

    def __init__(self, seed: int, host: str, cookie: str, known: tuple[str, ...]) -> None:
        self._chance = random.Random(seed)
        self._host, self._cookie, self._known = host, cookie, known
        session = cookie.partition("=")[2]
        self._recorded = [
            json.loads(file.read_text("utf-8").replace("{{session}}", session))["event"]
            for file in sorted(RECORDED.glob("*.json"))
        ]

    def next(self, now: datetime) -> dict[str, Any]:
        """Returns the next event."""
        chance = self._chance
        event: dict[str, Any]
        if chance.random() < 0.3:
            event = deepcopy(chance.choice(self._recorded))
        else:
            event = self._made(chance.choice(_ROUTES), now)
        for _ in range(chance.choice((0, 1, 1, 2))):
            self._spoil(event)
        return event

    def _made(self, route: Route, now: datetime) -> dict[str, Any]:
        chance = self._chance
        path = "/".join(
            quote(self._text(), safe="") or "x" if part.startswith("{") else part
            for part in route.path.split("/")
        )
        pairs = [(chance.choice(values.NAMES), self._text()) for _ in range(chance.randrange(4))]
        target = path + (f"?{urlencode(pairs)}" if pairs else "")
        headers, body = self._headers(), b""
        method = chance.choice(METHODS) if chance.random() < 0.1 else route.method
        if route.method == "POST":
            kind = chance.choice(route.accepts.split(","))
            headers.append(("Content-Type", kind))
            body = self._body(kind, FIELDS.get(route.path, ()))
        request = HttpRequest(method, target, headers, body)
        matched = match(request.path, _RESOURCES)
        assert matched, path
        return create_event(request, matched, now)

    def _headers(self) -> list[tuple[str, str]]:
        chance = self._chance
        headers = [("Host", self._host), ("Accept", chance.choice(("*/*", "text/html,*/*")))]
        if chance.random() < 0.7:
            headers.append(("Cookie", self._cookie))
        if chance.random() < 0.3:
            headers.append(("Cookie", f"language={chance.choice(('ar', 'de', self._text()))}"))
        if chance.random() < 0.7:
            headers.append(("Origin", f"https://{self._host}"))
        return headers

    def _body(self, kind: str, names: tuple[str, ...]) -> bytes:
        chance = self._chance
        if kind == JSON:
            return values.json_body(chance, self._known, names)
        if kind == FORM:
            return urlencode([(name, self._text()) for name in names]).encode()
        return self._text().encode()

    def _text(self) -> str:
        return values.text(self._chance, self._known)

    def _spoil(self, event: dict[str, Any]) -> None:
        """Changes one thing, as a client could: what API Gateway makes itself stays."""
        chance = self._chance
        chance.choice((self._spoil_header, self._spoil_query, self._spoil_body, self._spoil_path))(
            event
        )
        if chance.random() < 0.1:
            event["httpMethod"] = event["requestContext"]["httpMethod"] = chance.choice(METHODS)

    def _spoil_header(self, event: dict[str, Any]) -> None:
        chance = self._chance
        if chance.random() < 0.05:
            event["headers"] = event["multiValueHeaders"] = None
            return
        headers = event["multiValueHeaders"] or {}
        name = chance.choice(
            (*headers, "Accept", "Accept-Language", "Cookie", "If-None-Match", "Referer", "Origin")
        )
        sent = "".join(each for each in self._text() if each not in "\r\n\x00") or "x"
        kept = headers.get(name, [])[: chance.randrange(2)]
        headers[name] = [*kept, sent]
        event["multiValueHeaders"] = headers
        event["headers"] = {key: lines[-1] for key, lines in headers.items()}

    def _spoil_query(self, event: dict[str, Any]) -> None:
        query = event["multiValueQueryStringParameters"] or {}
        query.setdefault(self._chance.choice(values.NAMES), []).append(self._text())
        event["multiValueQueryStringParameters"] = query
        event["queryStringParameters"] = {name: given[-1] for name, given in query.items()}

    def _spoil_body(self, event: dict[str, Any]) -> None:
        chance = self._chance
        sent = event["body"] or ""
        body = base64.b64decode(sent) if event["isBase64Encoded"] else sent.encode()
        body = values.bytes_spoilt(chance, body)
        event["isBase64Encoded"] = chance.random() < 0.3
        text = base64.b64encode(body).decode() if event["isBase64Encoded"] else None
        event["body"] = text or body.decode("utf-8", "replace") or None

    def _spoil_path(self, event: dict[str, Any]) -> None:
        if event["pathParameters"]:
            name = self._chance.choice(sorted(event["pathParameters"]))
            event["pathParameters"][name] = self._text() or "x"
