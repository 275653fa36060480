"""Tickets at /t: redeemed on a phone or at a desk, typed, and forgotten where people share one."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.service import Service
from tests.browser.ticket_desk import (
    content,
    next_person,
    open_meeting,
    phone_of_a_facilitator,
    redeem,
    scan_screen,
    stored_text,
    traces_of,
    type_in,
    wait_until_registered,
)
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import let_page_act, wait_for
from tests.browser.walk import FULL, TIME, read_code_page

pytestmark = pytest.mark.xdist_group("browser, redeeming")
needs_symbols = pytest.mark.usefixtures("bundles")
TYPED = "K7QX2-M9P4T"
# The page tells what it shows itself: nobody can look into one that is being left.
HELD_ANSWER = """() => {
  const ask = window.fetch;
  const shown = () => document.querySelector("main").innerText;
  const tell = () => ask("/shown", { method: "POST", body: shown() });
  window.fetch = async (...asked) => {
    const answer = new Response(await (await ask(...asked)).text());
    await ask("/held");
    setTimeout(() => setTimeout(tell));
    return answer;
  };
}"""


def test_each_character_of_a_ticket_is_seen_on_the_narrowest_phone(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/t")
    field = page.get_by_label("Ticket")
    field.fill("WWWWW-MMMMM")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")


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
    let_page_act(page)
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


def test_what_comes_after_a_computer_has_forgotten_is_not_shown(
    visitors: Visitors, session: str
) -> None:
    """Another ticket is asked about when somebody says that they are done, and the new page is slow
    to come."""
    facilitator = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(facilitator)
    wait_until_registered(facilitator)
    other = next_person(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(**DESKTOP)
    type_in(page, ticket)
    redeem(page)
    held: list[Route] = []
    opened: list[Route] = []
    shown: list[Route] = []
    page.route("**/held", lambda route: held.append(route))
    page.route("**/shown", lambda route: shown.append(route))
    page.evaluate(HELD_ANSWER)
    page.evaluate("(ticket) => { location.hash = ticket; }", other.replace("-", ""))
    wait_for(page, lambda: held)
    page.route("**/t", lambda route: opened.append(route))
    page.get_by_role("button", name="Done on this computer").click(no_wait_after=True)
    wait_for(page, lambda: opened)
    held[0].fulfill(body="")
    wait_for(page, lambda: shown)
    assert not shown[0].request.post_data
    opened[0].continue_()
    expect(page.get_by_label("Ticket")).to_have_value("")


def test_a_picture_is_of_the_code_that_was_shown_when_it_was_asked_for(
    visitors: Visitors, session: str
) -> None:
    facilitator = phone_of_a_facilitator(visitors, session)
    ticket = open_meeting(facilitator)
    wait_until_registered(facilitator)
    page = visitors.new_page(**PHONE)
    type_in(page, ticket)
    code = redeem(page)
    page.evaluate(
        """() => {
          const decode = Image.prototype.decode;
          Image.prototype.decode = function () {
            return new Promise((done) => { globalThis.goOn = done; }).then(() => decode.call(this));
          };
          globalThis.drawn = [];
          const pen = CanvasRenderingContext2D.prototype;
          const fillText = pen.fillText;
          pen.fillText = function (text, ...more) {
            globalThis.drawn.push(text);
            fillText.call(this, text, ...more);
          };
        }"""
    )
    page.get_by_role("button", name="Save picture").tap()
    page.get_by_role("button", name="Change what it shows").tap()
    with page.expect_download() as saved:
        page.evaluate("goOn()")
    assert saved.value.suggested_filename.endswith(".png")
    drawn = " ".join(page.evaluate("drawn"))
    assert "Attendance verification" in drawn
    assert code.lines["Meeting"].split()[0] in drawn
