"""Every page in every state that a visitor can meet, each led to as people come to it.

A walk is a generator: it brings a page to one state after the other and yields each one's name.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from playwright.sync_api import Page, Route, expect

from chalicelib.verification.core.finding import find_codes
from tests.browser import mine_site
from tests.browser.ticket_desk import (
    open_meeting,
    redeem,
    scan_screen,
    show,
    type_in,
    wait_until_registered,
)
from tests.browser.visitors import Visitors
from tests.browser.walk import FULL, give
from tests.vectors import codes as vectors
from tests.vectors import generate

VECTORS = generate.generate()
CASES = {case["name"]: case for case in VECTORS["cases"]}
NOW = datetime.fromtimestamp(VECTORS["now"], UTC)
LATER = NOW + timedelta(days=366)
OUTCOMES = (  # a case of each, and more where the page looks another way
    "full code",
    "date and time only",
    "hand-in date reached",
    "clock 301 s slow",
    "withdrawn",
    "revoked key",
    "name changed",
    "unknown key",
    "last character cut",
    "iss as well",
    "sample",
)
TILES = "tile.openstreetmap.org"
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
LISTS: dict[str, dict[str, Any]] = {
    "**/.well-known/jwks.json": {
        "keys": VECTORS["trust"]["keys"],
        "revoked": VECTORS["trust"]["revoked"],
    },
    "**/v1/withdrawals.json": {"references": VECTORS["trust"]["withdrawals"]},
}


def text_of(name: str) -> str:
    """The code of a case of the test vectors."""
    return str(CASES[name]["text"])


def answer(page: Page, pattern: str, **how: Any) -> None:
    """From now on requests to that address are answered so."""

    def fulfil(route: Route) -> None:
        route.fulfill(**how)

    page.unroute(pattern)
    page.route(pattern, fulfil)


@dataclass(frozen=True)
class Walk:
    """Through one visitor's pages. `signed_in`: for a facilitator's session; `refused`: statuses
    that are met on the way."""

    led: Callable[[Page, Visitors, str], Iterator[str]]
    signed_in: bool = False
    refused: tuple[int, ...] = ()


def finding(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """Somebody who looks for a meeting, and finds one, none, or an error."""
    for address in (
        "/",
        "/?place=Chicago&day=tomorrow&sort=distance&radius=10mi",
        "/?place=Springfeild",
        "/?place=Qxqxqxqx",
        "/?place=Zutphen",
        "/?place=New+York&attendance=hybrid",
        "/?near=41.88,-87.63",
        "/?near=somewhere",
        "/nowhere",
        "/what-to-expect",
        "/developers",
        "/developers/check-feed",
        "/embed?place=Chicago",
        "/print?place=Chicago",
        "/print?attendance=online&timezone=America/Chicago&fold=yes",
    ):
        page.goto(address)
        yield address
    page.goto("/developers/check-feed")
    for pasted in ('[{"slug": "a", "name": "Noon"}, {"name": "Evening", "day": 1}]', "[]"):
        page.locator("#feed").fill(pasted)
        page.locator("#check-feed button").click()
        expect(page.locator("#outcome h2").first).to_be_focused()
        yield f"a feed that was checked: {pasted[:2]}"
    page.goto("/")
    page.get_by_role("button", name="Near me").click()
    expect(page.locator("#near-says")).not_to_be_empty()
    yield "near me, refused"
    page.goto("/?place=Chicago")
    visitors.welcome.add(TILES)
    answer(page, f"https://{TILES}/**", content_type="image/svg+xml", body=TILE)
    page.get_by_role("button", name="Show on a map").click()
    expect(page.locator(".map .pin").first).to_be_visible()
    yield "results on a map"
    page.locator(".map .pin.one").first.press("Enter")
    expect(page.locator(".leaflet-popup")).to_be_visible()
    yield "results on a map, one opened"
    page.goto("/saved")
    yield "/saved, empty"
    opened: set[str] = set()
    for search in ("/?place=Chicago", "/?attendance=online", "/?place=New+York&attendance=hybrid"):
        page.goto(search)
        page.goto(f"{search}#narrow")  # the sheet
        yield f"{search}, with its filters"
        found = [str(a.get_attribute("href")) for a in page.locator(".found h3 a").all()]
        address = next(address for address in found if address not in opened)
        opened.add(address)
        page.locator(f".found h3 a[href='{address}']").click()
        expect(page.locator("main.meeting")).to_be_visible()
        yield f"the first other meeting of {search}"
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    yield "what is wrong with a meeting"
    page.get_by_label("The time is wrong").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").first).to_be_visible()
    yield "thanks for a report"
    page.goto("/saved")
    expect(page.locator("#list li").first).to_be_visible()
    yield "/saved"


def checking(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """Somebody who was handed a code: every outcome, in the browser and from the form."""
    page.clock.set_fixed_time(NOW)
    for pattern, body in LISTS.items():
        answer(page, pattern, json=body)
    for address in ("/courts", "/courts/letter"):
        page.goto(address)
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        yield address
    page.goto("/v")
    expect(page.locator("#lists")).not_to_be_empty()
    yield "/v without a code"
    words = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('template')].map(
          ({id, content}) => [id, content.querySelector('.word')?.textContent]))"""
    )
    for name in OUTCOMES:
        page.goto("about:blank")  # so that the check page is loaded anew
        case = CASES[name]
        page.clock.set_fixed_time(datetime.fromtimestamp(case.get("now", VECTORS["now"]), UTC))
        page.goto(f"/v#{case['text']}")
        expect(page.locator("#result h1 .word")).to_have_text(words[f"o-{case['outcome']}"])
        yield f"/v: {name}"
        if name == "full code":
            page.get_by_role("button", name="Keep on this phone").click()
            expect(page.locator("#keep").get_by_role("link")).to_be_visible()
            yield "/v: kept"
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    for pattern in LISTS:
        answer(page, pattern, json={})
    page.goto(f"/v#{text_of('full code')}")
    expect(page.get_by_role("button", name="Check again")).to_be_visible()
    yield "/v: could not be checked now"
    for case in ("sample", "unknown key"):
        page.goto("/v")
        page.locator("#token").fill(text_of(case))
        page.locator("#check").evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
        expect(page.locator("#result h1")).to_be_visible()
        yield f"/v, answer to the form: {case}"


