"""Slips of paper by the API: prepared in the days before, marked by the facilitator when given."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import sweeping
from chalicelib.verification.tickets import new_ticket
from tests.unit.web.site import HOST, Response, Site, stored_items
from tests.unit.web.ticket_requests import (
    END,
    OTHERS,
    OVER,
    SILENT,
    START,
    TONIGHT,
    facilitator_at_the_end,
    hash_of,
    redeem,
    withdraw,
)

STARTS_AT = "2026-03-04T19:00:00-05:00"
TICKETS = {number: new_ticket() for number in (1, 2, 30)}
HASH = hash_of("K7QX2-M9P4T")


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator in the days before the meeting."""
    facilitator_at_the_end(site)
    site.clock.moment = START - timedelta(hours=6)
    return site


def prepare(
    desk: Site, tickets: dict[int, str] = TICKETS, *, meeting_id: str = TONIGHT.id, **headers: str
) -> Response:
    slips = [{"number": number, "hash": hash_of(ticket)} for number, ticket in tickets.items()]
    sent = {"meeting_id": meeting_id, "starts_at": STARTS_AT, "slips": slips}
    return desk.post("/v1/slips", sent, **headers)


def give(desk: Site, *numbers: int, meeting_id: str = TONIGHT.id, **headers: str) -> Response:
    sent = {"meeting_id": meeting_id, "starts_at": STARTS_AT, "numbers": list(numbers)}
    return desk.post("/v1/slips/given", sent, **headers)


def listed(desk: Site) -> Any:
    return desk.get("/v1/slips", {"meeting_id": TONIGHT.id}).json["slips"]


def test_slips_are_prepared_given_and_redeemed(desk: Site) -> None:
    assert listed(desk) == []
    answer = prepare(desk)
    assert (answer.status, answer.json) == (
        201,
        {"redeem_until": "2026-03-07T20:00:00-05:00", "numbers": [1, 2, 30]},
    )
    assert redeem(desk, TICKETS[2]).error["code"] == "ticket_unknown"
    waiting = {"starts_at": STARTS_AT, "given": False, "reference": None}
    assert listed(desk) == [{**waiting, "number": number} for number in (1, 2, 30)]
    desk.clock.moment = END
    marked = give(desk, 30, 2)
    assert marked.status == 201
    assert [given["number"] for given in marked.json["given"]] == [30, 2]
    references = {given["number"]: given["reference"] for given in marked.json["given"]}
    assert give(desk, 2, 30, 30).json["given"] == marked.json["given"][::-1]
    code = redeem(desk, TICKETS[2]).json
    assert code["reference"] == references[2]
    assert code["listed_then"] == 4
    assert listed(desk) == [
        {**waiting, "number": 1},
        *(
            {**waiting, "number": number, "given": True, "reference": references[number]}
            for number in (2, 30)
        ),
    ]
    tickets = desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]
    assert {ticket["slip"]: ticket["reference"] for ticket in tickets} == references
    assert withdraw(desk, references[30]).status == 200
    assert redeem(desk, TICKETS[30]).error["code"] == "ticket_withdrawn"
    desk.clock.moment = END + timedelta(hours=12)
    assert [slip["number"] for slip in listed(desk)] == [2, 30]
    assert give(desk, 1).error["code"] == "outside_issuing_window"
    desk.clock.moment = OVER
    sweeping.sweep(OVER)
    assert listed(desk) == []


def test_slips_follow_a_time_that_is_moved_within_its_day(desk: Site) -> None:
    prepare(desk)
    move = {"change": "move", "day": "2026-03-04", "new_date": "2026-03-04", "new_time": "22:00"}
    assert desk.submit(f"/facilitate/times/{TONIGHT.id}", move).status == 303
    moved = "2026-03-04T22:00:00-05:00"
    assert [(slip["starts_at"], slip["number"]) for slip in listed(desk)] == [
        (moved, 1), (moved, 2), (moved, 30),
    ]  # fmt: skip
    desk.clock.moment = END + timedelta(hours=14)  # its listed time would have closed two hours ago
    assert give(desk, 1).status == 201  # as an older page has it
    sent = {"meeting_id": TONIGHT.id, "starts_at": moved, "numbers": [2]}
    assert desk.post("/v1/slips/given", sent).status == 201
    assert all(redeem(desk, TICKETS[number]).status == 200 for number in (1, 2))
    assert [slip["given"] for slip in listed(desk)] == [True, True, False]


