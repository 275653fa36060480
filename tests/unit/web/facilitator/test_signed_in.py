"""Where a facilitator is signed in is listed by days alone, and each ended by one tap."""

import re

import pytest

from chalicelib.facilitators.accounts import enrol_link
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Response, Site, put_meetings, stored_items

EVENING = meeting()


@pytest.fixture
def desk(site: Site) -> Site:
    put_meetings(EVENING)
    site.sign_in(EVENING)
    return site


def another(desk: Site, label: str = "desk") -> str:
    """The cookie of another browser that signs in."""
    link = enrol_link(label, [EVENING.id], desk.clock.moment)
    answer = desk.submit("/sign-in", {"link": link}, Cookie="")
    return answer.header("Set-Cookie").partition(";")[0]


def listed(answer: Response) -> list[str]:
    """What each line says of its days, and whether it is this browser."""
    rows = re.findall(r'<p id="session-[0-9a-f]+">(.*?)</p>', answer.text, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", row).split()) for row in rows]


def buttons(answer: Response) -> list[str]:
    return [button["value"] for button in answer.page.all("button", name="end")]


def test_a_facilitator_who_is_signed_in_here_alone_has_nothing_to_end(desk: Site) -> None:
    page = desk.get("/facilitate")
    assert listed(page) == ["This browser Used on Wed 4 Mar"]
    assert buttons(page) == []
    assert "Where you are signed in (1)" in page.page.text


def test_whose_days_are_kept_is_not_told_that_nothing_is(desk: Site) -> None:
    promise = "keeps nothing about you"
    assert promise in desk.get("/").page.text
    assert promise not in desk.get("/facilitate").page.text


def test_others_are_listed_by_their_days(desk: Site) -> None:
    another(desk)
    desk.clock.wait(days=2)
    assert listed(desk.get("/facilitate")) == [
        "This browser Last used Fri 6 Mar, since Wed 4 Mar",
        "Another browser Used on Wed 4 Mar",
    ]


def test_one_is_ended_and_the_list_stands_open(desk: Site) -> None:
    there, third = another(desk), another(desk)
    page = desk.get("/facilitate")
    *ids, everywhere = buttons(page)
    assert (len(ids), everywhere) == (2, "others")
    assert not page.page.all("details", id="sessions", open="")
    answer = desk.submit("/facilitate/sessions", {"end": ids[0]})
    assert (answer.status, answer.header("Location")) == (303, "/facilitate?ended=yes#sessions")
    page = desk.get("/facilitate?ended=yes")
    assert page.page.all("details", id="sessions", open="")
    assert "Signed out there" in page.page.text
    assert buttons(page) == [ids[1]]
    ended = [desk.get("/facilitate", Cookie=cookie).status for cookie in (there, third)]
    assert sorted(ended) == [200, 401]
    assert desk.submit("/facilitate/sessions", {"end": ids[0]}).status == 303  # no mistake


def test_all_others_are_ended_at_once(desk: Site) -> None:
    others = [another(desk) for _ in range(3)]
    assert desk.submit("/facilitate/sessions", {"end": "others"}).status == 303
    assert {desk.get("/facilitate", Cookie=cookie).status for cookie in others} == {401}
    assert len(listed(desk.get("/facilitate"))) == 1


def test_only_ones_own_are_listed_and_ended(desk: Site) -> None:
    theirs = another(desk, label="other")
    (other_id,) = re.findall(
        r'id="session-([0-9a-f]+)"', desk.get("/facilitate", Cookie=theirs).text
    )
    assert other_id not in desk.get("/facilitate").text
    before = stored_items(desk)
    for value in (other_id, "others", "", "x" * 5000, "\x00"):
        assert desk.submit("/facilitate/sessions", {"end": value}).status == 303
    assert stored_items(desk) == before


def test_another_sites_page_and_one_who_is_not_signed_in_end_nothing(desk: Site) -> None:
    another(desk)
    before = stored_items(desk)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": ""}):
        assert desk.submit("/facilitate/sessions", {"end": "others"}, **headers).status == 403
    assert desk.submit("/facilitate/sessions", {"end": "others"}, Cookie="").status == 401
    assert stored_items(desk) == before


def test_the_page_names_no_secret_and_a_phone_stores_no_list(desk: Site) -> None:
    there = another(desk).partition("=")[2]
    page = desk.get("/facilitate").text
    assert there not in page
    for item in stored_items(desk):
        assert not item["pk"]["S"].startswith("S#") or item["pk"]["S"][2:] not in page
    assert "session-" not in desk.get("/facilitate", {"kept": "yes"}).text
