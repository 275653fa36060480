"""Signing in by a link: a cookie that rolls on for ninety days, ends at once when it is to, and is
of no use to another site.
"""

import re
from contextlib import ExitStack

import pytest

from chalicelib import dynamodb, settings
from chalicelib.facilitators import accounts
from chalicelib.facilitators.table import open_table
from tests.contracts import faults
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import HOST, Response, Site, put_meetings, stored_items

EVENING = meeting()
DAYS = 24 * 3600


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(EVENING)
    return site


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch, desk: Site) -> Site:
    monkeypatch.setenv("PUBLIC_URL", f"https://{HOST}")
    settings.current.cache_clear()
    return desk


def link(site: Site) -> str:
    return accounts.enrol_link("desk", [EVENING.id], site.clock.moment)


def opened(site: Site, url: str) -> Response:
    return site.post("/v1/session", {"secret": url.partition("#")[2]})


def set_cookie(answer: Response) -> tuple[str, set[str]]:
    """Name and value, and the attributes."""
    value, *attributes = answer.header("Set-Cookie").split("; ")
    return value, set(attributes)


def test_over_http_the_cookie_is_kept_from_scripts_and_other_sites(desk: Site) -> None:
    answer = opened(desk, link(desk))
    assert answer.status == 201
    value, attributes = set_cookie(answer)
    assert value.startswith("waypost=")
    assert attributes == {"Path=/", f"Max-Age={90 * DAYS}", "HttpOnly", "SameSite=Lax"}


def test_over_https_the_cookie_is_bound_to_the_host(https: Site) -> None:
    value, attributes = set_cookie(opened(https, link(https)))
    assert value.startswith("__Host-waypost=")
    assert attributes == {"Path=/", f"Max-Age={90 * DAYS}", "HttpOnly", "SameSite=Lax", "Secure"}
    assert https.get("/facilitate", Cookie=value).status == 200
    plain = value.removeprefix("__Host-")
    assert https.get("/facilitate", Cookie=plain).status == 401


def test_over_https_a_page_of_the_same_host_without_it_is_another_site(https: Site) -> None:
    url = link(https)
    https.origin = f"http://{HOST}"
    assert opened(https, url).status == 403
    https.origin = f"https://{HOST}"
    assert opened(https, url).status == 201


def test_a_pasted_link_signs_in_without_scripts(desk: Site) -> None:
    answer = desk.submit("/sign-in", {"link": f"  {link(desk)}\n"})
    assert (answer.status, answer.header("Location")) == (303, "/facilitate")
    value, attributes = set_cookie(answer)
    assert {"HttpOnly", "SameSite=Lax"} <= attributes
    page = desk.get("/facilitate", Cookie=f"theme=dark; {value}; a=b").page
    assert EVENING.name in page.text
    assert "Signed in as desk" in page.text


def test_a_link_works_once(desk: Site) -> None:
    url = link(desk)
    assert opened(desk, url).status == 201
    again = opened(desk, url)
    assert (again.status, again.error["code"]) == (401, "link_over")
    pasted = desk.submit("/sign-in", {"link": url})
    assert pasted.status == 401
    assert "Ask your coordinator for a new one" in pasted.page.text
    assert not pasted.header("Set-Cookie")


def test_a_link_is_over_after_a_day(desk: Site) -> None:
    url = link(desk)
    desk.clock.wait(hours=24)
    assert opened(desk, url).status == 401


@pytest.mark.parametrize("text", ["", " ", "https://waypost.example/sign-in#"])
def test_what_is_no_link_is_said_to_be_none(desk: Site, text: str) -> None:
    answer = desk.submit("/sign-in", {"link": text})
    assert answer.status == 401
    assert "That is not a sign-in link" in answer.page.text


def pasted(site: Site, url: str) -> dict[str, str]:
    """What the form of a new page sends for a link."""
    field = re.search(r'name="session" value="([^"]+)"', site.get("/sign-in").text)
    assert field
    return {"link": url, "session": field[1]}


