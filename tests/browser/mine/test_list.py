"""A participant's own codes (/mine) in a real browser, under a base path, with its worker."""

import json
import re

import pytest
from playwright.sync_api import expect

from chalicelib.settings import Settings
from chalicelib.web.http.offline_shell import stored_addresses
from chalicelib.web.participant import mine
from tests.browser.mine_site import (
    BASE,
    DAY,
    ORGANISATION,
    PUBLIC_URL,
    Device,
    Site,
    code,
    offer_to_keep,
    opened,
    reference,
    remove_first,
    rows,
    waiting_worker,
)
from tests.older_browser import OLDER, dismiss_then_accept
from tests.vectors import codes as vectors

pytestmark = pytest.mark.usefixtures("bundles")


def test_codes_come_by_one_link_and_stay(device: Device, site: Site) -> None:
    context = device()
    page = opened(context, site, code(0), code(1))
    expect(page.get_by_role("status").first).to_have_text("2 codes added.")
    expect(rows(page)).to_have_count(2)
    assert page.url == site.page  # the codes left the address bar
    page.reload()
    expect(rows(page)).to_have_count(2)
    expect(rows(page).last).to_contain_text("Tuesday Night, Springfield, IL")
    expect(rows(page).last).to_contain_text("Tue 17 Nov 2026, 7:00–8:30 pm (UTC")
    expect(rows(page).last).to_contain_text(reference(0))
    kept = page.evaluate("localStorage.getItem('/api/mine')")
    assert json.loads(kept) == [code(0), code(1)]


def test_what_is_due_next_stands_on_top(device: Device, site: Site) -> None:
    in_twelve_days = vectors.EXPIRES - 12 * DAY
    page = opened(device(now=in_twelve_days), site, code(0, days=200), code(1, days=187))
    expect(page.locator("#next-due")).to_have_text(
        re.compile(r"Hand in by 16.May.2027, in.12.days")
    )
    expect(page.locator("#next-code")).to_contain_text("Tue 10 Nov 2026, 7:00–8:30 pm")
    expect(rows(page).first).to_contain_text("Tue 10 Nov 2026")


@pytest.mark.parametrize(
    ("before_the_end", "says"),
    [
        (3600, "Hand in by 16 May 2027: today"),
        (26 * 3600, "Hand in by 16 May 2027: tomorrow"),
        (-1, "Past its hand-in date, 16 May 2027"),
    ],
)
def test_the_last_days_are_said_in_words(
    device: Device, site: Site, before_the_end: int, says: str
) -> None:
    page = opened(device(now=vectors.EXPIRES - before_the_end), site, code(0))
    expect(rows(page).locator(".due")).to_have_text(says)


def test_codes_past_their_date_come_last_and_are_not_chosen(device: Device, site: Site) -> None:
    page = opened(device(), site, code(40, days=100), code(0))
    expect(rows(page).last).to_contain_text("Past its hand-in date, 21 May 2026")
    expect(rows(page).last.get_by_role("checkbox")).not_to_be_checked()
    expect(page.get_by_role("button", name="Print 1 code", exact=True)).to_be_visible()


def test_it_opens_offline_after_one_visit(device: Device, site: Site) -> None:
    context = device()
    page = opened(context, site, code(0))
    waiting_worker(page)
    site.stop()
    page.reload()
    expect(rows(page)).to_have_count(1)
    rows(page).get_by_text("Show code").click()
    expect(rows(page).locator(".qr svg")).to_be_visible()
    another = opened(context, site, code(1))
    expect(rows(another)).to_have_count(2)
    assert another.url == site.page


def test_removing_asks_once_is_announced_and_can_be_undone(device: Device, site: Site) -> None:
    page = opened(device(), site, code(0), code(1))
    rows(page).first.get_by_text("Show code").click()
    rows(page).first.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove this code from this device?")
    expect(dialog.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(2)
    rows(page).first.get_by_role("button", name="Remove").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("status").first).to_have_text("Removed.")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Print 2 codes")).to_be_visible()
    remove_first(page)
    expect(rows(page)).to_have_count(1)
    page.reload()
    expect(rows(page)).to_have_count(1)


def test_an_older_browser_asks_before_it_removes(device: Device, site: Site) -> None:
    context = device()
    context.add_init_script(OLDER)
    page = opened(context, site, code(0), code(1))
    rows(page).first.get_by_text("Show code").click()
    asked = dismiss_then_accept(page)
    rows(page).first.get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(2)
    rows(page).first.get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(1)
    assert [question.partition("\n")[0] for question in asked] == [
        "Remove this code from this device?"
    ] * 2
    expect(page.get_by_role("status").first).to_have_text("Removed.")


def test_removing_all_leaves_nothing_on_the_device(device: Device, site: Site) -> None:
    page = opened(device(), site, code(0), code(1), code(2))
    page.get_by_role("button", name="Remove all").click()
    dialog = page.get_by_role("dialog", name="Remove all 3 codes from this device?")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No code is kept here yet.")).to_be_visible()
    kept = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    lists = ("/.well-known/jwks.json", "/v1/withdrawals.json")  # public, and the same for everybody
    assert sorted(kept) == sorted(f"{site.origin}{BASE}{address}" for address in lists)


