"""The privacy canary: after everything that people do here, nothing of them is anywhere.

It has a service of its own, so that what that says and keeps comes from this walk alone.
"""

import base64
import hashlib
import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.verification.core.claims import reference_text
from tests.browser.service import COMMAND_S, Service
from tests.browser.ticket_desk import (
    next_person,
    open_meeting,
    redeem,
    type_in,
    wait_until_registered,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.walk import TIME, give, tamper, verdict

pytestmark = pytest.mark.xdist_group("browser, nothing kept")

TICKET = {
    "suggested", "withdrawn",
    "meeting_id", "start", "utc_offset_min", "length_min", "name", "place", "reference",
    "issued_at", "issued_at_date_only", "expires_at", "kid", "expires", "slip",
}  # fmt: skip
KNOWN = {
    "waypost-meetings": {
        "M": {"body", "origin", "filed", "rev", "revised"},
        "G": {"rows", "shards", "rev"},
        "O": {"rows", "shards", "part", "rev"},
        "P": {"rows", "shards", "part", "rev"},
        "L": {"rows", "shards", "part", "rev"},
        "H": {"parts", "rev"},
        "D": {"shards", "zones", "rev"},
        "S": {"entries", "rev"},
        "SOURCES": {"names", "rev"},
        "IMPORTED": {"at sample", "at held"},  # the sources of this test
        "W": {"meetings", "end", "rev"},
        "N": {"words", "rev"},
        "R": {"reports", "sent", "expires"},
        "REPORTED": {"ids", "expires"},
    },
    "waypost-verification": {
        "T": TICKET,
        "O": {"tickets", "ended", "registered", "listed_then", "listed_within_km", "expires"},
        "C": {"ticket", "expires"},
        "I": {"tickets", "sheets", "expires"},
        "X": {"references", "months", "expires"},
        "SWEEP": {"whole_at", "began_at", "after"},
        "S": {"meeting_id", "start", "utc_offset_min", "prepared", "given", "rev", "expires"},
        "W": {"expires"},
        "K": {"kids", "expires"},
        "A": {"failures", "key", "expires"},
    },
    "waypost-facilitators": {
        "F": {"label", "meetings", "version", "sessions"},
        "L": {"facilitator", "version", "session_hash", "expires"},
        "S": {"id", "facilitator", "version", "began", "used", "expires"},
        "SWEEP": {"whole_at", "began_at", "after"},
    },
}
OF_A_REGION = re.compile(r"[0-9a-z]{2}[mn]")  # of `LISTING`: its mark, how many meetings it has
LOGGED_AT_A_START = (
    r"Data folder: \S+",
    r"Installing the database \(dynoxide \S+\) from npm",
    r"dynoxide can't be had \(.*\); using moto",
    r"Database: (dynoxide|moto) at http://127\.0\.0\.1:\d+",
    r"Loading the sample listing",
    r"Ready after [\d.]+ s; Ctrl-C stops it\.",
    r"  Find a meeting +http://127\.0\.0\.1:\d+/",
    r"  Check a code +http://127\.0\.0\.1:\d+/v",
    r"  Facilitator's sign-in +http://127\.0\.0\.1:\d+/sign-in#\S+",
    r"",
)
PLACES = ("Zutphen", "Quixeramobim")  # known places without a meeting in the sample listing
CANARIES = {
    name: f"canary-{name}-7f3a9"
    for name in (
        "agent", "forwarded", "referer", "language", "query", "path", "body", "secret", "cookie",
        "place", "method", "header",
    )
}  # fmt: skip
HEADERS = {
    "X-Forwarded-For": f"203.0.113.77, {CANARIES['forwarded']}",
    "Forwarded": "for=203.0.113.77",
    "Accept-Language": CANARIES["language"],
}


@dataclass
class Secrets:
    """What only the people know; `what` is for the message of a failure."""

    secrets: dict[str, bytes] = field(default_factory=dict)

    def add(self, what: str, text: str) -> None:
        self.secrets[what] = text.encode()

    def add_code(self, what: str, token: str) -> None:
        """A code: as text, either half of it, and the signed bytes within."""
        raw = base64.b32decode(token + "=" * (-len(token) % 8))
        self.secrets |= {
            f"{what}": token.encode(),
            f"{what}, first part": token[:40].encode(),
            f"{what}, last part": token[-40:].encode(),
            f"{what}, lower case": token[:40].lower().encode(),
            f"{what}, bytes": raw[:40],
            f"{what}, signature": raw[-64:],
            f"{what}, signature in hex": raw[-64:].hex().encode(),
            f"{what}, signature in base64": base64.b64encode(raw[-63:]),
        }

    def add_ticket(self, what: str, once: str) -> None:
        """A ticket, and the hash of it that a phone would send."""
        digest = hashlib.sha256(once.encode())
        self.secrets |= {
            what: once.encode(),
            f"{what}, hash": digest.hexdigest().encode(),
            f"{what}, bytes of the hash": digest.digest(),
        }

    def add_key(self, what: str, secret: str) -> None:
        """A sign-in secret or a cookie's value, as text and as bytes."""
        self.add(what, secret)
        self.secrets[f"{what}, bytes"] = base64.urlsafe_b64decode(secret + "=")

    def found_in_files(self, service: Service) -> list[str]:
        """Where it is in the files of the data folder."""
        found: list[str] = []
        for file in [file for file in service.data_dir.rglob("*") if file.is_file()]:
            with suppress(FileNotFoundError):  # the database has done with it meanwhile
                found += self.found_in(file.name, file.read_bytes())
        return found

    def found_in(self, place: str, content: bytes) -> list[str]:
        return [f"{what} is in {place}" for what, text in self.secrets.items() if text in content]


# The sweep five days on, past every redeem window; and the next one, where the file was busy.
SWEEP_LATER = """
import os, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from chalicelib import sweeping
from chalicelib.commands.database import connect
from local import database, database_file

connect(os.environ)
assert sweeping.sweep(datetime.now(UTC) + timedelta(days=5))
engine = database.choose_engine(Path(os.environ["DATA_DIR"]), os.environ, print)
running = database.RunningDatabase(engine, os.environ["AWS_ENDPOINT_URL_DYNAMODB"], None)
while not database_file.erase_deleted(running):
    time.sleep(0.1)
"""


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    running = Service(tmp_path / "data")
    try:
        yield running.wait_until_ready().holding()
    finally:
        running.stop()


def test_nothing_of_anybody_is_kept_or_said(browser: Browser, own_service: Service) -> None:
    secrets = Secrets()
    for name, canary in CANARIES.items():
        secrets.add(f"the canary {name}", canary)
    for place in PLACES:
        secrets.add(f"the place {place}", place)
    secrets.add("the forwarded address", "203.0.113.77")
    for agent in ("Mozilla/", "Chrome/", "AppleWebKit", "Linux x86_64"):
        secrets.add(f"the user agent's {agent}", agent)

    walk(browser, own_service, secrets)
    send_what_nobody_should(own_service)

    found = [*in_tables(own_service, secrets), *in_files(own_service, secrets)]
    occurrences, withdrawn = of_occurrences(own_service)
    assert occurrences.found_in_files(own_service)  # else what follows proves nothing
    own_service.run_script(SWEEP_LATER)
    found += [*occurrences.found_in_files(own_service)]
    assert withdrawn.found_in_files(own_service)
    own_service.stop()  # with the last words said
    found += [*occurrences.found_in_files(own_service)]
    found += [*in_files(own_service, secrets), *logged_beside_the_start(own_service, secrets)]
    assert not found, "\n".join(sorted(set(found)))


def walk(browser: Browser, service: Service, secrets: Secrets) -> None:
    """Everything that people do here, and some of what they do wrong."""
    visitors = Visitors(browser, service.base)
    named: dict[str, Any] = {"user_agent": CANARIES["agent"], "extra_http_headers": HEADERS}
    wrong = [400, 401, 403, 404, 405, 415]

    seeker = visitors.new_page(
        **PHONE, geolocation={"latitude": 52.5, "longitude": 6.1}, permissions=["geolocation"]
    )
    for place in (*PLACES, CANARIES["place"]):
        seeker.goto("/")
        seeker.get_by_label("Town, postal code or meeting").fill(place)
        seeker.get_by_role("button", name="Go").tap()
        expect(seeker.get_by_role("heading", name="You can join these")).to_be_visible()
    seeker.goto("/")
    seeker.get_by_role("button", name="Near me").tap()
    expect(seeker.get_by_role("heading", level=1)).to_have_text("Meetings near you")
    secrets.add("where somebody is", "52.50,6.10")

    facilitator = visitors.new_page(**PHONE)
    link = service.sign_in_link
    secrets.add_key("the sign-in secret", link.partition("#")[2])
    facilitator.goto(link)
    full = give(facilitator)
    facilitator.goto("/facilitate")
    time = give(facilitator, TIME)
    facilitator.goto("/facilitate")
    withdrawn = give(facilitator)
    for what, given in (("full", full), ("time", time), ("withdrawn", withdrawn)):
        secrets.add_code(f"the code {what}", given.token)
        secrets.add_ticket(f"the ticket of the code {what}", given.once)
    [cookie] = facilitator.context.cookies()
    secrets.add_key("the session cookie", cookie["value"])
    service.command("check", time.token)
    service.command("withdraw", withdrawn.token)

    court = visitors.new_page(**DESKTOP)
    court.goto(full.url)
    assert verdict(court) == "Genuine."
    plain = visitors.new_page(**DESKTOP, **named, java_script_enabled=False, refused=wrong)
    for text in (full.url, time.token, tamper(full.token), CANARIES["body"], withdrawn.url):
        plain.goto("/v")
        plain.get_by_label("Code or link").fill(text)
        plain.get_by_role("button", name="Check").click()
        verdict(plain)
    secrets.add_code("the changed code", tamper(full.token))

    stranger = visitors.new_page(**PHONE, **named, refused=wrong)
    stranger.goto(f"/sign-in#{CANARIES['secret']}")
    expect(stranger.get_by_text("That link was used already")).to_be_visible()
    for address in (
        f"/{CANARIES['path']}?q={CANARIES['query']}&place=Zutphen",
        f"/?near={CANARIES['query']}",
        f"/?place=Zutphen&radius={CANARIES['query']}",
        f"/?cursor={CANARIES['query']}&attendance=online",
        f"/meetings/{CANARIES['path']}?q={CANARIES['query']}",
        f"/facilitate/give/{CANARIES['path']}",
        f"/v1/meetings?place={CANARIES['place']}",
    ):
        stranger.goto(address, referer=f"https://{CANARIES['referer']}.example/")

    by_tickets(visitors, facilitator, secrets)

    facilitator.goto("/facilitate")
    facilitator.get_by_role("button", name="Sign out").tap()
    expect(facilitator.get_by_role("heading", level=1)).to_have_text("Find a meeting")
    visitors.close()


def by_tickets(visitors: Visitors, facilitator: Page, secrets: Secrets) -> None:
    """Tickets shown, redeemed, mistyped and withdrawn; a code kept on a phone."""
    facilitator.goto("/facilitate")
    tickets = [open_meeting(facilitator)]
    wait_until_registered(facilitator)
    tickets.append(next_person(facilitator))
    wait_until_registered(facilitator)
    for number, ticket in enumerate(tickets):
        secrets.add_ticket(f"ticket {number}", ticket.replace("-", ""))
        secrets.add(f"ticket {number} as written", ticket)

    phone = visitors.new_page(**PHONE)
    phone.goto(f"/t#{tickets[0].replace('-', '')}")
    code = redeem(phone)
    secrets.add_code("the code of a ticket", code.token)
    phone.get_by_role("button", name="Keep on this phone").tap()
    expect(phone.get_by_role("link", name="Your codes")).to_be_visible()
    phone.goto("/mine")
    phone.reload()
    expect(phone.locator("#list li")).to_have_count(1)

    desk = visitors.new_page(**DESKTOP, refused=[404, 410])
    mistyped = "ZZZZZ-99999"
    secrets.add_ticket("a mistyped ticket", mistyped.replace("-", ""))
    type_in(desk, mistyped)
    expect(desk.get_by_role("status")).to_contain_text("know this ticket yet")
    type_in(desk, tickets[1])
    secrets.add_code("the code of a typed ticket", redeem(desk, TIME).token)

    facilitator.get_by_role("link", name="Done").tap()
    given = facilitator.locator("details.given").first
    given.locator("summary").tap()
    row = given.locator("li", has_text=code.reference)
    row.get_by_role("button").tap()
    facilitator.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(row).to_contain_text("Withdrawn")
    another = visitors.new_page(**DESKTOP, refused=[410])
    type_in(another, tickets[0])
    expect(another.get_by_role("status")).to_contain_text("This ticket was withdrawn")


def send_what_nobody_should(service: Service) -> None:
    """Requests that no browser makes: each must be answered, and its words forgotten."""
    json_type, form_type = "application/json", "application/x-www-form-urlencoded"
    body, secret = CANARIES["body"], CANARIES["secret"]
    requests = (
        ("POST", "/v1/session", json_type, f'{{"secret": "{secret}"}}'),
        ("POST", "/v1/session", json_type, f'{{"{body}": "{secret}"}}'),
        ("POST", "/v1/session", json_type, body),
        ("POST", "/v1/verifications", json_type, f'{{"meeting_id": "{body}"}}'),
        ("POST", "/v1/verifications/check", json_type, f'{{"token": "{body}"}}'),
        ("POST", "/v1/verifications/check", json_type, f'{{"token": ["{body}"]}}'),
        ("POST", "/v/check", form_type, f"token={body}&token={body}"),
        ("POST", "/v/check", form_type, f"token=%ff{body}"),
        ("POST", "/v/check", f"text/{body}", body),
        ("POST", "/sign-in", form_type, f"link={secret}"),
        ("POST", "/sign-out", form_type, body),
        ("DELETE", f"/v?{CANARIES['query']}", json_type, body),
        ("PUT", f"/{CANARIES['path']}", json_type, body),
        ("HEAD", f"/?place={CANARIES['place']}", json_type, ""),
        ("GET", f"/?place=%ff{CANARIES['place']}", json_type, ""),
        ("GET", f"/?place={CANARIES['place']}%00", json_type, ""),
        ("GET", f"/%ff{CANARIES['path']}", json_type, ""),
        ("GET", f"/static/..%2f{CANARIES['path']}", json_type, ""),
        ("GET", f"http://{CANARIES['path']}.example/?{CANARIES['query']}", json_type, ""),
        (CANARIES["method"].upper(), "/", json_type, ""),
    )
    for method, target, kind, text in requests:
        for own_origin in (True, False):
            head = [
                f"{method} {target} HTTP/1.1",
                f"Host: 127.0.0.1:{service.port}",
                f"User-Agent: {CANARIES['agent']}",
                f"X-Forwarded-For: 203.0.113.77, {CANARIES['forwarded']}",
                f"Cookie: waypost={CANARIES['cookie']}",
                f"Origin: {service.base}" if own_origin else "Origin: null",
                f"Content-Type: {kind}",
                f"Content-Length: {len(text.encode())}",
                "Connection: close",
            ]
            answered = raw(service.port, "\r\n".join(head) + "\r\n\r\n" + text)
            assert re.match(rb"HTTP/1\.[01] [2345]\d\d ", answered), (method, target, answered)
            assert not answered.startswith(b"HTTP/1.1 500"), (method, target)
    for broken in (
        f"{CANARIES['header']}\r\n\r\n",
        f"GET / HTTP/9.9{CANARIES['header']}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{CANARIES['header']}\r\n\r\n",
        f"GET / HTTP/1.1\r\nX-Long: {CANARIES['header'] * 5_000}\r\n\r\n",
        f"GET /{CANARIES['path'] * 5_000} HTTP/1.1\r\n\r\n",
        f"POST /v HTTP/1.1\r\nContent-Length: {CANARIES['header']}\r\n\r\n",
    ):
        raw(service.port, broken)


def raw(port: int, request: str) -> bytes:
    """What the service answers to these bytes."""
    answered = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=COMMAND_S) as connection,
        suppress(ConnectionError),  # it may hang up on what is too long
    ):
        connection.sendall(request.encode("latin-1"))
        with suppress(OSError):  # "not connected", where it has hung up already
            connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65_536):
            answered += part
    return answered


