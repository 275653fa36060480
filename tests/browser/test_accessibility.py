"""Every state of every page by axe's rules, by day and by night, on a small phone and at a desk; no
page that scrolls sideways or moves; and everything that matters with a keyboard alone.
"""

import os
import re
from collections.abc import Iterator
from re import Pattern
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.rooms import WALKS, Walk
from tests.browser.ticket_desk import open_meeting, ticket_on_screen, wait_until_registered
from tests.browser.visitors import DESKTOP, Visitors
from tests.browser.waiting import wait_until_shown
from tests.browser.walk import TIME, scan_picture
from tools import build_frontend

pytestmark = pytest.mark.xdist_group("browser, accessibility")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_COLOUR = ("color-contrast", "link-in-text-block")  # what else could differ by night?
SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # a screen of 1280 x 1024 at 400 %
DESK: ViewportSize = {"width": 1280, "height": 800}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = [(size, scheme) for size in (SMALL_PHONE, DESK) for scheme in SCHEMES]

RUN_AXE = """async ({scheme, tags, rules}) => {
  const runOnly = scheme === 'light' ? {type: 'tag', values: tags} : {type: 'rule', values: rules};
  const how = {runOnly, resultTypes: ['violations'], preload: false};
  const found = await axe.run(document, how);
  return found.violations.flatMap(({id, help, nodes}) => nodes.map(
    ({target, any}) => `${id} (${help}): ${target.join(' ')} ${any.map((item) => item.message)}`));
}"""

MOVING = """() => [...document.querySelectorAll('*')].filter((element) => {
  const style = getComputedStyle(element);
  return style.animationName !== 'none' || /[1-9]/.test(style.transitionDuration)
    || style.scrollBehavior !== 'auto';
}).map((element) => `${element.localName}.${element.className}`)"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's script, as it was published."""
    try:
        return build_frontend.axe(os.environ)
    except build_frontend.BundlesUnavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no axe: {reason}")


def broken_rules(page: Page, axe: str) -> Iterator[str]:
    """What axe finds in each look of the page."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(f"() => {{ {axe} }}")  # the page's own policy would let no script of it in
    for size, scheme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        how = {"scheme": scheme, "tags": TAGS, "rules": OF_COLOUR}
        for found in page.evaluate(RUN_AXE, how):
            yield f"{size['width']} px, {scheme}: {found}"


def too_wide(page: Page) -> Iterator[str]:
    """Whether people must scroll sideways on a small phone, or at four times the size."""
    for size in (SMALL_PHONE, ZOOMED):
        page.set_viewport_size(size)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > size["width"]:
            yield f"{width} px wide on {size['width']} x {size['height']} px"


def moving(page: Page) -> list[str]:
    """What moves although less motion is asked for."""
    return [f"moves: {name}" for name in page.evaluate(MOVING)]


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS.keys())
def test_every_state_of_every_page_keeps_the_rules_fits_and_is_still(
    visitors: Visitors, session: str, axe: str, walk: Walk
) -> None:
    cookie = session if walk.signed_in else ""
    page = visitors.new_page(
        cookie=cookie, refused=walk.refused, **DESKTOP, reduced_motion="reduce"
    )
    wrong = []
    for name in walk.led(page, visitors, session):
        wait_until_shown(page)
        for found in (*too_wide(page), *broken_rules(page, axe), *moving(page)):
            wrong.append(f"{name}, {found}")
    assert not wrong, "\n".join(wrong)


# With a keyboard alone

# The element with the focus and how it shows that; a hidden input shows it at its label.
FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const seen = node.matches('.heard') ? document.querySelector(`label[for="${node.id}"]`) : node;
  // a link that fills its row is ringed around it, by what it has after its words
  const outlined = [null, '::after'].some((part) => {
    const {outlineStyle, outlineWidth, outlineColor, content} = getComputedStyle(seen, part);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
      && !/, 0\\)$|transparent/.test(outlineColor) && !(part && content === 'none');
  });
  const box = seen.getBoundingClientRect();
  const x = box.x + Math.min(box.width, document.documentElement.clientWidth - box.x) / 2;
  const y = Math.max(box.y, 0) + Math.min(box.height, innerHeight - Math.max(box.y, 0)) / 2;
  const top = document.elementFromPoint(x, y);
  globalThis.numbered ??= new Map();
  if (!numbered.has(node)) numbered.set(node, numbered.size);
  return {
    number: numbered.get(node),
    name: (node.ariaLabel || node.innerText || node.labels?.[0]?.innerText || node.id).trim(),
    outlined,
    onScreen: box.width > 1 && box.height > 1
      && (seen.contains(top) || top?.contains(seen) || false),
  };
}"""

