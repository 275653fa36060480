"""The finder on a phone that loses its signal, and meetings saved on it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stored_pages import (
    stored_pages,
    wait_until_forgotten,
    wait_until_nothing_stored,
    wait_until_stored,
)
from tests.browser.visitors import NO_WORKER, PHONE, Visitors
from tests.browser.waiting import wait_until

pytestmark = [
    pytest.mark.xdist_group("browser, finder offline"),
    pytest.mark.usefixtures("bundles"),
]
SEARCH = "/?place=Chicago"
IS_WITH = "(worker) => navigator.serviceWorker.controller?.scriptURL.endsWith(`/${worker}`)"
DATE = re.compile(r"(Sun|Mon|Tue|Wed|Thu|Fri|Sat), [A-Z][a-z]{2} \d")
RELATIVE = re.compile("Today|Tonight|Tomorrow|On now|Coming up")


def searched(visitors: Visitors) -> Page:
    """A phone that has found something, on its first visit."""
    page = visitors.new_page(mobile=True, **PHONE)
    page.goto(SEARCH)
    wait_until_stored(page, SEARCH)
    return page


def saved(page: Page) -> tuple[str, str]:
    """Saves the first meeting of a search: its name and address."""
    link = page.locator(".found h3 a").first
    name, address = link.inner_text(), str(link.get_attribute("href"))
    link.tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Saved on this device.")).to_be_visible()
    wait_until_stored(page, address)
    return name, address


def test_the_last_search_is_read_without_a_signal_and_says_of_when_it_is(
    visitors: Visitors,
) -> None:
    page = searched(visitors)
    first = page.locator(".found h3 a").first.inner_text()
    visitors.signal(page, False)
    page.goto(SEARCH)
    expect(page.locator(".found h3 a").first).to_have_text(first)
    expect(page.get_by_role("status").filter(has_text="No signal: as of")).to_be_visible()
    headings = page.locator(".day h2").all_inner_texts()
    assert headings and not re.search("Today|Tonight|Tomorrow", " ".join(headings))
    expect(page.locator(".soon b:visible")).to_have_count(0)  # "in 25 min" was true then
    weight = page.locator(".found h1").evaluate("element => getComputedStyle(element).fontWeight")
    assert weight == "600"  # with its style
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meetings near Chicago")
    assert page.url.endswith(SEARCH)
    visitors.signal(page, True)
    page.goto(SEARCH)
    expect(page.locator(".found h3 a").first).to_have_text(first)
    expect(page.get_by_text("No signal")).to_have_count(0)


@pytest.mark.parametrize("search", ["/?attendance=online", "/?place=Chicago&sort=distance"])
def test_every_line_of_a_kept_list_says_its_date(visitors: Visitors, search: str) -> None:
    page = visitors.new_page(mobile=True, **PHONE)
    page.goto(search)
    wait_until_stored(page, search)
    visitors.signal(page, False)
    page.goto(search)
    expect(page.get_by_role("status").filter(has_text="No signal: as of")).to_be_visible()
    lines = page.locator(".found .at").all_inner_texts()
    assert lines
    assert all(DATE.search(line) for line in lines)
    assert not RELATIVE.search(page.locator(".found").inner_text())
    visitors.signal(page, True)


def test_neither_an_unknown_place_nor_a_later_page_takes_the_place_of_what_is_kept(
    visitors: Visitors,
) -> None:
    page = visitors.new_page(mobile=True, **PHONE)
    page.goto("/?attendance=online")
    wait_until_stored(page, "/?attendance=online")
    page.get_by_role("link", name="More meetings").tap()
    page.wait_for_url("**cursor=**")
    page.goto("/?place=qxzkvw")
    expect(page.get_by_text("We can’t find “qxzkvw”.")).to_be_visible()
    assert stored_pages(page) == ["/?attendance=online"]
    visitors.signal(page, False)
    page.goto("/saved")
    expect(page.get_by_role("link", name="Online meetings")).to_be_visible()
    visitors.signal(page, True)


def test_only_the_last_search_is_kept_and_no_meeting_that_was_not_saved(
    visitors: Visitors,
) -> None:
    page = searched(visitors)
    page.goto("/?attendance=online")
    wait_until_stored(page, "/?attendance=online")
    page.locator(".found h3 a").first.tap()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    address = page.url
    assert stored_pages(page) == ["/?attendance=online"]
    visitors.signal(page, False)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved meetings")
    expect(page.get_by_text("No signal, and that page is not kept")).to_be_visible()
    page.get_by_role("link", name="Online meetings").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Online meetings")
    visitors.signal(page, True)


def test_a_saved_meeting_survives_a_reload_and_is_read_without_a_signal(
    visitors: Visitors,
) -> None:
    page = searched(visitors)
    name, address = saved(page)
    page.reload()
    expect(page.get_by_role("button", name="Remove from saved")).to_be_visible()
    page.goto(SEARCH)
    visitors.signal(page, False)
    page.get_by_role("link", name="Saved meetings").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved meetings")
    expect(page.get_by_text("No signal, and that page")).to_have_count(0)
    page.get_by_role("link", name=name).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_text("No signal: as of")).to_be_visible()
    when = page.locator(".when").inner_text()
    assert not re.match("Today|Tonight|Tomorrow", when)
    assert page.url.endswith(address)
    visitors.signal(page, True)


def test_saved_meetings_are_removed_one_by_one_and_all_at_once(visitors: Visitors) -> None:
    page = searched(visitors)
    name, address = saved(page)
    page.goto("/saved")
    expect(page.locator("#list li")).to_have_count(1)
    expect(page.locator("#list .regular")).to_contain_text(re.compile(r"\d"))
    page.get_by_role("button", name=f"Remove: {name}").tap()
    expect(page.get_by_role("status").filter(has_text="was removed")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    page.goto(SEARCH)
    expect(page.get_by_role("link", name="Saved meetings")).to_be_hidden()
    wait_until_forgotten(page, address)
    saved(page)
    page.goto("/saved")
    page.get_by_role("button", name="Remove everything").tap()
    expect(page.get_by_text("Everything was removed.")).to_be_visible()
    wait_until_nothing_stored(page)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_is_saved_is_told_to_nobody(visitors: Visitors) -> None:
    page = searched(visitors)
    _, address = saved(page)
    before = len(visitors.requests)
    page.goto("/saved")
    expect(page.locator("#list li")).to_have_count(1)
    asked = [url for url in visitors.requests[before:] if address in url or "place=" in url]
    assert asked == []


def test_a_saved_meeting_shows_its_next_date_with_and_without_a_signal(
    visitors: Visitors,
) -> None:
    page = searched(visitors)
    saved(page)
    page.goto("/saved")
    following = page.locator("#list .next")
    expect(following).to_contain_text(re.compile(r"Next: (Sun|Mon|Tue|Wed|Thu|Fri|Sat) \d"))
    said = following.inner_text()
    visitors.signal(page, False)
    page.reload()
    expect(following).to_have_text(said)
    visitors.signal(page, True)


def test_dates_that_are_old_are_asked_for_anew(visitors: Visitors) -> None:
    page = searched(visitors)
    _, address = saved(page)
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.endsWith("saved"));
          const list = JSON.parse(localStorage.getItem(key));
          delete list[0].asOf;
          list[0].dates = [];
          localStorage.setItem(key, JSON.stringify(list));
        }"""
    )
    before = len(visitors.requests)
    page.goto("/saved")
    expect(page.locator("#list .next")).to_contain_text("Next: ")
    assert [url for url in visitors.requests[before:] if url.endswith(address)]


