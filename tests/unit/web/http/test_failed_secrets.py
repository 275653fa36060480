"""Wrong tickets and links are answered with 429 above a limit; right ones never, and no address is
kept or believed that a client says."""

import json
from typing import Any

import pytest

from chalicelib import dynamodb, settings
from chalicelib.facilitators.accounts import enrol_link
from tests.unit.web.site import Response, Site
from tests.unit.web.ticket_requests import (
    REDEEM,
    TICKET,
    TONIGHT,
    facilitator_at_the_end,
    redeem,
    register,
)

LIMIT = 3
WRONG = "ZZZZZ-ZZZZZ"
LINK = "https://waypost.example/sign-in#unknown"


@pytest.fixture
def desk(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("FAILED_SECRETS", str(LIMIT))
    settings.current.cache_clear()
    return facilitator_at_the_end(site)


def counted() -> list[Any]:
    """The table in which the counts are."""
    table = settings.current().verification_table
    return sorted(dynamodb.client().scan(TableName=table)["Items"], key=repr)


def fail(desk: Site, times: int = 1) -> Response:
    for _ in range(times - 1):
        redeem(desk, WRONG)
    return redeem(desk, WRONG)


def test_after_many_wrong_ones_the_next_is_told_to_wait(desk: Site) -> None:
    assert fail(desk, LIMIT).error["code"] == "ticket_unknown"
    refused = fail(desk)
    assert (refused.status, refused.error["code"]) == (429, "too_many_failures")
    assert 1 <= int(refused.header("Retry-After")) <= 600
    desk.clock.wait(seconds=int(refused.header("Retry-After")))
    assert fail(desk).status == 404


def test_what_is_right_is_taken_whatever_others_did(desk: Site) -> None:
    register(desk, TICKET)
    link = enrol_link("desk", [TONIGHT.id], desk.clock.moment)
    assert fail(desk, LIMIT + 2).status == 429
    assert redeem(desk).status == 200
    assert desk.submit("/t", {"ticket": TICKET}).status == 200
    assert desk.submit("/sign-in", {"link": link}).status == 303
    desk.sign_in(TONIGHT)
    assert desk.get("/facilitate").status == 200
    assert fail(desk).status == 429


def test_each_place_that_takes_a_secret_counts_and_says_so(desk: Site) -> None:
    statuses = [
        redeem(desk, WRONG).status,
        desk.submit("/t", {"ticket": WRONG}).status,
        desk.post("/v1/session", {"secret": "unknown"}).status,
    ]
    assert statuses == [404, 404, 401]
    ticket_page = desk.submit("/t", {"ticket": WRONG})
    assert "A ticket that we know is always taken at once" in ticket_page.page.text
    link_page = desk.submit("/sign-in", {"link": LINK})
    assert "A link that works is always taken at once" in link_page.page.text
    for answer in (
        redeem(desk, WRONG),
        ticket_page,
        desk.post("/v1/session", {"secret": "unknown"}),
        link_page,
    ):
        assert answer.status == 429
        assert int(answer.header("Retry-After")) > 0


def test_what_is_no_guess_is_not_counted(desk: Site) -> None:
    for _ in range(LIMIT + 1):
        assert redeem(desk, "too short").status == 400
        assert desk.submit("/sign-in", {"link": "https://waypost.example/sign-in#"}).status == 401
        assert desk.get("/facilitate", Cookie="waypost=unknown").status == 401
        assert desk.post(REDEEM, {}).status == 400
    assert fail(desk).error["code"] == "ticket_unknown"


def test_no_header_of_a_client_is_taken_for_its_address(desk: Site) -> None:
    fail(desk, LIMIT)
    for number in range(3):
        headers = {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
        assert desk.post(REDEEM, {"ticket": WRONG}, **headers).status == 429


def test_a_flood_writes_nothing_more_and_no_address_is_stored(desk: Site) -> None:
    fail(desk, LIMIT)
    before = counted()
    assert fail(desk, 5).status == 429
    assert counted() == before
    counts = [item for item in before if item["pk"]["S"].startswith("A#")]
    assert {frozenset(item) for item in counts} == {
        frozenset({"pk", "key", "expires"}),
        frozenset({"pk", "failures", "expires"}),
    }
    assert "127.0.0.1" not in repr(before)
    assert WRONG.replace("-", "") not in repr(before)


def test_while_the_counts_cannot_be_reached_failures_are_as_without_them(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = dynamodb.client()
    get = client.get_item

    def refusing(**arguments: Any) -> Any:
        if "A#" in json.dumps(arguments):
            raise client.exceptions.ProvisionedThroughputExceededException(
                {"Error": {"Code": "ProvisionedThroughputExceededException"}}, "GetItem"
            )
        return get(**arguments)

    monkeypatch.setattr(client, "get_item", refusing)
    monkeypatch.setattr(client, "update_item", refusing)
    assert fail(desk, LIMIT + 3).error["code"] == "ticket_unknown"
    assert desk.submit("/sign-in", {"link": LINK}).status == 401
