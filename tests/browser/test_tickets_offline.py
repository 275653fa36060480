"""A facilitator's phone without a signal: tickets are made, wait, and are sent when it is back."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.service import Service
from tests.browser.ticket_desk import (
    expect_covered,
    hash_of,
    next_person,
    open_meeting,
    phone_of_a_facilitator,
    redeem,
    scan_screen,
    show,
    stored_paths,
    stored_text,
    ticket_on_screen,
    traces_of,
    type_in,
    wait_until_pages_stored,
    wait_until_registered,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_until
from tests.frontend_modules import serve_modules

pytestmark = [
    pytest.mark.xdist_group("browser, tickets offline"),
    pytest.mark.usefixtures("bundles"),
]
OFFLINE = {"refused": [404], **DESKTOP}
KEEPS_NOTHING = "async () => !(await caches.keys()).includes('facilitate /facilitate pages')"


def test_tickets_made_without_a_signal_are_good_once_it_is_back(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    visitors.signal(page, False)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    tickets = [open_meeting(page)]
    links = [scan_screen(page)]
    expect(page.get_by_text("No signal: kept, sent later (1)")).to_be_visible()
    tickets.append(next_person(page))
    links.append(scan_screen(page))
    expect(page.get_by_text("No signal: kept, sent later (2)")).to_be_visible()
    page.get_by_role("link", name="Done").tap()
    expect(page.get_by_text("No signal: kept, sent later (2)")).to_be_visible()

    kept = stored_text(page)
    for ticket in tickets:
        assert not traces_of(ticket, kept + page.content())
        assert hash_of(ticket) in kept
    desk = visitors.new_page(**OFFLINE)
    type_in(desk, tickets[0])
    expect(desk.get_by_role("status")).to_contain_text("know this ticket yet")

    visitors.signal(page, True)
    expect(page.locator("#waiting")).to_have_text("")
    assert page.evaluate("Object.keys(localStorage)") == ["/facilitate/given"]
    desk.get_by_role("button", name="Continue").click()  # what was typed is still there
    assert redeem(desk).reference
    other = visitors.new_page(**PHONE)
    other.goto(links[1])
    assert redeem(other).reference


def test_what_waits_is_sent_when_the_page_is_next_opened(visitors: Visitors, session: str) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    visitors.signal(page, False)
    ticket = open_meeting(page)
    expect(page.get_by_text("No signal: kept, sent later (1)")).to_be_visible()
    page.goto("about:blank")
    visitors.signal(page, True)
    page.goto("/facilitate")
    expect(page.locator("#waiting")).to_have_text("")
    wait_until(page, "() => !('/facilitate' in localStorage)")
    desk = visitors.new_page(**DESKTOP)
    type_in(desk, ticket)
    assert redeem(desk).reference


def test_without_a_signal_the_finished_code_says_that_it_needs_one(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    visitors.signal(page, False)
    ticket = open_meeting(page)
    expect(page.get_by_text("No signal: kept, sent later (1)")).to_be_visible()
    page.get_by_role("button", name="Date and time only").tap()
    expect(page.get_by_text("the finished code needs one")).to_be_visible()
    assert ticket_on_screen(page) == ticket
    visitors.signal(page, True)


def waits_on(page: Page, *waiting: dict[str, Any]) -> None:
    """Puts these into the phone's queue, as an earlier visit left it."""
    page.evaluate(
        "(queue) => localStorage.setItem('/facilitate', JSON.stringify(queue))",
        {"waiting": waiting, "lost": {}},
    )


def windows_of(page: Page, which: int = 0) -> list[dict[str, Any]]:
    """The windows of a meeting, as the page has them."""
    found = page.locator("[data-windows]").nth(which).get_attribute("data-windows")
    return list(json.loads(found or ""))


def test_tickets_of_another_occurrence_are_said_to_be_late_and_give_nothing(
    visitors: Visitors, session: str
) -> None:
    """Those of a week ago, still in time by a clock that is wrong, and of an occurrence to come."""
    page = phone_of_a_facilitator(visitors, session, mobile=True, refused=[409])
    meeting = page.locator("details.given").first.get_attribute("data-meeting")
    [now, later, *_] = windows_of(page)
    week = 7 * 24 * 3600
    tickets = {"AAAAA-11111": now["opens"] - week, "BBBBB-11111": later["opens"]}
    waits_on(
        page,
        *(
            {"meeting": meeting, "hash": hash_of(ticket), "start": start, "until": now["until"]}
            for ticket, start in tickets.items()
        ),
    )
    page.reload()
    expect(page.get_by_text("2 tickets could not be sent in time.")).to_be_visible()
    desk = visitors.new_page(**OFFLINE)
    for ticket in tickets:
        type_in(desk, ticket)
        expect(desk.get_by_role("status")).to_contain_text("know this ticket yet")


