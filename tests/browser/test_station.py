"""The checking desk (/station) in a real browser, as it is built, under a base path."""

import csv
import io
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app import app
from chalicelib.verification import qr
from chalicelib.web.http.offline_shell import MANIFEST_HEADERS, WORKER_HEADERS
from chalicelib.web.http.responses import PAGE_HEADERS
from chalicelib.web.verifier import station
from tests.browser.conftest import Launch
from tests.browser.visitors import PATIENT, WAIT_MS
from tests.browser.waiting import pause_clock, wait_until
from tests.frontend_modules import serve_modules
from tests.older_browser import OLDER
from tests.vectors import codes as vectors
from tests.vectors import generate
from tools import build_frontend, build_pages

ORGANISATION = "Open Door Meetings"
VECTORS = generate.generate()
CASES = {case["name"]: case for case in VECTORS["cases"]}
TRUST = VECTORS["trust"]
NOW = datetime.fromtimestamp(VECTORS["now"], UTC)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
WITHOUT_ED25519 = (
    "if (globalThis.SubtleCrypto) SubtleCrypto.prototype.importKey = () =>"
    " Promise.reject(new DOMException('', 'NotSupportedError'))"
)
# What the key of each character of a US keyboard gives on another, without and with shift.
US = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
)
GERMAN = (
    "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
    "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
)
FRENCH = (
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
    "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
)


def typed_on(layout: tuple[str, str], text: str, locked: bool = False) -> str:
    """What a scanner that types US keys gives on that keyboard; caps lock acts as shift does."""
    typed = ""
    for character in text:
        shift = character in US[1]
        place = US[shift].index(character)
        typed += layout[shift != locked][place]
    return typed


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages with the libraries of the browser."""
    folder = tmp_path_factory.mktemp("built")
    try:
        build_frontend.build(folder, os.environ)
    except build_frontend.BundlesUnavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no libraries for the browser: {reason}")
    build_pages.build(folder, ORGANISATION)
    return folder


@dataclass
class Desk:
    """A service that has nothing but what the desk needs, on a port of its own."""

    built: Path
    asked: list[str] = field(default_factory=list)
    port: int = 0
    worker_starts_with: str = ""
    title: str = ""

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/api/station"

    def code(self, name: str = "full code") -> str:
        """The link of a case's code at this host."""
        return f"http://{self.host}/api/v#{CASES[name]['text'].strip()}"

    def answer(self, path: str) -> tuple[dict[str, str], str] | None:
        pages = {
            "/api/station": (
                PAGE_HEADERS | {"Content-Security-Policy": station.policy()},
                "station.en.html",
            ),
            "/api/v": (dict(PAGE_HEADERS), "v.en.html"),
            "/api/station-worker.js": (dict(WORKER_HEADERS), "station-worker.en.js"),
            "/api/station.webmanifest": (dict(MANIFEST_HEADERS), "station.en.webmanifest"),
        }
        if path in pages:
            headers, name = pages[path]
            text = (self.built / name).read_text("utf-8")
            if name.endswith(".js"):
                text = self.worker_starts_with + text
            elif self.title:
                text = re.sub("<title>.*?</title>", f"<title>{self.title}</title>", text)
            return headers, text
        lists = {
            "/api/.well-known/jwks.json": {"keys": TRUST["keys"], "revoked": TRUST["revoked"]},
            "/api/v1/withdrawals.json": {"references": TRUST["withdrawals"]},
        }
        if path in lists:
            return {"Content-Type": "application/json"}, json.dumps(lists[path])
        file = self.built / "static" / path.removeprefix("/api/static/")
        if path.startswith("/api/static/") and file.is_file():
            return {"Content-Type": KINDS[file.suffix]}, file.read_text("utf-8")
        return None


