"""A participant's codes on paper and in pictures, read back by two readers."""

import re
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from chalicelib.verification.qr import QUIET_ZONE, Level, matrix
from tests.browser.mine_site import (
    ORGANISATION,
    PUBLIC_URL,
    QR_CODE,
    Device,
    Site,
    code,
    date_only,
    opened,
    printed,
    reference,
    rows,
    time_only,
)
from tests.browser.waiting import wait_until
from tests.paper import picture_of, read_by_opencv, text_of, width_mm
from tests.vectors import generate

pytestmark = pytest.mark.usefixtures("bundles")
A4, LETTER = (210.0, 297.0), (215.9, 279.4)  # mm


def place_on_page(symbol: zxingcpp.Barcode) -> tuple[int, int]:
    """The row of a symbol, and its column."""
    corner = symbol.position.top_left
    return round(corner.y / 100), corner.x


@pytest.mark.parametrize(("paper", "size"), [("A4", A4), ("Letter", LETTER)])
def test_chosen_codes_print_as_a_numbered_sheet(
    device: Device, site: Site, paper: str, size: tuple[float, float]
) -> None:
    longest = code(11, name="Ä" * 16, place="é" * 10)
    codes = [*(code(number) for number in range(11)), longest]
    page = opened(device(), site, *codes)
    page.get_by_role("button", name="Print 12 codes").click()
    document = printed(page, paper)
    assert len(document) == 2  # eight on a page
    assert document[0].get_size() == pytest.approx([mm / 25.4 * 72 for mm in size], abs=1.5)
    links = []
    for sheet_number, sheet in enumerate(document):
        picture = picture_of(sheet)
        assert np.ptp(picture, axis=2).max() == 0  # greyscale
        found = zxingcpp.read_barcodes(picture, formats=QR_CODE)
        assert len(found) == (8 if sheet_number == 0 else 4)
        assert all(width_mm(symbol) >= 40 for symbol in found)
        assert all(symbol.ec_level == "Q" for symbol in found)
        found.sort(key=place_on_page)
        links += [symbol.text for symbol in found]
        assert read_by_opencv(picture) == {symbol.text for symbol in found}
        says = text_of([sheet])
        for words in (
            "Attendance verifications",
            "Please keep confidential",
            "Name",
            "Case no.",
            "Written by the holder; not confirmed",
            f"Issuer {ORGANISATION}, waypost.example.org",
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


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_symbol_can_be_read_under_forced_colours(device: Device, site: Site, scheme: str) -> None:
    page = opened(device(forced_colors="active", color_scheme=scheme), site, code(0))
    rows(page).get_by_text("Show code").click()
    symbol = rows(page).locator(".qr")
    expect(symbol.locator("svg")).to_be_visible()
    picture = pixels_of(symbol.screenshot())
    assert [found.text for found in zxingcpp.read_barcodes(picture, formats=QR_CODE)] == [
        f"{PUBLIC_URL}/v#{code(0)}"
    ]
    assert picture[3, 3].min() > 250  # white around it, whatever the page's colours


def pixels_of(png: bytes) -> np.ndarray:
    """The pixels of a screenshot."""
    with Image.open(BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


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


def test_a_saved_picture_reads_as_the_code(device: Device, site: Site) -> None:
    from PIL import Image

    page = opened(device(), site, code(0))
    rows(page).get_by_text("Show code").click()
    with page.expect_download() as saved:
        rows(page).get_by_role("button", name="Save picture").click()
    with Image.open(saved.value.path()) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"), formats=QR_CODE)
    assert [symbol.text for symbol in found] == [f"{PUBLIC_URL}/v#{code(0)}"]


@pytest.mark.parametrize("form", [code, time_only, date_only])
def test_paper_names_no_meeting_and_no_time_that_the_code_does_not_tell(
    device: Device, site: Site, form: Callable[[int], str]
) -> None:
    page = opened(device(), site, form(0))
    page.get_by_role("button", name="Print 1 code").click()
    says = text_of(printed(page, "A4"))
    assert bool(re.search(r"\bMeeting\b", says)) == (form is code)
    assert ("Shows" in says) == (form is not code)
    assert bool(re.search(r"\d:\d\d", says.replace(PUBLIC_URL, ""))) == (form is not date_only)


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