def test_what_to_expect_is_read_without_a_signal(visitors: Visitors) -> None:
    page = searched(visitors)
    visitors.signal(page, False)
    page.get_by_role("link", name="What to expect").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to expect")
    visitors.signal(page, True)


def test_other_rooms_keep_their_own_workers(visitors: Visitors) -> None:
    page = searched(visitors)
    for room, worker in (("/mine", "mine-worker.js"), ("/station", "station-worker.js")):
        page.goto(room)
        wait_until(page, IS_WITH, worker)
    page.goto("/v")
    page.goto(SEARCH)
    wait_until(page, IS_WITH, "finder-worker.js")


def test_without_scripts_there_is_no_button_that_does_nothing(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE, java_script_enabled=False)
    page.goto(SEARCH)
    expect(page.get_by_role("button", name="Show on a map")).to_have_count(0)
    expect(page.get_by_role("link", name="Saved meetings")).to_have_count(0)
    page.locator(".found h3 a").first.tap()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
    page.goto("/saved")
    expect(page.get_by_text("Saved meetings need JavaScript.")).to_be_visible()
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)


def test_the_site_can_be_installed(visitors: Visitors) -> None:
    page = searched(visitors)
    browser = page.context.new_cdp_session(page)
    found = browser.send("Page.getAppManifest")
    assert found["url"].endswith("/site.webmanifest") and found["errors"] == []
    wrong = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in wrong] in ([], ["in-incognito"])  # as test browsers are


def test_everything_is_removed_where_no_worker_ever_came(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.add_init_script(NO_WORKER)
    page.goto(SEARCH)
    page.locator(".found h3 a").first.tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Saved on this device.")).to_be_visible()
    page.goto("/saved")
    expect(page.locator("#list li")).to_have_count(1)
    page.get_by_role("button", name="Remove everything").tap()
    expect(page.get_by_text("Everything was removed.")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_the_button_does_what_it_says_where_the_meeting_was_removed_elsewhere(
    visitors: Visitors,
) -> None:
    page = searched(visitors)
    saved(page)
    page.evaluate("localStorage.clear()")
    page.get_by_role("button", name="Remove from saved").tap()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
