"""Nothing that a visitor asks about codes reads a whole table, and the front page no whole hour."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import dynamodb
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.storage import heads
from chalicelib.verification.tickets import new_ticket
from tests.contracts import faults
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings
from tests.unit.web.ticket_requests import (
    END,
    START,
    TICKET,
    TONIGHT,
    facilitator_at_the_end,
    hash_of,
    redeem,
    register,
    withdraw,
)

STARTS_AT = "2026-03-04T19:00:00-05:00"
OF_TONIGHT = {"meeting_id": TONIGHT.id}


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    return facilitator_at_the_end(site)


def test_giving_redeeming_listing_and_withdrawing_scan_no_table(desk: Site) -> None:
    refused = faults.failure("AccessDeniedException")
    scans = faults.on(dynamodb.client(), "Scan", lambda _: refused)
    desk.clock.moment = START - timedelta(hours=6)
    slips = {"starts_at": STARTS_AT, **OF_TONIGHT}
    prepared = [{"number": 1, "hash": hash_of(new_ticket())}]
    assert desk.post("/v1/slips", {**slips, "slips": prepared}).status == 201
    desk.clock.moment = END
    assert desk.post("/v1/slips/given", {**slips, "numbers": [1]}).status == 201
    assert register(desk, TICKET).status == 201
    form = {"detail": "full", "once": "ABCDE12345"}
    assert desk.submit(f"/facilitate/give/{TONIGHT.id}", form).status == 200
    code = redeem(desk).json
    for path in (
        "/facilitate",
        f"/facilitate/give/{TONIGHT.id}",
        f"/facilitate/slips/{TONIGHT.id}",
    ):
        assert desk.get(path).status == 200
    assert len(desk.get("/v1/tickets", OF_TONIGHT).json["tickets"]) == 3
    assert len(desk.get("/v1/slips", OF_TONIGHT).json["slips"]) == 1
    assert withdraw(desk, code["reference"]).status == 200
    assert desk.get("/v1/withdrawals.json").json["references"] == [code["reference"]]
    assert desk.get("/.well-known/waypost-trust.json").status == 200
    token = code["forms"]["full"]["token"]
    assert desk.post("/v1/verifications/check", {"token": token}).json["outcome"] == "withdrawn"
    assert scans == []


@pytest.mark.parametrize("occurrences", [1, 3])
def test_the_tickets_of_a_meeting_take_three_reads_whatever_their_number(
    desk: Site, occurrences: int
) -> None:
    for week in range(occurrences):
        desk.clock.moment = END + timedelta(days=7 * week)
        for _ in range(week + 2):
            register(desk, new_ticket())
    with_session = faults.on(dynamodb.client(), "BatchGetItem", lambda _: None)
    tickets = desk.get("/v1/tickets", OF_TONIGHT).json["tickets"]
    assert len(tickets) == occurrences + 1  # those of the weeks before are over
    assert len(with_session) == 3


@pytest.mark.parametrize("path", ["/", "/v1/meetings?attendance=online"])
def test_the_front_page_and_a_first_page_online_read_heads_alone_and_count_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(heads, "SMALL_BYTES", 500)
    noise = random.Random(1)
    put_meetings(
        *(
            meeting(
                f"m{n}", attendance=AttendanceOption.ONLINE, notes=f"{noise.getrandbits(500):x}"
            )
            for n in range(40)
        )
    )
    asked: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(json.dumps(params))

    dynamodb.client().meta.events.register("provide-client-params.dynamodb.*", note)
    assert site.get(path).status == 200
    kinds = {key.partition("#")[0] for one in asked for key in keys_in(json.loads(one))}
    assert kinds == {"D", "H"}


def keys_in(params: Any) -> list[str]:
    """The keys of a call of the database, wherever they stand in it."""
    if isinstance(params, list):
        return [key for part in params for key in keys_in(part)]
    if not isinstance(params, dict):
        return []
    own = [params["pk"]["S"]] if "pk" in params else []
    return own + [key for part in params.values() for key in keys_in(part)]
