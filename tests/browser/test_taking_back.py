"""Tickets that were given on a phone, by their numbers, and taken back."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.ticket_desk import (
    expect_covered,
    next_person,
    open_meeting,
    phone_of_a_facilitator,
    redeem,
    scan_screen,
    show,
    type_in,
    wait_until_registered,
    wait_until_registered_as,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import let_page_act, wait_for, wait_until
from tests.browser.walk import TIME, verdict
from tests.older_browser import OLDER, dismiss_then_accept

pytestmark = pytest.mark.xdist_group("browser, taking back")
needs_symbols = pytest.mark.usefixtures("bundles")


def test_one_of_those_given_on_this_phone_is_taken_back_by_its_number(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, refused=[410])
    tickets = [open_meeting(page), next_person(page), next_person(page)]
    expect(page.locator("#number")).to_have_text("No. 3")
    here = page.locator("#given-here")
    expect(here.locator("summary")).to_have_text("3 given")
    wait_until_registered_as(page, 3)
    here.locator("summary").tap()
    row = here.locator("li", has_text="No. 2")
    row.get_by_role("button").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".main")).to_have_text("Keep")  # not what cannot be undone
    dialog.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(row).to_contain_text("Withdrawn")
    expect(here.locator("summary")).to_have_text("2 given")
    next_person(page)
    expect(page.locator("#number")).to_have_text("No. 4")
    wait_until_registered_as(page, 4)
    page.goto("/facilitate")
    page.locator(".held details.given summary").first.tap()
    given = page.locator(".held details.given").first
    numbers = given.locator("li b", has_text="No.")  # slips of the same meeting have numbers too
    expect(numbers).to_have_text([f"No. {number}" for number in (4, 3, 2, 1)])
    desk = visitors.new_page(refused=[410], **DESKTOP)
    type_in(desk, tickets[1])
    expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")
    type_in(desk, tickets[2])
    assert redeem(desk).reference


def test_the_ticket_on_the_screen_leaves_it_when_it_is_taken_back(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    wait_until_registered_as(page, 1)
    page.locator("#given-here summary").tap()
    page.locator("#given-here li").get_by_role("button").tap()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw", exact=True).tap()
    expect(page.locator("#given-here [role=status]")).to_have_text("Withdrawn.")
    expect_covered(page)
    expect(page.get_by_text("It belongs to the ticket above.")).to_be_hidden()
    assert show(page) != ticket
    expect(page.locator("#number")).to_have_text("No. 2")


def test_numbers_are_forgotten_when_their_tickets_cannot_be_redeemed_any_more(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    open_meeting(page)
    wait_until_registered_as(page, 1)
    kept = page.evaluate("JSON.parse(localStorage['/facilitate/given'])")
    assert [sorted(each) for each in kept] == [
        ["hash", "meeting", "number", "reference", "start", "until"]
    ]
    page.clock.set_fixed_time(kept[0]["until"] + 1)
    page.goto("/facilitate")
    wait_until(page, "() => !('/facilitate/given' in localStorage)")


@needs_symbols
def test_on_older_phones_a_ticket_is_given_redeemed_and_withdrawn(
    visitors: Visitors, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.add_init_script(OLDER)
    facilitator.goto("/facilitate")
    open_meeting(facilitator)
    link = scan_screen(facilitator)
    wait_until_registered(facilitator)

    participant = visitors.new_page(refused=[410], **PHONE)
    participant.add_init_script(OLDER)
    participant.goto(link)
    code = redeem(participant, TIME)
    assert "Meeting" not in code.lines
    court = visitors.new_page(**DESKTOP)
    court.add_init_script(OLDER)
    court.goto(code.url)
    assert verdict(court) == "Genuine."

    facilitator.get_by_role("link", name="Done").tap()
    given = facilitator.locator("details.given").first
    given.locator("summary").tap()
    row = given.locator("li", has_text=code.reference)
    asked = dismiss_then_accept(facilitator)
    row.get_by_role("button").tap()
    wait_for(facilitator, lambda: asked)
    expect(row.get_by_role("button")).to_be_visible()
    row.get_by_role("button").tap()
    expect(row).to_contain_text("Withdrawn")
    assert code.reference in asked[0] and "says nothing about the person" in asked[0]
    participant.reload()
    expect(participant.get_by_role("status")).to_contain_text("This ticket was withdrawn")


def test_one_given_by_mistake_is_withdrawn_by_its_reference(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    wait_until_registered(page)
    desk = visitors.new_page(refused=[410], **DESKTOP)
    type_in(desk, ticket)
    code = redeem(desk)
    page.get_by_role("link", name="Done").tap()
    given = page.locator("details.given").first
    given.locator("summary").tap()
    row = given.locator("li", has_text=code.reference)
    expect(row).to_contain_text("No. 1 ")  # the number that this phone gave it

    row.get_by_role("button", name=f"Withdraw {code.reference}").tap()
    page.get_by_role("button", name="Keep").tap()
    expect(row.get_by_role("button")).to_be_visible()
    row.get_by_role("button").tap()
    expect(page.get_by_role("dialog")).to_contain_text("this says nothing about the person")
    page.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(row).to_contain_text("Withdrawn")
    expect(row.get_by_role("button")).to_have_count(0)

    type_in(desk, ticket)
    expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")
    court = visitors.new_page(**DESKTOP)
    court.goto(code.url)
    assert verdict(court).startswith("Withdrawn")


def test_all_of_one_time_are_withdrawn_together(visitors: Visitors, session: str) -> None:
    page = phone_of_a_facilitator(visitors, session)
    tickets = [open_meeting(page, 1)]
    wait_until_registered(page)
    tickets.append(next_person(page))
    wait_until_registered(page)
    page.get_by_role("link", name="Done").tap()
    given = page.locator("details.given").nth(1)
    given.locator("summary").tap()
    given.get_by_role("button", name=re.compile(r"^Withdraw all \d+$")).tap()
    page.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(given.get_by_role("status")).to_contain_text("withdrawn.")
    expect(given.get_by_role("button")).to_have_count(0)
    desk = visitors.new_page(refused=[410], **DESKTOP)
    for ticket in tickets:
        type_in(desk, ticket)
        expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")


def test_an_older_list_of_what_was_given_takes_no_newer_ones_place(
    visitors: Visitors, session: str
) -> None:
    """The service's answers are played: the first comes last."""
    before = {
        "reference": "AAAA-BBBB-CCCC-DDDD",
        "starts_at": "2026-03-04T19:00:00-05:00",
        "withdrawn": False,
        "revoked": False,
        "slip": None,
    }
    late: list[Route] = []

    def answer(route: Route) -> None:
        if late:
            route.fulfill(json={"tickets": [{**before, "withdrawn": True}]})
        else:
            late.append(route)

    page = visitors.new_page(cookie=session, **PHONE)
    page.context.route("**/v1/tickets?*", answer)
    page.goto("/facilitate")
    given = page.locator("details.given").first
    given.locator("summary").tap()
    wait_for(page, lambda: late)
    for _ in range(2):  # closed, and opened again
        given.locator("summary").tap()
    expect(given.locator("li")).to_contain_text("Withdrawn")
    with page.expect_response("**/v1/tickets?*") as came:
        late[0].fulfill(json={"tickets": [before]})
    came.value.finished()
    let_page_act(page)
    expect(given.locator("li")).to_contain_text("Withdrawn")
