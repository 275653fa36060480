"""Tickets by the API: a facilitator's phone registers them, anyone who holds one redeems it; taken
back until they have expired.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import settings, sweeping
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.service import revoke_key
from chalicelib.verification.tickets import new_ticket
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import HOST, NOW, Site, put_meetings, stored_items
from tests.unit.web.ticket_requests import (
    END,
    OTHERS,
    OVER,
    REDEEM,
    SILENT,
    START,
    TELLING,
    TICKET,
    TONIGHT,
    facilitator_at_the_end,
    hash_of,
    redeem,
    register,
    withdraw,
)


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    return facilitator_at_the_end(site)


def test_registered_tickets_are_redeemed_for_codes(desk: Site) -> None:
    tickets = [new_ticket() for _ in range(3)]
    answer = register(desk, *tickets)
    assert answer.status == 201
    assert answer.json == {
        "give_until": "2026-03-05T08:00:00-05:00",
        "redeem_until": "2026-03-07T20:00:00-05:00",
        "registered": [hash_of(ticket) for ticket in tickets],
        "references": {
            hash_of(ticket): redeem(desk, ticket).json["reference"] for ticket in tickets
        },
        "unconfirmed": [],
    }
    codes = [redeem(desk, ticket) for ticket in tickets]
    assert [code.status for code in codes] == [200] * 3
    assert len({code.json["reference"] for code in codes}) == 3
    code = codes[0].json
    assert code["hand_in_by"] == "2026-08-31T23:59:59-05:00"
    assert code["suggested"] == "full"
    assert (code["listed_then"], code["listed_within_km"]) == (4, 25)  # all that are listed here
    assert list(code["forms"]) == ["full", "time", "date"]
    said = {}
    for detail, form in code["forms"].items():
        assert set(form) == {"token", "url", "svg"}
        assert form["url"] == f"{settings.current().public_url}/v#{form['token']}"
        said[detail] = desk.post("/v1/verifications/check", {"token": form["token"]}).json
        assert said[detail]["outcome"] == "genuine"
        assert said[detail]["reference"] == code["reference"]
        assert said[detail]["date"] == "2026-03-04"
        assert said[detail]["hand_in_by"] == code["hand_in_by"]
    assert said["full"]["meeting"]["name"] == TONIGHT.name
    assert said["time"]["meeting"] is said["date"]["meeting"] is None
    times = [(said[detail]["starts_at"], said[detail]["ends_at"]) for detail in said]
    assert times[0] == times[1] == ("2026-03-04T19:00:00-05:00", "2026-03-04T20:00:00-05:00")
    assert times[2] == (None, None)


def test_the_same_hash_twice_is_no_error(desk: Site) -> None:
    first = register(desk, TICKET)
    before = stored_items(desk)
    again = register(desk, TICKET, TICKET)
    assert (again.status, again.json) == (201, first.json)
    assert stored_items(desk) == before


def test_redeeming_again_is_the_same_code_and_writes_nothing(desk: Site) -> None:
    register(desk, TICKET)
    first = redeem(desk)
    before = stored_items(desk)
    desk.clock.moment = OVER - timedelta(seconds=1)
    assert redeem(desk, " k7qx2m9p4t").json == first.json
    assert stored_items(desk) == before


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
        ({"ticket": TICKET, "detail": "full"}, "detail"),
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
    before = stored_items(desk)
    refused = desk.post("/v1/tickets", {"meeting_id": TONIGHT.id, "tickets": tickets})
    assert (refused.status, refused.error["field"]) == (400, "tickets")
    assert stored_items(desk) == before


def test_only_a_facilitator_of_the_meeting_on_this_site_may(desk: Site) -> None:
    register(desk, TICKET)
    reference = redeem(desk).json["reference"]
    before = stored_items(desk)
    assert register(desk, new_ticket(), meeting_id=OTHERS.id).status == 403
    assert register(desk, new_ticket(), meeting_id="nosuch").status == 404
    assert register(desk, new_ticket(), meeting_id=SILENT.id).error["code"] == "not_offered"
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
    assert stored_items(desk) == before
    desk.sign_in(OTHERS, label="other desk")
    assert withdraw(desk, reference).error["code"] == "ticket_unknown"
    assert redeem(desk).status == 200


def test_outside_the_window_nothing_is_registered(desk: Site) -> None:
    for moment in (START - timedelta(seconds=1), END + timedelta(hours=12)):
        desk.clock.moment = moment
        before = stored_items(desk)
        refused = register(desk, TICKET)
        assert (refused.status, refused.error["code"]) == (409, "outside_issuing_window")
        assert stored_items(desk) == before


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
    put_meetings(meeting("tonight", weekdays=(0, 1, 2, 3, 4, 5, 6)))
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
    put_meetings(meeting("tonight", start_min=18 * 60 + 30))
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
    before = stored_items(desk)
    refused = register(desk, TICKET, starts_at=starts_at)
    assert (refused.status, refused.error["field"]) == (400, "starts_at")
    assert stored_items(desk) == before


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
        "redeem_until": OVER.isoformat(),
        "withdrawn": False,
        "revoked": False,
        "slip": None,
    }
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json == {"tickets": [shown]}
    assert desk.get("/v1/tickets", {"meeting_id": TELLING.id}).json == {"tickets": []}
    withdraw(desk, reference)
    answer = desk.get("/v1/tickets", {"meeting_id": TONIGHT.id})
    assert answer.json == {"tickets": [{**shown, "withdrawn": True}]}
    assert answer.header("Cache-Control") == "no-store"
    desk.clock.moment = OVER
    assert desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json == {"tickets": []}


def test_one_whose_key_was_revoked_is_told_from_one_that_was_taken_back(desk: Site) -> None:
    taken_back = new_ticket()
    register(desk, TICKET, taken_back)
    withdraw(desk, redeem(desk, taken_back).json["reference"])
    now = desk.clock.moment
    signing = open_key_store().ring().signing(int(now.timestamp()))
    revoke_key(signing.kid, now)
    for _ in range(2):
        tickets = desk.get("/v1/tickets", {"meeting_id": TONIGHT.id}).json["tickets"]
        assert all(ticket["withdrawn"] for ticket in tickets)
        assert sorted(ticket["revoked"] for ticket in tickets) == [False, True]
        desk.clock.wait(hours=2)  # the mark of it is gone by then, and the registry known


def test_a_withdrawn_ticket_gives_nothing_and_its_code_reads_withdrawn(desk: Site) -> None:
    register(desk, TICKET)
    code = redeem(desk).json
    token = code["forms"]["date"]["token"]
    desk.clock.moment = OVER - timedelta(seconds=1)
    answer = withdraw(desk, code["reference"])
    assert (answer.status, answer.json) == (200, {"withdrawn": code["reference"]})
    said = desk.post("/v1/verifications/check", {"token": token}).json
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
    put_meetings(meeting("tonight", name="Moved", weekdays=(5,), start_min=600))
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
    put_meetings(TONIGHT)
    bare_site.clock.moment = END
    bare_site.sign_in(TONIGHT)
    register(bare_site, TICKET)
    first = redeem(bare_site).json
    signed = keys.signer(END).kid
    put_meetings(meeting("tonight", name="Moved", weekdays=(5,), start_min=600, types=("W",)))
    keys.rotate(END)
    bare_site.clock.wait(minutes=11)
    assert keys.signer(bare_site.clock.moment).kid != signed
    assert redeem(bare_site).json == first


def test_nothing_that_is_kept_names_who_gave_or_redeemed(desk: Site) -> None:
    before = stored_items(desk)
    register(desk, TICKET)
    code = redeem(desk).json
    added = repr([item for item in stored_items(desk) if item not in before])
    tokens = [form["token"] for form in code["forms"].values()]
    for secret in (TICKET, TICKET.replace("-", ""), hash_of(TICKET), *tokens, "desk",
                   desk.cookie.partition("=")[2]):  # fmt: skip
        assert secret not in added
