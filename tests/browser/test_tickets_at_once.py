"""A whole room redeems at once: everybody gets the code of their ticket, over real connections."""

import hashlib
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest

from chalicelib.verification.tickets import new_ticket
from tests.browser.service import Service

pytestmark = pytest.mark.xdist_group("browser, tickets at once")
PHONES = 200
TICKETS = 50
WAIT_S = 180  # a slow machine; it is no measurement


def asked(
    service: Service, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """Status and text of an answer, on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", service.port, timeout=WAIT_S)
    try:
        sent = None if body is None else json.dumps(body)
        kind = {"Content-Type": "application/json", "Origin": service.base}
        connection.request(method, path, sent, {**kind, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def registered(service: Service, session: str) -> tuple[str, list[str]]:
    """The last of the meetings that can give now, and tickets of it that the service keeps."""
    tickets = [new_ticket() for _ in range(TICKETS)]
    hashes = [hashlib.sha256(ticket.encode()).hexdigest() for ticket in tickets]
    cookie = f"waypost={session}"
    _, page = asked(service, "GET", "/facilitate", Cookie=cookie)
    for meeting in reversed(re.findall(r'href="/facilitate/give/([\w-]+)"', page)):
        body = {"meeting_id": meeting, "tickets": hashes}
        status, text = asked(service, "POST", "/v1/tickets", body, Cookie=cookie)
        if status == 201:
            assert json.loads(text)["registered"] == hashes
            return meeting, tickets
        assert json.loads(text)["error"]["code"] == "outside_issuing_window"
    raise AssertionError("no meeting can give now")


def kept_of_tickets(service: Service, meeting: str) -> dict[str, Any]:
    """Everything that the verification table holds, but for what is of other meetings: of those, a
    page that somebody has just left may still be sending."""
    endpoint = json.loads((service.data_dir / "endpoint.json").read_text())["endpoint"]
    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    [name] = [table for table in client.list_tables()["TableNames"] if "verification" in table]
    pages = client.get_paginator("scan").paginate(TableName=name)
    items = {item["pk"]["S"]: item for page in pages for item in page["Items"]}

    def is_of_another(key: str, item: dict[str, Any]) -> bool:
        if key.startswith("O#"):
            return f"#{meeting}#" not in key
        return bool(item.get("meeting_id", {"S": meeting})["S"] != meeting)

    return {key: item for key, item in items.items() if not is_of_another(key, item)}


def test_200_phones_at_once_all_get_the_codes_of_their_50_tickets(
    service: Service, session: str
) -> None:
    meeting, tickets = registered(service, session)
    before = kept_of_tickets(service, meeting)
    assert len(before) > TICKETS
    together = threading.Barrier(PHONES)

    def redeem(ticket: str) -> tuple[int, str]:
        together.wait(WAIT_S)
        return asked(service, "POST", "/v1/tickets/redeem", {"ticket": ticket})

    with ThreadPoolExecutor(PHONES) as phones:
        answers = list(phones.map(redeem, tickets * (PHONES // TICKETS)))
    assert [status for status, _ in answers] == [200] * PHONES
    codes = [text for _, text in answers]
    assert codes[:50] == codes[50:100] == codes[100:150] == codes[150:]
    assert len({json.loads(code)["reference"] for code in codes}) == TICKETS
    assert kept_of_tickets(service, meeting) == before
    assert "failed" not in service.log()
