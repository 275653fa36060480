"""A checking desk for tests: its pages as they are built, served under a base path, and what people
do at it."""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from chalicelib.verification import qr
from chalicelib.web.http.offline_shell import MANIFEST_HEADERS, WORKER_HEADERS
from chalicelib.web.http.responses import PAGE_HEADERS
from chalicelib.web.http.static_addresses import name_at
from chalicelib.web.verifier import station
from tests.browser.visitors import WAIT_MS
from tests.browser.waiting import pause_clock
from tests.vectors import codes as vectors
from tests.vectors import generate
from tools import build_frontend, build_pages

ORGANISATION = "Open Door Meetings"
VECTORS = generate.generate()
CASES = {case["name"]: case for case in VECTORS["cases"]}
TRUST = VECTORS["trust"]
NOW = datetime.fromtimestamp(VECTORS["now"], UTC)
WITHOUT_ED25519 = (
    "if (globalThis.SubtleCrypto) SubtleCrypto.prototype.importKey = () =>"
    " Promise.reject(new DOMException('', 'NotSupportedError'))"
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def build_desk(folder: Path) -> Path:
    """Builds the pages with the libraries of the browser into the folder; returns it."""
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
        file = self.built / "static" / name_at(path.removeprefix("/api/static/"))[0]
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


@contextmanager
def serving_desk(built: Path) -> Iterator[Desk]:
    """Serves what is built on a port of its own."""
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


@contextmanager
def opening_desk(browser: Browser, desk: Desk) -> Iterator[Opened]:
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


def without_lists(opened: Opened, desk: Desk) -> Page:
    """The desk, opened where neither its lists nor a copy of them can be had."""
    page = opened(path="about:blank", service_workers="block")
    page.route("**/*.json", lambda route: route.abort())
    page.goto(desk.url)
    expect(page.locator("#lists")).to_contain_text("Keys last fetched: not yet")
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


def send_keys(page: Page, typed: str) -> None:
    """Key events that name no places of keys."""
    session = page.context.new_cdp_session(page)
    for character in typed:
        key = {"key": character, "code": "", "windowsVirtualKeyCode": 0}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": character, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def scan(page: Page, typed: str, end: str | None = "Enter") -> None:
    """Key events as a scanner makes them, whatever the keyboard gives for each. They come at once,
    however slow this machine is: the page's clock stands still meanwhile."""
    pause_clock(page)
    send_keys(page, typed)
    if end:
        page.keyboard.press(end)
    page.clock.resume()


def code_of(
    number: int, start: int = vectors.START, length_min: int = 90, name: str = "Tuesday Night"
) -> str:
    """A genuine code with a reference of its own; one without a name tells date and time only."""
    meeting, place = ("h7Qk2mXw", "Springfield, IL") if name else ("", "")
    listing = [meeting, start, -360, length_min, name, place]
    times = {"iat": start + 3600, "exp": start + 180 * vectors.DAY}
    return vectors.Code(vectors.payload(cti=bytes([number] * 10), listing=listing, **times)).text


def date_of(number: int, days: int = 0) -> str:
    """A genuine code that tells a date alone: Tue 17 Nov 2026, or so many days later."""
    return code_of(number, vectors.START - 19 * 3600 + days * vectors.DAY, 1440, "")


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
