"""A facilitator's phone that gives tickets, and the phones and desks that they go to."""

import hashlib
import re
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.browser.visitors import PHONE, Visitors
from tests.browser.waiting import wait_until
from tests.browser.walk import FULL, FinishedCode, read_code_page, scan_picture

STORED_PATHS = """async () => {
  const name = (await caches.keys()).find((each) => each.endsWith(' pages'));
  const kept = name ? await (await caches.open(name)).keys() : [];
  return kept.map(({url}) => new URL(url).pathname);
}"""
HAS_ALL = f"""async (needed) => {{
  const kept = await ({STORED_PATHS})();
  return needed.every((path) => kept.includes(path));
}}"""
_FORM = re.compile(r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$")


def phone_of_a_facilitator(visitors: Visitors, session: str, **how: Any) -> Page:
    """A phone at the list of meetings, with its pages kept."""
    page = visitors.new_page(cookie=session, **{**PHONE, **how})
    page.goto("/facilitate")
    wait_until_pages_stored(page)
    return page


def wait_until_pages_stored(page: Page) -> None:
    """Waits until the phone keeps the list and a page for every meeting that can give."""
    give = [link.get_attribute("href") for link in page.locator(".held .now a").all()]
    wait_until(page, HAS_ALL, ["/facilitate", *give])


def stored_paths(page: Page) -> list[str]:
    """The pages that the phone keeps for use without a signal."""
    paths: list[str] = page.evaluate(STORED_PATHS)
    return paths


def content(page: Page) -> str:
    """The page as it is, once it is under way to no other."""
    for _ in range(20):
        try:
            return page.content()
        except Error:
            page.wait_for_load_state()
    raise AssertionError("the page never came to rest")


def open_meeting(page: Page, which: int = 0) -> str:
    """The two taps to the first person's ticket; the ticket."""
    page.get_by_role("link", name="Give a verification").nth(which).click()
    return show(page)


def show(page: Page) -> str:
    """Uncovers the ticket on the screen; the ticket."""
    page.get_by_role("button", name="Show", exact=True).click()
    return ticket_on_screen(page)


def expect_covered(page: Page) -> None:
    """Waits until the page of tickets shows none."""
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_visible()
    expect(page.locator("#characters")).to_be_empty()
    expect(page.locator("#qr svg")).to_have_count(0)


def ticket_on_screen(page: Page) -> str:
    """The ticket on the screen, as it is written: XXXXX-XXXXX."""
    expect(page.locator("#characters")).to_have_text(_FORM)
    return page.locator("#characters").inner_text()


def wait_until_registered(page: Page) -> None:
    """Waits until the service knows the ticket on the screen."""
    expect(page.get_by_text("Ready. Scan it, or type it in.")).to_be_visible()


def wait_until_registered_as(page: Page, number: int) -> None:
    """Waits until the phone has the reference of the ticket that it gave under that number."""
    wait_until(
        page,
        """(number) => JSON.parse(localStorage['/facilitate/given'] ?? '[]').some(
          (given) => given.number === number && given.reference)""",
        number,
    )


def next_person(page: Page) -> str:
    """Blanks the ticket on the screen; the next one."""
    before = ticket_on_screen(page)
    page.get_by_role("button", name="Next person").click()
    expect(page.locator("#characters")).not_to_have_text(before)
    return ticket_on_screen(page)


def scan_screen(page: Page) -> str:
    """What the camera of a participant's phone reads from the screen."""
    expect(page.locator("#qr svg")).to_be_visible()
    [link] = scan_picture(page.locator("#qr").screenshot())
    return link


def redeem(page: Page, detail: str = FULL) -> FinishedCode:
    """Chooses what the code shows; the code."""
    expect(page.get_by_role("heading", name="What should your code show?")).to_be_visible()
    page.get_by_role("button", name=detail).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    return read_code_page(page)


def stored_text(page: Page) -> str:
    """Everything that the phone keeps of this site: storage, state, and the pages in its caches."""
    return str(
        page.evaluate(
            """async () => {
              const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage),
                JSON.stringify(history.state), document.cookie, location.href];
              for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                  const text = await (await cache.match(request)).text();
                  kept.push(request.url, new URL(request.url).pathname.startsWith('/static/') ? ''
                    : text);
                }
              }
              const databases = await indexedDB.databases();
              return [...kept, ...databases.map(({name}) => name)].join('\\n');
            }"""
        )
    )


def traces_of(ticket: str, text: str) -> list[str]:
    """Each way in which a text tells a ticket. Its hash is not one of them."""
    plain = ticket.replace("-", "")
    forms = (ticket, plain, plain.lower(), " ".join(plain[:5]), plain[:5], plain[5:])
    return [form for form in forms if form in text]


def hash_of(ticket: str) -> str:
    """What the service is told of a ticket."""
    return hashlib.sha256(ticket.replace("-", "").encode()).hexdigest()


def type_in(page: Page, text: str) -> None:
    """At a desk: types what was read aloud or written down."""
    page.goto("about:blank")  # the same address again would be a reload, which keeps the ticket
    page.goto("/t")
    page.get_by_label("Ticket").fill(text)
    page.get_by_role("button", name="Continue").click()
