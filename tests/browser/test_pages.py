"""Every page, by day and by night, on the smallest phone and on a desk: it fits and can be read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_until_shown
from tests.browser.walk import give, scan_picture, tamper

pytestmark = pytest.mark.xdist_group("browser, pages")
ADDRESSES = (
    "/",
    "/?place=Chicago",
    "/?place=Chicago&day=tomorrow&sort=distance&radius=10mi",
    "/?place=Springfeild",
    "/?place=Zutphen",
    "/?attendance=online",
    "/?place=New+York&attendance=hybrid",
    "/?near=41.88,-87.63",
    "/?near=somewhere",
    "/sign-in",
    "/facilitate",
    "/v",
    "/t",
    "/mine",
    "/station",
    "/nowhere",
)

# Text whose contrast with what is behind it is below WCAG 2.2's AA: 4.5, large text 3.
FAINT = """() => {
  const pen = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
    .getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3)
      .map((node) => node.data.trim()).join(' ').trim() || element.value;
    const box = element.getBoundingClientRect();
    if (!own || !element.checkVisibility({visibilityProperty: true}) || box.width < 2) continue;
    if (element.closest('svg, option, script, style, template')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgb(style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(1)}: ${own.slice(0, 40)}`);
  }
  return faint;
}"""

# What a finger cannot hit: below 24 px (WCAG 2.2, 2.5.8); links within sentences are exempt.
SMALL = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((item) => item.checkVisibility() && item.type !== 'hidden' && !item.closest('.skip'))
  .map((item) => [item, item.getBoundingClientRect()])
  .filter(([item, box]) => box.height > 0 && box.height < 24
    && getComputedStyle(item).display !== 'inline')
  .map(([item, box]) => `${box.height.toFixed()} px: ${item.textContent || item.id}`)"""


def every_page(page: Page) -> Iterator[str]:
    """Leads a signed-in facilitator's page from one page to the next; yields each one's name."""
    for address in ADDRESSES:
        page.goto(address)
        yield address
    for search in ("/?place=Chicago", "/?attendance=online", "/?place=New+York&attendance=hybrid"):
        page.goto(search)
        page.locator(".found h3 a").first.click()
        expect(page.locator("main.meeting")).to_be_visible()
        yield f"the first meeting of {search}"
    page.goto("/facilitate")
    page.get_by_role("link", name="Give a verification").first.click()
    expect(page.get_by_role("heading", name="What should the code show?")).to_be_visible()
    yield "what to show"
    page.go_back()
    given = give(page)
    yield "a code"
    codes = {"genuine": given.token, "changed": tamper(given.token), "cut short": "AAAA"}
    for name, fragment in codes.items():
        page.goto("/sign-in")  # so that the check page is loaded anew
        page.goto(f"/v#{fragment}")
        expect(page.get_by_role("status").get_by_role("heading")).to_be_visible()
        yield f"a code that is {name}"


def wider_than_the_screen(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size
    screen = page.viewport_size["width"]
    return [f"{width} px wide"] if width > screen else []


def without_one_heading(page: Page) -> list[str]:
    found = page.locator("h1:visible").count()
    language = page.locator("html").get_attribute("lang")
    return [] if found == 1 and language and page.title() else [f"{found} first headings"]


def too_faint(page: Page) -> list[str]:
    return list(page.evaluate(FAINT))


def too_small(page: Page) -> list[str]:
    return list(page.evaluate(SMALL))


CHECKS: tuple[Callable[[Page], list[str]], ...] = (
    wider_than_the_screen,
    without_one_heading,
    too_faint,
    too_small,
)


@pytest.mark.parametrize(
    ("screen", "scheme"),
    [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light")],
    ids=["phone by day", "phone by night", "desk"],
)
def test_every_page_fits_and_can_be_read(
    visitors: Visitors, session: str, screen: dict[str, Any], scheme: str
) -> None:
    page = visitors.new_page(
        cookie=session, refused=[400, 404], **screen, color_scheme=scheme, reduced_motion="reduce"
    )
    wrong = []
    for name in every_page(page):
        wait_until_shown(page)
        wrong += [f"{name}: {check.__name__}: {what}" for check in CHECKS for what in check(page)]
    assert not wrong, "\n".join(wrong)


def test_the_night_is_dark(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, color_scheme="dark")
    page.goto("/")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    by_day = visitors.new_page(**PHONE, color_scheme="light")
    by_day.goto("/")
    assert colour != by_day.evaluate("getComputedStyle(document.body).backgroundColor")
    shade = page.evaluate(
        """() => {
          const pen = document.createElement('canvas').getContext('2d');
          pen.fillStyle = getComputedStyle(document.body).backgroundColor;
          pen.fillRect(0, 0, 1, 1);
          return Math.max(...pen.getImageData(0, 0, 1, 1).data.slice(0, 3));
        }"""
    )
    assert shade < 64


def test_a_code_is_black_on_white_at_night_too(visitors: Visitors, session: str) -> None:
    page = visitors.new_page(cookie=session, **PHONE, color_scheme="dark")
    page.goto("/facilitate")
    given = give(page)
    assert scan_picture(page.screenshot()) == [given.url]