class Handler(BaseHTTPRequestHandler):
    def __init__(self, desk: Desk, *arguments: Any) -> None:
        self.desk = desk
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.desk.asked.append(self.path)
        answer = self.desk.answer(self.path.split("?")[0])
        headers, body = answer or ({}, "")
        self.send_response(200 if answer else 404)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def desk(built: Path) -> Iterator[Desk]:
    """One for each test: the worker of an earlier test's page may still be fetching."""
    made = Desk(built)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, made))
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, desk: Desk) -> Iterator[Opened]:
    """Opens the desk at the vectors' time. No page may ask another host for anything, or fail."""
    contexts = []
    elsewhere: list[str] = []
    failures: list[str] = []

    def open_page(script: str = "", within: Browser = browser, path: str = "", **more: Any) -> Page:
        context = within.new_context(timezone_id="America/New_York", **more)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        context.on("request", lambda request: elsewhere.append(request.url))
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        if more.get("java_script_enabled", True):
            page.clock.install(time=NOW)
        if script:  # last, because the clock brings functions of its own
            page.add_init_script(script)
        page.goto(path or desk.url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert failures == []
    assert {url for url in elsewhere if f"//{desk.host}/" not in url and "://" in url} <= {
        url for url in elsewhere if url.startswith(("blob:", "data:"))
    }


def ready(page: Page) -> Page:
    expect(page.locator("#lists")).to_contain_text("Keys last fetched: Sun 22 Nov 2026")
    return page


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const more = { clipboardData, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", more));
        }""",
        text,
    )


def scan(page: Page, typed: str, end: str | None = "Enter") -> None:
    """Key events as a scanner makes them, whatever the keyboard gives for each. They come at once,
    however slow this machine is: the page's clock stands still meanwhile."""
    pause_clock(page)
    session = page.context.new_cdp_session(page)
    for character in typed:
        key = {"key": character, "code": "", "windowsVirtualKeyCode": 0}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": character, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    if end:
        page.keyboard.press(end)
    page.clock.resume()


def rows(page: Page) -> list[str]:
    """The text of each row, in the order of scanning."""
    shown = [text.replace("\u00a0", " ") for text in page.locator("#rows > li").all_inner_texts()]
    return list(reversed(shown))


def counts(page: Page) -> list[str]:
    return page.locator("#counts li").all_inner_texts()


def picture(path: Path, *links: str) -> Path:
    """An image file with those codes side by side."""
    side, gap = 460, 60
    sheet = Image.new("L", (len(links) * (side + gap) + gap, side + 2 * gap), 255)
    for i, link in enumerate(links):
        modules = qr.matrix(link)
        symbol = Image.new("L", (len(modules), len(modules)), 255)
        symbol.putdata([0 if dark else 255 for row in modules for dark in row])
        scale = side // len(modules)
        symbol = symbol.resize((len(modules) * scale,) * 2, Image.Resampling.NEAREST)
        sheet.paste(symbol, (gap + i * (side + gap), gap))
    sheet.save(path)
    return path


# What is scanned by a keyboard


@pytest.mark.parametrize(
    ("layout", "locked"),
    [(US, False), (US, True), (GERMAN, False), (GERMAN, True), (FRENCH, False), (FRENCH, True)],
    ids=["US", "US, caps lock", "German", "German, caps lock", "French", "French, caps lock"],
)
def test_a_scanner_that_types_us_keys_is_understood_on_any_keyboard(
    opened: Opened, desk: Desk, layout: tuple[str, str], locked: bool
) -> None:
    page = ready(opened())
    if layout is US and locked:  # on letters only
        typed = desk.code().swapcase()
    else:
        typed = typed_on(layout, desk.code(), locked)
    page.locator("#save").evaluate("() => document.body.focus()")
    scan(page, typed)
    expect(page.locator("#latest").get_by_role("heading")).to_contain_text("Genuine.")
    assert counts(page) == ["1 genuine"]


def test_a_scanned_look_alike_is_flagged_on_a_foreign_keyboard_too(opened: Opened) -> None:
    page = ready(opened())
    link = f"https://look-alike.example/v#{CASES['full code']['text']}"
    scan(page, typed_on(FRENCH, link))
    expect(page.locator("#latest .warnings")).to_contain_text("look-alike.example")


@pytest.mark.parametrize("focus", ["#practise", "#camera", "#field", ".top .name", "#files"])
def test_a_scan_is_taken_wherever_the_focus_is_and_no_key_does_anything_else(
    opened: Opened, desk: Desk, focus: str
) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    page.locator(focus).focus()
    scan(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    assert page.url == desk.url
    expect(page.locator("#practice")).to_be_hidden()
    expect(page.locator("#field")).to_be_focused()
    expect(page.locator("#field")).to_have_value("")


@pytest.mark.parametrize("end", ["Tab", "Control+j", "Control+m", None])
def test_a_scan_may_end_in_another_key_or_none(opened: Opened, desk: Desk, end: str | None) -> None:
    page = ready(opened())
    scan(page, desk.code(), end)
    page.clock.run_for(400)
    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.locator("#field")).to_be_focused()


def test_two_scans_without_a_pause_are_two_rows(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    scan(page, desk.code())
    scan(page, desk.code("date and time only"))
    expect(page.locator("#rows > li")).to_have_count(2)


def test_a_typed_code_that_fails_blames_the_keyboard_and_offers_the_picture(opened: Opened) -> None:
    page = ready(opened())
    scan(page, CASES["name changed"]["text"])
    expect(page.locator("#latest")).to_contain_text("Not confirmed")
    expect(page.locator("#latest")).to_contain_text(
        "its keyboard setting may differ from this computer’s"
    )
    expect(page.get_by_text("Picture or PDF", exact=True)).to_be_visible()


def test_the_keyboard_alone_is_enough(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    scan(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    scan(page, desk.code("name changed"))
    expect(page.locator("#latest")).to_contain_text("Row 2")
    page.clock.run_for(1000)  # a person's pause
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel"))
        if reached[-1] == "Show row 1: Genuine":
            page.keyboard.press("Space")
            break
    expect(page.locator("#latest")).to_contain_text("Row 1")
    assert "Show row 2: Not confirmed" in reached


# What is pasted or dropped


def test_every_code_in_a_pasted_mail_becomes_a_row(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    other = desk.code("date and time only")
    wrapped = re.sub("(.{60})", r"\1\r\n> ", CASES["alg -19"]["text"])
    paste(
        page,
        f"Good morning,\n1. {desk.code()} (Tuesday)\n2. <{other}>, and\n> {wrapped}\nRegards",
    )
    expect(page.locator("#says")).to_have_text("3 codes read.")
    assert [row.split("\n")[1] for row in rows(page)] == ["Genuine"] * 3


def test_links_that_follow_each_other_without_a_space_are_told_apart(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    paste(page, desk.code() + desk.code("date and time only"))
    expect(page.locator("#says")).to_have_text("2 codes read.")
    assert counts(page)[0] == "2 genuine"


def test_text_without_a_code_says_so_and_adds_nothing(opened: Opened) -> None:
    page = ready(opened())
    paste(page, "There is no code in this sentence.")
    expect(page.locator("#says")).to_have_text("There is no code in that text.")
    expect(page.locator("#rows > li")).to_have_count(0)


def test_outcomes_are_counted_in_words_with_their_marks(opened: Opened) -> None:
    page = ready(opened())
    names = ["full code", "withdrawn", "unknown key", "name changed", "sample", "iss as well"]
    paste(page, "\n".join(CASES[name]["text"] for name in names))
    expect(page.locator("#rows > li")).to_have_count(len(names))
    assert "1 genuine" in counts(page)
    assert "1 withdrawn" in counts(page)
    assert "1 key not ours" in counts(page)
    assert "1 not confirmed" in counts(page)
    assert "1 for practice" in counts(page)
    assert "1 not checked" in counts(page)
    assert page.locator("#counts li svg").count() == 6


def test_an_image_file_with_two_codes_gives_two_rows(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    file = picture(tmp_path / "two.png", desk.code(), desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    assert counts(page)[0] == "2 genuine"


def test_a_pasted_screenshot_is_read(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    raw = picture(tmp_path / "one.png", desk.code()).read_bytes()
    page.evaluate(
        """raw => {
          const clipboardData = new DataTransfer();
          const bytes = new Uint8Array(raw);
          clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
          const more = { clipboardData, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new ClipboardEvent("paste", more));
        }""",
        list(raw),
    )
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_a_file_that_is_no_picture_or_has_no_code_says_so(opened: Opened, tmp_path: Path) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF-1.7")
    page.locator("#files").set_input_files(tmp_path / "sheet.pdf")
    expect(page.locator("#says")).to_contain_text("sheet.pdf could not be opened as a picture.")
    Image.new("L", (300, 300), 255).save(tmp_path / "blank.png")
    page.locator("#files").set_input_files(tmp_path / "blank.png")
    expect(page.locator("#says")).to_contain_text("No code was found in blank.png")


def printed(page: Page, path: Path, *links: str) -> Path:
    """A PDF file as a browser prints it: each code on a page of its own, as shapes."""
    other = page.context.new_page()
    sheet = "<div style='width: 41mm; break-after: page'>{}</div>"
    other.set_content("".join(sheet.format(qr.svg(link)) for link in links))
    other.pdf(path=path)
    other.close()
    return path


def test_a_printed_pdf_gives_a_row_for_each_code_on_its_pages(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    file = printed(page, tmp_path / "sheet.pdf", desk.code(), desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    assert counts(page)[0] == "2 genuine"


@pytest.mark.parametrize("colours", ["RGB", "1"])
def test_a_scanned_pdf_is_read(opened: Opened, desk: Desk, tmp_path: Path, colours: str) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    with Image.open(picture(tmp_path / "scan.png", desk.code())) as scan:
        crooked = scan.rotate(3, expand=True, fillcolor=255).convert(colours)
        crooked.save(tmp_path / "scan.pdf", resolution=150)
    page.locator("#files").set_input_files(tmp_path / "scan.pdf")
    expect(page.locator("#latest")).to_contain_text("Genuine.")


KEEPS_THE_PDF_LIBRARY = """async () => {
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    if (requests.some(({ url }) => url.includes("pdf.js"))) return true;
  }
  return false;
}"""


def test_the_library_for_pdf_files_is_kept_for_later_and_not_loaded_before(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    before = len(desk.asked)
    page = ready(opened())
    expect(page.get_by_text("Works without a network, too.")).to_be_visible(timeout=15000)
    file = printed(page, tmp_path / "offline.pdf", desk.code())
    wait_until(page, KEEPS_THE_PDF_LIBRARY)
    assert sum("pdf.js" in path for path in desk.asked[before:]) == 1  # by the worker
    page.context.set_offline(True)
    page.reload()
    ready(page)
    page.locator("#files").set_input_files(file)
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_without_a_network_and_the_library_a_pdf_says_so(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = opened(path="about:blank", service_workers="block")  # which would fetch it, too
    page.route("**/pdf.js*", lambda route: route.abort())
    page.goto(desk.url)
    ready(page)
    expect(page.locator("#pictures")).to_be_visible()
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF-1.7")
    page.locator("#files").set_input_files(tmp_path / "sheet.pdf")
    expect(page.locator("#says")).to_contain_text("Go online once and try again")


# The camera


COUNTED_LOOKS = """
  globalThis.looks = 0;
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    looks += 1;
    return draw.apply(this, given);
  };
"""


def test_the_camera_reads_a_code_and_adds_it_once(
    opened: Opened, desk: Desk, launch: Launch, tmp_path: Path
) -> None:
    still = Image.open(picture(tmp_path / "code.png", desk.code())).convert("RGB")
    frame = Image.new("RGB", (1280, 720), "white")
    frame.paste(still, (300, 60))
    frame.save(tmp_path / "frame.jpeg", quality=90)
    feed = tmp_path / "feed.mjpeg"
    feed.write_bytes((tmp_path / "frame.jpeg").read_bytes() * 30)
    with_camera = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={feed}",
    )
    try:
        page = ready(opened(COUNTED_LOOKS, within=with_camera))
        page.get_by_role("button", name="Camera").click()
        expect(page.locator("#latest")).to_contain_text("Genuine.")
        looks = page.evaluate("looks")
        wait_until(page, "before => looks > before + 10", looks)
        expect(page.locator("#rows > li")).to_have_count(1)
        page.get_by_role("button", name="Stop camera").click()
        expect(page.locator("#view")).to_be_hidden()
    finally:
        with_camera.close()


def test_a_browser_that_reads_codes_itself_is_asked_first(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    before = len(desk.asked)
    page = ready(
        opened(
            script=f"""
            globalThis.BarcodeDetector = class {{
              static async getSupportedFormats() {{ return ["qr_code"]; }}
              async detect() {{ return [{{ rawValue: {json.dumps(desk.code())} }}]; }}
            }};
            Object.defineProperty(navigator, "serviceWorker", {{ value: undefined }});"""
        )
    )
    expect(page.locator("#pictures")).to_be_visible()
    Image.new("L", (300, 300), 255).save(tmp_path / "any.png")
    page.locator("#files").set_input_files(tmp_path / "any.png")
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    assert not any("zxing" in path for path in desk.asked[before:])


def test_without_a_reader_neither_camera_nor_picture_is_offered(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    ignored = shutil.ignore_patterns("vendor")
    shutil.copytree(desk.built, tmp_path, ignore=ignored, dirs_exist_ok=True)
    html = build_pages.station_page("en", ORGANISATION, tmp_path)
    page = opened(path="about:blank")
    page.route(desk.url, lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto(desk.url)
    ready(page)
    expect(page.locator("#pictures")).to_be_hidden()
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_a_refused_camera_says_what_to_do(opened: Opened) -> None:
    page = ready(
        opened(
            script="navigator.mediaDevices.getUserMedia = () =>"
            " Promise.reject(new DOMException('', 'NotAllowedError'))"
        )
    )
    page.get_by_role("button", name="Camera").click()
    expect(page.locator("#says")).to_contain_text("Allow it beside the address")


# What is marked


def test_the_same_reference_twice_marks_both_rows(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    paste(page, CASES["name changed"]["text"])
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(3)
    first, _, third = rows(page)
    assert "Seen twice: same reference as" in first and "row 3" in first
    assert "Seen twice: same reference as" in third and "row 1" in third
    assert any("seen twice" in text for text in counts(page))
    expect(page.locator("#latest")).to_contain_text("the first to come need not be the right one")


def test_removing_a_row_that_was_scanned_twice_takes_the_mark_away(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(2)
    page.get_by_role("button", name="Remove row 2").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    assert counts(page) == ["1 genuine"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_reference_in_an_earlier_list_is_marked(
    opened: Opened, desk: Desk, tmp_path: Path, encoding: str
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    reference = vectors.reference(vectors.CTI)
    (tmp_path / "october.csv").write_text(f"Row;Reference\n1;{reference}\n", encoding=encoding)
    page.locator("#earlier").set_input_files(tmp_path / "october.csv")
    expect(page.locator("#earlier-says")).to_have_text(
        "october.csv, references to compare with: 1."
    )
    expect(page.locator("#latest")).to_contain_text("Seen earlier: in october.csv.")
    assert "Seen earlier: in october.csv." in rows(page)[0]


def test_a_saved_list_marks_the_same_code_in_the_next_sitting(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    saving.value.save_as(tmp_path / "saved.csv")
    page.reload()
    ready(page)
    page.locator("#earlier").set_input_files(tmp_path / "saved.csv")
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Seen earlier: in saved.csv.")


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://look-alike.example/v#{code}", "look-alike.example"),
        ("https://{own}@look-alike.example/v#{code}", "look-alike.example"),
        ("look-alike.example/v#{code}", "look-alike.example"),
        ("https://look-alike.example/?next=http://{own}/v#{code}", "look-alike.example"),
    ],
)
def test_a_code_that_opens_another_site_is_marked(
    opened: Opened, desk: Desk, link: str, host: str
) -> None:
    page = ready(opened())
    paste(page, link.format(code=CASES["full code"]["text"], own=desk.host))
    expect(page.locator("#latest .warnings")).to_contain_text(f"Opens another site: {host}.")
    assert "1 opening another site" in counts(page)
    assert page.locator(f"#latest a[href*='{host}']").count() == 0


def test_a_code_of_this_site_is_not_marked(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#latest .warnings li")).to_have_count(0)


# What is kept


def test_the_csv_holds_every_row_and_no_formula(opened: Opened, desk: Desk) -> None:
    formula = vectors.Code(vectors.listed(4, '=HYPERLINK("x")'))
    page = ready(opened())
    paste(page, "\n".join([desk.code(), formula.text, CASES["name changed"]["text"]]))
    expect(page.locator("#rows > li")).to_have_count(3)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as CSV").click()
    assert saving.value.suggested_filename == "codes-checked-2026-11-22.csv"
    raw = Path(saving.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in table} == {14}
    head, first, second, third = (dict(zip(table[0], row, strict=True)) for row in table)
    assert list(head) == table[0]
    reference = vectors.reference(vectors.CTI)
    assert first["Outcome"] == "Genuine"
    assert (first["Meeting"], first["Place"]) == ("Tuesday Night", "Springfield, IL")
    assert (first["Date"], first["Start"], first["Minutes"]) == ("2026-11-17", "19:00", "90")
    assert (first["Offset"], first["Reference"]) == ("UTC-06:00", reference)
    assert (first["Hand in by"], first["Link opens"]) == ("2027-05-16", desk.host)
    assert first["Notes"] == "Seen twice: same reference as row 2."
    assert second["Meeting"] == '\'=HYPERLINK("x")'
    assert (third["Outcome"], third["Reference"]) == ("Not confirmed", "")
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in table for cell in row)


def test_nothing_of_a_sitting_is_stored_or_sent(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    before = len(desk.asked)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    text = CASES["full code"]["text"]
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    reference = vectors.reference(vectors.CTI)
    assert text[:20] not in stored and reference not in stored
    assert not any(text[:20] in path for path in desk.asked[before:])
    page.reload()
    ready(page)
    expect(page.locator("#rows > li")).to_have_count(0)


def test_it_is_cleared_when_nobody_has_used_it_for_a_quarter_of_an_hour(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    pause_clock(page)
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    page.clock.run_for(13 * 60 * 1000)
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(70 * 1000)
    expect(page.locator("#idle")).to_contain_text("will be cleared in one minute")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(14 * 60 * 1000 - 10000)
    expect(page.locator("#rows > li")).to_have_count(1)
    page.clock.run_for(80 * 1000)
    expect(page.locator("#rows > li")).to_have_count(0)
    expect(page.locator("#latest")).to_be_hidden()
    expect(page.locator("#says")).to_have_text("Cleared after 15 minutes without use.")
    assert vectors.reference(vectors.CTI) not in page.content()


def test_an_unsaved_list_is_cleared_only_when_asked_twice(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Clear 1 unsaved?").click()
    expect(page.locator("#rows > li")).to_have_count(0)


# Without a network


def test_after_one_visit_it_works_with_the_network_off(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    expect(page.get_by_text("Works without a network, too.")).to_be_visible(timeout=15000)
    page.context.set_offline(True)
    page.reload()
    ready(page)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    file = picture(tmp_path / "offline.png", desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)


def test_what_could_not_be_checked_is_checked_when_the_network_is_back(
    opened: Opened, desk: Desk
) -> None:
    page = opened(path="about:blank", service_workers="block")
    page.route("**/*.json", lambda route: route.abort())
    page.goto(desk.url)
    expect(page.locator("#lists")).to_contain_text("Keys last fetched: not yet")
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")
    page.unroute("**/*.json")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#latest")).to_contain_text("Genuine.")


@pytest.mark.slow
def test_it_can_be_installed(built: Path) -> None:
    manifest = json.loads((built / "station.en.webmanifest").read_text("utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "./station"
    assert manifest["display"] == "standalone"
    (icon,) = manifest["icons"]
    assert icon["type"] == "image/svg+xml" and icon["sizes"] == "any"


# Browsers that lack something


def test_an_older_browser_has_the_whole_desk(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    page = ready(opened(script=OLDER + WITHOUT_ED25519))
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    file = picture(tmp_path / "older.png", desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    page.get_by_role("button", name="Remove row 2").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.get_by_text("Works without a network, too.")).to_be_visible(timeout=15000)


def test_an_older_browsers_desk_is_the_newest_page_that_there_is(
    opened: Opened, desk: Desk
) -> None:
    desk.worker_starts_with = f"delete AbortSignal.timeout;{PATIENT};"
    page = ready(opened())
    expect(page.get_by_text("Works without a network, too.")).to_be_visible(timeout=15000)
    desk.title = "A newer desk"
    page.reload()
    ready(page)
    expect(page).to_have_title("A newer desk")


@pytest.mark.parametrize("name", [*build_frontend.PAGES, *build_frontend.CLASSIC])
def test_no_script_has_an_expression_that_older_browsers_cannot_read(
    built: Path, name: str
) -> None:
    """Looking behind in a regular expression fails the whole script before Safari 16.4."""
    assert not re.search(r"\(\?<[!=]", (built / "static" / name).read_text("utf-8"))


def test_without_ed25519_the_bundled_library_checks(opened: Opened, desk: Desk) -> None:
    page = ready(opened(script=WITHOUT_ED25519))
    paste(page, "\n".join([desk.code(), CASES["name changed"]["text"]]))
    expect(page.locator("#rows > li")).to_have_count(2)
    assert [row.split("\n")[1] for row in rows(page)] == ["Genuine", "Not confirmed"]


def test_without_ed25519_and_library_it_leads_to_the_form(opened: Opened, desk: Desk) -> None:
    page = opened(script=WITHOUT_ED25519, path="about:blank", service_workers="block")
    page.route("**/ed25519.js*", lambda route: route.abort())
    page.goto(desk.url)
    link = page.get_by_role("link", name="Check one code on the check page")
    expect(link).to_be_visible()
    assert link.evaluate("link => link.href") == f"http://{desk.host}/api/v"


def test_without_scripts_it_leads_to_the_form(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    expect(page.get_by_text("needs JavaScript")).to_be_visible()


# The check page with the bundled library

RUN = """async ([library, cases, trust, now]) => {
  const { check } = await import("/api/frontend/verifier/check-code.js");
  const { verify } = await import(library);
  const found = [];
  for (const sample of cases) {
    found.push(await check(sample.text, { ...trust, ...sample.trust }, sample.now ?? now, verify));
  }
  return found;
}"""


def test_the_bundled_library_gives_every_vector_its_outcome(opened: Opened, desk: Desk) -> None:
    page = opened(script=WITHOUT_ED25519, path=f"http://{desk.host}/api/v")
    serve_modules(page)
    library = page.locator("#script").get_attribute("data-ed25519")
    assert library
    address = f"/api/{library.removeprefix('./')}"
    found = page.evaluate(RUN, [address, VECTORS["cases"], TRUST, VECTORS["now"]])
    for case, result in zip(VECTORS["cases"], found, strict=True):
        outcome = (result["outcome"], result.get("reason"))
        assert outcome == (case["outcome"], case.get("reason")), case["name"]
        if "attendance" in case:
            assert result["attendance"] == case["attendance"], case["name"]


@pytest.mark.parametrize("older", ["", OLDER], ids=["browser of today", "older browser"])
def test_the_check_page_checks_with_the_bundled_library(
    opened: Opened, desk: Desk, older: str
) -> None:
    page = opened(script=older + WITHOUT_ED25519, path=desk.code())
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.get_by_text("The code is not sent anywhere.")).to_be_visible()


def test_the_check_page_leaves_the_code_to_its_form_where_the_library_is_absent(
    opened: Opened, desk: Desk
) -> None:
    page = opened(script=WITHOUT_ED25519, path="about:blank")
    page.route("**/ed25519.js*", lambda route: route.abort())
    page.goto(desk.code())
    expect(page.get_by_label("Code or link")).to_have_value(CASES["full code"]["text"])
    expect(page.get_by_text("It is not kept.")).to_be_visible()


# Names of formats in XML, examples in the texts of errors, a library's own link: nothing is asked
# of them.
NAMES_ONLY = {
    "https://leafletjs.com",
    *("http://www.w3.org", "https://github.com"),
    *("http://ns.adobe.com", "http://www.xfa.org", "http://example.com", "https://foo.bar"),
}


@pytest.mark.slow
def test_no_bundle_names_another_host(built: Path) -> None:
    for name in build_frontend.LIBRARIES:
        script = (built / "static" / name).read_text("utf-8")
        code = re.sub(r"/\*!.*?\*/", "", script, flags=re.DOTALL)
        hosts = re.findall(r"https?:/+[\w.$-]+", code)
        assert set(hosts) <= NAMES_ONLY, name


# Practice


def test_practice_has_its_own_list_and_calls_nothing_genuine(opened: Opened, desk: Desk) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.get_by_text("These are sample codes, not proof.")).to_be_visible()
    expect(page.locator("#rows > li")).to_have_count(0)
    take = page.get_by_role("button", name="Put in the list")
    take.click()
    expect(page.locator("#latest")).to_contain_text("Sample, not proof.")
    take.click()
    expect(page.locator("#latest")).to_contain_text("Seen twice")
    shown = []
    for number in (3, 4, 5):
        page.get_by_role("button", name="Next sample").click()
        take.click()
        expect(page.locator("#rows > li")).to_have_count(number)
        shown.append(page.locator("#latest").inner_text())
    assert "date and time only" in shown[0]
    assert "Not confirmed" in shown[1]
    assert "Opens another site: look-alike.example." in shown[2]
    assert not any("genuine" in text for text in counts(page))
    expect(page.get_by_role("button", name="Save as CSV")).to_be_hidden()
    page.get_by_role("button", name="End practice").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    assert counts(page) == ["1 genuine"]


def test_the_samples_on_the_screen_can_be_read_from_it(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.locator("#sample-qr svg")).to_be_visible()
    page.locator("#sample-qr").screenshot(path=tmp_path / "shown.png")
    page.locator("#files").set_input_files(tmp_path / "shown.png")
    expect(page.locator("#latest")).to_contain_text("Sample, not proof.")


# How it looks and is served


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(opened: Opened, desk: Desk, width: int) -> None:
    page = ready(opened(viewport={"width": width, "height": 700}))
    paste(page, "\n".join([desk.code(), desk.code(), CASES["longest texts"]["text"]]))
    paste(page, f"https://a-very-long-look-alike.example.org/v#{CASES['withdrawn']['text']}")
    expect(page.locator("#rows > li")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("button", name="Practise with sample codes").click()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_can_be_pressed_is_large_enough(opened: Opened, desk: Desk) -> None:
    page = ready(opened(viewport={"width": 320, "height": 700}))
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    for control in page.locator("main button:visible, main .button:visible").all():
        box = control.bounding_box()
        assert box and box["height"] >= 48, control.inner_text()


def test_the_service_serves_the_page_with_what_the_reader_needs(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station, "BUILT", built)
    with Client(app) as client:
        page = client.http.get("/station")
        worker = client.http.get("/station-worker.js")
        manifest = client.http.get("/station.webmanifest")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'" in policy
    assert "connect-src 'self'" in policy and "manifest-src 'self'" in policy
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert manifest.json_body["short_name"] == "Checking desk"


def test_the_built_desk_is_the_same_at_each_build_and_its_links_are_relative(
    built: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        shutil.copytree(built, tmp_path / name)
        build_pages.build(tmp_path / name, ORGANISATION)
    for name in ("station.en.html", "station-worker.en.js", "station.en.webmanifest"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    html = (built / "station.en.html").read_bytes()
    links = re.findall(rb'(?:href|src|action|data-worker|data-keys)="([^"]*/[^"]*)"', html)
    assert links and all(link.startswith(b"./") for link in links)
