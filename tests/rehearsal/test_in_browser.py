"""The main walks in a browser at either address, service workers included."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checking_desk import paste, rows
from tests.browser.conftest import browser, chromium, launch, playwright  # noqa: F401
from tests.browser.ticket_desk import HAS_ALL, open_meeting, redeem, wait_until_registered
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_until
from tests.browser.walk import facts, verdict
from tests.rehearsal.deployed import OWN_BASE, Deployed

pytestmark = pytest.mark.xdist_group("browser, rehearsal")
SCOPE = "navigator.serviceWorker.ready.then(({scope}) => new URL(scope).pathname)"


@pytest.fixture
def visitors(browser: Browser, face: Deployed) -> Iterator[Visitors]:  # noqa: F811
    everybody = Visitors(browser, face.base)
    yield everybody
    everybody.close()


def prefix(face: Deployed) -> str:
    """What stands before every path: "/api" at the stage, nothing at the own domain."""
    return urlsplit(face.base).path


def scope_of_worker(page: Page) -> str:
    """The paths that the page's service worker answers for, once it does."""
    return str(page.evaluate(SCOPE))


def test_a_meeting_is_found_and_kept_for_want_of_a_signal(
    visitors: Visitors, face: Deployed
) -> None:
    page = visitors.new_page(**PHONE)
    page.goto(f"{face.base}/")
    page.get_by_label("Town, postal code or meeting").fill("Chicago")
    page.get_by_role("button", name="Go").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings near Chicago, Illinois")
    assert page.url.startswith(f"{face.base}/?")
    nearest = page.locator(".day li").first
    name = nearest.get_by_role("heading").inner_text()
    nearest.get_by_role("link", name=name).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="Save", exact=True).tap()
    page.goto(f"{face.base}/saved")
    expect(page.locator("#list li")).to_have_count(1)
    assert scope_of_worker(page) == f"{prefix(face)}/"


def test_a_ticket_of_a_facilitators_phone_becomes_a_code_that_a_court_checks(
    visitors: Visitors, face: Deployed
) -> None:
    base = face.base
    facilitator = visitors.new_page(**PHONE)
    facilitator.goto(f"{base}/sign-in#{face.new_link().partition('#')[2]}")
    expect(facilitator.get_by_role("heading", level=1)).to_have_text("Your meetings")
    assert facilitator.url == f"{base}/facilitate"
    wait_until(facilitator, HAS_ALL, [f"{prefix(face)}/facilitate"])
    assert scope_of_worker(facilitator) == f"{prefix(face)}/facilitate"
    ticket = open_meeting(facilitator)
    wait_until_registered(facilitator)

    participant = visitors.new_page(**PHONE)
    participant.goto(f"{base}/t#{ticket.replace('-', '')}")
    code = redeem(participant)
    assert code.url == f"{OWN_BASE}/v#{code.token}"  # that outlives the stage

    court = visitors.new_page(**DESKTOP)
    court.goto(f"{base}/v#{code.token}")
    assert verdict(court) == "Genuine."
    assert facts(court)["Reference"] == code.reference

    desk = visitors.new_page(**DESKTOP)
    desk.goto(f"{base}/station")
    expect(desk.locator("#lists")).to_contain_text("Keys last fetched")
    paste(desk, code.url)
    expect(desk.locator("#rows > li")).to_have_count(1)
    assert "Genuine" in rows(desk)[0]
    assert scope_of_worker(desk) == f"{prefix(face)}/station"