# What Tab has to reach: everything that can be used, but for the other radio buttons of a group.
USABLE = """() => [...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((item) => !item.disabled && item.type !== 'hidden' && item.tabIndex >= 0
    && item.checkVisibility({visibilityProperty: true})).length"""


# Controls that a page's script shows only when it has fetched more.
COMES_LATE = {"/mine": "#add", "/station": "#pictures"}


def tab(page: Page) -> dict[str, Any] | None:
    """Presses Tab; what has the focus then, which everybody can see. None behind the last one."""
    page.keyboard.press("Tab")
    focused: dict[str, Any] | None = page.evaluate(FOCUSED)
    if focused:
        assert focused["outlined"] and focused["onScreen"], f"{page.url}: {focused}"
    return focused


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Goes on until that is what has the focus."""
    for _ in range(most):
        focused = tab(page)
        if focused and focused["name"].startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached at {page.url}")


def heading(page: Page, text: str | Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


@pytest.mark.parametrize("size", [SMALL_PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?place=Chicago",
        "/v",
        "/t",
        "/mine",
        "/station",
        "/sign-in",
        "/facilitate",
        "/nowhere",
    ],
)
def test_tab_reaches_everything_once_visibly_and_leaves_again(
    visitors: Visitors, session: str, address: str, size: ViewportSize
) -> None:
    page = visitors.new_page(cookie=session, refused=[404], **{**DESKTOP, "viewport": size})
    page.goto(address)
    if address in COMES_LATE:
        expect(page.locator(COMES_LATE[address])).to_be_visible()
    usable = page.evaluate(USABLE)
    around: list[int | None] = []
    while (number := (tab(page) or {}).get("number")) not in around:
        around.append(number)
    assert None in around  # the browser's own controls
    assert len(around) == usable + 1


def test_a_meeting_is_found_with_keys_alone(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    page.goto("/")
    tab_to(page, "Town, postal code or meeting")
    page.keyboard.type("Chicago")
    page.keyboard.press("Enter")
    heading(page, re.compile("Meetings near Chicago"))
    page.wait_for_load_state()
    tab_to(page, "Show meetings")
    first = page.locator(".found h3 a").first.inner_text()
    tab_to(page, first)
    page.keyboard.press("Enter")
    heading(page, first)
    page.wait_for_load_state()
    tab_to(page, page.locator("main.meeting .do a").first.inner_text())


def test_tickets_are_given_to_one_person_after_another_with_keys_alone(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, **DESKTOP)
    page.goto("/facilitate")
    tab_to(page, "Give a verification")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_visible()
    tab_to(page, "Show")
    page.keyboard.press("Enter")
    first = ticket_on_screen(page)
    wait_until_registered(page)
    expect(page.get_by_role("button", name="Next person")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#characters")).not_to_have_text(first)
    expect(page.get_by_role("button", name="Next person")).to_be_focused()
    wait_until_registered(page)
    tab_to(page, "Done")
    page.keyboard.press("Enter")
    heading(page, "Your meetings")


def test_a_ticket_is_redeemed_and_its_picture_saved_with_keys_alone(
    visitors: Visitors, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **DESKTOP)
    facilitator.goto("/facilitate")
    ticket = open_meeting(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(**DESKTOP)
    page.goto("/t")
    tab_to(page, "Ticket")
    page.keyboard.type(ticket)
    tab_to(page, "Continue")
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="What should your code show?")).to_be_visible()
    tab_to(page, TIME)
    page.keyboard.press("Enter")
    heading(page, "Attendance verification")
    expect(page.get_by_role("heading", level=1)).to_be_focused()  # from where it is read on
    expect(page.get_by_role("button", name="Save picture")).to_be_visible()
    tab_to(page, "Save picture")
    with page.expect_download() as saved:
        page.keyboard.press("Space")
    assert scan_picture(saved.value.path()) == [page.get_by_label("Link").input_value()]
    tab_to(page, "Keep on this phone")
    page.keyboard.press("Enter")
    tab_to(page, "Your codes")
    page.keyboard.press("Enter")
    heading(page, re.compile("codes"))


def test_at_the_checking_desk_the_focus_stays_at_the_row_that_is_shown(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    for name in WALKS["at a desk"].led(page, visitors, ""):
        if "an earlier list" in name:
            break
    chosen = page.get_by_role("button", name="Show row 3:")
    chosen.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#latest")).to_contain_text("Row 3")
    expect(chosen).to_be_focused()
    assert (tab(page) or {})["name"] == "Remove row 3"