def at_a_desk(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """A court's checking desk: at the start, with a list, in practice, left alone."""
    page.clock.install(time=NOW)
    for pattern, body in LISTS.items():
        answer(page, pattern, json=body)
    page.goto("/station")
    expect(page.locator("#lists")).to_contain_text("Keys last fetched")
    yield "/station"
    elsewhere = f"https://look-alike.example/v#{text_of('date and time only')}"
    several = [*(text_of(name) for name in OUTCOMES[1:]), elsewhere]
    listed = 0
    for codes in ([text_of("full code")], several):
        page.locator("#field").evaluate(
            """(field, text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/plain", text);
              field.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }""",
            "\n".join(codes),
        )
        listed += len(find_codes("\n".join(codes)))  # each once
        expect(page.locator("#rows > li")).to_have_count(listed)
        yield f"/station with {listed} codes"
    page.get_by_role("button", name=re.compile("^Show row 1:")).click()
    out = StringIO()
    csv.writer(out).writerows([["Reference"], [vectors.reference(vectors.CTI)]])
    page.locator("#earlier").set_input_files(
        {"name": "october.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}
    )
    expect(page.locator("#latest")).to_contain_text("Seen earlier")
    yield "/station with an earlier list"
    page.clock.set_fixed_time(NOW)  # how long the looks at it take is no matter
    page.locator("#files").set_input_files(
        {"name": "sheet.txt", "mimeType": "text/plain", "buffer": b"none"}
    )
    expect(page.locator("#says")).to_contain_text("could not be opened")
    page.clock.set_fixed_time(NOW + timedelta(minutes=14, seconds=6))
    expect(page.locator("#idle")).to_be_visible()
    yield "/station, about to be cleared"
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Practise").click()
    expect(page.locator("#practice")).to_be_visible()
    page.get_by_role("button", name="Put in the list").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    yield "/station in practice"


def keeping(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """A participant with no code, with some, and about to remove one."""
    page.clock.set_fixed_time(NOW)
    for pattern, body in LISTS.items():
        answer(page, pattern, json=body)
    page.goto("/mine")
    expect(page.locator("#none")).to_be_visible()
    yield "/mine, empty"
    page.get_by_text("Add a code", exact=False).first.click()
    yield "/mine, adding"
    codes = (
        mine_site.code(0),
        mine_site.time_only(1),
        mine_site.date_only(2),
        text_of("longest texts"),
    )
    page.goto("about:blank")
    page.goto(f"/mine#{'-'.join(codes)}")
    expect(page.locator("#list > li")).to_have_count(len(codes))
    yield "/mine with codes"
    for summary in page.locator(".mine summary:visible").all():
        summary.click()
    expect(page.locator("#list .qr svg").first).to_be_visible()
    yield "/mine with everything open"
    page.locator("#list .remove:visible").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "/mine, about to remove one"
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    yield "/mine, one removed"
    page.clock.set_fixed_time(LATER)
    page.reload()
    expect(page.locator("#all-past")).to_be_visible()
    yield "/mine, all past their dates"


def with_a_ticket(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """A participant who types a ticket: wrong ones, then a good one to the kept code."""
    facilitator = visitors.new_page(cookie=session)
    facilitator.goto("/facilitate")
    open_meeting(facilitator)
    link = scan_screen(facilitator)
    wait_until_registered(facilitator)
    page.goto("/t")
    yield "/t"
    type_in(page, "K7QX2-M9P4T")
    expect(page.get_by_role("status")).to_contain_text("know this ticket yet")
    yield "/t: not known"
    type_in(page, "K7QX2")
    expect(page.get_by_role("status")).to_contain_text("ten letters and digits")
    yield "/t: too short"
    page.goto(link)
    expect(page.get_by_role("heading", name="What should your code show?")).to_be_visible()
    yield "/t: the choice"
    redeem(page, FULL)
    expect(page.get_by_role("button", name="Save picture")).to_be_visible()
    yield "/t: the code"
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.locator("#keep").get_by_role("link")).to_be_visible()
    yield "/t: the code, kept"


def signing_in(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """A facilitator who is not signed in, and one whose link does not work any more."""
    page.goto("/facilitate")
    yield "/facilitate, signed out"
    page.goto("/sign-in")
    yield "/sign-in"
    page.goto(f"/sign-in#{'A' * 43}")
    expect(page.locator("#says")).to_contain_text("used already")
    yield "/sign-in with a used link"


def giving(page: Page, visitors: Visitors, session: str) -> Iterator[str]:
    """A facilitator from the list of meetings to a finished code, and what may come between."""
    page.goto("/facilitate")
    later = page.locator(".held .now[hidden] a").all()
    closed = [str(link.get_attribute("href")) for link in later]
    yield "/facilitate"
    page.get_by_role("link", name="Give a verification").first.click()
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_visible()
    yield "/facilitate/give, covered"
    show(page)
    wait_until_registered(page)
    yield "/facilitate/give"
    page.get_by_text("Read aloud or write down").click()
    page.locator("#given-here summary").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copy-says")).not_to_be_empty()
    yield "/facilitate/give, read aloud"
    page.get_by_role("link", name="Done").click()
    page.locator("details.given summary").first.click()
    page.locator("details.given li button").first.wait_for()
    yield "/facilitate, given so far"
    page.locator("details.given li button").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "/facilitate, about to withdraw"
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.locator("details.given").first).to_contain_text("Withdrawn")
    yield "/facilitate, withdrawn"
    page.goto("/facilitate")
    page.locator("details.times summary").first.click()
    yield "/facilitate, times to cancel or move"
    page.get_by_role("button", name=re.compile("^Cancel: ")).first.click()
    expect(page.get_by_text("Cancelled")).to_be_visible()
    yield "/facilitate, a time cancelled"
    page.get_by_role("button", name="Put it back as listed").click()
    expect(page.get_by_text("Cancelled")).to_have_count(0)
    page.goto("/facilitate")
    page.locator("#sessions summary").click()
    expect(page.get_by_role("button", name="Sign out there").first).to_be_visible()
    yield "/facilitate, where one is signed in"
    page.goto("/facilitate")
    give(page)
    expect(page.get_by_role("button", name="Save picture")).to_be_visible()
    yield "a finished code"
    for address in ("/facilitate/give/nothing", *closed[:1]):
        page.goto(address)
        yield address
    page.goto("/facilitate")
    page.locator("a.slips").nth(3).click()
    expect(page.get_by_role("heading", name="Prepare slips")).to_be_visible()
    yield "/facilitate/slips"
    page.get_by_role("button", name="Make and print").click()
    expect(page.get_by_role("button", name="Print again")).to_be_visible()
    page.get_by_role("checkbox", name="2", exact=True).check()
    page.get_by_role("button", name="Mark as given").click()
    page.get_by_role("checkbox", name="1", exact=True).check()
    yield "/facilitate/slips, some marked"
    for status, code, says in (
        (503, "unavailable", page.locator("#waiting")),
        (409, "outside_issuing_window", page.get_by_role("alert")),
    ):
        refusal = {"error": {"code": code, "message": ""}}
        answer(page, "**/v1/tickets", status=status, json=refusal)
        page.goto("/facilitate")
        page.get_by_role("link", name="Give a verification").first.click()
        page.get_by_role("button", name="Show", exact=True).click()
        expect(says).not_to_be_empty()
        yield f"/facilitate/give, answered with {status}"
    page.goto("/facilitate")
    expect(page.locator("#lost")).to_be_visible()
    yield "/facilitate, some tickets lost"


WALKS = {
    "finding": Walk(finding, refused=(400, 404)),
    "checking": Walk(checking),
    "at a desk": Walk(at_a_desk),
    "keeping": Walk(keeping),
    "with a ticket": Walk(with_a_ticket, refused=(400, 404)),
    "signing in": Walk(signing_in, refused=(401,)),
    "giving": Walk(giving, signed_in=True, refused=(400, 403, 404, 409, 503)),
}