def database_client(service: Service) -> Any:
    """A client of the service's database."""
    endpoint = json.loads((service.data_dir / "endpoint.json").read_text("utf-8"))["endpoint"]
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def in_tables(service: Service, secrets: Secrets) -> Iterator[str]:
    """What people told and the tables hold; and attributes that nobody decided on."""
    client = database_client(service)
    tables = client.list_tables()["TableNames"]
    assert sorted(tables) == sorted(KNOWN)
    met: set[str] = set()
    for table in tables:
        for page in client.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                key = item.pop("pk")["S"]
                kind, _, _ = key.partition("#")
                met.add(f"{table} {kind}")
                allowed = KNOWN[table].get(kind, set())
                if kind == "LISTING":
                    allowed = {"rev", *filter(OF_A_REGION.fullmatch, item)}
                for name in item.keys() - allowed:
                    yield f"{table} {kind}# has an attribute {name}"
                content = b"\0".join([key.encode(), *contents(item)])
                yield from secrets.found_in(f"{table} {kind}#", content)
                if b"127.0.0.1" in content:
                    yield f"an address is in {table} {kind}#"
    for kind in ("verification T", "verification O", "verification W", "facilitators F"):
        assert f"waypost-{kind}" in met  # else this looked at nothing


def of_occurrences(service: Service) -> tuple[Secrets, Secrets]:
    """What the verification table holds of tickets and occurrences; and the withdrawn references,
    which it holds until the end of the month in which their codes end."""
    kept: dict[str, list[Any]] = {"T": [], "O": [], "S": [], "I": [], "W": []}
    for item in database_client(service).scan(TableName="waypost-verification")["Items"]:
        kind, _, name = item["pk"]["S"].partition("#")
        kept.setdefault(kind, []).append((name, item))
    withdrawn, occurrences = Secrets(), Secrets()
    for reference, _ in kept["W"]:
        withdrawn.add(f"the withdrawn reference {reference}", reference)
    for name, item in kept["T"]:
        occurrences.add(f"the ticket's id {name}", name)
        raw = bytes(item["reference"]["B"])
        text = reference_text(raw)
        if f"the withdrawn reference {text}" in withdrawn.secrets:
            continue
        occurrences.add(f"the reference {text}", text)
        occurrences.secrets[f"the bytes of the reference {text}"] = raw
        occurrences.secrets[f"{text} in base64"] = base64.b64encode(raw)[:13]
    for name, _ in kept["I"]:
        occurrences.add(f"the starts of the meeting {name}", f"I#{name}")
    for kind in ("O", "S"):
        for name, _ in kept[kind]:
            occurrences.add(f"{kind}, the occurrence {name}", f"{kind}#{name}")
    return occurrences, withdrawn


