"""Slips for rooms without phones: prepared and printed before, marked as given on the day."""

import re

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import APIResponse, Locator, Page, Request, Route, expect

from tests.browser.ticket_desk import (
    hash_of,
    phone_of_a_facilitator,
    redeem,
    stored_paths,
    stored_text,
    traces_of,
    type_in,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import let_page_act, wait_for, wait_until
from tests.browser.walk import QR_CODE, plain
from tests.paper import picture_of, read_by_opencv, text_of, width_mm

pytestmark = [
    pytest.mark.xdist_group("browser, slips"),
    pytest.mark.usefixtures("bundles"),
]
TICKET = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")
A_PAGE = 8
PRINTS = "globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1; };"


def open_slips(page: Page, which: int) -> None:
    """From the list of meetings to a meeting's slips, which other tests may have made, too."""
    page.add_init_script(PRINTS)
    page.goto("/facilitate")
    page.locator("a.slips").nth(which).click()
    expect(page.get_by_role("heading", name="Prepare slips")).to_be_visible()


def prepare(page: Page, count: int) -> list[int]:
    """Makes slips for the next time; their numbers. The print window opens, which a test can't
    see."""
    before = page.evaluate("globalThis.printed ?? 0")
    page.get_by_label("How many").fill(str(count))
    page.get_by_role("button", name="Make and print").click()
    wait_until(page, "(before) => (globalThis.printed ?? 0) > before", before)
    on_paper = page.locator("#paper .number").all_text_contents()
    numbers = [int(number.removeprefix("No. ")) for number in on_paper]
    expect(box(page, numbers[-1])).to_be_attached()  # the list comes after the print window
    return numbers


def box(page: Page, number: int) -> Locator:
    """Where a slip is ticked."""
    return page.get_by_role("checkbox", name=str(number), exact=True)


def tick(page: Page, *numbers: int) -> None:
    """Ticks numbers and marks them as given."""
    for number in numbers:
        box(page, number).check()
    page.get_by_role("button", name="Mark as given").click()


def printed(page: Page, paper: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(page.pdf(format=paper))


def tickets_on(page: Page) -> list[str]:
    """The characters on the slips of a page that is printed, in order."""
    return page.locator("#paper .code").all_text_contents()


def unspaced(text: str) -> str:
    """Without blanks: some are read off paper where letters only stand apart."""
    return "".join(text.split())


def test_slips_are_printed_eight_on_a_page_and_every_symbol_is_read(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, **DESKTOP)
    open_slips(page, 1)
    numbers = prepare(page, A_PAGE + 2)
    tickets = tickets_on(page)
    assert len(set(tickets)) == len(tickets) == len(numbers) == A_PAGE + 2
    assert all(TICKET.fullmatch(ticket) for ticket in tickets)
    for paper in ("A4", "Letter"):
        document = printed(page, paper)
        assert len(document) == 2
        read = []
        for sheet in document:
            found = zxingcpp.read_barcodes(picture_of(sheet), formats=QR_CODE)
            for symbol in found:
                read.append(symbol.text.rpartition("#")[2])
                assert "/t#" in symbol.text and width_mm(symbol) > 32
            assert read_by_opencv(picture_of(sheet)) == {symbol.text for symbol in found}
        assert sorted(read) == sorted(ticket.replace("-", "") for ticket in tickets)
        says = unspaced(plain(text_of(document)))
        for words in (
            *tickets,
            *(f"No. {number} Women’s Circle" for number in numbers),
            "Counts once the facilitator has marked it as given.",
            "presence at this meeting, nothing else.",
            "Scan, or type it in at",
            "Good until",
            page.locator("#marking-when").inner_text(),
        ):
            assert unspaced(plain(words)) in says
        for words in ("Prepare slips", "Your meetings", "sample"):
            assert unspaced(words) not in says


def test_the_tickets_of_slips_are_on_the_page_and_nowhere_else(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session)
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.post_data or ""))
    open_slips(page, 3)
    prepare(page, 3)
    tickets = tickets_on(page)
    assert len(tickets) == 3
    page.get_by_role("link", name="Your meetings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    kept = stored_text(page)
    for ticket in tickets:
        assert not traces_of(ticket, kept + page.content() + "\n".join(sent))
        assert any(hash_of(ticket) in body for body in sent) and hash_of(ticket) not in kept
    page.go_back()
    expect(page.get_by_role("heading", name="Prepare slips")).to_be_visible()
    assert not any(traces_of(ticket, page.content()) for ticket in tickets)
    expect(page.get_by_role("button", name="Print again")).to_be_hidden()


def test_a_slip_gives_a_code_once_it_is_marked_and_can_be_taken_back(
    visitors: Visitors, session: str
) -> None:
    """Prepared at a desk, and marked on a phone."""
    office = visitors.new_page(cookie=session, **DESKTOP)
    open_slips(office, 0)
    [first, second] = prepare(office, 2)
    tickets = tickets_on(office)
    desk = visitors.new_page(refused=[404, 410], **DESKTOP)
    type_in(desk, tickets[0])
    expect(desk.get_by_role("status")).to_contain_text("know this ticket yet")
    expect(desk.get_by_role("status")).to_contain_text("has marked its number")

    phone = visitors.new_page(cookie=session, **PHONE)
    open_slips(phone, 0)
    tick(phone, first)
    expect(box(phone, first)).to_be_disabled()
    phone.get_by_text("Take one back").tap()
    row = phone.locator("#slips-given li", has_text=f"No. {first} ")
    reference = row.locator(".reference").inner_text()
    desk.get_by_role("button", name="Continue").click()
    assert redeem(desk).reference == reference
    type_in(desk, tickets[1])
    expect(desk.get_by_role("status")).to_contain_text("know this ticket yet")

    row.get_by_role("button").tap()
    phone.get_by_role("button", name="Withdraw", exact=True).tap()
    expect(row).to_contain_text("Withdrawn")
    type_in(desk, tickets[0])
    expect(desk.get_by_role("status")).to_contain_text("This ticket was withdrawn")
    office.reload()
    expect(box(office, first)).to_be_disabled()
    expect(box(office, second)).to_be_enabled()


def test_slips_are_marked_at_the_door_or_all_at_once_without_a_signal_too(
    visitors: Visitors, session: str
) -> None:
    page = phone_of_a_facilitator(visitors, session, mobile=True)
    open_slips(page, 2)
    numbers = prepare(page, 6)
    tickets = tickets_on(page)
    total = page.get_by_role("checkbox").count()

    def expect_marked(count: int) -> None:
        expect(page.locator("#marked")).to_have_text(f"{count} of {total} marked as given")

    expect_marked(0)
    page.get_by_role("button", name="Mark as given").tap()
    expect(page.locator("#mark-says")).to_have_text("Tick a number first.")
    tick(page, numbers[1])
    expect_marked(1)
    expect(page.get_by_text("Take one back")).to_be_visible()  # the service has it
    box(page, numbers[2]).check()
    address = page.url
    wait_for(page, lambda: any(address.endswith(path) for path in stored_paths(page)))

    visitors.signal(page, False)
    page.reload()
    expect(box(page, numbers[2])).to_be_checked()  # not lost
    tick(page, numbers[4])
    expect(page.get_by_text("No signal: kept, sent later (2)")).to_be_visible()
    expect_marked(3)
    for number in (numbers[1], numbers[2], numbers[4]):
        expect(box(page, number)).to_be_disabled()
    visitors.signal(page, True)
    expect(page.locator("#waiting")).to_have_text("")
    expect_marked(3)
    desk = visitors.new_page(**DESKTOP)
    type_in(desk, tickets[4])
    assert redeem(desk).reference


def test_slips_of_a_meeting_to_come_are_marked_from_its_start_on(
    visitors: Visitors, session: str
) -> None:
    """More go on with the next number, up to the most."""
    page = visitors.new_page(cookie=session, **PHONE)
    open_slips(page, 4)
    assert prepare(page, 3) == [1, 2, 3]
    expect(page.get_by_text("They can be marked once the meeting has started")).to_be_visible()
    expect(box(page, 1)).to_be_disabled()
    expect(page.get_by_role("button", name="Mark as given")).to_be_hidden()
    assert prepare(page, 30) == list(range(4, 31))
    expect(page.locator("#marked")).to_have_text("0 of 30 marked as given")
    page.get_by_role("button", name="Make and print").tap()
    expect(page.get_by_text("That time has 30 slips, and can have no more.")).to_be_visible()


def test_slips_that_the_service_does_not_take_are_not_printed(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, refused=[409], **PHONE)
    refusal = {"error": {"code": "not_offered", "message": ""}}
    page.context.route("**/v1/slips", lambda route: route.fulfill(status=409, json=refusal))
    open_slips(page, 5)
    page.get_by_role("button", name="Make and print").tap()
    expect(page.get_by_text("The service did not take these slips")).to_be_visible()
    assert page.evaluate("globalThis.printed ?? 0") == 0
    assert not TICKET.search(page.content())


def test_what_was_given_has_the_numbers_of_slips(visitors: Visitors, session: str) -> None:
    page = visitors.new_page(cookie=session, **PHONE)
    open_slips(page, 3)
    [first, second] = prepare(page, 2)
    tick(page, second, first)
    page.get_by_text("Take one back").tap()
    numbered = {
        number: page.locator("#slips-given li", has_text=f"No. {number} ").locator(".reference")
        for number in (first, second)
    }
    references = {number: found.inner_text() for number, found in numbered.items()}
    page.goto("/facilitate")
    given = page.locator("details.given").nth(3)
    given.locator("summary").tap()
    for number, reference in references.items():
        expect(given.locator("li", has_text=reference)).to_contain_text(f"Slip {number} ")


def test_one_whose_key_was_revoked_says_so_and_leads_to_a_new_one(
    visitors: Visitors, session: str
) -> None:
    """The service's answer is played: a key that is revoked would end other tests' codes."""
    dead = {
        "reference": "AAAA-BBBB-CCCC-DDDD",
        "starts_at": "2026-03-04T19:00:00-05:00",
        "redeem_until": "2026-03-08T01:00:00+00:00",
        "withdrawn": True,
        "revoked": True,
        "slip": None,
    }
    good = {**dead, "reference": "AAAA-BBBB-CCCC-EEEE", "withdrawn": False, "revoked": False}
    page = visitors.new_page(cookie=session, **PHONE)
    answer = {"tickets": [dead, good]}
    page.context.route("**/v1/tickets?*", lambda route: route.fulfill(json=answer))
    page.goto("/facilitate")
    given = page.locator("details.given").first
    given.locator("summary").tap()
    row = given.locator("li", has_text="DDDD")
    expect(row).to_contain_text("No longer good")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(given.locator("li", has_text="EEEE").get_by_role("button")).to_be_visible()
    expect(given).to_contain_text("That says nothing about anybody.")
    given.get_by_role("link", name="Give a new one").tap()
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_visible()


def test_the_slips_page_has_one_main_action(visitors: Visitors, session: str) -> None:
    page = visitors.new_page(cookie=session, **PHONE)
    open_slips(page, 3)
    mains = page.locator("#slips .main:visible")
    page.get_by_role("button", name="Make and print").wait_for()
    prepare(page, 1)
    expect(page.get_by_role("button", name="Print again")).to_be_visible()
    expect(mains).to_have_text(["Mark as given"])
    for each in page.locator("#mark input:enabled").all():
        each.check()
    page.get_by_role("button", name="Mark as given").click()
    expect(mains).to_have_text(["Make and print"])
    cut = "(field) => field.scrollWidth > field.clientWidth"
    assert not page.locator("#which").evaluate(cut)


LIST = "**/v1/slips?*"


def test_an_older_list_of_slips_takes_no_newer_ones_place(visitors: Visitors, session: str) -> None:
    page = visitors.new_page(cookie=session, **PHONE)
    late: list[tuple[Route, APIResponse]] = []

    def answer(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.context.route(LIST, answer)
    open_slips(page, 1)
    wait_for(page, lambda: late)
    numbers = prepare(page, 1)
    [(route, older)] = late
    with page.expect_response(LIST) as came:
        route.fulfill(response=older)
    came.value.finished()
    let_page_act(page)
    expect(box(page, numbers[-1])).to_be_attached()


def test_slips_are_made_once_for_a_button_that_is_pressed_twice(
    visitors: Visitors, session: str
) -> None:
    """Else the second would take the numbers of those that are being printed."""
    page = visitors.new_page(cookie=session, **PHONE)
    sent: list[Route] = []
    page.context.route("**/v1/slips", lambda route: sent.append(route))
    open_slips(page, 2)
    page.get_by_label("How many").fill("1")
    make = page.get_by_role("button", name="Make and print")
    make.dblclick()
    wait_for(page, lambda: sent)
    expect(make).to_be_disabled()
    sent[0].continue_()
    expect(page.get_by_text("Ready to print.")).to_be_visible()
    expect(make).to_be_enabled()
    assert len(sent) == 1


def test_no_slips_are_made_where_nobody_knows_which_numbers_are_free(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, refused=[503], **PHONE)
    sent: list[Request] = []
    page.on("request", lambda asked: sent.append(asked) if asked.method == "POST" else None)
    page.context.route(LIST, lambda route: route.fulfill(status=503, json={}))
    open_slips(page, 2)
    page.get_by_role("button", name="Make and print").tap()
    expect(page.locator("#prepare-says")).to_contain_text("none were printed")
    assert not sent
    assert page.evaluate("globalThis.printed ?? 0") == 0
