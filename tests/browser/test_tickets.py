"""Tickets: made on the facilitator's phone, and shown to one person at a time."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from chalicelib.verification.tickets import ticket_hash
from tests.browser import facilitator_meetings
from tests.browser.service import Service, link_in
from tests.browser.ticket_desk import (
    expect_covered,
    hash_of,
    next_person,
    open_meeting,
    phone_of_a_facilitator,
    redeem,
    scan_screen,
    show,
    stored_text,
    ticket_on_screen,
    traces_of,
    type_in,
    wait_until_registered,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors, history_addresses
from tests.browser.waiting import wait_until, wait_until_shown
from tests.browser.walk import FULL, TIME, facts, plain, read_code_page, scan_picture, verdict
from tests.frontend_modules import serve_modules

pytestmark = pytest.mark.xdist_group("browser, tickets")
needs_symbols = pytest.mark.usefixtures("bundles")
TYPED = "K7QX2-M9P4T"


@needs_symbols
def test_a_ticket_scanned_from_the_screen_gives_a_genuine_code_the_same_every_time(
    visitors: Visitors, service: Service, session: str
) -> None:
    facilitator = phone_of_a_facilitator(visitors, session)
    name = facilitator.locator(".held li h2").first.inner_text()
    ticket = open_meeting(facilitator)
    link = scan_screen(facilitator)
    assert link == f"{service.base}/t#{ticket.replace('-', '')}"
    wait_until_registered(facilitator)

    participant = visitors.new_page(**PHONE)
    participant.goto(link)
    expect(participant.locator(".lead")).to_contain_text(name)
    assert participant.url == f"{service.base}/t"
    code = redeem(participant)

    assert not any(
        traces_of(ticket, address)
        for address in [*history_addresses(participant), *visitors.requests]
        if "#" not in address
    )
    court = visitors.new_page(**DESKTOP)
    court.goto(code.url)
    assert verdict(court) == "Genuine."
    assert facts(court)["Reference"] == code.reference

    again = visitors.new_page(**PHONE)  # texted to a friend, it yields only a copy
    again.goto(link)
    assert redeem(again) == code
    less = visitors.new_page(**PHONE)
    less.goto(link)
    other = redeem(less, TIME)
    assert other.reference == code.reference and "Meeting" not in other.lines


@needs_symbols
def test_symbols_can_be_scanned_from_screens_with_forced_colours(
    visitors: Visitors, session: str
) -> None:
    forced = {**PHONE, "forced_colors": "active", "color_scheme": "dark"}
    facilitator = phone_of_a_facilitator(visitors, session, **forced)
    open_meeting(facilitator)
    link = scan_screen(facilitator)
    wait_until_registered(facilitator)
    participant = visitors.new_page(**forced)
    participant.goto(link)
    code = redeem(participant)
    assert scan_picture(participant.locator("#qr").screenshot()) == [code.url]


def registrations(page: Page) -> list[str]:
    """What the page sends to the service about tickets, from now on."""
    sent: list[str] = []

    def on_request(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/v1/tickets"):
            sent.append(request.post_data or "")

    page.context.on("request", on_request)
    return sent


def test_opening_the_page_registers_nothing(visitors: Visitors, session: str) -> None:
    page = phone_of_a_facilitator(visitors, session)
    sent = registrations(page)
    for _ in range(5):
        page.get_by_role("link", name="Give a verification").first.click()
        expect_covered(page)
        page.reload()
        expect_covered(page)
        page.get_by_role("link", name="Done").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
        page.go_back()
        expect_covered(page)
        page.goto("/facilitate")
    assert not sent and not page.evaluate("Object.keys(localStorage)")
    open_meeting(page)
    wait_until_registered(page)
    page.get_by_role("link", name="Done").click()
    page.go_back()
    expect_covered(page)
    assert len(sent) == 1


def test_the_finished_code_of_a_covered_ticket_is_one_that_was_given(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    page.get_by_role("link", name="Give a verification").first.click()
    expect_covered(page)
    expect(page.get_by_text("It belongs to the ticket above.")).to_be_hidden()
    page.get_by_role("button", name=FULL).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    code = read_code_page(page)
    page.goto("/facilitate")
    page.get_by_role("link", name="Give a verification").first.click()
    here = page.locator("#given-here")
    expect(here.locator("summary")).to_have_text("1 given")
    here.locator("summary").click()
    expect(here.locator("li")).to_contain_text(code.reference)


@needs_symbols
def test_the_symbol_is_as_wide_as_the_phone_by_whole_pixels_a_module(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    open_meeting(page)
    expect(page.locator("#qr svg")).to_be_visible()
    [width, modules, place] = page.evaluate(
        """() => {
          const svg = document.querySelector('#qr svg');
          return [svg.getBoundingClientRect().width * devicePixelRatio,
            svg.viewBox.baseVal.width, document.querySelector('#qr').clientWidth];
        }"""
    )
    assert place == PHONE["viewport"]["width"]
    assert width % modules == 0
    assert place * PHONE["device_scale_factor"] - width < modules


def test_a_ticket_is_spelled_for_a_phone_line_and_a_slip(
    visitors: Visitors, service: Service, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    page.get_by_text("Read aloud or write down").tap()
    words = re.split(r",? ", page.locator("#spelled").inner_text())
    assert [word[0] for word in words] == list(ticket.replace("-", ""))
    expect(page.get_by_text(f"{urlsplit(service.base).netloc}/t")).to_be_visible()
    assert re.search(r"\d+:\d\d [ap]m|noon|midnight", plain(page.locator("#redeem").inner_text()))
    size = page.locator("#characters").evaluate(
        "(element) => parseFloat(getComputedStyle(element).fontSize)"
    )
    assert size >= 30


SLOW_HASHES = """
  const digest = SubtleCrypto.prototype.digest;
  let count = 0;
  SubtleCrypto.prototype.digest = async function (...given) {
    count += 1;
    if (count > 1) await new Promise((go) => { globalThis.goOn = go; });
    return digest.apply(this, given);
  };