def contents(value: Any) -> Iterator[bytes]:
    """Every text and byte string within an item."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name.encode()
            yield from contents(inner)
    elif isinstance(value, (list, set)):
        for inner in value:
            yield from contents(inner)
    else:
        yield value if isinstance(value, bytes) else str(value).encode()


def in_files(service: Service, secrets: Secrets) -> Iterator[str]:
    """What people told and any file of the data folder holds, freed pages included."""
    files = [file for file in service.data_dir.rglob("*") if file.is_file()]
    assert any(file.name in ("dynoxide.sqlite", "moto.jsonl") for file in files)
    for file in files:
        try:
            content = file.read_bytes()
        except FileNotFoundError:  # the database has done with it meanwhile
            continue
        yield from secrets.found_in(file.name, content)
        # the service's own address is in the file that publishes it, and in the database's greeting
        if file.name not in ("endpoint.json", "database.txt") and b"127.0.0.1" in content:
            yield f"an address is in {file.name}"


def logged_beside_the_start(service: Service, secrets: Secrets) -> list[str]:
    """Every line of the log that is not one of the start's own or of the stop; and what people told
    in any line but the one that hands out the sign-in link."""
    found = []
    for line in service.log().splitlines():
        if not any(re.fullmatch(known, line) for known in (*LOGGED_AT_A_START, r"Stopped\.")):
            found.append(f"the log says: {line}")
        if "sign-in#" not in line:
            found += secrets.found_in(f"the log: {line}", line.encode())
    return found
