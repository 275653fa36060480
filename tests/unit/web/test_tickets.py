"""Tickets over HTTP: a facilitator's phone registers them, anyone who holds one redeems it, by the
API or by a page that needs no script; taken back until they are over."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import settings, sweeping
from chalicelib.meetings.meeting import VerificationPolicy
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.tickets import new_ticket
from tests.unit.meetings.factories import meeting
from tests.unit.web.visiting import HOST, NOW, Answer, Page, Site, items, listed

TONIGHT = meeting("tonight", name="Wednesday <i>Night</i>")  # 7 to 8 pm in New York
TELLING = meeting("telling", types=("O", "W"))
OTHERS = meeting("others")
SILENT = meeting("silent", verification=VerificationPolicy.NOT_OFFERED)
START = NOW + timedelta(hours=12)
END = START + timedelta(hours=1)
OVER = END + timedelta(hours=72)
TICKET = "K7QX2-M9P4T"
REDEEM = "/v1/tickets/redeem"


def hash_of(ticket: str) -> str:
    """What the facilitator's page sends."""
    return hashlib.sha256(ticket.replace("-", "").encode()).hexdigest()


def register(site: Site, *tickets: str, id: str = TONIGHT.id, **more: Any) -> Answer:
    sent = {"meeting_id": id, "tickets": [hash_of(ticket) for ticket in tickets]}
    return site.post("/v1/tickets", {**sent, **more})


def redeem(site: Site, ticket: str = TICKET, **more: Any) -> Answer:
    """As a participant: without a session, from anywhere."""
    cookie, site.cookie = site.cookie, ""
    try:
        return site.post(REDEEM, {"ticket": ticket, **more}, Origin="null")
    finally:
        site.cookie = cookie


def withdraw(site: Site, reference: str, **headers: str) -> Answer:
    own = {"Origin": site.origin, **headers}
    return site.request("DELETE", f"/v1/tickets/{reference}", headers=own)


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    listed(TONIGHT, TELLING, OTHERS, SILENT)
    site.clock.moment = END
    site.sign_in(TONIGHT, TELLING, SILENT)
    return site


def test_registered_tickets_are_redeemed_for_codes(desk: Site) -> None:
    tickets = [new_ticket() for _ in range(3)]
    answer = register(desk, *tickets)
    assert answer.status == 201
    assert answer.json == {
        "give_until": "2026-03-05T08:00:00-05:00",
        "redeem_until": "2026-03-07T20:00:00-05:00",
        "registered": [hash_of(ticket) for ticket in tickets],
    }
    codes = [redeem(desk, ticket) for ticket in tickets]
    assert [code.status for code in codes] == [200] * 3
    assert len({code.json["reference"] for code in codes}) == 3
    (code, *_) = codes
    assert set(code.json) == {"token", "url", "reference", "hand_in_by", "svg"}
    assert code.json["url"] == f"{settings.current().public_url}/v#{code.json['token']}"
    said = desk.post("/v1/verifications/check", {"token": code.json["token"]}).json
    assert (said["outcome"], said["reference"]) == ("genuine", code.json["reference"])
    assert said["meeting"]["name"] == TONIGHT.name
    assert code.json["hand_in_by"] == "2026-08-31T23:59:59-05:00"


def test_the_same_hash_twice_is_no_error(desk: Site) -> None:
    first = register(desk, TICKET)
    before = items(desk)
    again = register(desk, TICKET, TICKET)
    assert (again.status, again.json) == (201, first.json)
    assert items(desk) == before


def test_redeeming_again_is_the_same_code_and_writes_nothing(desk: Site) -> None:
    register(desk, TICKET)
    first = redeem(desk)
    before = items(desk)
    desk.clock.moment = OVER - timedelta(seconds=1)
    assert redeem(desk, " k7qx2m9p4t").json == first.json
    short = redeem(desk, detail="time").json
    assert short["reference"] == first.json["reference"]
    said = desk.post("/v1/verifications/check", {"token": short["token"]}).json
    assert (said["outcome"], said["meeting"]) == ("genuine", None)
    assert items(desk) == before


