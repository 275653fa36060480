"""The meetings whose facilitator gives tickets, and what is stored of those at the end."""

import json
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

from benchmarks.databases import connect
from chalicelib.meetings.meeting import meeting_id
from chalicelib.settings import Settings
from chalicelib.verification.items import ticket_item_key
from tests.browser.service import Service, link_in

MEETINGS = 40  # their tickets are kept apart, and their writers rarely meet
_SOURCE, _ZONE = "load", "America/Chicago"
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Held:
    """The ids of meetings whose time to give is now, and the session that may."""

    meetings: list[str]
    cookie: str


def hold_meetings(service: Service, number: int = MEETINGS) -> Held:
    """Imports meetings that have begun, and returns them with a session that holds them."""
    slugs = [f"circle-{n}" for n in range(number)]
    feed = write_feed(service.data_dir.parent / "load.json", slugs, datetime.now(UTC))
    service.command("import", str(feed), "--source", _SOURCE)
    ids = [meeting_id(_SOURCE, slug) for slug in slugs]
    # of an account of its own: a start has the sample's account hold the sample's meetings
    added = service.command("facilitator", "add", "--label", _SOURCE, "--meeting", *ids)
    return Held(ids, f"waypost={service.new_session(link_in(added))}")


def write_feed(file: Path, slugs: list[str], now: datetime) -> Path:
    """Writes a Meeting Guide feed of meetings that began half an hour ago, on every day."""
    start = (now - timedelta(minutes=30)).astimezone(ZoneInfo(_ZONE))
    rows = [
        {
            "slug": slug,
            "name": f"Circle {slug}",
            "day": list(range(7)),
            "time": f"{start:%H:%M}",
            "end_time": f"{start + timedelta(minutes=60):%H:%M}",
            "timezone": _ZONE,
            "types": ["O"],
            "location": f"Library {number}",
            "formatted_address": f"{400 + number} S State St, Chicago, IL 60605, USA",
            "latitude": 41.8763 + number / 1000,
            "longitude": -87.6282,
        }
        for number, slug in enumerate(slugs)
    ]
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file


def listed_tickets(service: Service, held: Held) -> Counter[tuple[str, str]]:
    """Returns how often each ticket is listed, by meeting and reference, for its facilitator."""
    return Counter(
        (meeting, ticket["reference"])
        for meeting in held.meetings
        for ticket in _listed(service, held.cookie, meeting)
    )


def _listed(service: Service, cookie: str, meeting: str) -> list[dict[str, str]]:
    query = urlencode({"meeting_id": meeting})
    request = Request(f"{service.base}/v1/tickets?{query}", headers={"Cookie": cookie})
    tickets: list[dict[str, str]] = read_json(request)["tickets"]
    return tickets


def withdrawn_references(service: Service) -> list[str]:
    """Returns the references of withdrawn codes, as every checker gets them."""
    references: list[str] = read_json(Request(f"{service.base}/v1/withdrawals.json"))["references"]
    return references


def read_json(request: Request) -> Any:
    """Returns the JSON of an answer, asked for again where the machine was too busy for it."""
    until = time.monotonic() + _TIMEOUT_S
    while True:
        try:
            with urlopen(request, timeout=_TIMEOUT_S) as answer:
                return json.load(answer)
        except HTTPError as error:
            error.close()
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > until:
                raise


def stored_tickets(service: Service) -> int:
    """Returns how many tickets the table holds, whether or not a list names them."""
    published = json.loads((service.data_dir / "endpoint.json").read_text("utf-8"))
    pages = connect(published["endpoint"]).get_paginator("scan")
    name = Settings().verification_table
    return sum(
        item["pk"]["S"].startswith(ticket_item_key(""))
        for page in pages.paginate(TableName=name, ConsistentRead=True)
        for item in page["Items"]
    )
