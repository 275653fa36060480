"""Pages in other languages: by the browser or by hand; right to left on the smallest phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chalicelib.web.i18n.catalogue import translator
from tests.browser.visitors import PHONE, Visitors
from tests.browser.waiting import wait_until_shown
from tests.browser.walk import plain, scan_picture

pytestmark = pytest.mark.xdist_group("browser, languages")
ARABIC: dict[str, Any] = {**PHONE, "locale": "ar"}
CHICAGO = "Chicago, Illinois, US"
SPANISH: dict[str, Any] = {**PHONE, "locale": "es-MX"}
PUBLIC = (
    "/",
    "/?place=Chicago",
    "/?place=Springfeild",
    "/?place=Zutphen",
    "/?attendance=online",
    "/?near=somewhere",
    "/what-to-expect",
    "/sign-in",
    "/t",
    "/v",
    "/mine",
    "/station",
    "/courts",
    "/courts/letter",
)

# not innerWidth: on a phone that grows with what is too wide
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Elements that stick out of the page to either side; what scrolls within itself may be wider.
STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .filter((element) => element.checkVisibility() && !element.closest('.heard, .skip, .chips, pre'))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 &&
    (box.left < -1 || box.right > document.documentElement.clientWidth + 1))
  .map(([element]) => `${element.localName}: ${element.textContent.trim().slice(0, 40)}`)"""


def right_to_left(page: Page, name: str) -> list[str]:
    """What is wrong with a page that should read from right to left and fit a small phone."""
    wait_until_shown(page)
    html = page.locator("html")
    wrong = []
    if (html.get_attribute("lang"), html.get_attribute("dir")) != ("ar", "rtl"):
        wrong.append(f"{name}: not in Arabic")
    if page.evaluate(TOO_WIDE):
        wrong.append(f"{name}: wider than the screen")
    return wrong + [f"{name}: {overflow}" for overflow in page.evaluate(STICKING_OUT)]


def test_every_page_fits_a_small_phone_from_right_to_left(visitors: Visitors, session: str) -> None:
    page = visitors.new_page(cookie=session, refused=[400], **ARABIC)
    wrong = []
    for address in PUBLIC:
        page.goto(address)
        wrong += right_to_left(page, address)
    page.goto("/?place=Chicago")
    page.locator(".chips .more").click()
    wrong += right_to_left(page, "filters")
    page.go_back()
    page.locator(".found h3 a").first.click()
    expect(page.locator("main.meeting")).to_be_visible()
    wrong += right_to_left(page, "a meeting")
    page.goto("/facilitate")
    wrong += right_to_left(page, "a facilitator's meetings")
    page.locator("a[href*='/facilitate/give/']").first.click()
    wrong += right_to_left(page, "a covered ticket")
    page.locator("#show").click()
    expect(page.locator("#characters")).not_to_be_empty()
    wrong += right_to_left(page, "a ticket")
    page.locator("button[name=detail][value=full]").click()
    expect(page.locator("#url")).to_be_visible()
    wrong += right_to_left(page, "a code")
    link = page.locator("#url").input_value()
    assert scan_picture(page.screenshot(full_page=True)) == [link]
    for address in ("/v", "/mine"):
        page.goto("/t")  # so that it is loaded anew
        page.goto(f"{address}#{link.partition('#')[2]}")
        expect(page.locator(".reference").first).to_be_visible()
        wrong += right_to_left(page, f"{address} with a code")
    assert not wrong, "\n".join(wrong)


def test_a_reference_reads_from_left_to_right_among_arabic(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, **ARABIC)
    page.goto("/facilitate")
    page.locator("a[href*='/facilitate/give/']").first.click()
    page.locator("button[name=detail][value=full]").click()
    reference = page.locator("dd.reference")
    expect(reference).to_be_visible()
    # the widest letters
    reference.evaluate("(node) => { node.firstChild.data = 'MWMW-WMWM-MWQG-WQMM' }")
    assert reference.evaluate(
        """(element) => {
          const text = element.firstChild;
          const at = (n) => {
            const range = document.createRange();
            range.setStart(text, n);
            range.setEnd(text, n + 1);
            return range.getBoundingClientRect();
          };
          // wide letters take a second line
          const follows = (box, before) => box.top > before.top + 5 || box.left > before.left;
          return [...text.data].every((_, n) => !n || follows(at(n), at(n - 1)));
        }"""
    )


def test_the_language_is_chosen_by_hand_without_a_script(visitors: Visitors) -> None:
    page = visitors.new_page(**SPANISH, java_script_enabled=False)
    page.goto("/?place=Chicago")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator(".languages summary").tap()
    page.get_by_role("button", name="Deutsch").tap()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_label(translator("de")("finder.place"))).to_have_value(CHICAGO)
    page.goto("/v")
    expect(page.locator("h1")).to_have_text(translator("de")("v.title"))
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["value"]) == ("language", "de")


def test_a_page_that_the_browser_kept_follows_the_choice(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/v")
    page.locator(".languages summary").tap()
    page.get_by_role("button", name="Français").tap()
    expect(page.locator("h1")).to_have_text(translator("fr")("v.title"))
    page.goto("/")
    page.goto("/v")
    expect(page.locator("h1")).to_have_text(translator("fr")("v.title"))


def test_kept_codes_follow_the_choice_and_stay_so_without_a_signal(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, mobile=True)
    page.goto("/mine")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator(".languages summary").tap()
    page.get_by_role("button", name="Español").tap()
    expect(page.locator("h1")).to_have_text(translator("es")("mine.title"))
    expect(page).to_have_url(re.compile("/mine$"))
    visitors.signal(page, False)
    page.reload()
    expect(page.locator("h1")).to_have_text(translator("es")("mine.title"))
    visitors.signal(page, True)


def test_scripts_say_times_and_numbers_as_the_page_does(visitors: Visitors, session: str) -> None:
    """The same code on a page that Python wrote and on one that a script wrote."""
    for language in ("es", "fr", "de", "pt", "ar"):
        page = visitors.new_page(cookie=session, **{**PHONE, "locale": language})
        page.goto("/facilitate")
        page.locator("a[href*='/facilitate/give/']").first.click()
        page.locator("button[name=detail][value=full]").click()
        expect(page.locator("#url")).to_be_visible()
        listed = plain(page.locator("#lines dd").nth(1).inner_text())
        due = page.locator("#lines dd").nth(3).inner_text()
        link = page.locator("#url").input_value()
        page.goto("/sign-in")
        page.goto(f"/v#{link.partition('#')[2]}")
        expect(page.locator("#fact-listed")).to_be_visible()
        assert plain(page.locator("#fact-listed dd").inner_text()) == listed, language
        assert page.locator("#fact-hand_in dd").inner_text() == due, language
        page.goto("/sign-in")
        page.goto(f"/mine#{link.partition('#')[2]}")
        counted = translator(language)("mine.print", count=1)
        expect(page.locator("#print")).to_have_text(counted)
