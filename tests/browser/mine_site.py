"""The page of a participant's own codes as it is served, with lists to check by, and its codes."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pypdfium2
import zxingcpp
from chalice.app import Response
from playwright.sync_api import BrowserContext, Locator, Page, expect

from chalicelib.web.http.static_addresses import name_at
from chalicelib.web.http.static_files import FILES
from chalicelib.web.participant import mine
from tests.browser.waiting import wait_until
from tests.vectors import codes as vectors
from tests.vectors import generate
from tools import build_frontend

QR_CODE = zxingcpp.BarcodeFormat.QRCode  # other kinds are seen inside one now and then
ORGANISATION = "Open Door Meetings"
PUBLIC_URL = "https://waypost.example.org"
BASE = "/api"
DAY = vectors.DAY
NOW = vectors.NOW  # Sun 22 Nov 2026
NAMES = ("Tuesday Night", "Noon Circle, Zoom", "Women’s Meeting", "")
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
VECTORS = generate.generate()
TRUST = VECTORS["trust"]
LISTS = {
    "/.well-known/jwks.json": {"keys": TRUST["keys"], "revoked": TRUST["revoked"]},
    "/v1/withdrawals.json": {"references": TRUST["withdrawals"]},
}


Device = Callable[..., BrowserContext]


def code(number: int, start: int | None = None, days: int = 180, **listing: Any) -> str:
    """A code for the meeting of week `number`, to hand in that many days after it was given."""
    begins = vectors.START - 7 * DAY * number if start is None else start
    name = listing.get("name", NAMES[number % len(NAMES)])
    place = listing.get("place", "Springfield, IL" if name else "")
    issued = begins + 90 * 60
    payload = vectors.payload(
        iat=issued,
        exp=issued + days * DAY,
        cti=bytes([number]) * 10,
        listing=["a1b2c3d4" if name else "", begins, -360, listing.get("length", 90), name, place],
    )
    signer = vectors.SIGNING if issued >= vectors.ROTATED else vectors.VERIFY_ONLY
    return vectors.Code(payload, listing.get("signer", signer)).text


def time_only(number: int) -> str:
    """The date-and-time-only form of that code."""
    return code(number, name="")


def date_only(number: int) -> str:
    """The date-only form of that code: the whole day of its meeting."""
    return code(number, vectors.START - 7 * DAY * number - 19 * 3600, name="", length=1440)


def case(name: str) -> str:
    """The code of a case of the test vectors."""
    text: str = next(case["text"] for case in VECTORS["cases"] if case["name"] == name)
    return text


def reference(number: int) -> str:
    return vectors.reference(bytes([number]) * 10)


def offer_to_keep(page: Page, token: str) -> None:
    """Puts the button that other pages have for a code on a page of this site."""
    page.evaluate(
        """async (code) => {
          const { offerToKeep } = await import("./static/frontend/lib/keep-button.js");
          const place = document.createElement("p");
          Object.assign(place.dataset, {
            keep: "Keep on this phone", kept: "Kept here.", replaced: "It replaces the other form.",
            undo: "Undo that", undone: "As before.", failed: "-", list: "See them", mine: "./mine",
          });
          document.querySelector("main").append(place);
          offerToKeep(place, code);
        }""",
        f"{PUBLIC_URL}/v#{token}",
    )


@dataclass
class Site:
    """The page as it is served, on loopback, and what was asked of it."""

    origin: str
    asked: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    stop: Callable[[], None] = lambda: None

    @property
    def page(self) -> str:
        return f"{self.origin}{BASE}/mine"


def answer(path: str) -> Response | None:
    """What the service answers; None for what it does not have."""
    visit: Any = SimpleNamespace(language="en")  # all that these views look at
    views: dict[str, Callable[..., Response]] = {
        "/mine": mine.mine_page,
        "/mine-worker.js": mine.mine_worker,
        "/mine.webmanifest": mine.mine_manifest,
    }
    if path in views:
        return views[path](visit)
    if path in LISTS:
        return Response(json.dumps(LISTS[path]), {"Content-Type": "application/json"})
    file = FILES.get(name_at(path.removeprefix("/static/"))[0])
    if path.startswith("/static/frontend/"):  # for tests that call modules
        file = build_frontend.SOURCES / path.removeprefix("/static/frontend/")
    if file is None:
        return None
    return Response(file.read_text("utf-8"), {"Content-Type": KINDS[file.suffix]})


def opened(context: BrowserContext, site: Site, *codes: str) -> Page:
    """The page with these codes, which came by a link."""
    page = context.new_page()
    page.goto(f"{site.page}#{'-'.join(codes)}" if codes else site.page)
    expect(page.locator("#add")).to_be_visible()
    if codes:
        expect(says(page)).not_to_have_text(re.compile("checking|^$"))
    return page


def waiting_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def rows(page: Page) -> Locator:
    return page.locator("#list > li")


def remove_first(page: Page) -> None:
    rows(page).first.get_by_text("Show code").click()
    rows(page).first.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()


def printed(page: Page, paper: str) -> pypdfium2.PdfDocument:
    """What the print window would put on paper, after the page asked for it."""
    wait_until(page, "() => window.printed")
    return pypdfium2.PdfDocument(page.pdf(format=paper))


def says(page: Page) -> Locator:
    """What the page says of what was done last."""
    return page.locator("#says")


def add(page: Page, text: str) -> None:
    """Pastes a text to be added."""
    form = page.locator("#add")
    if not form.locator("form").is_visible():
        form.locator("summary").click()
    page.get_by_label("Its link").fill(text)
    page.get_by_role("button", name="Add", exact=True).click()