def test_a_ticket_that_gives_nothing_says_why(desk: Site) -> None:
    unknown = redeem(desk)
    assert (unknown.status, unknown.error["code"]) == (404, "ticket_unknown")
    assert unknown.error["field"] == "ticket"
    assert "not have been sent yet" in unknown.error["message"]
    assert "mistyped" in unknown.error["message"]
    register(desk, TICKET)
    gone = new_ticket()
    register(desk, gone)
    withdraw(desk, redeem(desk, gone).json["reference"])
    withdrawn = redeem(desk, gone)
    assert (withdrawn.status, withdrawn.error["code"]) == (410, "ticket_withdrawn")
    assert "says nothing about the person" in withdrawn.error["message"]
    desk.clock.moment = OVER
    over = redeem(desk)
    assert (over.status, over.error["code"]) == (410, "ticket_over")
    sweeping.sweep(OVER)
    assert redeem(desk).status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ticket"),
        ({"ticket": 1234567890}, "ticket"),
        ({"ticket": ["K7QX2M9P4T"]}, "ticket"),
        ({"ticket": "K7QX2"}, "ticket"),
        ({"ticket": "U" * 10}, "ticket"),
        ({"ticket": "é" * 10}, "ticket"),
        ({"ticket": "x" * 201}, "ticket"),
        ({"ticket": TICKET, "detail": "all"}, "detail"),
        ({"ticket": TICKET, "detail": None}, "detail"),
        ({"ticket": TICKET, "name": "x"}, "name"),
    ],
    ids=str,
)
def test_what_is_no_ticket_is_named(desk: Site, body: Any, field: str) -> None:
    register(desk, TICKET)
    refused = desk.post(REDEEM, body)
    assert (refused.status, refused.error["field"]) == (400, field)


@pytest.mark.parametrize(
    "tickets",
    [None, "x", {}, [], [1], [None], ["x"], ["A" * 64], ["g" * 64], ["a" * 63], ["a" * 65],
     ["a" * 64 + "\n"], ["a" * 64, "b"], ["a" * 64] * 101, [["a" * 64]]],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_hashes_in_another_form_are_refused(desk: Site, tickets: Any) -> None:
    before = items(desk)
    refused = desk.post("/v1/tickets", {"meeting_id": TONIGHT.id, "tickets": tickets})
    assert (refused.status, refused.error["field"]) == (400, "tickets")
    assert items(desk) == before


def test_only_a_facilitator_of_the_meeting_on_this_site_may(desk: Site) -> None:
    register(desk, TICKET)
    reference = redeem(desk).json["reference"]
    before = items(desk)
    assert register(desk, new_ticket(), id=OTHERS.id).status == 403
    assert register(desk, new_ticket(), id="nosuch").status == 404
    assert register(desk, new_ticket(), id=SILENT.id).error["code"] == "not_offered"
    assert desk.get("/v1/tickets", {"meeting_id": OTHERS.id}).status == 403
    assert desk.get("/v1/tickets").error["field"] == "meeting_id"
    for origin in ("", "null", "https://evil.example", f"https://{HOST}.evil.example"):
        sent = {"meeting_id": TONIGHT.id, "tickets": [hash_of("x")]}
        assert desk.post("/v1/tickets", sent, Origin=origin).error["code"] == "wrong_origin"
        assert withdraw(desk, reference, Origin=origin).error["code"] == "wrong_origin"
    desk.cookie = ""
    assert register(desk, new_ticket()).status == 401
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).status == 401
    assert withdraw(desk, reference).status == 401
    assert items(desk) == before
    desk.sign_in(OTHERS, label="other desk")
    assert withdraw(desk, reference).error["code"] == "ticket_unknown"
    assert redeem(desk).status == 200


