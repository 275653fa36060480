"""The participant's own codes (/mine) in a real browser, under a base path, with its worker."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from chalice.app import Response
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from chalicelib import settings
from chalicelib.settings import Settings
from chalicelib.verification.qr import QUIET_ZONE, Level, matrix
from chalicelib.web.http.offline_shell import stored_addresses
from chalicelib.web.http.static_files import FILES
from chalicelib.web.participant import mine
from tests.browser.visitors import WAIT_MS
from tests.browser.waiting import wait_until
from tests.older_browser import OLDER
from tests.paper import picture_of, text_of, width_mm
from tests.vectors import codes as vectors
from tests.vectors import generate
from tools import build_frontend

QR_CODE = zxingcpp.BarcodeFormat.QRCode  # other kinds are seen inside one now and then
pytestmark = pytest.mark.usefixtures("bundles")
ORGANISATION = "Open Door Meetings"
PUBLIC_URL = "https://waypost.example.org"
BASE = "/api"
DAY = vectors.DAY
NOW = vectors.NOW  # Sun 22 Nov 2026
NAMES = ("Tuesday Night", "Noon Circle, Zoom", "Women’s Meeting", "")
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
A4, LETTER = (210.0, 297.0), (215.9, 279.4)  # mm


def code(number: int, start: int | None = None, days: int = 180, **listing: str) -> str:
    """A code for the meeting of week `number`, to hand in that many days after it was given."""
    begins = vectors.START - 7 * DAY * number if start is None else start
    name = listing.get("name", NAMES[number % len(NAMES)])
    place = listing.get("place", "Springfield, IL" if name else "")
    issued = begins + 90 * 60
    payload = vectors.payload(
        iat=issued,
        exp=issued + days * DAY,
        cti=bytes([number]) * 10,
        listing=["a1b2c3d4" if name else "", begins, -360, 90, name, place],
    )
    return vectors.Code(payload).text


def reference(number: int) -> str:
    return vectors.reference(bytes([number]) * 10)


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


def _answer(path: str) -> Response | None:
    visit: Any = SimpleNamespace(language="en")  # all that these views look at
    views: dict[str, Callable[..., Response]] = {
        "/mine": mine.mine_page,
        "/mine-worker.js": mine.mine_worker,
        "/mine.webmanifest": mine.mine_manifest,
    }
    if path in views:
        return views[path](visit)
    file = FILES.get(path.removeprefix("/static/"))
    if path.startswith("/frontend/"):  # for tests that call modules
        file = build_frontend.SOURCES / path.removeprefix("/frontend/")
    if file is None:
        return None
    return Response(file.read_text("utf-8"), {"Content-Type": KINDS[file.suffix]})


@pytest.fixture
def site() -> Iterator[Site]:
    """One for each test: the worker of an earlier test's page may still be fetching."""
    served = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            path = urlsplit(self.path).path.removeprefix(BASE)
            answer = None if Path(path).name in served.missing else _answer(path)
            self.send_response(200 if answer else 404)
            for name, value in (answer.headers if answer else {}).items():
                self.send_header(name, str(value))
            self.end_headers()
            if answer:
                with suppress(BrokenPipeError, ConnectionResetError):  # its reader has gone
                    self.wfile.write(answer.body.encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.origin = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()

        def stop() -> None:
            server.shutdown()
            thread.join()
            server.server_close()

        served.stop = stop
        yield served
        stop()


@pytest.fixture(autouse=True)
def organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Settings(public_url=PUBLIC_URL, organisation=ORGANISATION)
    monkeypatch.setattr(settings, "current", lambda: chosen)


Device = Callable[..., BrowserContext]


@pytest.fixture
def device(browser: Browser, site: Site) -> Iterator[Device]:
    """A browser of its own, with what it keeps; no page in it may fail or meet another host."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def new_device(now: int = NOW, **more: Any) -> BrowserContext:
        context = browser.new_context(timezone_id="America/New_York", **more)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on(
            "console",
            lambda said: wrong.append(said.text) if "Security Policy" in said.text else None,
        )
        context.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((site.origin, "blob:", "data:"))
                else wrong.append(asked.url)
            ),
        )
        context.clock.set_fixed_time(datetime.fromtimestamp(now, UTC))
        context.add_init_script("window.print = () => { window.printed = true }")
        return context

    site.missing.clear()
    yield new_device
    for context in contexts:
        context.close()
    assert not wrong


def opened(context: BrowserContext, site: Site, *codes: str) -> Page:
    """The page with these codes, which came by a link."""
    page = context.new_page()
    page.goto(f"{site.page}#{'-'.join(codes)}" if codes else site.page)
    expect(page.locator("#add")).to_be_visible()
    return page


def waiting_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def rows(page: Page) -> Any:
    return page.locator("#list > li")


def remove_first(page: Page) -> None:
    rows(page).first.get_by_text("Show code").click()
    rows(page).first.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()


def printed(page: Page, paper: str) -> pypdfium2.PdfDocument:
    """What the print window would put on paper, after the page asked for it."""
    wait_until(page, "() => window.printed")
    return pypdfium2.PdfDocument(page.pdf(format=paper))


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
    kept = page.evaluate("Object.values(localStorage)")
    assert [json.loads(value) for value in kept] == [[code(0), code(1)]]


def test_what_is_due_next_stands_on_top(device: Device, site: Site) -> None:
    in_twelve_days = vectors.EXPIRES - 12 * DAY
    page = opened(device(now=in_twelve_days), site, code(0, days=200), code(1, days=187))
    expect(page.locator("#next-due")).to_have_text(
        re.compile(r"Hand in by 16 May 2027, in.12.days")
    )
    expect(page.locator("#next-code")).to_contain_text("Tue 10 Nov 2026")
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
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
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
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


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


def test_after_the_page_has_come_nothing_is_asked_of_anybody(device: Device, site: Site) -> None:
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


def test_a_saved_picture_reads_as_the_code(device: Device, site: Site) -> None:
    from PIL import Image

    page = opened(device(), site, code(0))
    rows(page).get_by_text("Show code").click()
    with page.expect_download() as saved:
        rows(page).get_by_role("button", name="Save picture").click()
    with Image.open(saved.value.path()) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"), formats=QR_CODE)
    assert [symbol.text for symbol in found] == [f"{PUBLIC_URL}/v#{code(0)}"]


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


@pytest.mark.parametrize(("paper", "size"), [("A4", A4), ("Letter", LETTER)])
def test_chosen_codes_print_as_a_numbered_sheet(
    device: Device, site: Site, paper: str, size: tuple[float, float]
) -> None:
    longest = code(11, name="Ä" * 16, place="é" * 10)
    codes = [*(code(number) for number in range(11)), longest]
    page = opened(device(), site, *codes)
    page.get_by_role("button", name="Print 12 codes").click()
    document = printed(page, paper)
    assert len(document) == 3  # four on each page
    assert document[0].get_size() == pytest.approx([mm / 25.4 * 72 for mm in size], abs=1.5)
    links = []
    for sheet in document:
        picture = picture_of(sheet)
        assert np.ptp(picture, axis=2).max() == 0  # greyscale
        found = zxingcpp.read_barcodes(picture, formats=QR_CODE)
        assert len(found) == 4
        assert all(width_mm(symbol) >= 40 for symbol in found)
        assert all(symbol.ec_level == "Q" for symbol in found)
        found.sort(key=lambda symbol: symbol.position.top_left.y)
        links += [symbol.text for symbol in found]
        says = text_of([sheet])
        for words in (
            "Attendance verifications",
            "Please keep confidential",
            "Name",
            "Case no.",
            "Written by the holder; not confirmed",
            f"To check, use the address your office has from {ORGANISATION}, not the one a code"
            " opens by itself.",
            "The codes do not say who",
            f"{ORGANISATION} is not affiliated with courts, corrections or treatment.",
        ):
            assert words in says
    assert links == [f"{PUBLIC_URL}/v#{token}" for token in reversed(codes)]
    says = text_of(document)
    assert all(f"{number} of 12" in says for number in range(1, 13))
    assert all(reference(number) in says for number in range(12))
    assert "Date and time only" in says


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_one_code_prints_on_a_page_of_its_own(device: Device, site: Site, paper: str) -> None:
    page = opened(device(), site, code(0), code(1))
    rows(page).last.get_by_text("Show code").click()
    rows(page).last.get_by_role("button", name="Print").click()
    document = printed(page, paper)
    assert len(document) == 1
    picture = picture_of(document[0])
    assert np.ptp(picture, axis=2).max() == 0
    (symbol,) = zxingcpp.read_barcodes(picture, formats=QR_CODE)
    assert symbol.text == f"{PUBLIC_URL}/v#{code(0)}"
    assert width_mm(symbol) >= 40
    says = text_of(document).replace("\u2011", "-").replace("\ufffe", "-")
    for words in (
        "Attendance verification",
        "Please keep confidential",
        "Written by the holder; not confirmed",
        "Tue 17 Nov 2026, 7:00–8:30 pm (UTC",
        "Tuesday Night, Springfield, IL",
        reference(0),
        "16 May 2027",
        "A facilitator of this meeting gave this code to one person to acknowledge attendance.",
        "It does not say who, how long they stayed, or whether they took part.",
    ):
        assert words in says
    assert "1 of" not in says


def test_the_line_under_each_symbol_is_in_large_print(device: Device, site: Site) -> None:
    page = opened(device(), site, code(0), code(1))
    page.get_by_role("button", name="Print 2 codes").click()
    wait_until(page, "() => window.printed")
    page.emulate_media(media="print")
    sizes = page.locator(".large-print").evaluate_all(
        "lines => lines.map(line => parseFloat(getComputedStyle(line).fontSize) * 72 / 96)"
    )
    assert len(sizes) == 2 and min(sizes) >= 18


def test_the_browsers_own_print_command_prints_the_chosen_codes(device: Device, site: Site) -> None:
    page = opened(device(), site, code(0), code(1), code(2))
    expect(page.get_by_role("button", name="Print 3 codes")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Tue 10 Nov")).uncheck()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    says = text_of(pypdfium2.PdfDocument(page.pdf(format="A4")))
    assert "2 of 2" in says and "10 Nov" not in says


@pytest.mark.parametrize("name", ["full code", "date and time only", "longest texts"])
@pytest.mark.parametrize("level", list(Level))
def test_a_symbol_is_as_small_as_the_services_own(
    device: Device, site: Site, name: str, level: Level
) -> None:
    cases = {case["name"]: case["text"] for case in generate.generate()["cases"]}
    page = opened(device(), site)
    size = page.evaluate(
        "async ([link, code, level]) => (await import(document.getElementById('script')"
        ".dataset.symbols)).symbol(link, code, level).length",
        [f"{PUBLIC_URL}/v#", cases[name], level.value],
    )
    assert size == len(matrix(f"{PUBLIC_URL}/v#{cases[name]}", level)) - 2 * QUIET_ZONE
    assert size <= 17 + 4 * 14


def test_without_the_encoder_it_sends_people_to_their_pictures(device: Device, site: Site) -> None:
    site.missing.add("qr.js")
    page = opened(device(service_workers="block"), site, code(0))
    expect(page.locator("#print-says")).to_contain_text("Print the pictures you saved.")
    expect(page.get_by_role("button", name="Print 1 code")).to_be_hidden()


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
    page.evaluate(
        """async (code) => {
          const { offerToKeep } = await import("./frontend/lib/keep-button.js");
          const place = document.createElement("p");
          Object.assign(place.dataset, {
            keep: "Keep on this phone", kept: "Kept.", failed: "-", list: "See them",
            mine: "./mine",
          });
          document.querySelector("main").append(place);
          offerToKeep(place, code);
        }""",
        f"{PUBLIC_URL}/v#{code(0)}",
    )
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
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
