"""Asks the application in this process, over empty tables, at a time that stands still."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from chalice.local import LambdaContext

import app as front_door
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.tickets import new_ticket, ticket_hash
from tests.conftest import open_tables
from tests.fuzz.requests import Requests
from tests.fuzz.rules import broken_rules
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import HOST, NOW, Site, freeze_clock, put_meetings

# At noon of a Wednesday in UTC: one that goes on, one of the evening.
MEETINGS = (
    meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30),
    meeting("other", weekdays=(3,)),
)
_SIGN_IN_AGAIN = 200  # requests; some of them sign out


@dataclass
class Findings:
    """How many answers had each status, and the events whose answers broke a rule."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list)


@contextmanager
def small_service(folder: Path) -> Iterator[Site]:
    """A service with two meetings, and a facilitator who holds them."""
    from moto import mock_aws

    with pytest.MonkeyPatch.context() as patched, mock_aws(), open_tables(patched, folder, None):
        open_key_store().ensure_signing_key(NOW)
        site = Site(front_door.app, freeze_clock(patched))
        put_meetings(*MEETINGS)
        yield site


def fuzz(site: Site, seed: int, goes_on: Callable[[int], bool]) -> Findings:
    """Sends requests while `goes_on`, which is given their number, says so."""
    findings, number = Findings(), 0
    while goes_on(number):
        site.sign_in(*MEETINGS)
        requests = Requests(seed + number, HOST, site.cookie, _known(site))
        for _ in range(_SIGN_IN_AGAIN):
            if not goes_on(number):
                break
            event = requests.next(NOW)
            number += 1
            sent = json.loads(json.dumps(event))  # what the application does to it is no finding
            returned = site.app(sent, LambdaContext("api_handler", 1024))
            findings.statuses[returned["statusCode"]] += 1
            if broken := broken_rules(event, returned):
                findings.broken.append((broken, event))
    return findings


def _known(site: Site) -> tuple[str, ...]:
    """Values that mean something to the service: ids, a ticket that was given, and its code."""
    ids = tuple(each.id for each in MEETINGS)
    ticket = new_ticket()
    given = site.post("/v1/tickets", {"meeting_id": ids[0], "tickets": [ticket_hash(ticket)]})
    if given.status != 201:
        return ids
    (reference,) = given.json["references"].values()
    redeemed = site.post("/v1/tickets/redeem", {"ticket": ticket}).json
    tokens = tuple(form["token"] for form in redeemed["forms"].values())
    return (*ids, ticket, ticket_hash(ticket), reference, *tokens)