def test_outside_the_window_nothing_is_registered(desk: Site) -> None:
    for moment in (START - timedelta(seconds=1), END + timedelta(hours=12)):
        desk.clock.moment = moment
        before = items(desk)
        refused = register(desk, TICKET)
        assert (refused.status, refused.error["code"]) == (409, "outside_issuing_window")
        assert items(desk) == before


@pytest.mark.parametrize(
    "starts_at",
    ["2026-03-04T19:00:00-05:00", "2026-03-05T00:00:00Z", "2026-03-05T00:00:00.000Z",
     "2026-03-04T19:00-05:00", "2026-03-05T05:30:00+05:30"],
)  # fmt: skip
def test_tickets_made_for_the_occurrence_whose_window_is_open_are_kept(
    desk: Site, starts_at: str
) -> None:
    assert register(desk, TICKET, starts_at=starts_at).status == 201
    assert redeem(desk).status == 200


@pytest.mark.parametrize(
    "moment", [END, END + timedelta(days=7), END + timedelta(days=60)], ids=str
)
def test_tickets_never_count_for_another_occurrence_than_they_were_made_for(
    desk: Site, moment: datetime
) -> None:
    """Sent late, or by a phone whose clock is a week ahead."""
    listed(meeting("tonight", weekdays=(0, 1, 2, 3, 4, 5, 6)))
    desk.clock.moment = moment
    for days in (-7, -1, 1, 7):
        start = (moment - timedelta(hours=1) + timedelta(days=days)).isoformat()
        refused = register(desk, TICKET, new_ticket(), starts_at=start)
        assert (refused.status, refused.error["code"]) == (409, "outside_issuing_window")
        opens = datetime.fromisoformat(refused.error["window"]["opens_at"])
        assert opens <= moment < opens + timedelta(hours=3)
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json == {"tickets": []}
    assert redeem(desk).error["code"] == "ticket_unknown"


def test_tickets_stay_good_when_the_listed_time_of_their_day_is_corrected(desk: Site) -> None:
    listed(meeting("tonight", start_min=18 * 60 + 30))
    assert register(desk, TICKET, starts_at=START.isoformat()).status == 201
    assert redeem(desk).status == 200


@pytest.mark.parametrize(
    "starts_at",
    [None, "", 1772668800, 1.5, True, [], {}, "2026-03-04", "2026-03-04T19:00:00",
     "2026-03-04 19:00:00-05:00", "2026-03-04T19:00:00-0500", "2026-03-04T25:00:00-05:00",
     "2026-02-30T19:00:00-05:00", "2026-03-04T19:00:00+24:00", "9999-12-31T23:59:59-05:00",
     "0001-01-01T00:00:00+05:00", "20260304T190000Z", "2026-W10-3T19:00:00Z", "tonight",
     "2026-03-04T19:00:00-05:00 ", "２026-03-04T19:00:00Z"],
    ids=repr,
)  # fmt: skip
def test_a_start_in_another_form_is_refused(desk: Site, starts_at: Any) -> None:
    before = items(desk)
    refused = register(desk, TICKET, starts_at=starts_at)
    assert (refused.status, refused.error["field"]) == (400, "starts_at")
    assert items(desk) == before


