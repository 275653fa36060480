"""Slips for rooms without phones: prepared and printed before, marked as given on the day."""

import json
import re
from dataclasses import dataclass, field

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, Route, expect

from tests.browser.ticket_desk import (
    hash_of,
    phone_of_a_facilitator,
    stored_paths,
    stored_text,
    traces_of,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_for, wait_until
from tests.browser.walk import QR_CODE, plain
from tests.paper import picture_of, text_of, width_mm

pytestmark = [
    pytest.mark.xdist_group("browser, slips"),
    pytest.mark.usefixtures("bundles"),
]
TICKET = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")
A_PAGE = 8
PRINTS = "globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1; };"


def open_slips(page: Page, which: int = 0) -> None:
    """From the list of meetings to a meeting's slips."""
    page.locator("a.slips").nth(which).click()
    expect(page.get_by_role("heading", name="Prepare slips")).to_be_visible()


@dataclass
class Service:
    """Stands for the service's slips."""

    slips: dict[tuple[str, int], str] = field(default_factory=dict)
    given: dict[tuple[str, int], str] = field(default_factory=dict)

    def answer(self, route: Route) -> None:
        request = route.request
        if request.method == "GET":
            listed = [
                {
                    "starts_at": start,
                    "number": number,
                    "given": (start, number) in self.given,
                    "reference": self.given.get((start, number)),
                }
                for start, number in self.slips
            ]
            route.fulfill(json={"slips": listed})
            return
        body = json.loads(request.post_data or "")
        start = body["starts_at"]
        if request.url.endswith("/given"):
            for number in body["numbers"]:
                self.given[start, number] = f"AAAA-BBBB-CCCC-{number:04}"
            given = [{"number": n, "reference": self.given[start, n]} for n in body["numbers"]]
            route.fulfill(status=201, json={"given": given})
        else:
            for slip in body["slips"]:
                self.slips[start, slip["number"]] = slip["hash"]
            numbers = [slip["number"] for slip in body["slips"]]
            route.fulfill(status=201, json={"redeem_until": start, "numbers": numbers})


def with_slips(page: Page) -> Page:
    service = Service()
    page.context.route("**/v1/slips**", service.answer)
    page.add_init_script(PRINTS)
    return page


def prepare(page: Page, count: int) -> None:
    """Makes slips for the next time; the print window opens, which a test can't see."""
    before = page.evaluate("globalThis.printed ?? 0")
    page.get_by_label("How many").fill(str(count))
    page.get_by_role("button", name="Make and print").click()
    wait_until(page, "(before) => (globalThis.printed ?? 0) > before", before)


def tick(page: Page, *numbers: int) -> None:
    """Ticks numbers and marks them as given."""
    for number in numbers:
        page.get_by_role("checkbox", name=str(number), exact=True).check()
    page.get_by_role("button", name="Mark as given").click()


def printed(page: Page, paper: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(page.pdf(format=paper))


def tickets_on(page: Page) -> list[str]:
    """The characters on the slips of a page that is printed, in order."""
    return page.locator("#paper .code").all_text_contents()


def unspaced(text: str) -> str:
    """Without blanks: some are read off paper where letters only stand apart."""
    return "".join(text.split())


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_slips_are_printed_eight_on_a_page_and_every_symbol_is_read(
    visitors: Visitors, session: str, paper: str
) -> None:
    page = with_slips(visitors.new_page(cookie=session, **DESKTOP))
    page.goto("/facilitate")
    open_slips(page)
    prepare(page, A_PAGE + 2)
    document = printed(page, paper)
    assert len(document) == 2
    tickets = tickets_on(page)
    assert len(set(tickets)) == len(tickets) == A_PAGE + 2
    read = []
    for sheet in document:
        for symbol in zxingcpp.read_barcodes(picture_of(sheet), formats=QR_CODE):
            read.append(symbol.text.rpartition("#")[2])
            assert "/t#" in symbol.text and width_mm(symbol) > 32
    assert sorted(read) == sorted(ticket.replace("-", "") for ticket in tickets)
    says = unspaced(plain(text_of(document)))
    for words in (
        *tickets,
        "No. 1 Everyday Circle",
        "No. 10 Everyday Circle",
        "Counts once the facilitator has marked it as given.",
        "presence at this meeting, nothing else.",
        "Scan, or type it in at",
        "Good until",
        page.locator("#marking-when").inner_text(),
    ):
        assert unspaced(plain(words)) in says
    for words in ("Prepareslips", "Yourmeetings", "sample"):
        assert words not in says


def test_the_tickets_of_slips_are_on_the_page_and_nowhere_else(
    visitors: Visitors, session: str
) -> None:
    page = with_slips(phone_of_a_facilitator(visitors, session))
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.post_data or ""))
    open_slips(page)
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


def test_slips_are_marked_at_the_door_or_all_at_once_without_a_signal_too(
    visitors: Visitors, session: str
) -> None:
    page = with_slips(phone_of_a_facilitator(visitors, session, mobile=True))
    open_slips(page)
    prepare(page, 6)
    expect(page.locator("#marked")).to_have_text("0 of 6 marked as given")
    page.get_by_role("button", name="Mark as given").tap()
    expect(page.locator("#mark-says")).to_have_text("Tick a number first.")
    tick(page, 2)
    expect(page.locator("#marked")).to_have_text("1 of 6 marked as given")
    page.get_by_role("checkbox", name="3", exact=True).check()
    slips = page.url.partition("/facilitate")[1] + page.url.partition("/facilitate")[2]
    wait_for(page, lambda: slips in stored_paths(page))

    visitors.signal(page, False)
    page.context.unroute("**/v1/slips**")
    page.reload()
    expect(page.get_by_role("checkbox", name="3", exact=True)).to_be_checked()  # not lost
    tick(page, 5)
    expect(page.get_by_text("No signal: kept, sent later (2)")).to_be_visible()
    expect(page.locator("#marked")).to_have_text("3 of 6 marked as given")
    for number in (2, 3, 5):
        expect(page.get_by_role("checkbox", name=str(number), exact=True)).to_be_disabled()
    visitors.signal(page, True)


def test_more_slips_go_on_with_the_next_number_up_to_the_most(
    visitors: Visitors, session: str
) -> None:
    page = with_slips(visitors.new_page(cookie=session, **PHONE))
    page.goto("/facilitate")
    open_slips(page)
    prepare(page, 3)
    prepare(page, 30)
    numbers = page.locator("#paper .number").all_text_contents()
    assert numbers == [f"No. {number}" for number in range(4, 31)]
    expect(page.locator("#marked")).to_have_text("0 of 30 marked as given")
    page.get_by_role("button", name="Make and print").tap()
    expect(page.get_by_text("That time has 30 slips, and can have no more.")).to_be_visible()


def test_slips_that_the_service_does_not_take_are_not_printed(
    visitors: Visitors, session: str
) -> None:
    page = visitors.new_page(cookie=session, refused=[409], **PHONE)
    page.add_init_script(PRINTS)
    refusal = {"error": {"code": "not_offered", "message": ""}}

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=409, json=refusal)
        else:
            route.fulfill(json={"slips": []})

    page.context.route("**/v1/slips**", answer)
    page.goto("/facilitate")
    open_slips(page)
    page.get_by_role("button", name="Make and print").tap()
    expect(page.get_by_text("The service did not take these slips")).to_be_visible()
    assert page.evaluate("globalThis.printed ?? 0") == 0
    assert not TICKET.search(page.content())
