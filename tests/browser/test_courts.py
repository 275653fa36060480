"""The page for courts on paper: one sheet in every language, with a symbol that readers read."""

import itertools
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import languages, translator
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_until_shown
from tests.paper import picture_of, text_of
from tools.preview.verification import courts_pages

pytestmark = pytest.mark.xdist_group("browser, courts")
SHOWN = courts_pages()
TOO_WIDE = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def printed(page: Page, name: str, language: str, paper: str) -> pypdfium2.PdfDocument:
    """What comes out of a printer; all styles are in the page."""
    page.set_content(render_page(SHOWN[name], "", language))
    return pypdfium2.PdfDocument(page.pdf(format=paper, prefer_css_page_size=True))


@pytest.mark.parametrize("language", languages())
def test_it_is_one_sheet_of_either_paper_with_all_that_it_says(page: Page, language: str) -> None:
    t = translator(language)
    for name, paper in itertools.product(SHOWN, ("A4", "Letter")):
        document = printed(page, name, language, paper)
        assert len(document) == 1, (name, paper)
        if language == "ar":
            continue  # its text comes back from a PDF in another order
        said = text_of(document)
        for key in SHOWN[name].keys:
            assert key.thumbprint in said
        for address in ("/station", "/v", "/.well-known/jwks.json"):
            assert f"waypost.example.org{address}" in said
        assert "+1 (555) 010-0199" in said
        assert t("courts.record.title") in said
        assert (t("courts.letter.signature") in said) == ("letter" in name)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_readers_read_the_address_of_the_desk_from_the_sheet(page: Page, paper: str) -> None:
    import cv2
    import zxingcpp

    for name, language in itertools.product(SHOWN, ("en", "ar")):
        picture = picture_of(printed(page, name, language, paper)[0])
        symbols = [symbol.text for symbol in zxingcpp.read_barcodes(picture)]
        assert symbols == ["https://waypost.example.org/station"]
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
        assert text == "https://waypost.example.org/station"


def test_a_clerk_finds_it_and_prints_it(visitors: Visitors) -> None:
    clerk = visitors.new_page(**DESKTOP)
    clerk.add_init_script("window.print = () => { document.title = 'printed' }")
    clerk.goto("/station")
    clerk.get_by_role("link", name="For courts and other offices").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text(
        "Attendance codes: what they say, and how to check them"
    )
    clerk.get_by_role("link", name="As a letter").click()
    expect(clerk.get_by_text("To the court")).to_be_visible()
    clerk.get_by_role("button", name="Print").click()
    expect(clerk).to_have_title("printed")


def test_long_thumbprints_and_addresses_fit_a_small_phone_at_large_print(
    visitors: Visitors,
) -> None:
    phone = visitors.new_page(**PHONE)
    for address in ("/courts", "/courts/letter"):
        phone.goto(address)
        wait_until_shown(phone)
        assert not phone.evaluate(TOO_WIDE)
        phone.evaluate("document.documentElement.style.fontSize = '225%'")  # of 112.5 %
        assert not phone.evaluate(TOO_WIDE)
