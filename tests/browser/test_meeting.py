"""A meeting's page and what leads on from it, in real browsers; and meetings on a group's own
page."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.service import Service
from tests.browser.visitors import DESKTOP, PHONE, WAIT_MS, Visitors
from tests.browser.waiting import wait_for, wait_until

pytestmark = pytest.mark.xdist_group("browser, meeting")


def open_first(page: Page) -> str:
    """Opens the first meeting near Chicago; its name."""
    page.goto("/?place=Chicago")
    link = page.locator(".found li h3 a").first
    name = link.inner_text()
    page.goto(link.get_attribute("href") or "")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return name


def test_the_linked_data_is_there_and_no_browser_complains(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    name = open_first(page)
    made = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert made["@type"] == "Event"
    assert made["name"] == name  # `visitors` fails on any complaint about the policy


def test_ways_there_are_plain_links_and_ask_nobody_before_the_tap(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    open_first(page)
    expect(page.get_by_role("link", name="Apple Maps")).to_be_hidden()
    page.get_by_text("Other maps").tap()
    for name in ("Directions", "Apple Maps", "Google Maps", "Maps app"):
        link = page.get_by_role("link", name=name)
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box and box["height"] >= 48 and box["x"] + box["width"] <= 320
    assert all(url.startswith(visitors.base) for url in visitors.requests)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_sharing_uses_the_devices_own_sheet(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.add_init_script("navigator.share = async (what) => { window.shared = what }")
    name = open_first(page)
    page.get_by_role("button", name="Share").tap()
    wait_until(page, "() => window.shared")
    shared = page.evaluate("window.shared")
    assert shared["title"] == name
    assert shared["url"] == page.url


def test_without_such_a_sheet_the_link_is_copied(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("delete Navigator.prototype.share")
    open_first(page)
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#shared")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_calendar_comes_as_a_file_with_a_name(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    open_first(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to calendar").click()
    assert re.fullmatch(r"[a-z0-9-]+\.ics", download.value.suggested_filename)
    text = download.value.path().read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and "RRULE:" in text


def test_a_mistake_is_reported_without_scripts_and_without_a_cookie(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    name = open_first(page)
    expect(page.get_by_role("button", name="Share")).to_be_hidden()
    page.get_by_role("link", name="Report a problem").tap()
    page.get_by_label("Nobody was there").check()
    page.get_by_label("Anything else we should know? (optional)").fill("The door was locked.")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("link", name="Back to the meeting").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert page.context.cookies() == []


def test_what_to_expect_is_one_tap_from_the_first_page(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="What to expect").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to expect")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


class OwnPage(BaseHTTPRequestHandler):
    """A group's own page, on a server of its own."""

    html = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.html.encode())

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def groups_page(browser: Browser, service: Service) -> Iterator[Page]:
    """A page of another origin with the one line on it."""
    line = f"{service.base}/static/embed.js"
    line = f'<script src="{line}" data-search="place=Chicago" async></script>'
    html = f"<!doctype html><title>Our group</title><h1>Our group</h1>{line}<p>After it"
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (OwnPage,), {"html": html}))
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    context = browser.new_context(base_url=origin, viewport={"width": 400, "height": 600})
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()
    server.shutdown()
    server.server_close()


def test_one_line_puts_meetings_on_a_groups_own_page(groups_page: Page) -> None:
    said: list[str] = []
    groups_page.on("console", lambda message: said.append(message.text))
    groups_page.goto("/")
    frame = groups_page.frame_locator("iframe")
    first = frame.locator(".day li h3 a").first
    expect(first).to_be_visible()
    expect(groups_page.locator("iframe")).to_have_attribute("title", "Meetings")
    height = "element => element.offsetHeight"

    def is_as_high_as_what_is_in_it() -> bool:
        outer = int(groups_page.locator("iframe").evaluate(height))
        return abs(outer - int(frame.locator("body").evaluate(height))) < 3

    wait_for(groups_page, is_as_high_as_what_is_in_it)
    name = first.inner_text()
    first.click()
    expect(groups_page.get_by_role("heading", level=1)).to_have_text(name)  # left the frame
    assert "/meetings/" in groups_page.url
    assert not [line for line in said if "Security Policy" in line or "Refused" in line]


def further_down(page: Page) -> Locator:
    """A result that is seen only after scrolling to it, in the middle of the screen."""
    page.goto("/?place=Chicago")
    below = page.locator(".day li:not(.off)").nth(7).get_by_role("link")
    link = page.locator(f"[id='{below.get_attribute('id')}']")
    row = page.get_by_role("listitem").filter(has=link)
    expect(row).not_to_be_in_viewport()
    row.evaluate("(row) => row.scrollIntoView({block: 'center'})")
    return row


def test_results_leads_back_to_the_place_in_the_list(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    row = further_down(page)
    results, name = page.url, row.get_by_role("heading").inner_text()
    row.get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state()  # until its script is there, the link is one step more
    page.locator(".back a").tap()
    expect(row).to_be_in_viewport()
    assert page.url == results
    page.go_forward()  # it was a step back, not one more step
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_results_leads_to_that_meeting_in_the_list_without_scripts(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    row = further_down(page)
    name = row.get_by_role("heading").inner_text()
    row.get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.locator(".back a").tap()
    expect(row).to_be_in_viewport()


def test_results_leads_to_the_box_where_no_search_was(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    open_first(page)
    address = page.url
    page.goto("/what-to-expect")
    page.goto(address)
    page.locator(".back a").tap()
    box = page.get_by_label("Town, postal code or meeting")
    expect(box).to_be_in_viewport()
    expect(box).to_have_value("")


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_directions_and_join_are_in_the_first_screen(visitors: Visitors, language: str) -> None:
    page = visitors.new_page(viewport={"width": 320, "height": 700}, locale=language)
    page.goto("/?place=New+York&attendance=hybrid")
    page.locator(".found h3 a").first.click()
    expect(page.locator("main.meeting")).to_be_visible()
    buttons = page.locator("main .do").first.get_by_role("link")
    expect(buttons).to_have_count(2)
    for button in buttons.all():
        expect(button).to_be_in_viewport(ratio=1)
