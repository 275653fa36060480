"""Giving a verification by the API: who may, when, for which listing; and nothing is written when
refused.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib import dynamodb, settings
from tests.contracts import faults
from tests.unit.web.giving_desk import (
    BY_APPOINTMENT,
    CLOSES,
    FELLOWSHIP,
    GIVE,
    INACTIVE,
    ONCE,
    ONLINE,
    OTHERS,
    START,
    TONIGHT,
    checked,
    facilitator_at_the_end,
)
from tests.unit.web.site import HOST, Site, stored_items
from tests.unit.web.ticket_requests import withdraw

FULL = {"meeting_id": TONIGHT.id, "detail": "full"}


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    return facilitator_at_the_end(site)


def test_a_code_is_given_and_says_what_was_listed(desk: Site) -> None:
    answer = desk.post("/v1/verifications", FULL)
    assert answer.status == 201
    given = answer.json
    assert set(given) == {"token", "url", "reference", "hand_in_by", "svg"}
    assert given["url"] == f"{settings.current().public_url}/v#{given['token']}"
    assert given["svg"].startswith("<svg")
    assert given["hand_in_by"] == "2026-08-31T23:59:59-05:00"
    said = checked(desk, given["token"])
    assert said["outcome"] == "genuine"
    assert said["reference"] == given["reference"]
    assert said["meeting"] == {"id": TONIGHT.id, "name": "Wednesday Night", "place": "Chelsea"}
    assert said["starts_at"] == "2026-03-04T19:00:00-05:00"
    assert said["ends_at"] == "2026-03-04T20:00:00-05:00"


def test_detail_is_full_unless_only_the_time_is_wanted(desk: Site) -> None:
    full = desk.post("/v1/verifications", {"meeting_id": TONIGHT.id}).json
    assert checked(desk, full["token"])["meeting"]["name"] == "Wednesday Night"
    time = desk.post("/v1/verifications", {**FULL, "detail": "time"}).json
    said = checked(desk, time["token"])
    assert said["meeting"] is None
    assert said["starts_at"] == "2026-03-04T19:00:00-05:00"


def test_an_online_meeting_is_said_to_be_online(desk: Site) -> None:
    given = desk.post("/v1/verifications", {"meeting_id": ONLINE.id}).json
    assert checked(desk, given["token"])["meeting"]["place"] == "Online"


def test_each_person_gets_a_code_of_their_own(desk: Site) -> None:
    references = {desk.post("/v1/verifications", FULL).json["reference"] for _ in range(5)}
    assert len(references) == 5


@pytest.mark.parametrize(
    "moment", [START, START + timedelta(minutes=30), CLOSES - timedelta(seconds=1)]
)
def test_codes_are_given_from_the_start_until_twelve_hours_after_the_end(
    desk: Site, moment: datetime
) -> None:
    desk.clock.moment = moment
    assert desk.post("/v1/verifications", FULL).status == 201
    assert "Give a verification" in desk.get("/facilitate").page.text
    assert desk.get(GIVE).status == 200


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        (START - timedelta(seconds=1), "2026-03-04T19:00:00-05:00", "2026-03-05T08:00:00-05:00"),
        (CLOSES, "2026-03-11T19:00:00-04:00", "2026-03-12T08:00:00-04:00"),  # clocks have changed
    ],
)
def test_outside_that_time_the_answer_says_when_and_nothing_is_written(
    desk: Site, moment: datetime, opens: str, closes: str
) -> None:
    desk.clock.moment = moment
    before = stored_items(desk)
    refused = desk.post("/v1/verifications", FULL)
    assert (refused.status, refused.error["code"]) == (409, "outside_issuing_window")
    assert refused.error["window"] == {"opens_at": opens, "closes_at": closes}
    for page in (desk.get(GIVE), desk.submit(GIVE, {"detail": "full", "once": ONCE})):
        assert page.status == 409
        assert "it is next on Wed" in page.page.text
        assert "T19:00" not in page.page.text
        assert "/facilitate" in page.page.links()
    assert "Opens when it starts" in desk.get("/facilitate").page.text
    assert stored_items(desk) == before


@pytest.mark.parametrize(
    ("which", "status", "code"),
    [
        (OTHERS, 403, "not_your_meeting"),
        (FELLOWSHIP, 409, "not_offered"),
        (BY_APPOINTMENT, 409, "no_schedule"),
        (INACTIVE, 409, "no_schedule"),
    ],
    ids=lambda value: getattr(value, "slug", None),
)
def test_a_meeting_that_gives_no_codes_says_why_and_nothing_is_written(
    desk: Site, which: Any, status: int, code: str
) -> None:
    before = stored_items(desk)
    refused = desk.post("/v1/verifications", {"meeting_id": which.id})
    assert (refused.status, refused.error["code"]) == (status, code)
    page = f"/facilitate/give/{which.id}"
    assert desk.get(page).status == status
    assert desk.submit(page, {"detail": "full", "once": ONCE}).status == status
    assert stored_items(desk) == before


def test_without_a_session_nothing_is_given_or_written(desk: Site) -> None:
    desk.cookie = ""
    before = stored_items(desk)
    assert desk.post("/v1/verifications", FULL).status == 401
    assert desk.submit(GIVE, {"detail": "full", "once": ONCE}).status == 401
    assert stored_items(desk) == before


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", f"https://{HOST}.evil.example", "http://[", "https://",
     f"https://evil.example/{HOST}", f"ftp://{HOST}", HOST, f"https://{HOST}@evil.example"],
)  # fmt: skip
def test_another_sites_page_gets_nothing_given(desk: Site, origin: str) -> None:
    before = stored_items(desk)
    refused = desk.post("/v1/verifications", FULL, Origin=origin)
    assert (refused.status, refused.error["code"]) == (403, "wrong_origin")
    assert desk.submit(GIVE, {"detail": "full", "once": ONCE}, Origin=origin).status == 403
    assert stored_items(desk) == before


def test_no_more_codes_for_one_time_than_the_setting_allows(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODES_PER_OCCURRENCE", "2")
    settings.current.cache_clear()
    assert [desk.post("/v1/verifications", FULL).status for _ in range(3)] == [201, 201, 409]
    before = stored_items(desk)
    refused = desk.post("/v1/verifications", FULL)
    assert (refused.status, refused.error["code"]) == (409, "too_many")
    page = desk.submit(GIVE, {"detail": "full", "once": ONCE})
    assert page.status == 409
    assert "No more codes for this time" in page.page.text
    assert stored_items(desk) == before


def test_nothing_stored_tells_who_gave_or_received_a_code(desk: Site) -> None:
    before = stored_items(desk)
    given = desk.post("/v1/verifications", FULL).json
    added = repr([item for item in stored_items(desk) if item not in before])
    assert given["token"] not in added
    assert "desk" not in added
    assert desk.cookie.partition("=")[2] not in added


def test_a_code_is_found_in_any_wrapping(desk: Site) -> None:
    given = desk.post("/v1/verifications", FULL).json
    host = settings.current().public_url.partition("://")[2]
    link = given["url"]
    filtered = f"https://x.safelinks.protection.outlook.com/?url={quote(link, safe='')}&data=1"
    for text in (f"({link}).", f"Proof: {link} thanks", "\r\n> ".join((link[:60], link[60:]))):
        said = checked(desk, text)
        assert (said["outcome"], said["leads_elsewhere"], said["came_through"]) == (
            "genuine",
            None,
            None,
        )
    said = checked(desk, filtered)
    assert (said["outcome"], said["leads_elsewhere"]) == ("genuine", None)
    assert said["came_through"] == "x.safelinks.protection.outlook.com"
    assert checked(desk, f"https://{HOST}/v#{given['token']}")["leads_elsewhere"] is None
    assert host


def test_a_link_to_another_host_is_said_first(desk: Site) -> None:
    given = desk.post("/v1/verifications", FULL).json
    said = checked(desk, f"https://evi1.example/v#{given['token']}")
    assert (said["outcome"], said["leads_elsewhere"]) == ("genuine", "evi1.example")
    assert said["statement"].startswith("This link leads to evi1.example, not here.")


def test_several_different_codes_in_one_text_are_refused(desk: Site) -> None:
    one, other = (desk.post("/v1/verifications", FULL).json["url"] for _ in range(2))
    for body in ({"token": f"{one}\n{other}"}, {"tokens": [one, f"{one}\n{other}"]}):
        refused = desk.post("/v1/verifications/check", body)
        assert (refused.status, refused.error["code"]) == (400, "several_codes")
        assert refused.error["field"] in body
    assert checked(desk, f"{one}\n{one}")["outcome"] == "genuine"


def test_many_codes_are_checked_with_one_read_of_what_was_withdrawn(desk: Site) -> None:
    given = [desk.post("/v1/verifications", FULL).json for _ in range(3)]
    assert withdraw(desk, given[1]["reference"]).status == 200
    tokens = [one["token"] for one in given] * 30 + ["no code", ""]
    reads = faults.on(dynamodb.client(), "", lambda _: None)
    results = desk.post("/v1/verifications/check", {"tokens": tokens}).json["results"]
    assert len(reads) == 1
    outcomes = [said["outcome"] for said in results]
    assert outcomes == ["genuine", "withdrawn", "genuine"] * 30 + ["unreadable"] * 2


def test_a_link_that_hides_its_target_is_unreadable_and_says_what_to_do(desk: Site) -> None:
    said = checked(desk, "https://protect-us.mimecast.com/s/AbCd?domain=waypost.example")
    assert (said["outcome"], said["came_through"]) == ("unreadable", "protect-us.mimecast.com")
    assert "Open it and copy the address" in said["statement"]


def test_a_text_may_have_100000_bytes(desk: Site) -> None:
    link = desk.post("/v1/verifications", FULL).json["url"]
    text = link + "é" * ((100_000 - len(link)) // 2)
    assert checked(desk, text)["outcome"] == "genuine"
    for body in ({"token": "é" * 50_001}, {"tokens": ["é" * 50_001]}):
        refused = desk.post("/v1/verifications/check", body)
        assert (refused.status, refused.error["field"]) == (400, next(iter(body)))


@pytest.mark.parametrize("text", ["\ud800", "https://a\ud800.example/v#2KCE3IQB"])
def test_half_a_character_is_no_code(desk: Site, text: str) -> None:
    assert checked(desk, text)["outcome"] == "unreadable"
