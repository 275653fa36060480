"""From a town to a court's desk: found, given, scanned, checked."""

import json
import re
from datetime import datetime, timedelta

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from tests.browser.service import Service
from tests.browser.visitors import DESKTOP, PHONE, Visitors, history_addresses
from tests.browser.walk import (
    FULL,
    TIME,
    facts,
    give,
    plain,
    scan_picture,
    tamper,
    verdict,
)
from tests.paper import picture_of, text_of, width_mm

pytestmark = pytest.mark.xdist_group("browser, whole way")
TIME_OF_DAY = re.compile(r"\d{1,2}:\d\d [ap]m|noon|midnight")


def test_a_meeting_is_found_by_town_with_its_time_and_a_way_to_go(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/")
    page.get_by_label("Town, postal code or meeting").fill("Chicago")
    page.get_by_role("button", name="Go").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings near Chicago, Illinois")
    page.wait_for_load_state()
    results = page.locator(".day li")
    assert results.count() >= 3
    for result in results.all():
        assert TIME_OF_DAY.search(plain(result.locator("time").inner_text()))
        expect(result.get_by_role("link")).to_have_count(1)
    nearest = results.first
    name = nearest.get_by_role("heading").inner_text()
    time = plain(nearest.locator("time").inner_text())
    nearest.get_by_role("link", name=name).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert time.removesuffix(" am").removesuffix(" pm") in plain(page.locator(".when").inner_text())
    expect(page.get_by_role("link", name="Directions")).to_have_attribute(
        "href", re.compile(r"^(https:|geo:|maps:)")
    )


def test_a_code_given_in_two_taps_reads_genuine_on_a_courts_desk(
    visitors: Visitors, service: Service
) -> None:
    facilitator = visitors.new_page(**PHONE)
    facilitator.goto(service.sign_in_link)
    expect(facilitator.get_by_role("heading", level=1)).to_have_text("Your meetings")
    secret = service.sign_in_link.partition("#")[2]
    facilitator.wait_for_load_state()
    assert facilitator.url == f"{service.base}/facilitate"
    assert not any(secret in address for address in history_addresses(facilitator))
    held = facilitator.locator(".held li").all_inner_texts()
    can_give = ["Give a verification" in text for text in held]
    assert len(held) >= 2 and can_give == sorted(can_give, reverse=True)  # those stand first
    first = facilitator.locator(".held li").first
    name = first.get_by_role("heading").inner_text()

    given = give(facilitator, FULL)

    [link] = scan_picture(facilitator.screenshot())  # the first screen, without scrolling
    assert link == given.url
    court = visitors.new_page(**DESKTOP)
    court.goto(link)
    assert verdict(court) == "Genuine."
    read = facts(court)
    meeting = f"{read['Meeting']}, {read['Place']}"
    assert meeting == given.lines["Meeting"]
    assert name.startswith(read["Meeting"].rstrip("…").rstrip())
    assert read["Listed time"] == given.lines["Listed time"]
    assert read["Reference"] == given.reference
    assert read["Hand in by"] == given.lines["Hand in by"]
    assert court.url == f"{service.base}/v"
    assert not any(given.token[:20] in address for address in history_addresses(court))

    said = json.loads(service.command("check", given.token).partition("\n")[2])
    starts, ends = (datetime.fromisoformat(said[name]) for name in ("starts_at", "ends_at"))
    assert starts <= datetime.now(starts.tzinfo) <= ends + timedelta(hours=12)
    assert read["Listed time"].startswith(f"{starts:%a} {starts.day} {starts:%b %Y}, ")
    assert read["Listed time"].endswith(f"(UTC{starts.isoformat()[-6:]})")


def test_a_code_with_one_character_changed_is_not_confirmed(
    visitors: Visitors, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto("/facilitate")
    given = give(facilitator)
    court = visitors.new_page(**DESKTOP)
    court.goto(given.url.replace(given.token, tamper(given.token)))
    assert verdict(court).startswith("Not confirmed")
    expect(court.locator("#facts")).to_be_hidden()
    assert given.lines["Meeting"] not in court.locator("body").inner_text()


def test_a_date_and_time_only_code_names_no_meeting(visitors: Visitors, session: str) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto("/facilitate")
    name = facilitator.locator(".held li").first.get_by_role("heading").inner_text()
    given = give(facilitator, TIME)
    assert "Meeting" not in given.lines
    [link] = scan_picture(facilitator.screenshot())
    court = visitors.new_page(**DESKTOP)
    court.goto(link)
    assert verdict(court) == "Genuine."
    read = facts(court)
    assert read["Listed time"] == given.lines["Listed time"]
    assert read["Reference"] == given.reference
    assert name not in court.locator("body").inner_text()
    assert "Place" not in read
    expect(court.get_by_role("link", name="listing")).to_be_hidden()


def test_the_saved_picture_holds_the_same_link(visitors: Visitors, session: str) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto("/facilitate")
    given = give(facilitator)
    with facilitator.expect_download() as saved:
        facilitator.get_by_role("button", name="Save picture").tap()
    assert saved.value.suggested_filename.endswith(".png")
    assert scan_picture(saved.value.path()) == [given.url]
    expect(facilitator.get_by_text("Saved.")).to_be_visible()


def test_a_finished_code_can_be_read_under_forced_colours(visitors: Visitors, session: str) -> None:
    forced = {**PHONE, "forced_colors": "active", "color_scheme": "dark"}
    facilitator = visitors.new_page(cookie=session, **forced)
    facilitator.goto("/facilitate")
    given = give(facilitator)
    assert scan_picture(facilitator.locator("#qr").screenshot()) == [given.url]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_finished_code_is_printed_for_someone_without_a_phone(
    visitors: Visitors, session: str, paper: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **DESKTOP)
    facilitator.goto("/facilitate")
    given = give(facilitator)
    document = pypdfium2.PdfDocument(facilitator.pdf(format=paper))
    assert len(document) == 1
    picture = picture_of(document[0])
    assert np.ptp(picture, axis=2).max() == 0  # greyscale
    (symbol,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert (symbol.text, symbol.ec_level) == (given.url, "Q")
    assert width_mm(symbol) >= 40
    says = plain(text_of(document)).replace("\ufffe", "-")
    for words in (
        "Attendance verification",
        "Please keep confidential",
        "Name",
        "Case no.",
        "Written by the holder; not confirmed",
        "To check, use the address your office has from",
        *given.lines.values(),
    ):
        assert words in says
    expect(facilitator.locator("#sheet")).to_be_hidden()


def test_the_copied_link_is_the_one_shown(visitors: Visitors, session: str) -> None:
    facilitator = visitors.new_page(
        cookie=session, **PHONE, permissions=["clipboard-read", "clipboard-write"]
    )
    facilitator.goto("/facilitate")
    given = give(facilitator)
    facilitator.get_by_role("button", name="Copy link").tap()
    expect(facilitator.get_by_text("Copied.")).to_be_visible()
    assert facilitator.evaluate("navigator.clipboard.readText()") == given.url


def test_two_people_get_two_codes_and_a_form_sent_twice_gives_one(
    visitors: Visitors, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **DESKTOP)
    facilitator.goto("/facilitate")
    first = give(facilitator)
    facilitator.reload()  # sends the same form again
    assert facilitator.get_by_label("Link").input_value() == first.url
    facilitator.get_by_role("link", name="Another person").click()
    facilitator.get_by_role("button", name=FULL).click()
    expect(facilitator.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    assert facilitator.locator(".reference").inner_text() != first.reference


def test_a_sign_in_link_works_once(visitors: Visitors, service: Service) -> None:
    link = service.new_link()
    first = visitors.new_page(**PHONE)
    first.goto(link)
    expect(first.get_by_role("heading", level=1)).to_have_text("Your meetings")
    second = visitors.new_page(refused=[401], **PHONE)
    second.goto(link)
    expect(second.get_by_text("That link was used already")).to_be_visible()
    assert link.partition("#")[2] not in second.url
    second.goto("/facilitate")
    expect(second.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_pasted_sign_in_link_signs_in(visitors: Visitors, service: Service) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/sign-in")
    page.get_by_label("Your sign-in link").fill(service.new_link())
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")


def test_signing_out_ends_the_session(visitors: Visitors, service: Service) -> None:
    cookie = service.new_session(service.new_link())
    page = visitors.new_page(cookie=cookie, **PHONE)
    page.goto("/facilitate")
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a meeting")
    other = visitors.new_page(cookie=cookie, refused=[401], **PHONE)
    other.goto("/facilitate")
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()