def test_tickets_that_were_not_sent_in_time_are_said_until_that_was_read(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True, refused=[409])
    meeting = page.locator("details.given").first.get_attribute("data-meeting")
    late = {"meeting": meeting, "start": 1e9, "until": 1e9}
    waits_on(page, *({**late, "hash": hash_of(ticket)} for ticket in ("A", "B")))
    page.reload()
    expect(page.get_by_text("2 tickets could not be sent in time.")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.reload()
    expect(page.get_by_text("2 tickets could not be sent in time.")).to_be_visible()
    page.get_by_role("button", name="I have read this").tap()
    expect(page.locator("#lost")).to_be_hidden()
    page.reload()
    expect(page.locator("#lost")).to_be_hidden()
    assert not any(hash_of("A") in body for body in sent)


def test_what_a_phone_whose_clock_is_ahead_made_in_time_is_taken(
    visitors: Visitors, session: str
) -> None:
    """By the phone the time is over; the service's clock is right."""
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    page.clock.set_fixed_time(windows_of(page)[0]["until"] + 3600)
    page.reload()
    ticket = open_meeting(page)
    wait_until_registered(page)
    desk = visitors.new_page(**DESKTOP)
    type_in(desk, ticket)
    assert redeem(desk).reference


def test_one_request_has_the_tickets_of_one_occurrence(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    serve_modules(page)
    page.goto("/t")
    hashes = [hash_of(str(number)) for number in range(107)]
    entry = {"meeting": "one", "start": 1772668800, "until": 1772712000}
    waiting = [
        *({**entry, "hash": hash_} for hash_ in hashes[:101]),
        {**entry, "hash": hashes[101], "start": 1773273600},
        {**entry, "hash": hashes[102], "meeting": "two"},
        {"meeting": "one", "hash": hashes[103], "until": 2e9},
        {**entry, "hash": hashes[104], "start": "soon"},
        {**entry, "hash": hashes[105], "start": None},
        {**entry, "hash": hashes[106], "start": 1e300},
        {**entry, "hash": "no hash"},
    ]
    bodies = page.evaluate(
        """async (text) => {
          const { batches, bodyOf, readQueue } =
            await import('/frontend/facilitator/ticket-queue.js');
          return batches(readQueue(JSON.parse(text))).map(bodyOf);
        }""",
        json.dumps({"waiting": waiting, "lost": {}}),
    )
    first, week_later = "2026-03-05T00:00:00.000Z", "2026-03-12T00:00:00.000Z"
    assert bodies == [
        {"meeting_id": "one", "tickets": hashes[:100], "starts_at": first},
        {"meeting_id": "one", "tickets": [hashes[101]], "starts_at": week_later},
        {"meeting_id": "two", "tickets": [hashes[102]], "starts_at": first},
    ]


def test_one_refused_ticket_does_not_hold_up_the_others(visitors: Visitors, session: str) -> None:
    """The first belongs to another meeting."""
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    first = open_meeting(page, 0)
    wait_until_registered(page)
    page.get_by_role("link", name="Done").tap()
    other = page.locator("details.given").nth(1).get_attribute("data-meeting")
    now = windows_of(page, 1)[0]
    entry = {"meeting": other, "start": now["opens"], "until": now["until"]}
    waits_on(page, *({**entry, "hash": hash_of(ticket)} for ticket in (first, "22222-33333")))
    page.reload()
    expect(page.get_by_text("1 ticket was not taken by the service.")).to_be_visible()
    desk = visitors.new_page(**DESKTOP)
    type_in(desk, "22222-33333")
    assert redeem(desk).reference


NOT_FINAL = {
    "a proxy's refusal": (403, {"message": "Forbidden"}),
    "an address that is missing meanwhile": (404, {"error": {"code": "not_found"}}),
    "a newer service's refusal": (400, {"error": {"code": "invalid"}}),
    "no object at all": (409, None),
    "taken, but by whom": (201, {"ok": True}),
}


@pytest.mark.parametrize("answer", NOT_FINAL.values(), ids=NOT_FINAL)
def test_an_answer_that_is_not_final_keeps_the_tickets_waiting_and_says_so(
    visitors: Visitors, session: str, answer: tuple[int, Any]
) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True, refused=[answer[0]])
    status, body = answer[0], json.dumps(answer[1])
    page.context.route("**/v1/tickets", lambda route: route.fulfill(status=status, body=body))
    tickets = [open_meeting(page)]
    expect(page.get_by_text("Not taken by the service yet: kept, sent again (1)")).to_be_visible()
    expect(page.get_by_text("A photograph will do.")).to_be_visible()
    tickets.append(next_person(page))
    expect(page.get_by_text("sent again (2)")).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()

    page.context.unroute("**/v1/tickets")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_until_registered(page)
    expect(page.locator("#waiting")).to_have_text("")
    for ticket in tickets:
        desk = visitors.new_page(**DESKTOP)
        type_in(desk, ticket)
        assert redeem(desk).reference


def test_one_meetings_trouble_does_not_hold_up_the_tickets_of_another(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True, refused=[404])
    now = windows_of(page)[0]
    entry = {"start": now["opens"], "until": now["until"]}
    good = page.locator("details.given").first.get_attribute("data-meeting")
    gone, over = hash_of("44444-55555"), hash_of("66666-77777")
    long_ago = {"meeting": "unlisted", "start": 1e9, "until": 1e9}
    waits_on(
        page,
        {**entry, "meeting": "unlisted", "hash": gone},
        {**long_ago, "hash": over},
        {**entry, "meeting": good, "hash": hash_of("88888-99999")},
    )
    page.reload()
    expect(page.get_by_text("sent again (1)")).to_be_visible()
    expect(page.get_by_text("1 ticket could not be sent in time.")).to_be_visible()
    desk = visitors.new_page(**DESKTOP)
    type_in(desk, "88888-99999")
    assert redeem(desk).reference


def test_a_kept_page_goes_on_with_the_clock(visitors: Visitors, session: str) -> None:
    """A week later, still without a signal: the same meeting can give again."""
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    windows = windows_of(page)
    assert len(windows) >= 2
    visitors.signal(page, False)
    page.clock.set_fixed_time(windows[1]["opens"] + 60)
    page.reload()
    first = page.locator(".held li").first
    expect(first).to_contain_text(windows[1]["when"])
    open_meeting(page)
    expect(page.locator("#when")).to_have_text(windows[1]["when"])

    page.clock.set_fixed_time(windows[1]["until"] + 60)
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_hidden()
    page.evaluate("localStorage.clear()")
    visitors.signal(page, True)


@pytest.mark.parametrize("after", ["a minute", "coming back to it"])
def test_a_ticket_does_not_outlive_its_time_on_a_page_that_stays_open(
    visitors: Visitors, session: str, after: str
) -> None:
    """Left open until the meeting's next time: who comes then never gets a code of this one."""
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    page.clock.install()
    [this, following, *_] = windows_of(page)
    first = open_meeting(page)
    wait_until_registered(page)
    visitors.signal(page, False)

    def pass_until(moment: int) -> None:
        if after == "a minute":
            page.clock.fast_forward(moment * 1000 - page.evaluate("Date.now()"))
        else:
            page.clock.set_fixed_time(moment)
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    pass_until(this["until"] + 60)
    expect(page.get_by_role("alert")).to_contain_text(f"next {following['when']}")
    expect(page.locator("#qr")).to_be_hidden()
    expect(page.get_by_role("button", name="With meeting name")).to_be_hidden()
    assert not traces_of(first, page.content())

    pass_until(following["opens"] + 60)
    expect_covered(page)  # nothing is automatic
    assert page.evaluate("JSON.parse(localStorage['/facilitate'] ?? '{}').waiting ?? []") == []
    second = show(page)
    expect(page.locator("#when")).to_have_text(following["when"])
    expect(page.locator("#qr")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("button", name="With meeting name")).to_be_visible()
    assert second != first and not traces_of(first, page.content())
    assert page.locator("input[name=once]").input_value() == second.replace("-", "")
    [waiting] = page.evaluate("JSON.parse(localStorage['/facilitate']).waiting")
    assert (waiting["hash"], waiting["start"]) == (hash_of(second), following["opens"])
    page.evaluate("localStorage.clear()")
    visitors.signal(page, True)


def test_only_a_facilitators_own_pages_are_kept(visitors: Visitors, session: str) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    open_meeting(page)
    wait_until_registered(page)
    paths = stored_paths(page)
    assert "/facilitate" in paths and len(paths) > 2
    assert all(re.fullmatch(r"/facilitate(/(give|slips)/[\w-]+)?", path) for path in paths)
    assert 'name="once" value=""' in stored_text(page)
    assert not re.search(r'name="once" value="[^"]', stored_text(page))


def test_signing_out_takes_the_kept_pages_away(visitors: Visitors, service: Service) -> None:
    page = visitors.new_page(refused=[401], mobile=True, **PHONE)
    page.goto(service.new_link().removeprefix(service.base))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    wait_until_pages_stored(page)
    visitors.signal(page, False)
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_text("you are still signed in")).to_be_visible()
    visitors.signal(page, True)
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a meeting")
    wait_until(page, KEEPS_NOTHING)
    page.goto("/facilitate")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    wait_until(page, KEEPS_NOTHING)


def test_a_session_that_ended_takes_the_kept_pages_away(
    visitors: Visitors, service: Service
) -> None:
    page = visitors.new_page(refused=[401], mobile=True, **PHONE)
    page.goto(service.new_link().removeprefix(service.base))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    wait_until_pages_stored(page)
    page.context.clear_cookies()
    page.goto("/facilitate")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    wait_until(page, KEEPS_NOTHING)
