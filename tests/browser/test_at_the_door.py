"""A room that leaves: one facilitator, a ticket for each person, on a slow connection."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.ticket_desk import (
    hash_of,
    phone_of_a_facilitator,
    scan_screen,
    show,
    ticket_on_screen,
)
from tests.browser.visitors import PHONE, Visitors
from tests.browser.waiting import wait_until, wait_until_shown

pytestmark = [
    pytest.mark.xdist_group("browser, at the door"),
    pytest.mark.usefixtures("bundles"),
]
PEOPLE = 25
LATENCY_MS = 300
ALL_SENT = """(people) => {
  const given = JSON.parse(localStorage['/facilitate/given'] ?? '[]');
  return !('/facilitate' in localStorage) && given.length === people
    && given.every(({reference}) => reference);
}"""


def slow_down(page: Page) -> None:
    """Lets every answer to a page take that much longer, as on a poor connection."""
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def test_25_people_get_a_ticket_each_by_one_tap_each(
    visitors: Visitors, session: str, record_testsuite_property: Callable[[str, object], None]
) -> None:
    """Each photographs the screen and goes. How long that takes is reported, and not judged."""
    page = phone_of_a_facilitator(visitors, session)
    slow_down(page)
    began = time.monotonic()
    page.get_by_role("link", name="Give a verification").first.tap()
    tickets = [show(page)]
    links = [scan_screen(page)]
    for _ in range(PEOPLE - 1):
        page.get_by_role("button", name="Next person").tap()
        expect(page.locator("#characters")).not_to_have_text(tickets[-1])
        tickets.append(ticket_on_screen(page))
        links.append(scan_screen(page))
    seconds = (time.monotonic() - began) / PEOPLE
    record_testsuite_property("seconds a person at the door", round(seconds, 2))
    print(f"at the door: {seconds:.2f} s a person, with {LATENCY_MS} ms on every request")

    assert len(set(tickets)) == PEOPLE
    codes = [ticket.replace("-", "") for ticket in tickets]
    assert [link.rpartition("#")[2] for link in links] == codes
    expect(page.locator("#given-here summary")).to_have_text(f"{PEOPLE} given")
    wait_until(page, ALL_SENT, PEOPLE)
    given = page.evaluate("JSON.parse(localStorage['/facilitate/given'])")
    assert [each["hash"] for each in given] == [hash_of(ticket) for ticket in tickets]
    assert [each["number"] for each in given] == list(range(1, PEOPLE + 1))

    participant = visitors.new_page(**PHONE)
    references = {
        participant.request.post("/v1/tickets/redeem", data={"ticket": code}).json()["reference"]
        for code in codes
    }
    assert references == {each["reference"] for each in given} and len(references) == PEOPLE


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr", "de", "ar"])
def test_a_desk_of_six_meetings_fits_two_screens_of_a_small_phone(
    visitors: Visitors, session: str, language: str
) -> None:
    screen = {"viewport": {"width": 320, "height": 700}, "locale": language}
    page = visitors.new_page(cookie=session, **{**PHONE, **screen})
    page.goto("/facilitate")
    expect(page.locator("details.given").first).to_be_visible()  # its script has run
    wait_until_shown(page)
    ends = page.locator(".held > li").evaluate_all(
        "(rows) => rows.map((row) => row.getBoundingClientRect().bottom + scrollY)"
    )
    assert len(ends) == 6 and ends[-1] <= 2 * 700, ends
    cancels = page.locator("button[value=cancel]")
    assert cancels.count() >= 6
    for cancel in cancels.all():  # no neighbour of Give
        expect(cancel).to_be_hidden()
