"""A phone whose answer was lost sends the same again: it is as though it had sent it once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import dynamodb
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.tickets import new_ticket
from tests.contracts import faults
from tests.unit.web.site import Response, Site, stored_items
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
WRITES = ("PutItem", "DeleteItem", "UpdateItem", "TransactWriteItems")
Send = Callable[[Site], Response]


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    return facilitator_at_the_end(site)


@contextmanager
def all_answers_lost(after: int = 0) -> Iterator[None]:
    """Writes are done, and nobody is told so."""
    with ExitStack() as lost:
        for operation in WRITES:
            lost.enter_context(faults.lost_answers(dynamodb.client(), operation, after))
        yield


def give(desk: Site) -> Response:
    return desk.post("/v1/verifications", {"meeting_id": TONIGHT.id, "ticket": TICKET})


def give_on_page(desk: Site) -> Response:
    return desk.submit(f"/facilitate/give/{TONIGHT.id}", {"detail": "full", "once": TICKET})


def prepare(desk: Site) -> Response:
    slips = [{"number": 1, "hash": hash_of(TICKET)}, {"number": 2, "hash": "0" * 64}]
    sent = {"meeting_id": TONIGHT.id, "starts_at": STARTS_AT, "slips": slips}
    return desk.post("/v1/slips", sent)


def mark(*numbers: int) -> Send:
    sent = {"meeting_id": TONIGHT.id, "starts_at": STARTS_AT, "numbers": list(numbers)}
    return lambda desk: desk.post("/v1/slips/given", sent)


def marked_and_prepared(desk: Site) -> Response:
    prepare(desk)
    return mark(1)(desk)


def take_back(desk: Site) -> Response:
    (ticket,) = desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]
    return withdraw(desk, ticket["reference"])


def change_time(**fields: str) -> Send:
    path = f"/facilitate/times/{TONIGHT.id}"
    return lambda desk: desk.submit(path, {"day": "2026-03-11", **fields})


def report(desk: Site) -> Response:
    said = {"kind": "time", "text": "At eight", "form_id": "ABCDE12345"}
    return desk.submit(f"/meetings/{TONIGHT.id}/report", said)


CANCEL = change_time(change="cancel")
MOVE = change_time(change="move", new_date="2026-03-12", new_time="18:30")
RESTORE = change_time(change="restore")
NOTHING: Send = lambda desk: desk.get("/v")  # noqa: E731
REGISTER: Send = lambda desk: register(desk, TICKET)  # noqa: E731


@pytest.mark.parametrize(
    ("before", "send", "status"),
    [
        pytest.param(NOTHING, REGISTER, 201, id="a ticket is registered"),
        pytest.param(NOTHING, give, 201, id="a code is given"),
        pytest.param(NOTHING, give_on_page, 200, id="a code is given on the page"),
        pytest.param(NOTHING, prepare, 201, id="slips are prepared"),
        pytest.param(prepare, mark(1), 201, id="a slip is marked"),
        pytest.param(REGISTER, take_back, 200, id="a ticket is withdrawn"),
        pytest.param(marked_and_prepared, take_back, 200, id="a slip is withdrawn"),
        pytest.param(NOTHING, report, 200, id="a report is sent"),
        pytest.param(NOTHING, CANCEL, 303, id="a time is cancelled"),
        pytest.param(NOTHING, MOVE, 303, id="a time is moved"),
        pytest.param(MOVE, RESTORE, 303, id="a time is restored"),
    ],
)
def test_what_is_sent_again_after_a_lost_answer_is_done_once(
    desk: Site, before: Send, send: Send, status: int
) -> None:
    before(desk)
    with all_answers_lost():
        unanswered = send(desk)
    assert unanswered.status == 503
    assert "othing was changed" not in unanswered.text
    again = send(desk)
    assert again.status == status
    stored = without_revisions(stored_items(desk))
    once_more = send(desk)
    assert (once_more.status, once_more.body) == (again.status, again.body)
    assert without_revisions(stored_items(desk)) == stored


def without_revisions(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in item.items() if k not in ("rev", "revised")} for item in items]


def test_a_redeeming_whose_answer_is_lost_costs_nothing(desk: Site) -> None:
    register(desk, TICKET)
    stored = stored_items(desk)
    with faults.lost_answers(dynamodb.client(), "BatchGetItem"):
        assert redeem(desk).status == 503
    assert redeem(desk).json == redeem(desk).json
    assert stored_items(desk) == stored


@pytest.mark.parametrize("kept", [1, 2])
def test_tickets_of_which_some_are_kept_are_answered_with_those(desk: Site, kept: int) -> None:
    tickets = [new_ticket() for _ in range(4)]
    hashes = [hash_of(ticket) for ticket in tickets]
    with all_answers_lost(after=kept):
        halfway = register(desk, *tickets)
    assert halfway.status == 201
    assert halfway.json["registered"] == list(halfway.json["references"]) == hashes[:kept]
    assert halfway.json["unconfirmed"] == hashes[kept:]
    after = register(desk, *halfway_unconfirmed(tickets, halfway))
    assert (after.json["registered"], after.json["unconfirmed"]) == (hashes[kept:], [])
    whole = register(desk, *tickets).json["references"]
    assert whole == {**halfway.json["references"], **after.json["references"]}
    assert {redeem(desk, ticket).json["reference"] for ticket in tickets} == set(whole.values())
    assert len(desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]) == 4


def halfway_unconfirmed(tickets: list[str], answer: Response) -> list[str]:
    return [ticket for ticket in tickets if hash_of(ticket) in answer.json["unconfirmed"]]


def test_slips_of_which_some_are_marked_are_answered_with_those(desk: Site) -> None:
    desk.clock.moment = START - timedelta(hours=6)
    prepare(desk)
    desk.clock.moment = END
    with all_answers_lost(after=1):
        halfway = mark(2, 1)(desk)
    assert halfway.status == 201
    assert [slip["number"] for slip in halfway.json["given"]] == [2]
    assert halfway.json["unconfirmed"] == [1]
    after = mark(1)(desk).json
    assert after["unconfirmed"] == []
    both = mark(2, 1)(desk).json["given"]
    assert both == [*halfway.json["given"], *after["given"]]


def test_a_code_is_given_again_for_the_same_ticket_alone(desk: Site) -> None:
    assert give(desk).json == give(desk).json
    others = [desk.post("/v1/verifications", {"meeting_id": TONIGHT.id}) for _ in range(2)]
    assert len({answer.json["reference"] for answer in (give(desk), *others)}) == 3
    assert give(desk).json["reference"] == redeem(desk).json["reference"]
    for wrong in ("", "ABC", 5, None, "ABCDEFGHIJ" * 30):
        refused = desk.post("/v1/verifications", {"meeting_id": TONIGHT.id, "ticket": wrong})
        assert (refused.status, refused.error["field"]) == (400, "ticket")


def test_a_withdrawal_whose_answer_is_lost_is_in_every_list(desk: Site) -> None:
    register(desk, TICKET)
    with all_answers_lost():
        assert take_back(desk).status == 503
    (ticket,) = [item for item in stored_items(desk) if item["pk"]["S"].startswith("T#")]
    reference = reference_text(ticket["reference"]["B"])
    assert desk.get("/v1/withdrawals.json").json["references"] == [reference]
    (listed,) = desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]
    assert listed["withdrawn"]