def test_another_tab_shows_what_was_removed_here(device: Device, site: Site) -> None:
    context = device()
    page = opened(context, site, code(0), code(1))
    another = opened(context, site)
    expect(rows(another)).to_have_count(2)
    remove_first(page)
    expect(rows(another)).to_have_count(1)


def test_one_link_moves_the_chosen_codes_and_no_server_sees_them(
    device: Device, site: Site
) -> None:
    page = opened(device(), site, code(0), code(1), code(2))
    page.get_by_role("checkbox", name=re.compile("Tue 10 Nov")).uncheck()
    page.get_by_text("Move to another device").click()
    link = page.get_by_label("Link with 2 codes").input_value()
    other = device().new_page()
    seen: list[str] = []
    other.on("request", lambda asked: seen.append(asked.url.split("#")[0] + str(asked.headers)))
    other.goto(link)
    expect(rows(other)).to_have_count(2)
    assert other.url == site.page
    assert seen and not any(code(0)[:24] in address for address in [*seen, *site.asked])
    other.goto(link)
    expect(other.get_by_role("status").first).to_have_text("Here already; nothing was added.")


def test_what_is_kept_is_shown_printed_and_removed_without_asking_anybody(
    device: Device, site: Site
) -> None:
    page = opened(device(), site, code(0), code(1))
    waiting_worker(page)
    expect(page.get_by_role("button", name="Print 2 codes")).to_be_visible()  # all has come
    before = list(site.asked)
    rows(page).first.get_by_text("Show code").click()
    with page.expect_download() as saved:
        rows(page).first.get_by_role("button", name="Save picture").click()
    assert saved.value.suggested_filename == "attendance-2026-11-10-AEAQ.png"
    rows(page).first.get_by_role("button", name="Print").click()
    page.get_by_role("button", name="Print 2 codes").click()
    rows(page).first.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(1)
    assert site.asked == before


def test_a_pasted_link_is_added_and_a_broken_one_is_said(device: Device, site: Site) -> None:
    page = opened(device(), site)
    page.get_by_label("Its link").fill(f"{PUBLIC_URL}/v#{code(0)[:-40]}")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("That was not a whole code.")
    page.get_by_label("Its link").fill(f" {PUBLIC_URL}/v#{code(0).lower()}\n")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)


def test_markup_in_a_code_is_text(device: Device, site: Site) -> None:
    page = opened(device(), site, code(0, name="<img src=x><b>Night", place="<i>"))
    expect(rows(page).locator(".where")).to_have_text("<img src=x><b>Night, <i>")
    assert rows(page).locator("img, b, i").count() == 0


def test_a_browser_that_keeps_nothing_says_so(device: Device, site: Site) -> None:
    context = device()
    context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException() }")
    page = opened(context, site, code(0))
    expect(page.get_by_role("status").first).to_contain_text("does not let pages keep anything")
    expect(rows(page)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_phone_with_targets_to_hit(device: Device, site: Site, scheme: str) -> None:
    context = device(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = opened(context, site, code(0), code(1, name="Ä" * 16, place="é" * 10))
    rows(page).first.get_by_text("Show code").click()
    page.get_by_text("Move to another device").click()
    expect(rows(page).first.locator(".qr svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    heights = page.locator("main :is(button, summary, .pick):visible").evaluate_all(
        "targets => targets.map(target => target.getBoundingClientRect().height)"
    )
    assert heights and min(heights) >= 48


def test_a_code_can_be_kept_by_another_page(device: Device, site: Site) -> None:
    page = opened(device(), site)
    offer_to_keep(page, code(0))
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("Kept here.")).to_be_visible()
    expect(page.get_by_role("link", name="See them")).to_be_focused()
    page.reload()
    expect(rows(page)).to_have_count(1)


def test_without_scripts_it_says_why_not(device: Device, site: Site) -> None:
    page = device(java_script_enabled=False).new_page()
    page.goto(site.page)
    expect(page.get_by_text("the codes never leave this device")).to_be_visible()


def test_the_page_the_worker_and_the_manifest_hold_together() -> None:
    html = mine.mine_html(Settings(organisation=ORGANISATION))
    links = re.findall(r'(?:href|src|data-\w+)="([^"]*/[^"]*)"', html)
    own = [link for link in links if "/v#" not in link]
    assert own and all(link.startswith("./") for link in own)
    files = stored_addresses(mine.SHELL)
    assert files[0] == "./mine"
    assert {link for link in own if "/static/" in link} <= set(files)
    manifest = json.loads(mine.mine_manifest_text())
    assert manifest["scope"] == manifest["start_url"] == "./mine"


def test_the_workers_version_changes_with_the_page() -> None:
    scripts = {mine.mine_script(Settings(organisation=name)) for name in ("A", "B")}
    assert len(scripts) == 2