"""


def test_a_tap_before_the_next_ticket_is_ready_is_not_lost(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, **PHONE)
    page.add_init_script(SLOW_HASHES)
    page.goto("/facilitate")
    first = open_meeting(page)
    wait_until(page, "() => globalThis.goOn")
    page.evaluate("document.getElementById('next').click()")
    assert ticket_on_screen(page) == first  # nobody sees one that could not be sent
    page.evaluate("goOn()")
    expect(page.locator("#characters")).not_to_have_text(first)
    assert ticket_on_screen(page) != first


def test_the_next_person_sees_nothing_of_the_last_ticket(visitors: Visitors, session: str) -> None:
    page = phone_of_a_facilitator(visitors, session)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    ticket = open_meeting(page)
    page.get_by_text("Read aloud or write down").tap()
    wait_until_registered(page)
    assert traces_of(ticket, page.content())
    other = next_person(page)
    wait_until_registered(page)
    assert not traces_of(ticket, page.content())
    assert not traces_of(ticket, stored_text(page)) and not traces_of(other, stored_text(page))
    page.get_by_role("link", name="Done").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    for each in (ticket, other):
        assert not traces_of(each, page.content() + stored_text(page) + "\n".join(sent))
        assert any(hash_of(each) in request for request in sent)
    page.go_back()
    expect_covered(page)
    assert not traces_of(other, page.content())
    assert show(page) not in (ticket, other)


def test_the_hash_is_that_of_the_normal_form(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    serve_modules(page)
    page.goto("/t")
    texts = [TYPED, TYPED.lower(), "ooooo-iLl1I", " 0 1 2 3 4 5 6 7 8 9 ", "ABCDE-FGHJK"]
    hashes = page.evaluate(
        """async (texts) => {
          const { hashOf } = await import('/frontend/facilitator/tickets.js');
          return Promise.all(texts.map(hashOf));
        }""",
        texts,
    )
    assert hashes == [ticket_hash(text) for text in texts]
    made = page.evaluate(
        """async () => {
          const { makeTicket, normalForm } = await import('/frontend/facilitator/tickets.js');
          const all = Array.from({length: 4000}, makeTicket);
          return [all, all.every((each) => each === normalForm(each)), normalForm('U'.repeat(10))];
        }"""
    )
    assert len(set(made[0])) == 4000 and made[1:] == [True, ""]
    assert len(set("".join(made[0]))) == 32


def test_the_finished_code_on_the_facilitators_phone_is_that_of_the_ticket(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    wait_until_registered(page)
    page.get_by_role("link", name="Show finished code").tap()
    page.get_by_role("button", name=FULL).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    code = read_code_page(page)
    desk = visitors.new_page(**DESKTOP)
    type_in(desk, ticket)
    assert redeem(desk).reference == code.reference


def test_without_scripts_the_page_gives_the_finished_code_alone(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, java_script_enabled=False, **PHONE)
    page.goto("/facilitate")
    page.get_by_role("link", name="Give a verification").first.tap()
    for name in ("Next person", "Copy link", "I have read this"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    page.get_by_role("button", name=TIME).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    assert read_code_page(page).reference


@needs_symbols
def test_a_meeting_past_midnight_fits_the_narrowest_phone(visitors: Visitors, session: str) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto(
        f"/facilitate/give/{facilitator_meetings.id_of(facilitator_meetings.PAST_MIDNIGHT)}"
    )
    show(facilitator)
    participant = visitors.new_page(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    participant.goto(scan_screen(facilitator))
    expect(participant.locator("time", has_text="11:")).to_be_visible()
    wait_until_shown(participant)
    assert participant.evaluate("document.documentElement.scrollWidth") == 320


def test_a_ticket_that_the_service_refuses_is_not_shown_as_good(
    visitors: Visitors, service: Service
) -> None:
    [line] = [
        line
        for line in service.command("facilitator", "list").splitlines()
        if line.startswith("sample: ")
    ]
    held = [part for meeting_id in line.split()[1:] for part in ("--meeting", meeting_id)]
    link = link_in(service.command("facilitator", "add", "--label", "side room", *held))
    page = visitors.new_page(refused=[401], **PHONE)
    page.goto(link)
    open_meeting(page)
    wait_until_registered(page)
    service.command("facilitator", "revoke", "--label", "side room")
    page.get_by_role("button", name="Next person").tap()
    expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    expect(page.locator("#qr")).to_be_hidden()
    expect(page.locator("#characters")).to_have_text("")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (409, "too_many", "as many verifications as it may have"),
        (409, "outside_issuing_window", "is over"),
        (409, "not_offered", "does not offer verifications"),
        (403, "not_your_meeting", "not yours any more"),
    ],
)
def test_every_refusal_is_said_in_words(
    visitors: Visitors, session: str, status: int, code: str, says: str
) -> None:
    page = visitors.new_page(cookie=session, refused=[status], **PHONE)
    refusal = {"error": {"code": code, "message": ""}}
    page.context.route("**/v1/tickets", lambda route: route.fulfill(status=status, json=refusal))
    page.goto("/facilitate")
    page.get_by_role("link", name="Give a verification").first.tap()
    page.get_by_role("button", name="Show", exact=True).tap()
    expect(page.get_by_role("alert")).to_contain_text(says)
    expect(page.locator("#qr")).to_be_hidden()
    expect(page.get_by_role("button", name="Next person")).to_be_hidden()
    expect(page.get_by_role("button", name=FULL)).to_be_hidden()


def test_everything_can_be_done_with_a_keyboard(visitors: Visitors, session: str) -> None:
    page = visitors.new_page(cookie=session, **DESKTOP)
    page.goto("/facilitate")

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.innerText || ''")
            if focused.strip().startswith(name):
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Give a verification")
    page.keyboard.press("Enter")
    expect_covered(page)
    tab_to("Show")
    page.keyboard.press("Enter")
    first = ticket_on_screen(page)
    wait_until_registered(page)
    expect(page.locator("#next")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#characters")).not_to_have_text(first)
    expect(page.locator("#next")).to_be_focused()
    tab_to("Show finished code")
    page.keyboard.press("Enter")
    tab_to(FULL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    page.goto("/facilitate")
    tab_to("Given so far")
    page.keyboard.press("Enter")
    page.locator("details.given li button").first.wait_for()
    tab_to("Withdraw")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
