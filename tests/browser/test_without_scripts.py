"""Everything that a browser without JavaScript must still do beside finding a meeting."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.service import Service
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.walk import facts, give, scan_picture, tamper, verdict
from tests.vectors.finding import pieces as findings

pytestmark = pytest.mark.xdist_group("browser, without scripts")


def test_a_facilitator_signs_in_gives_and_signs_out(visitors: Visitors, service: Service) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_label("Your sign-in link").fill(service.new_link())
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    given = give(page)
    assert scan_picture(page.screenshot()) == [given.url]
    expect(page.get_by_role("button")).to_have_count(0)  # none that does nothing
    page.get_by_role("link", name="Done").tap()
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a meeting")


def test_a_used_sign_in_link_says_so(visitors: Visitors, service: Service) -> None:
    link = service.new_link()
    service.new_session(link)
    page = visitors.new_page(**PHONE, java_script_enabled=False, refused=[401])
    page.goto("/sign-in")
    page.get_by_label("Your sign-in link").fill(link)
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_text("That link was used already")).to_be_visible()
    assert link.partition("#")[2] not in page.content()


def test_the_check_form_answers_as_a_browser_with_scripts_does(
    visitors: Visitors, session: str
) -> None:
    facilitator = visitors.new_page(**DESKTOP, cookie=session)
    facilitator.goto("/facilitate")
    given = give(facilitator)
    scripted = visitors.new_page(**DESKTOP)
    scripted.goto(given.url)
    assert verdict(scripted) == "Genuine."

    page = visitors.new_page(**DESKTOP, java_script_enabled=False)
    page.goto("/v")
    expect(page.get_by_text("It is not kept.")).to_be_visible()
    page.get_by_label("Code or link").fill(given.url)
    page.get_by_role("button", name="Check").click()
    assert verdict(page) == "Genuine."
    read = facts(page)
    same = facts(scripted)
    same.pop("On this device’s clock", None)  # which no server knows
    assert read == same
    assert given.token not in page.url

    page.get_by_label("Code or link").fill(tamper(given.token))
    page.get_by_role("button", name="Check").click()
    assert verdict(page).startswith("Not confirmed")
    assert read["Reference"] not in page.content()


def test_the_check_form_finds_a_code_in_what_is_pasted(visitors: Visitors, session: str) -> None:
    facilitator = visitors.new_page(**DESKTOP, cookie=session)
    facilitator.goto("/facilitate")
    given = give(facilitator)
    page = visitors.new_page(**DESKTOP, java_script_enabled=False)
    page.goto("/v")

    def send(text: str) -> None:
        page.get_by_label("Code or link").fill(text)
        with page.expect_navigation():
            page.get_by_role("button", name="Check").click()

    elsewhere = page.get_by_text("This link leads to evi1.example, not here.")
    for text in (f"({given.url}).", f"Proof: {given.url}, thanks", f"]Q1{given.token.lower()}"):
        send(text)
        assert verdict(page) == "Genuine."
        expect(elsewhere).to_have_count(0)

    send(f"https://evi1.example/v#{given.token}")
    assert verdict(page) == "Genuine."
    expect(elsewhere).to_be_visible()

    send(f"{given.url} {findings.OTHER}")
    assert verdict(page) == "Several different codes."
    page.get_by_role("link", name="Check all of them at the desk").click()
    expect(page).to_have_url(re.compile("/station$"))


def test_a_facilitator_cancels_a_time_and_visitors_see_it(
    visitors: Visitors, service: Service
) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_label("Your sign-in link").fill(service.new_link())
    page.get_by_role("button", name="Sign in").tap()
    held = page.locator(".held > li").first
    held.get_by_text("Times", exact=True).tap()
    button = held.get_by_role("button", name="Cancel: ")
    when = button.inner_text().removeprefix("Cancel: ")
    button.tap()
    expect(held.get_by_text(f"Cancelled: {when}")).to_be_visible()
    visitor = visitors.new_page(**PHONE, java_script_enabled=False)
    visitor.goto(f"/meetings/{str(held.get_attribute('id')).removeprefix('meeting-')}")
    expect(visitor.get_by_text(f"Cancelled: {when}")).to_be_visible()
    held.get_by_role("button", name="Put it back as listed").tap()
    expect(held.get_by_text("Cancelled")).to_have_count(0)
    visitor.reload()
    expect(visitor.get_by_text("Cancelled")).to_have_count(0)
