"""What is added to the list: found in any wrapping, checked before it is kept, and what is said."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.mine_site import (
    PUBLIC_URL,
    Device,
    Site,
    add,
    case,
    code,
    date_only,
    offer_to_keep,
    opened,
    rows,
    says,
    time_only,
)
from tests.browser.waiting import let_page_act, wait_for
from tests.vectors import codes as vectors

pytestmark = pytest.mark.usefixtures("bundles")
LINK = f"{PUBLIC_URL}/v#{code(0)}"


@pytest.mark.parametrize(
    "text",
    [
        f"{LINK}.",
        f"({LINK})",
        f"<{LINK}>",
        f"“{LINK}”",
        f"[proof]({LINK})",
        f"Here is the code for the 17th: {LINK}, thank you!",
        f"> {LINK[:90]}=\n> {LINK[90:]}",
    ],
)
def test_a_link_in_any_wrapping_is_kept(device: Device, site: Site, text: str) -> None:
    page = opened(device(), site)
    add(page, text)
    expect(says(page)).to_have_text("1 code added.")
    expect(rows(page)).to_have_count(1)


def test_several_codes_of_one_text_are_added_at_once(device: Device, site: Site) -> None:
    page = opened(device(), site)
    add(page, f"One: {LINK} and another: {PUBLIC_URL}/v#{code(1)}, and the first again: {LINK}")
    expect(says(page)).to_have_text("2 codes added.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("withdrawn", "Withdrawn: do not rely on it."),
        ("revoked key", "The issuer’s key was withdrawn with every code it signed."),
        ("unknown key", "It can’t be recognised as one from Open Door Meetings. It may be damaged"),
        ("sample", "Sample, not proof."),
    ],
)
def test_what_is_not_genuine_is_not_kept_and_the_reason_is_said(
    device: Device, site: Site, name: str, words: str
) -> None:
    page = opened(device(), site)
    add(page, case(name))
    expect(says(page)).to_contain_text("Not kept.")
    expect(says(page)).to_contain_text(words)
    expect(page.locator("#none")).to_be_visible()


def test_a_changed_character_is_not_kept(device: Device, site: Site) -> None:
    page = opened(device(), site)
    changed = code(0)[:-20] + ("A" if code(0)[-20] != "A" else "B") + code(0)[-19:]
    add(page, f"{PUBLIC_URL}/v#{changed}")
    expect(says(page)).to_contain_text("Not confirmed: changed, or not issued here.")
    expect(rows(page)).to_have_count(0)


def test_a_link_to_another_host_is_said_first_and_its_genuine_code_kept(
    device: Device, site: Site
) -> None:
    page = opened(device(), site)
    add(page, f"https://evi1.example/v#{code(0)}")
    lines = says(page).locator(".line")
    expect(lines).to_have_text(["This link leads to evi1.example, not here.", "1 code added."])
    expect(rows(page)).to_have_count(1)


def test_a_host_that_leads_on_is_usual_only_where_it_is_known(device: Device, site: Site) -> None:
    page = opened(device(), site)
    lines = says(page).locator(".line")
    inside = quote(LINK, safe="")
    add(page, f"https://evi1.example/go?to={inside}")
    expect(lines).to_have_text(["This link leads to evi1.example, not here.", "1 code added."])
    add(page, f"https://eur01.safelinks.protection.outlook.com/?url={inside}&data=1")
    expect(lines.first).to_contain_text("outlook.com, which rewrites links. That is usual.")


def test_no_code_is_sent_and_only_public_lists_are_fetched(device: Device, site: Site) -> None:
    page = opened(device(), site)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    before = len(site.asked)
    add(page, LINK)
    expect(rows(page)).to_have_count(1)
    paths = {address.partition("?")[0].removeprefix("/api") for address in site.asked[before:]}
    assert {"/.well-known/jwks.json", "/v1/withdrawals.json"} <= paths
    assert {path for path in paths if not path.startswith("/static/")} <= {
        "/.well-known/jwks.json",
        "/v1/withdrawals.json",
    }
    assert not any(code(0)[:24] in address for address in site.asked)


def test_nothing_of_a_check_is_loaded_before_something_is_added(device: Device, site: Site) -> None:
    page = opened(device(service_workers="block"), site)
    expect(page.locator("#none")).to_be_visible()
    assert not any(
        name in address
        for address in site.asked
        for name in ("check-added", "ed25519", "jwks", "withdrawals")
    )
    assert page.evaluate("localStorage.length") == 0


def test_without_lists_it_is_kept_with_a_mark_until_they_come(device: Device, site: Site) -> None:
    context = device()
    site.missing.update({"jwks.json", "withdrawals.json"})
    page = opened(context, site, code(0))
    expect(says(page)).to_contain_text("It could not be checked now.")
    expect(rows(page).locator(".unchecked")).to_have_text("Not checked yet")
    site.missing.clear()
    page.reload()
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator(".unchecked")).to_be_hidden()
    kept = page.evaluate("localStorage.getItem('/api/mine/unchecked')")
    assert kept is None


def test_what_a_later_check_finds_wanting_is_marked_and_not_chosen(
    device: Device, site: Site
) -> None:
    context = device()
    site.missing.update({"jwks.json", "withdrawals.json"})
    page = opened(context, site, case("withdrawn"))
    expect(rows(page).locator(".unchecked")).to_have_text("Not checked yet")
    site.missing.clear()
    page.reload()
    expect(rows(page).locator(".unchecked")).to_contain_text("Withdrawn: do not rely on it.")
    expect(rows(page).get_by_role("checkbox")).not_to_be_checked()


@pytest.mark.parametrize("form", [time_only, date_only])
def test_another_form_of_the_same_attendance_takes_its_place_and_can_be_undone(
    device: Device, site: Site, form: object
) -> None:
    other = time_only(0) if form is time_only else date_only(0)
    page = opened(device(), site, code(0), code(1))
    add(page, other)
    expect(says(page)).to_have_text("Kept. It replaces the other form of the same attendance.")
    expect(rows(page)).to_have_count(2)
    kept = json.loads(page.evaluate("localStorage.getItem('/api/mine')"))
    assert set(kept) == {other, code(1)}
    page.get_by_role("button", name="Undo").click()
    expect(says(page)).to_have_text("Back again.")
    kept = json.loads(page.evaluate("localStorage.getItem('/api/mine')"))
    assert set(kept) == {code(0), code(1)}


def test_what_cannot_be_checked_takes_no_others_place(device: Device, site: Site) -> None:
    page = opened(device(now=vectors.NOW), site, code(0))
    expect(rows(page)).to_have_count(1)
    site.missing.update({"jwks.json", "withdrawals.json"})
    page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('http'))"
        ".forEach((key) => localStorage.removeItem(key))"
    )
    add(page, time_only(0))
    expect(says(page)).to_contain_text("Another form of this attendance is kept here.")
    assert json.loads(page.evaluate("localStorage.getItem('/api/mine')")) == [code(0)]


def test_two_forms_kept_before_are_one_entry_printed_and_moved_once(
    device: Device, site: Site
) -> None:
    context = device()
    page = opened(context, site, code(0))
    page.evaluate(
        "(codes) => localStorage.setItem('/api/mine', JSON.stringify(codes))",
        [code(0), time_only(0)],
    )
    page.reload()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Print 1 code", exact=True)).to_be_visible()
    page.get_by_text("Move to another device").click()
    assert page.get_by_label("Link with 1 code").input_value().count("2KCE3IQB") == 1
    rows(page).get_by_text("Show code").click()
    page.get_by_role("button", name=re.compile("^Show the other form: Tuesday Night")).click()
    expect(rows(page).locator(".where")).to_have_text("Tuesday Night, Springfield, IL")
    rows(page).get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(0)
    assert page.evaluate("localStorage.getItem('/api/mine')") is None


def test_a_code_of_a_date_is_shown_as_a_date_alone(device: Device, site: Site) -> None:
    page = opened(device(), site, date_only(0))
    expect(rows(page).locator("h3")).to_have_text("Tue 17 Nov 2026", use_inner_text=True)
    expect(rows(page).locator(".where")).to_have_text("Date only")
    assert "midnight" not in page.locator("main").inner_text()


def test_keeping_a_form_beside_another_replaces_it_and_can_be_undone(
    device: Device, site: Site
) -> None:
    page = opened(device(), site, code(0))
    offer_to_keep(page, date_only(0))
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("It replaces the other form.")).to_be_visible()
    assert json.loads(page.evaluate("localStorage.getItem('/api/mine')")) == [date_only(0)]
    page.get_by_role("button", name="Undo that").click()
    expect(page.get_by_text("As before.")).to_be_visible()
    assert json.loads(page.evaluate("localStorage.getItem('/api/mine')")) == [code(0)]


def test_codes_past_their_date_are_kept(device: Device, site: Site) -> None:
    context = device(now=vectors.EXPIRES + 30 * vectors.DAY)
    page = opened(context, site)
    page.clock.set_fixed_time(datetime.fromtimestamp(vectors.EXPIRES + 86400, UTC))
    add(page, LINK)
    expect(rows(page).locator(".due")).to_contain_text("Past its hand-in date")


def held(page: Page, address: str | re.Pattern[str]) -> list[Route]:
    """Holds back the first answer from there, which is in the list."""
    first: list[Route] = []
    page.route(address, lambda route: route.fallback() if first else first.append(route))
    return first


def test_codes_are_added_in_the_order_in_which_they_came(device: Device, site: Site) -> None:
    page = opened(device(service_workers="block"), site)
    first = held(page, "**/jwks.json")
    add(page, LINK)
    wait_for(page, lambda: first)
    add(page, "no code")
    first[0].continue_()
    expect(rows(page)).to_have_count(1)
    expect(says(page)).to_have_text("That was not a whole code. Copy all of its link.")


def test_a_button_that_is_pressed_twice_adds_once(device: Device, site: Site) -> None:
    page = opened(device(service_workers="block"), site, code(0))
    first = held(page, "**/jwks.json")
    page.locator("#add summary").click()
    page.get_by_label("Its link").fill(time_only(0))
    page.get_by_role("button", name="Add", exact=True).dblclick()
    wait_for(page, lambda: first)
    first[0].continue_()
    expect(page.get_by_label("Its link")).to_have_value("")
    let_page_act(page)
    expect(says(page)).to_have_text("Kept. It replaces the other form of the same attendance.")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def test_what_is_typed_while_a_link_is_looked_at_is_not_lost(device: Device, site: Site) -> None:
    page = device(service_workers="block").new_page()
    first = held(page, re.compile("check-added"))
    page.goto(f"{site.page}#no-code")
    wait_for(page, lambda: first)
    page.get_by_label("Its link").fill("typed")
    first[0].continue_()
    expect(page.get_by_label("Its link")).to_have_value("no-code typed")


def test_what_was_kept_while_a_page_was_away_is_there_when_it_is_shown_again(
    device: Device, site: Site
) -> None:
    """Which nobody tells a page that a browser has put aside."""
    page = opened(device(), site, code(0))
    page.evaluate(
        """(codes) => {
          localStorage.setItem('/api/mine', JSON.stringify(codes));
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        [code(0), code(1)],
    )
    expect(rows(page)).to_have_count(2)
    add(page, f"{PUBLIC_URL}/v#{code(2)}")
    expect(rows(page)).to_have_count(3)
    kept = json.loads(page.evaluate("localStorage.getItem('/api/mine')"))
    assert kept == [code(0), code(1), code(2)]
