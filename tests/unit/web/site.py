"""The site as a client meets it: requests as a browser or a program makes them, at a time that
stands still, and what every answer has to look like.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from chalice.app import Chalice
from chalice.local import LambdaContext, LambdaEventConverter, RouteMatcher

from chalicelib import dynamodb, settings
from chalicelib.commands import clock as commands_clock
from chalicelib.facilitators.accounts import enrol_link
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.table import open_table
from chalicelib.web.http import request
from chalicelib.web.http.errors import CATALOGUE, UNEXPECTED
from chalicelib.web.i18n.catalogue import translator

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday, 7 am in New York
HOST = "waypost.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
CODES: dict[int, set[str]] = {}  # by status; nothing answers 500
for defined in CATALOGUE:
    if defined.for_software and defined is not UNEXPECTED:
        CODES.setdefault(defined.status, set()).add(defined.code)


class Clock:
    """Stands in for `datetime` where the edge reads the time."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self, zone: Any = None) -> datetime:
        return self.moment.astimezone(zone)

    def fromtimestamp(self, seconds: float, zone: Any = None) -> datetime:
        return datetime.fromtimestamp(seconds, zone)

    def wait(self, **time: float) -> None:
        self.moment += timedelta(**time)


class Page(HTMLParser):
    """A page: its tags with their attributes, and its text; without what scripts may fill in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []
        self._quiet = False
        self._template = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._template |= tag == "template"
        if self._template:
            return
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._quiet = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False
        self._template &= tag != "template"

    def handle_data(self, data: str) -> None:
        if not self._quiet and not self._template:
            self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())

    def all(self, tag: str, **having: str) -> list[dict[str, str]]:
        """The attributes of every such tag that has those values."""
        return [
            attributes
            for name, attributes in self.tags
            if name == tag and all(attributes.get(key) == value for key, value in having.items())
        ]

    def links(self) -> list[str]:
        return [attributes["href"] for attributes in self.all("a") if "href" in attributes]

    def loaded_files(self) -> Iterator[str]:
        """What a browser fetches to show this page."""
        for tag, attributes in self.tags:
            if tag == "link" and attributes.get("rel") not in ("manifest", "canonical"):
                yield attributes["href"]
            elif "src" in attributes and tag in ("script", "img", "iframe", "audio", "video"):
                yield attributes["src"]


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str | list[str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def page(self) -> Page:
        return Page(self.text)

    @property
    def error(self) -> Any:
        return self.json["error"]

    def header(self, name: str) -> str:
        for known, value in self.headers.items():
            if known.lower() == name.lower():
                return ", ".join(value) if isinstance(value, list) else str(value)
        return ""


class Client:
    """Asks as a browser or a program does; `origin` is that of the site's own pages, `cookie` a
    session's, with its name."""

    origin: str
    cookie: str

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Response:
        """One request, and the right look of its answer if it is an error."""
        raise NotImplementedError

    def get(self, path: str, query: Mapping[str, Any] | None = None, /, **headers: str) -> Response:
        return self.request(
            "GET", path + (f"?{urlencode(query)}" if query else ""), headers=headers
        )

    def post(self, path: str, body: Any, **headers: str) -> Response:
        """Posts JSON, from the site's own page."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        own = {**JSON, "Origin": self.origin, **headers}
        return self.request("POST", path, headers=own, body=sent)

    def submit(self, path: str, fields: Mapping[str, str], **headers: str) -> Response:
        """Sends a form, from the site's own page."""
        own = {**FORM, "Origin": self.origin, **headers}
        return self.request("POST", path, headers=own, body=urlencode(fields).encode())


