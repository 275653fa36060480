"""The way from a facilitator's list to a checked code, step by step as people take it."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Request, expect

FULL = "With meeting name and place"
TIME = "Date and time only"
QR_CODE = zxingcpp.BarcodeFormat.QRCode  # other kinds are seen inside one now and then


@dataclass(frozen=True)
class FinishedCode:
    """A finished code as its page shows it; `lines` are label -> value. `once` is the form's hidden
    value that it was given for."""

    url: str
    lines: dict[str, str]
    once: str

    @property
    def token(self) -> str:
        return self.url.partition("#")[2]

    @property
    def reference(self) -> str:
        return self.lines["Reference"]


def give(page: Page, detail: str = FULL) -> FinishedCode:
    """The two taps, from the list of meetings held to the code."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")
    tap = "tap" if page.evaluate("navigator.maxTouchPoints") else "click"
    getattr(page.get_by_role("link", name="Give a verification").first, tap)()
    expect(page.get_by_role("heading", name="What should the code show?")).to_be_visible()

    def asks(request: Request) -> bool:
        return request.is_navigation_request() and request.method == "POST"

    with page.expect_request(asks) as asked:
        getattr(page.get_by_role("button", name=detail), tap)()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance verification")
    [once] = parse_qs(asked.value.post_data or "")["once"]
    return read_code_page(page, once)


def read_code_page(page: Page, once: str = "") -> FinishedCode:
    """The code on a code page."""
    page.wait_for_load_state()  # the heading stands above all the rest
    labels = page.locator("#lines dt").all_inner_texts()
    values = page.locator("#lines dd").all_inner_texts()
    lines = {label: plain(value) for label, value in zip(labels, values, strict=True)}
    return FinishedCode(page.get_by_label("Link").input_value(), lines, once)


def facts(page: Page) -> dict[str, str]:
    """What the check page says of a code: label -> value."""
    rows = page.locator("#facts dl > div:visible")
    return {
        plain(row.locator("dt").inner_text()): plain(row.locator("dd").inner_text())
        for row in rows.all()
    }


def plain(text: str) -> str:
    """Without the signs that only keep a line together."""
    return text.replace("\u00a0", " ").replace("\u2011", "-").replace("\u2060", "").strip()


def verdict(page: Page) -> str:
    """The first words of the outcome, which is the page's heading."""
    word = page.get_by_role("status").get_by_role("heading", level=1).locator(".word")
    expect(word).to_be_visible()
    return word.inner_text()


def scan_picture(picture: bytes | Path) -> list[str]:
    """What a barcode reader finds in a picture."""
    with Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
        return [
            found.text
            for found in zxingcpp.read_barcodes(
                image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode
            )
        ]


def tamper(token: str, at: int = -30) -> str:
    """The code with another character in its signature."""
    characters = list(token)
    characters[at] = "B" if characters[at] == "A" else "A"
    return "".join(characters)