def test_a_full_occurrence_keeps_those_that_came_first(
    desk: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODES_PER_OCCURRENCE", "2")
    settings.current.cache_clear()
    tickets = [new_ticket() for _ in range(3)]
    kept = register(desk, *tickets)
    assert (kept.status, len(kept.json["registered"])) == (201, 2)
    refused = register(desk, tickets[2])
    assert (refused.status, refused.error["code"]) == (409, "too_many")
    assert register(desk, *reversed(tickets)).status == 201


def test_the_tickets_of_a_meeting_are_listed_by_reference_alone(desk: Site) -> None:
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json == {"tickets": []}
    register(desk, TICKET)
    reference = redeem(desk).json["reference"]
    shown = {
        "reference": reference,
        "starts_at": "2026-03-04T19:00:00-05:00",
        "given_at": END.isoformat(),
        "redeem_until": OVER.isoformat(),
        "withdrawn": False,
    }
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json == {"tickets": [shown]}
    assert desk.get("/v1/tickets", {"meeting_id": TELLING.id}).json == {"tickets": []}
    withdraw(desk, reference)
    answer = desk.get("/v1/tickets", {"meeting_id": TONIGHT.id})
    assert answer.json == {"tickets": [{**shown, "withdrawn": True}]}
    assert answer.header("Cache-Control") == "no-store"
    desk.clock.moment = OVER
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json == {"tickets": []}


def test_a_withdrawn_ticket_gives_nothing_and_its_code_reads_withdrawn(desk: Site) -> None:
    register(desk, TICKET)
    code = redeem(desk).json
    desk.clock.moment = OVER - timedelta(seconds=1)
    answer = withdraw(desk, code["reference"])
    assert (answer.status, answer.json) == (200, {"withdrawn": code["reference"]})
    said = desk.post("/v1/verifications/check", {"token": code["token"]}).json
    assert said["outcome"] == "withdrawn"
    assert desk.get("/v1/withdrawals.json").json["references"] == [code["reference"]]
    assert withdraw(desk, code["reference"]).status == 200
    desk.clock.moment = OVER
    refused = withdraw(desk, code["reference"])
    assert (refused.status, refused.error["code"]) == (404, "ticket_unknown")


@pytest.mark.parametrize(
    "reference", ["x", "AAAA-BBBB", "aaaa-bbbb-cccc-dddd", "AAAA-BBBB-CCCC-DDD1"]
)
def test_a_reference_in_another_form_is_refused(desk: Site, reference: str) -> None:
    refused = withdraw(desk, reference)
    assert (refused.status, refused.error["field"]) == (400, "reference")


def test_tickets_are_withdrawn_though_the_listing_was_edited_or_taken_off(desk: Site) -> None:
    tickets = [new_ticket() for _ in range(2)]
    register(desk, *tickets)
    first, second = (redeem(desk, ticket).json["reference"] for ticket in tickets)
    listed(meeting("tonight", name="Moved", weekdays=(5,), start_min=600))
    assert len(desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]) == 2
    assert withdraw(desk, first).status == 200
    open_table().remove(TONIGHT.id, END)
    assert withdraw(desk, second).status == 200
    assert redeem(desk, tickets[1]).error["code"] == "ticket_withdrawn"


def test_a_code_stays_the_same_though_listing_and_key_change_between_two_redemptions(
    bare_site: Site,
) -> None:
    keys = open_key_store()
    keys.ensure_signing_key(NOW - timedelta(days=100))
    listed(TONIGHT)
    bare_site.clock.moment = END
    bare_site.sign_in(TONIGHT)
    register(bare_site, TICKET)
    first = [redeem(bare_site, detail=detail).json for detail in ("full", "time")]
    signed = keys.signer(END).kid
    listed(meeting("tonight", name="Moved", weekdays=(5,), start_min=600, types=("W",)))
    keys.rotate(END)
    bare_site.clock.wait(minutes=11)
    assert keys.signer(bare_site.clock.moment).kid != signed
    assert [redeem(bare_site, detail=detail).json for detail in ("full", "time")] == first


def test_nothing_that_is_kept_names_who_gave_or_redeemed(desk: Site) -> None:
    before = items(desk)
    register(desk, TICKET)
    code = redeem(desk).json
    added = repr([item for item in items(desk) if item not in before])
    for secret in (TICKET, TICKET.replace("-", ""), hash_of(TICKET), code["token"], "desk",
                   desk.cookie.partition("=")[2]):  # fmt: skip
        assert secret not in added


# The page, without scripts


