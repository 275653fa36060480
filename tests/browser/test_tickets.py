"""Tickets: made on the facilitator's phone, shown to one person at a time, redeemed at /t."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from chalicelib.verification.tickets import ticket_hash
from tests.browser import facilitator_meetings
from tests.browser.service import Service, link_in
from tests.browser.ticket_desk import (
    content,
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
from tests.browser.waiting import wait_for, wait_until, wait_until_shown
from tests.browser.walk import (
    FULL,
    TIME,
    facts,
    plain,
    read_code_page,
    scan_picture,
    verdict,
)
from tests.frontend_modules import serve_modules
from tests.older_browser import OLDER, dismiss_then_accept

pytestmark = pytest.mark.xdist_group("browser, tickets")
needs_symbols = pytest.mark.usefixtures("bundles")
TYPED = "K7QX2-M9P4T"


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


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


def test_one_of_those_given_on_this_phone_is_taken_back_by_its_number(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, refused=[410])
    tickets = [open_meeting(page), next_person(page), next_person(page)]
    expect(page.locator("#number")).to_have_text("No. 3")
    here = page.locator("#given-here")
    expect(here.locator("summary")).to_have_text("3 given")
    wait_until_registered_as(page, 3)
    here.locator("summary").tap()
    row = here.locator("li", has_text="No. 2")
    row.get_by_role("button").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".main")).to_have_text("Keep")  # not what cannot be undone
    dialog.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(row).to_contain_text("Withdrawn")
    expect(here.locator("summary")).to_have_text("2 given")
    next_person(page)
    expect(page.locator("#number")).to_have_text("No. 4")
    wait_until_registered_as(page, 4)
    page.goto("/facilitate")
    page.locator(".held details.given summary").first.tap()
    numbers = page.locator(".held details.given").first.locator("li b")
    expect(numbers).to_have_text([f"No. {number}" for number in (4, 3, 2, 1)])
    desk = visitors.new_page(refused=[410], **DESKTOP)
    type_in(desk, tickets[1])
    expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")
    type_in(desk, tickets[2])
    assert redeem(desk).reference


def test_the_ticket_on_the_screen_leaves_it_when_it_is_taken_back(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    wait_until_registered_as(page, 1)
    page.locator("#given-here summary").tap()
    page.locator("#given-here li").get_by_role("button").tap()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw", exact=True).tap()
    expect(page.locator("#given-here [role=status]")).to_have_text("Withdrawn.")
    expect_covered(page)
    expect(page.get_by_text("It belongs to the ticket above.")).to_be_hidden()
    assert show(page) != ticket
    expect(page.locator("#number")).to_have_text("No. 2")


def test_numbers_are_forgotten_when_their_tickets_cannot_be_redeemed_any_more(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    open_meeting(page)
    wait_until_registered_as(page, 1)
    kept = page.evaluate("JSON.parse(localStorage['/facilitate/given'])")
    assert [sorted(each) for each in kept] == [
        ["hash", "meeting", "number", "reference", "start", "until"]
    ]
    page.clock.set_fixed_time(kept[0]["until"] + 1)
    page.goto("/facilitate")
    wait_until(page, "() => !('/facilitate/given' in localStorage)")


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


@needs_symbols
def test_a_redeemed_page_can_be_reloaded_and_gone_back_from(
    visitors: Visitors, service: Service, session: str
) -> None:
    facilitator = phone_of_a_facilitator(visitors, session)
    open_meeting(facilitator)
    first = scan_screen(facilitator)
    wait_until_registered(facilitator)
    next_person(facilitator)
    second = scan_screen(facilitator)
    wait_until_registered(facilitator)

    page = visitors.new_page(**PHONE)
    page.goto("/")
    page.goto(first)
    code = redeem(page)
    page.reload()
    expect(page.locator(".reference")).to_have_text(code.reference)
    page.get_by_role("button", name="Copy link").wait_for()  # its scripts have run
    page.go_back()
    expect(page.get_by_role("heading", name="What should your code show?")).to_be_visible()
    page.go_forward()
    expect(page.locator(".reference")).to_have_text(code.reference)

    page.goto(second)  # another ticket in the same tab
    other = redeem(page)
    assert other.reference != code.reference
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save picture").tap()
    assert saved.value.suggested_filename.endswith(".png")
    assert page.url == f"{service.base}/t"


@needs_symbols
def test_choosing_what_the_code_shows_asks_nothing_more_of_the_service(
    visitors: Visitors, session: str
) -> None:
    facilitator = phone_of_a_facilitator(visitors, session)
    open_meeting(facilitator)
    link = scan_screen(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(**PHONE)
    page.goto(link)
    expect(page.get_by_role("heading", name="What should your code show?")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    read = {}
    for detail in (FULL, TIME, "Date only"):
        read[detail] = redeem(page, detail)
        page.get_by_role("button", name="Change what it shows").tap()
    assert "POST" not in asked
    assert len({code.reference for code in read.values()}) == 1
    assert len({code.url for code in read.values()}) == 3
    assert "Meeting" in read[FULL].lines and "Meeting" not in read[TIME].lines
    assert "Date" in read["Date only"].lines and "Listed time" not in read["Date only"].lines
    assert len({code.lines["Hand in by"] for code in read.values()}) == 1


def wait_until_registered_as(page: Page, number: int) -> None:
    """Waits until the phone has the reference of the ticket that it gave under that number."""
    wait_until(
        page,
        """(number) => JSON.parse(localStorage['/facilitate/given'] ?? '[]').some(
          (given) => given.number === number && given.reference)""",
        number,
    )


def step_back(page: Page) -> None:
    """Goes back in the tab. A page that shows nothing of this visitor loads itself again then."""
    with page.expect_event("load"):
        page.go_back()


@needs_symbols
def test_on_a_shared_computer_the_next_person_cannot_go_back_to_the_code(
    visitors: Visitors, session: str
) -> None:
    """Two people after another in one tab: one with a link, who reads it in another language for a
    while, and one who typed."""
    facilitator = phone_of_a_facilitator(visitors, session)
    open_meeting(facilitator)
    link = scan_screen(facilitator)
    wait_until_registered(facilitator)
    other = next_person(facilitator)
    wait_until_registered(facilitator)

    page = visitors.new_page(**DESKTOP)
    page.goto("/")
    page.goto(link)
    expect(page.get_by_role("heading", name="What should your code show?")).to_be_visible()
    for there, back in (("English", "Deutsch"), ("Deutsch", "English")):
        page.locator(".languages summary", has_text=there).click()
        page.get_by_role("button", name=back).click()
        expect(page.locator(".languages summary")).to_contain_text(back)
    page.goto(link)
    code = redeem(page)
    page.reload()
    expect(page.locator(".reference")).to_have_text(code.reference)
    page.get_by_role("link", name="Skip to the page").press("Enter")
    page.go_back()  # the code is here still, and is not asked for again
    expect(page.locator(".reference")).to_have_text(code.reference)
    page.goto(f"/t#{other.replace('-', '')}")
    second = redeem(page, TIME)
    page.get_by_role("button", name="Done on this computer").click()
    expect(page.get_by_label("Ticket")).to_have_value("")

    def shows_nothing() -> None:
        expect(page.get_by_label("Ticket")).to_have_value("")
        text = content(page)
        assert not any(each.reference in text for each in (code, second))

    shows_nothing()
    length = page.evaluate("history.length")
    for _ in range(length):
        page.go_forward()
        shows_nothing()
    step_back(page)
    while not page.url.endswith("/"):
        shows_nothing()
        step_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a meeting")


def test_the_code_of_a_typed_ticket_is_forgotten_on_request(
    visitors: Visitors, session: str
) -> None:
    facilitator = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(**DESKTOP)
    type_in(page, ticket)
    code = redeem(page)
    page.get_by_role("button", name="Done on this computer").click()
    for step in (page.reload, page.go_forward, page.go_forward, page.go_back):
        expect(page.get_by_label("Ticket")).to_have_value("")
        assert code.reference not in content(page)
        assert not traces_of(ticket, stored_text(page))
        step()

    facilitator.get_by_role("link", name="Show finished code").tap()
    facilitator.get_by_role("button", name=FULL).tap()
    expect(facilitator.locator(".reference")).to_have_text(code.reference)
    expect(facilitator.get_by_role("button", name="Done on this computer")).to_have_count(0)


@pytest.mark.parametrize("way", [str.lower, str.upper, lambda text: f" {text[:3]} {text[3:]} "])
def test_a_ticket_that_was_read_aloud_can_be_typed(
    visitors: Visitors, session: str, way: "type[str]"
) -> None:
    facilitator = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(facilitator)
    while not set(ticket) & set("01"):
        wait_until_registered(facilitator)
        ticket = next_person(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(**DESKTOP)
    type_in(page, way(ticket.replace("0", "O").replace("1", "I", 1).replace("1", "L")))
    assert redeem(page).reference
    scriptless = visitors.new_page(**DESKTOP, java_script_enabled=False)
    type_in(scriptless, ticket.replace("1", "l").replace("0", "o"))
    assert redeem(scriptless).reference == read_code_page(page).reference


@needs_symbols
def test_on_older_phones_a_ticket_is_given_redeemed_and_withdrawn(
    visitors: Visitors, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.add_init_script(OLDER)
    facilitator.goto("/facilitate")
    open_meeting(facilitator)
    link = scan_screen(facilitator)
    wait_until_registered(facilitator)

    participant = visitors.new_page(refused=[410], **PHONE)
    participant.add_init_script(OLDER)
    participant.goto(link)
    code = redeem(participant, TIME)
    assert "Meeting" not in code.lines
    court = visitors.new_page(**DESKTOP)
    court.add_init_script(OLDER)
    court.goto(code.url)
    assert verdict(court) == "Genuine."

    facilitator.get_by_role("link", name="Done").tap()
    given = facilitator.locator("details.given").first
    given.locator("summary").tap()
    row = given.locator("li", has_text=code.reference)
    asked = dismiss_then_accept(facilitator)
    row.get_by_role("button").tap()
    wait_for(facilitator, lambda: asked)
    expect(row.get_by_role("button")).to_be_visible()
    row.get_by_role("button").tap()
    expect(row).to_contain_text("Withdrawn")
    assert code.reference in asked[0] and "says nothing about the person" in asked[0]
    participant.reload()
    expect(participant.get_by_role("status")).to_contain_text("This ticket was withdrawn")


def test_what_cannot_be_redeemed_says_why_and_keeps_what_was_typed(visitors: Visitors) -> None:
    page = visitors.new_page(refused=[400, 404], **PHONE)
    type_in(page, TYPED)
    expect(page.get_by_role("status")).to_contain_text("know this ticket yet")
    expect(page.get_by_label("Ticket")).to_have_value(TYPED)
    page.get_by_label("Ticket").fill("K7QX2")
    page.get_by_role("button", name="Continue").tap()
    expect(page.get_by_role("status")).to_contain_text("ten letters and digits")


def test_an_answer_that_comes_late_does_not_take_the_place_of_what_is_typed(
    visitors: Visitors, session: str
) -> None:
    """The page is opened again where a mistyped ticket was tried, which is asked about anew."""
    facilitator = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(refused=[404], **PHONE)
    type_in(page, TYPED)
    expect(page.get_by_role("status")).to_contain_text("know this ticket yet")
    late: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not late:
            late.append(route)
        else:
            route.continue_()

    page.route("**/t", hold)
    page.goto("/t")
    expect(page.get_by_role("status")).not_to_be_empty()
    wait_for(page, lambda: late)
    page.get_by_label("Ticket").fill(ticket)
    with page.expect_response(lambda answer: answer.request.method == "POST") as came:
        late[0].continue_()
    came.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")  # after what the page does with it
    expect(page.get_by_label("Ticket")).to_have_value(ticket)
    page.get_by_role("button", name="Continue").tap()
    assert redeem(page).reference


def test_without_a_signal_the_ticket_stays_in_its_box(visitors: Visitors) -> None:
    page = visitors.new_page(mobile=True, **PHONE)
    page.goto("/t")
    visitors.signal(page, False)
    page.get_by_label("Ticket").fill(TYPED)
    page.get_by_role("button", name="Continue").tap()
    expect(page.get_by_role("status")).to_contain_text("there may be no signal")
    expect(page.get_by_label("Ticket")).to_have_value(TYPED)


def copied(page: Page) -> str:
    """The link that the phone's clipboard holds."""
    expect(page.get_by_text("Copied. Paste it to one person")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


CLIPBOARD = ["clipboard-read", "clipboard-write"]


def test_a_link_is_one_persons_can_be_copied_again_and_its_symbol_is_covered(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, permissions=CLIPBOARD)
    ticket = open_meeting(page).replace("-", "")
    page.get_by_role("button", name="Copy link").tap()
    link = copied(page)
    assert link.endswith(f"/t#{ticket}")
    expect_covered(page)
    expect(page.get_by_text("covered so that nobody else scans it")).to_be_visible()
    page.evaluate("navigator.clipboard.writeText('something else')")
    page.get_by_role("button", name="Copy again").tap()
    wait_for(page, lambda: page.evaluate("navigator.clipboard.readText()") == link)
    wait_until_registered_as(page, 1)
    assert show(page).replace("-", "") == ticket  # for that person, who asks to see it
    next_person(page)
    expect(page.get_by_role("button", name="Copy again")).to_be_hidden()
    page.get_by_role("button", name="Copy link").tap()
    assert copied(page) != link
    participant = visitors.new_page(**PHONE)
    participant.goto(link)
    assert redeem(participant).reference


def test_in_a_chat_one_link_after_another_is_copied_by_one_tap_each(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, permissions=CLIPBOARD)
    page.get_by_role("link", name="Give a verification").first.click()
    links = []
    for number, label in enumerate(("Copy link", "Copy next link", "Copy next link"), start=1):
        page.get_by_role("button", name=label).tap()
        expect(page.locator("#given-here summary")).to_have_text(f"{number} given")
        wait_for(page, lambda: page.evaluate("navigator.clipboard.readText()") not in links)
        links.append(copied(page))
        expect_covered(page)
        wait_until_registered_as(page, number)
    assert len(set(links)) == 3
    for link in links:
        participant = visitors.new_page(**PHONE)
        participant.goto(link)
        assert redeem(participant).reference


def test_a_link_that_cannot_be_copied_is_shown_and_its_symbol_is_not(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page).replace("-", "")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy link").tap()
    expect(page.locator("#copy-says")).to_contain_text(f"/t#{ticket}")
    expect_covered(page)


def test_a_ticket_is_spelled_for_a_phone_line_and_a_slip(
    visitors: Visitors, service: Service, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    page.get_by_text("Read aloud or write down").tap()
    words = re.split(r",? ", page.locator("#spelled").inner_text())
    assert [word[0] for word in words] == list(ticket.replace("-", ""))
    expect(page.get_by_text(f"{service.base.removeprefix('http://')}/t")).to_be_visible()
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


def test_one_given_by_mistake_is_withdrawn_by_its_reference(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(page)
    wait_until_registered(page)
    desk = visitors.new_page(refused=[410], **DESKTOP)
    type_in(desk, ticket)
    code = redeem(desk)
    page.get_by_role("link", name="Done").tap()
    given = page.locator("details.given").first
    given.locator("summary").tap()
    row = given.locator("li", has_text=code.reference)
    expect(row).to_contain_text("No. 1 ")  # the number that this phone gave it

    row.get_by_role("button", name=f"Withdraw {code.reference}").tap()
    page.get_by_role("button", name="Keep").tap()
    expect(row.get_by_role("button")).to_be_visible()
    row.get_by_role("button").tap()
    expect(page.get_by_role("dialog")).to_contain_text("this says nothing about the person")
    page.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(row).to_contain_text("Withdrawn")
    expect(row.get_by_role("button")).to_have_count(0)

    type_in(desk, ticket)
    expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")
    court = visitors.new_page(**DESKTOP)
    court.goto(code.url)
    assert verdict(court).startswith("Withdrawn")


@needs_symbols
def test_a_meeting_past_midnight_fits_the_narrowest_phone(visitors: Visitors, session: str) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto(
        f"/facilitate/give/{facilitator_meetings.id_of(facilitator_meetings.PAST_MIDNIGHT)}"
    )
    show(facilitator)
    participant = visitors.new_page(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    participant.goto(scan_screen(facilitator))
    expect(participant.get_by_text("11:")).to_be_visible()
    wait_until_shown(participant)
    assert participant.evaluate("document.documentElement.scrollWidth") == 320


def test_all_of_one_time_are_withdrawn_together(visitors: Visitors, session: str) -> None:
    page = phone_of_a_facilitator(visitors, session)
    tickets = [open_meeting(page, 1)]
    wait_until_registered(page)
    tickets.append(next_person(page))
    wait_until_registered(page)
    page.get_by_role("link", name="Done").tap()
    given = page.locator("details.given").nth(1)
    given.locator("summary").tap()
    given.get_by_role("button", name=re.compile(r"^Withdraw all \d+$")).tap()
    page.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(given.get_by_role("status")).to_contain_text("withdrawn.")
    expect(given.get_by_role("button")).to_have_count(0)
    desk = visitors.new_page(refused=[410], **DESKTOP)
    for ticket in tickets:
        type_in(desk, ticket)
        expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")


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