@dataclass
class Site(Client):
    """The application behind API Gateway, with a browser's cookie. `stage` is the prefix of a
    deployment without its own domain ("/api")."""

    app: Chalice
    clock: Clock
    stage: str = ""
    cookie: str = ""
    origin: str = f"https://{HOST}"
    headers: dict[str, str] = field(default_factory=lambda: {"Host": HOST})

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Response:
        given = {**self.headers, **(headers or {})}
        if self.cookie and "Cookie" not in given:
            given["Cookie"] = self.cookie
        matcher = RouteMatcher(list(self.app.routes))
        event = LambdaEventConverter(matcher, self.app.api.binary_types).create_lambda_event(
            method, path, given, body
        )
        event["requestContext"]["path"] = self.stage + event["requestContext"]["path"]
        raw = self.app(event, LambdaContext("api_handler", 1024))
        content = raw["body"] or ""
        answer = Response(
            raw["statusCode"],
            {**raw["headers"], **raw["multiValueHeaders"]},
            content.encode() if isinstance(content, str) else content,
        )
        if method == "HEAD":
            assert answer.body == b"" and answer.status != 500
        else:
            require_shape(path, answer)
        return answer

    def sign_in(self, *meetings: Meeting, label: str = "desk") -> None:
        """As the facilitator who holds those meetings."""
        link = enrol_link(label, [meeting.id for meeting in meetings], self.clock.moment)
        answer = self.post("/v1/session", {"secret": link.partition("#")[2]})
        assert answer.status == 201, answer.text
        self.cookie = answer.header("Set-Cookie").partition(";")[0]


def put_meetings(*meetings: Meeting, now: datetime = NOW) -> None:
    """Puts meetings into the listing."""
    for meeting in meetings:
        open_table().put(meeting, now)


def stored_items(site: Site) -> list[Any]:
    """Everything that is stored anywhere, but for the counts of what was refused."""
    current = settings.current()
    names = (current.meetings_table, current.verification_table, current.facilitators_table)
    scans = (dynamodb.client().scan(TableName=name)["Items"] for name in names)
    items = (item for found in scans for item in found if not item["pk"]["S"].startswith("A#"))
    return sorted(items, key=repr)


def require_shape(path: str, answer: Response) -> None:
    """Every answer above 400 has the one shape: JSON for software's addresses, else a page."""
    assert answer.status != 500, answer.text
    if answer.status < 400:
        return
    where = urlsplit(path).path
    if not where.startswith(("/v1/", "/feeds/", "/cells/", "/.well-known/", "/health")):
        require_error_page(answer)
        return
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert answer.header("Cache-Control") == "no-store"
    beside = {"checks", "version", "build"} if where == "/health/ready" else set()
    assert set(answer.json) - beside == {"error"}
    error = answer.error
    assert {"code", "message"} <= set(error) <= {"code", "message", "field", "window"}
    assert error["code"] in CODES[answer.status]
    assert error["message"].strip().endswith((".", "-")) or answer.status == 400
    if answer.status == 400:
        assert error["field"] and isinstance(error["field"], str)
    assert ("window" in error) == (error["code"] == "outside_issuing_window")
    if "window" in error:
        assert set(error["window"]) == {"opens_at", "closes_at"}
        for moment in error["window"].values():
            assert datetime.fromisoformat(moment).utcoffset() is not None


def require_error_page(answer: Response) -> None:
    """A page with one heading, a way on, and a crisis line; nothing on it that a browser keeps."""
    assert answer.status in CODES, answer.status
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert "no-store" in answer.header("Cache-Control")
    assert "default-src 'none'" in answer.header("Content-Security-Policy")
    page = answer.page
    assert len(page.all("h1")) == 1
    if any(page.all("form", id=name) for name in ("sign-in", "redeem", "check-feed")):
        return  # the way on is to fill it in once more
    language = page.all("html")[0]["lang"]
    assert translator(language)("error.find") in page.text
    assert any(link.startswith("tel:") for link in page.links())


def freeze_clock(monkeypatch: Any) -> Clock:
    """The clock of every request and every operator's command from now on."""
    clock = Clock()
    monkeypatch.setattr(request, "datetime", clock)
    monkeypatch.setattr(commands_clock, "now", lambda: clock.moment)
    return clock