def test_each_refusal_has_a_code_of_its_own_and_keeps_nothing(desk: Site) -> None:
    prepare(desk)
    desk.clock.moment = END
    give(desk, 1)
    before = stored_items(desk)
    taken = prepare(desk, {1: new_ticket()})
    assert (taken.status, taken.error["code"], taken.error["field"]) == (409, "slip_given", "slips")
    repeated = prepare(desk, {3: TICKETS[2]})
    assert (repeated.status, repeated.error["field"]) == (400, "slips")
    unknown = give(desk, 17)
    assert (unknown.status, unknown.error["code"]) == (404, "slip_unknown")
    assert unknown.error["field"] == "numbers"
    desk.clock.moment = START - timedelta(days=7, seconds=1)
    early = prepare(desk)
    assert (early.status, early.error["code"]) == (409, "too_early")
    assert "2026-02-25T19:00:00-05:00" in early.error["message"]
    assert stored_items(desk) == before


def test_only_a_facilitator_of_the_meeting_on_this_site_may(desk: Site) -> None:
    prepare(desk)
    desk.clock.moment = END
    before = stored_items(desk)
    for ask in (prepare, lambda site, **more: give(site, 1, **more)):
        assert ask(desk, meeting_id=OTHERS.id).error["code"] == "not_your_meeting"
        assert ask(desk, meeting_id="nosuch").status == 404
        assert ask(desk, meeting_id=SILENT.id).error["code"] == "not_offered"
        for origin in ("", "null", f"https://{HOST}.evil.example"):
            assert ask(desk, Origin=origin).error["code"] == "wrong_origin"
    assert desk.get("/v1/slips", {"meeting_id": OTHERS.id}).error["code"] == "not_your_meeting"
    assert desk.get("/v1/slips").error["field"] == "meeting_id"
    desk.cookie = ""
    assert prepare(desk).status == give(desk, 1).status == 401
    assert desk.get("/v1/slips", {"meeting_id": TONIGHT.id}).status == 401
    assert stored_items(desk) == before


@pytest.mark.parametrize(
    "slips",
    [None, {}, [], "x", [1], [{}], [{"number": 1}], [{"hash": HASH}],
     [{"number": 0, "hash": HASH}], [{"number": 31, "hash": HASH}],
     [{"number": "1", "hash": HASH}], [{"number": 1.0, "hash": HASH}],
     [{"number": True, "hash": HASH}], [{"number": 1, "hash": HASH.upper()}],
     [{"number": 1, "hash": HASH[1:]}], [{"number": 1, "hash": None}],
     [{"number": 1, "hash": HASH, "name": "x"}],
     [{"number": 1, "hash": HASH}, {"number": 1, "hash": hash_of("x")}],
     [{"number": 1, "hash": HASH}, {"number": 2, "hash": HASH}],
     [{"number": 1, "hash": HASH}] * 31],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_slips_in_another_form_are_refused(desk: Site, slips: Any) -> None:
    before = stored_items(desk)
    sent = {"meeting_id": TONIGHT.id, "starts_at": STARTS_AT, "slips": slips}
    refused = desk.post("/v1/slips", sent)
    assert (refused.status, refused.error["field"]) == (400, "slips")
    assert stored_items(desk) == before


@pytest.mark.parametrize(
    "numbers",
    [None, {}, [], "1", [0], [31], ["1"], [1.0], [None], [True], [[1]], [1] * 31],
    ids=repr,
)
def test_numbers_in_another_form_are_refused(desk: Site, numbers: Any) -> None:
    sent = {"meeting_id": TONIGHT.id, "starts_at": STARTS_AT, "numbers": numbers}
    refused = desk.post("/v1/slips/given", sent)
    assert (refused.status, refused.error["field"]) == (400, "numbers")


@pytest.mark.parametrize("path", ["/v1/slips", "/v1/slips/given"])
def test_the_start_has_to_be_said(desk: Site, path: str) -> None:
    sent = {"meeting_id": TONIGHT.id, "slips": [], "numbers": []}
    sent.pop("slips" if path.endswith("given") else "numbers")
    for starts_at in (None, "", "tonight", 1):
        refused = desk.post(path, {**sent, "starts_at": starts_at})
        assert (refused.status, refused.error["field"]) == (400, "starts_at")
    assert desk.post(path, sent).error["field"] == "starts_at"