def test_a_pasted_link_whose_answer_is_lost_is_sent_again_by_the_same_page(desk: Site) -> None:
    sent = pasted(desk, link(desk))
    with ExitStack() as lost:
        for operation in ("PutItem", "TransactWriteItems"):
            lost.enter_context(faults.lost_answers(dynamodb.client(), operation))
        assert desk.submit("/sign-in", sent).status == 503
    again = desk.submit("/sign-in", sent)
    assert again.status == 303
    assert desk.get("/facilitate", Cookie=set_cookie(again)[0]).status == 200
    other_page = desk.submit("/sign-in", pasted(desk, sent["link"]))
    assert other_page.status == 401


def test_a_page_that_signed_in_takes_another_link(desk: Site) -> None:
    sent = pasted(desk, link(desk))
    first = set_cookie(desk.submit("/sign-in", sent))[0]
    second = set_cookie(desk.submit("/sign-in", {**sent, "link": link(desk)}))[0]
    assert second != first
    assert desk.get("/facilitate", Cookie=second).status == 200


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://["])
def test_another_sites_page_signs_nobody_in_or_out(desk: Site, origin: str) -> None:
    url = link(desk)
    secret = url.partition("#")[2]
    desk.sign_in(EVENING, label="other")
    before = stored_items(desk)
    assert desk.post("/v1/session", {"secret": secret}, Origin=origin).status == 403
    assert desk.submit("/sign-in", {"link": url}, Origin=origin).status == 403
    assert desk.submit("/sign-out", {}, Origin=origin).status == 403
    refused = desk.request("DELETE", "/v1/session", headers={"Origin": origin} if origin else {})
    assert refused.status == 403
    assert stored_items(desk) == before
    assert desk.get("/facilitate").status == 200


def test_a_session_lasts_ninety_days_from_its_last_use(desk: Site) -> None:
    desk.sign_in(EVENING)
    desk.clock.wait(days=89)
    used = desk.get("/facilitate")
    value, attributes = set_cookie(used)
    assert value == desk.cookie
    assert f"Max-Age={90 * DAYS}" in attributes
    assert not desk.get("/facilitate").header("Set-Cookie")  # once a day is enough
    desk.clock.wait(days=89)
    assert desk.get("/facilitate").status == 200
    desk.clock.wait(days=91)
    assert desk.get("/facilitate").status == 401


def test_giving_a_code_keeps_the_session_going_too(desk: Site) -> None:
    desk.sign_in(EVENING)
    desk.clock.wait(days=14, hours=13)  # a Wednesday evening
    given = desk.post("/v1/verifications", {"meeting_id": EVENING.id})
    assert given.status == 201
    assert set_cookie(given)[0] == desk.cookie


def test_signing_out_ends_the_session_everywhere(desk: Site) -> None:
    desk.sign_in(EVENING)
    answer = desk.submit("/sign-out", {})
    assert (answer.status, answer.header("Location")) == (303, "/")
    value, attributes = set_cookie(answer)
    assert value == "waypost="
    assert "Max-Age=0" in attributes
    assert desk.get("/facilitate").status == 401
    assert desk.submit("/sign-out", {}).status == 303  # twice is no mistake


def test_a_revoked_account_is_signed_out_at_once(desk: Site) -> None:
    desk.sign_in(EVENING)
    unused = link(desk)
    accounts.revoke("desk", open_table())
    assert desk.get("/facilitate").status == 401
    assert opened(desk, unused).status == 401
    assert opened(desk, link(desk)).status == 201


def test_the_secret_of_a_link_is_in_its_fragment_only(desk: Site) -> None:
    url = link(desk)
    before, _, secret = url.partition("#")
    assert before == f"{settings.current().public_url}/sign-in"
    assert len(secret) >= 43
    page = desk.get("/sign-in")
    assert page.status == 200
    assert page.header("Cache-Control") == "no-store"


def test_secrets_rest_as_hashes(desk: Site) -> None:
    url = link(desk)
    desk.sign_in(EVENING, label="other")
    stored = repr(stored_items(desk))
    assert url.partition("#")[2] not in stored
    assert desk.cookie.partition("=")[2] not in stored
