"""Signing in where answers are lost, and seeing and ending where one is signed in."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.service import Service
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_for, wait_until_shown

pytestmark = pytest.mark.xdist_group("browser, signing in")

LANGUAGES = ("en", "ar", "de", "es", "fr", "pt")
SIGNED_IN = "Your meetings"
UNREACHED = "We could not reach the service"
KEPT = "localStorage.getItem('sign-in')"


@pytest.fixture
def account(service: Service) -> str:
    """An account of the test's own, by its label."""
    label = f"desk-{uuid4().hex}"
    held = service.command("facilitator", "list").split("sample: ")[1].split("\n")[0].split()
    meetings = [part for meeting_id in held for part in ("--meeting", meeting_id)]
    service.command("facilitator", "add", "--label", label, *meetings)
    return label


def lose_answers(page: Page) -> list[str]:
    """From now on what the service answers to a sign-in is lost; the statuses are in the list."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(f"{route.fetch().status}")
        route.abort("connectionreset")

    page.route("**/v1/session", lose)
    return lost


def where_signed_in(page: Page) -> None:
    """Opens the list at the foot of the page."""
    page.goto("/facilitate")
    page.locator("#sessions summary").click()


def test_a_sign_in_whose_answer_is_lost_is_sent_again_by_a_tap(
    visitors: Visitors, service: Service
) -> None:
    page = visitors.new_page(**PHONE)
    visitors.is_away = True
    lost = lose_answers(page)
    page.goto(service.new_link())
    expect(page.locator("#says")).to_contain_text(UNREACHED)
    assert lost == ["201"]
    page.unroute_all()
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)
    assert page.evaluate(KEPT) is None


def test_a_sign_in_whose_answer_is_lost_is_repeated_by_opening_the_link_again(
    visitors: Visitors, service: Service
) -> None:
    link = service.new_link()
    page = visitors.new_page(**PHONE)
    visitors.is_away = True
    lost = lose_answers(page)
    page.goto(link)
    expect(page.locator("#says")).to_contain_text(UNREACHED)
    assert lost == ["201"]
    assert link.partition("#")[2] not in (page.evaluate(KEPT) or "")

    stranger = visitors.new_page(refused=[401], **DESKTOP)
    stranger.goto(link)
    expect(stranger.locator("#says")).to_contain_text("used already")

    page.close()
    again = page.context.new_page()
    again.goto(link)
    expect(again.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)
    assert again.evaluate(KEPT) is None


def test_another_link_after_a_lost_answer_signs_in_too(
    visitors: Visitors, service: Service
) -> None:
    page = visitors.new_page(**PHONE)
    visitors.is_away = True
    lose_answers(page)
    page.goto(service.new_link())
    expect(page.locator("#says")).to_contain_text(UNREACHED)
    page.unroute_all()
    page.goto(service.new_link())
    expect(page.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)


def test_a_browser_that_is_to_wait_says_so_and_asks_no_more(
    visitors: Visitors, service: Service
) -> None:
    page = visitors.new_page(refused=[429], **PHONE)
    asked: list[str] = []

    def limit(route: Route) -> None:
        asked.append(route.request.url)
        error = {"code": "too_many_failures", "message": ""}
        route.fulfill(status=429, headers={"Retry-After": "300"}, json={"error": error})

    page.route("**/v1/session", limit)
    page.clock.install()
    page.goto("/sign-in#unknown")
    expect(page.locator("#says")).to_contain_text("A link that works is always taken at once")
    page.clock.fast_forward("10:00")
    assert len(asked) == 1
    page.unroute_all()
    page.goto(service.new_link())
    expect(page.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)


def test_a_ticket_that_is_to_wait_is_shown_with_what_the_service_says(visitors: Visitors) -> None:
    page = visitors.new_page(refused=[404, 429], **PHONE)
    asked: list[str] = []

    def limit(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        asked.append(route.request.url)
        answer = route.fetch()
        body = answer.text().replace("We don’t know this ticket yet", "Try again in ten minutes")
        return route.fulfill(response=answer, status=429, body=body)

    page.route("**/t", limit)
    page.clock.install()
    page.goto("/t#ZZZZZZZZZZ")
    expect(page.locator("#says")).to_contain_text("Try again in ten minutes")
    expect(page.locator("#ticket")).to_have_value("ZZZZZZZZZZ")
    page.clock.fast_forward("10:00")
    assert len(asked) == 1


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_facilitator_signs_out_of_one_other_browser_and_of_all(
    visitors: Visitors, service: Service, account: str, with_scripts: bool
) -> None:
    def another() -> Page:
        cookie = service.new_session(service.new_link(account))
        return visitors.new_page(cookie=cookie, refused=[401], **DESKTOP)

    page = visitors.new_page(**PHONE, java_script_enabled=with_scripts)
    page.goto("/sign-in")
    page.get_by_label("Your sign-in link").fill(service.new_link(account))
    page.get_by_role("button", name="Sign in").tap()
    others = [another() for _ in range(3)]
    where_signed_in(page)
    expect(page.locator("#sessions li")).to_have_count(4)
    expect(page.locator("#sessions li").first).to_contain_text("This browser")
    page.get_by_role("button", name="Sign out there").first.tap()
    expect(page.locator("#sessions li")).to_have_count(3)
    expect(page.locator("#sessions").get_by_role("status")).to_be_visible()

    def signed_in() -> int:
        for other in others:
            other.goto("/facilitate")
        return sum(other.locator("#held").count() for other in others)

    assert signed_in() == 2
    page.get_by_role("button", name="Sign out everywhere else").tap()
    expect(page.locator("#sessions li")).to_have_count(1)
    assert signed_in() == 0
    page.goto("/facilitate")
    expect(page.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)


def test_signing_in_again_here_leaves_one_line_for_this_browser(
    visitors: Visitors, service: Service, account: str
) -> None:
    page = visitors.new_page(**PHONE)
    for _ in range(3):
        page.goto(service.new_link(account))
        expect(page.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)
        wait_for(page, lambda: page.url.endswith("/facilitate"))
    where_signed_in(page)
    expect(page.locator("#sessions li")).to_have_count(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_fits_a_small_phone_in_every_language(
    visitors: Visitors, session: str, language: str
) -> None:
    page = visitors.new_page(cookie=session, **{**PHONE, "locale": language})
    where_signed_in(page)
    wait_until_shown(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320
    for button in page.locator("#sessions button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


def test_a_link_that_is_pasted_while_another_is_tried_is_not_lost(
    visitors: Visitors, service: Service
) -> None:
    page = visitors.new_page(refused=[503], **PHONE)
    tried: list[Route] = []
    page.route("**/v1/session", lambda route: tried.append(route))
    page.goto("/sign-in#unknown")
    wait_for(page, lambda: tried)
    link = service.new_link()
    field = page.get_by_label("Your sign-in link")
    field.fill(link)
    page.get_by_role("button", name="Sign in").tap()
    tried[0].fulfill(status=503, json={})
    expect(page.locator("#says")).to_contain_text(UNREACHED)
    expect(field).to_have_value(link)
    page.unroute_all()
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(SIGNED_IN)


def test_a_link_that_is_opened_while_another_is_tried_stands_in_its_field(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(refused=[503], **PHONE)
    tried: list[Route] = []
    page.route("**/v1/session", lambda route: tried.append(route))
    page.goto("/sign-in#first")
    wait_for(page, lambda: tried)
    page.evaluate("location.hash = 'second'")
    field = page.get_by_label("Your sign-in link")
    expect(field).to_have_value(re.compile("/sign-in#second$"))
    tried[0].fulfill(status=503, json={})
    expect(page.locator("#says")).to_contain_text(UNREACHED)
    expect(field).to_have_value(re.compile("/sign-in#second$"))
