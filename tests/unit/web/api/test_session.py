"""A facilitator's session by the API."""

import pytest

from chalicelib import dynamodb
from chalicelib.facilitators.accounts import enrol_link
from tests.contracts import faults
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Response, Site, put_meetings

EVENING = meeting()


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(EVENING)
    return site


def set_cookie(answer: Response) -> tuple[str, set[str]]:
    """Name and value, and the attributes."""
    value, *attributes = answer.header("Set-Cookie").split("; ")
    return value, set(attributes)


def test_the_api_signs_out_too(desk: Site) -> None:
    desk.sign_in(EVENING)
    answer = desk.request("DELETE", "/v1/session", headers={"Origin": desk.origin})
    assert (answer.status, answer.json) == (200, {"signed_in": False})
    assert "Max-Age=0" in set_cookie(answer)[1]
    assert desk.get("/facilitate").status == 401


OWN = "a-Session_of-this-browsers-own_making-012345"[:43]


def opened(desk: Site, **body: object) -> Response:
    return desk.post("/v1/session", body)


def link_secret(desk: Site) -> str:
    return enrol_link("desk", [EVENING.id], desk.clock.moment).partition("#")[2]


def test_a_sign_in_is_repeated_by_the_client_that_made_its_session(desk: Site) -> None:
    secret = link_secret(desk)
    first, again = (opened(desk, secret=secret, session=OWN) for _ in range(2))
    assert first.status == again.status == 201
    assert set_cookie(first) == set_cookie(again)
    assert set_cookie(first)[0] == f"waypost={OWN}"
    for other in ({}, {"session": OWN[::-1]}):
        refused = opened(desk, secret=secret, **other)
        assert (refused.status, refused.error["code"]) == (401, "link_over")
        assert not refused.header("Set-Cookie")


@pytest.mark.parametrize("own", [{"session": OWN}, {}])
def test_only_what_can_be_repeated_is_promised_to_be_safe_to_repeat(
    desk: Site, own: dict[str, str]
) -> None:
    secret = link_secret(desk)
    with faults.lost_answers(dynamodb.client(), "TransactWriteItems"):
        unanswered = opened(desk, secret=secret, **own)
    assert (unanswered.status, unanswered.error["code"]) == (503, "unavailable")
    assert ("again is safe" in unanswered.error["message"]) == bool(own)
    assert ("ask for another link" in unanswered.error["message"]) == (not own)
    assert opened(desk, secret=secret, **own).status == (201 if own else 401)


@pytest.mark.parametrize(
    "value", [None, "", 1, [], OWN[:-1], OWN + "a", OWN[:-1] + "=", OWN[:-1] + "é"]
)
def test_a_session_secret_in_another_form_is_named_and_uses_up_no_link(
    desk: Site, value: object
) -> None:
    secret = link_secret(desk)
    refused = opened(desk, secret=secret, session=value)
    assert (refused.status, refused.error["field"]) == (400, "session")
    assert opened(desk, secret=secret).status == 201


def test_a_session_secret_begins_one_session(desk: Site) -> None:
    assert opened(desk, secret=link_secret(desk), session=OWN).status == 201
    secret = link_secret(desk)
    refused = opened(desk, secret=secret, session=OWN)
    assert (refused.status, refused.error["field"]) == (400, "session")
    assert opened(desk, secret=secret).status == 201


def test_a_new_sign_in_ends_the_session_whose_cookie_came_with_it(desk: Site) -> None:
    desk.sign_in(EVENING)
    old = desk.cookie
    desk.sign_in(EVENING)
    assert desk.cookie != old
    assert desk.get("/facilitate", Cookie=old).status == 401
    link = enrol_link("desk", [EVENING.id], desk.clock.moment)
    pasted = desk.submit("/sign-in", {"link": link})
    assert pasted.status == 303
    assert desk.get("/facilitate").status == 401
