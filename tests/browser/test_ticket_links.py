"""Links to tickets, copied into a chat or a mail: each is one person's."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ticket_desk import (
    expect_covered,
    next_person,
    open_meeting,
    phone_of_a_facilitator,
    redeem,
    show,
    ticket_on_screen,
    wait_until_registered_as,
)
from tests.browser.visitors import PHONE, Visitors
from tests.browser.waiting import let_page_act, wait_for

pytestmark = pytest.mark.xdist_group("browser, ticket links")
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def copied(page: Page) -> str:
    """The link that the phone's clipboard holds."""
    expect(page.get_by_text("Copied. Paste it to one person")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_link_is_one_persons_can_be_copied_again_and_its_symbol_is_covered(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, permissions=CLIPBOARD)
    ticket = open_meeting(page).replace("-", "")
    page.get_by_role("button", name="Copy link").tap()
    link = copied(page)
    assert link.endswith(f"/t#{ticket}")
    expect_covered(page)
    expect(page.get_by_text("covered so that nobody else scans it")).to_be_visible()
    page.evaluate("navigator.clipboard.writeText('something else')")
    page.get_by_role("button", name="Copy again").tap()
    wait_for(page, lambda: page.evaluate("navigator.clipboard.readText()") == link)
    wait_until_registered_as(page, 1)
    assert show(page).replace("-", "") == ticket  # for that person, who asks to see it
    next_person(page)
    expect(page.get_by_role("button", name="Copy again")).to_be_hidden()
    page.get_by_role("button", name="Copy link").tap()
    assert copied(page) != link
    participant = visitors.new_page(**PHONE)
    participant.goto(link)
    assert redeem(participant).reference


def test_in_a_chat_one_link_after_another_is_copied_by_one_tap_each(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, permissions=CLIPBOARD)
    page.get_by_role("link", name="Give a verification").first.click()
    links = []
    for number, label in enumerate(("Copy link", "Copy next link", "Copy next link"), start=1):
        page.get_by_role("button", name=label).tap()
        expect(page.locator("#given-here summary")).to_have_text(f"{number} given")
        wait_for(page, lambda: page.evaluate("navigator.clipboard.readText()") not in links)
        links.append(copied(page))
        expect_covered(page)
        wait_until_registered_as(page, number)
    assert len(set(links)) == 3
    for link in links:
        participant = visitors.new_page(**PHONE)
        participant.goto(link)
        assert redeem(participant).reference


def test_a_link_that_cannot_be_copied_is_shown_and_its_symbol_is_not(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page).replace("-", "")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy link").tap()
    expect(page.locator("#copy-says")).to_contain_text(f"/t#{ticket}")
    expect_covered(page)


def test_a_link_that_is_copied_late_is_not_taken_for_the_next_persons(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    open_meeting(page)
    page.evaluate(
        """() => {
          navigator.clipboard.writeText = () =>
            new Promise((done) => { globalThis.isCopied = done; });
        }"""
    )
    page.get_by_role("button", name="Copy link").tap()
    ticket = next_person(page)
    page.evaluate("isCopied()")
    let_page_act(page)
    assert ticket_on_screen(page) == ticket
    expect(page.locator("#copy-says")).to_be_empty()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()  # not "next link"