def buttons(page: Page) -> list[str]:
    return [button["value"] for button in page.all("button", name="detail")]


def test_the_page_asks_for_a_ticket_then_what_to_show_and_gives_the_code(desk: Site) -> None:
    register(desk, TICKET)
    expected = redeem(desk).json
    desk.cookie = ""
    desk.origin = "null"  # a saved page, or a browser that tells nothing
    before = items(desk)
    asked = desk.get("/t")
    assert asked.status == 200
    (form,) = asked.page.all("form", id="redeem")
    assert (form["method"], form["action"]) == ("post", "/t")
    assert asked.page.all("input", name="ticket")
    choice = desk.submit("/t", {"ticket": TICKET.lower()})
    assert choice.status == 200
    assert buttons(choice.page) == ["full", "time"]
    assert "Suggested here" not in choice.page.text
    for words in (TONIGHT.name, "Chelsea", "7:00–8:00 pm"):
        assert words in choice.page.text
    assert not choice.page.all("i")
    (hidden,) = choice.page.all("input", name="ticket")
    code = desk.submit("/t", {"ticket": hidden["value"], "detail": "full"})
    assert code.status == 200
    assert expected["reference"] in code.page.text
    (url,) = code.page.all("input", id="url")
    assert url["value"] == expected["url"]
    assert not [link for link in code.page.links() if "facilitate/give" in link]
    for answer in (asked, choice, code):
        assert answer.header("Cache-Control") == "no-store"
    assert items(desk) == before


def test_the_page_takes_a_whole_link(desk: Site) -> None:
    register(desk, TICKET)
    link = f"{settings.current().public_url}/t#{TICKET.replace('-', '')}"
    assert buttons(desk.submit("/t", {"ticket": f" {link}\n"}).page) == ["full", "time"]


def test_date_and_time_only_comes_first_where_the_kind_of_meeting_tells_something(
    desk: Site,
) -> None:
    register(desk, TICKET, id=TELLING.id)
    choice = desk.submit("/t", {"ticket": TICKET}).page
    assert buttons(choice) == ["time", "full"]
    assert "Suggested here" in choice.text
    code = desk.submit("/t", {"ticket": TICKET, "detail": "time"}).page
    assert TELLING.name not in code.text


@pytest.mark.parametrize("detail", ["", "full"])
def test_each_of_the_four_problems_is_said_on_the_page_with_a_way_on(
    desk: Site, detail: str
) -> None:
    register(desk, TICKET)
    withdrawn, over = new_ticket(), TICKET
    register(desk, withdrawn)
    withdraw(desk, redeem(desk, withdrawn).json["reference"])

    def problem(ticket: str, status: int, words: str) -> Page:
        answer = desk.submit("/t", {"ticket": ticket, "detail": detail})
        assert answer.status == status
        assert len(answer.page.all("p", role="status")) == 1
        assert words in answer.page.text
        (field,) = answer.page.all("input", name="ticket")
        assert field["value"] == ticket
        return answer.page

    assert said_of_nobody(problem("K7QX2", 400, "ten letters and digits"))
    assert said_of_nobody(problem("", 400, "ten letters and digits"))
    page = problem(new_ticket(), 404, "do not know this ticket")
    assert all(words in page.text for words in ("no signal", "mistyped", "three days are over"))
    assert "says nothing about you" in problem(withdrawn, 410, "was withdrawn").text
    desk.clock.moment = OVER
    problem(over, 410, "has passed")


def said_of_nobody(page: Page) -> bool:
    return "Nobody asks who you are" in page.text


def test_a_form_with_more_than_it_asks_for_is_refused(desk: Site) -> None:
    register(desk, TICKET)
    assert desk.submit("/t", {"ticket": TICKET, "detail": "all"}).status == 400
    hostile = desk.submit("/t", {"ticket": '"><script>x</script>'})
    assert hostile.status == 400
    assert "<script>x" not in hostile.text
