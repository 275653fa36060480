"""A list by the days of the week, on a screen, in a frame and on paper: all of it can be read."""

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from chalicelib.meetings.meeting import Meeting
from chalicelib.web.files import STATIC
from chalicelib.web.http.templates import render_page
from tools.preview.finder import list_pages
from tools.preview.meetings import made_up_meetings

pytestmark = pytest.mark.xdist_group("browser, first screen")
LISTS = ("print.html", "print-fold.html", "embed-week.html")
STYLES = ("styles/style.css", "styles/finder.css", "styles/print-list.css")
UNBREAKABLE = {
    "en": "Mindfulness-and-LivingABalancedLifeWithoutAnythingElse/WednesdayEvening2026",
    "de": "Selbsthilfegesprächsgruppenleiterfortbildungsveranstaltungsnachbereitung",
    "ar": "مجموعةالدعمالمتبادلللأهلوالأصدقاءفيالقاهرةالكبرىوضواحيهاكلأسبوع",
}
VENUE = "Evangelisch-lutherischesKirchengemeindezentrumSanktBartholomäusSeiteneingang"
# What sticks out of the column or the page that it stands in.
STICKING_OUT = """() => [...document.querySelectorAll('.week :is(h2, h3, p, bdi, time), h1')]
  .filter((part) => part.getClientRects().length > 0)
  .filter((part) => {
    const inner = part.getBoundingClientRect();
    const outer = part.closest('.weekday li, .weekday, main').getBoundingClientRect();
    return inner.left < outer.left - 1 || inner.right > outer.right + 1;
  }).map((part) => part.textContent)"""
TOO_WIDE = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


def listed(language: str) -> list[Meeting]:
    """Meetings whose names and places no line can hold."""
    return [
        replace(
            meeting,
            name=UNBREAKABLE[language] if number % 3 else meeting.name,
            venue=replace(meeting.venue, location=VENUE, formatted_address=f"{VENUE} 5, Bern"),
        )
        for number, meeting in enumerate(made_up_meetings())
    ]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(page: Page, name: str, meetings: list[Meeting], language: str = "en") -> None:
    """Shows a list with all of its styles in it: there is no service here to fetch them from."""
    shown = list_pages(meetings, language)[name]
    page.set_content(render_page(shown, "", language))
    for style in STYLES:
        page.add_style_tag(path=STATIC / style)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", UNBREAKABLE)
def test_a_name_that_nothing_breaks_widens_no_list(page: Page, name: str, language: str) -> None:
    for width, height in ((320, 700), (390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        show(page, name, listed(language), language)
        assert page.evaluate(STICKING_OUT) == [], width
        assert not page.evaluate(TOO_WIDE), width
        page.evaluate("document.documentElement.style.fontSize = '225%'")  # of 112.5 %
        assert page.evaluate(STICKING_OUT) == [], width
        assert not page.evaluate(TOO_WIDE), width


def printed(page: Page, paper: str) -> list[pypdfium2.PdfPage]:
    """The sheets as they come out of a printer."""
    return list(pypdfium2.PdfDocument(page.pdf(format=paper, prefer_css_page_size=True)))


def lines(sheet: pypdfium2.PdfPage) -> list[tuple[float, float, str]]:
    """From where to where a sheet's pieces of text go, in points from its left edge."""
    text = sheet.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    return [(box[0], box[2], text.get_text_bounded(*box).strip()) for box in boxes]


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("name", ["print.html", "print-fold.html"])
def test_on_paper_every_meeting_is_there_and_no_sheet_is_nearly_empty(
    page: Page, name: str, paper: str
) -> None:
    meetings = made_up_meetings()
    show(page, name, meetings)
    sheets = printed(page, paper)
    is_fold = name == "print-fold.html"
    assert {sheet.get_width() > sheet.get_height() for sheet in sheets} == {is_fold}
    texts = [" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in sheets]
    assert all(len(text) > 500 for text in texts[:-1])
    assert "Meetings near Springfield, Illinois" in texts[0]
    assert "988" in texts[-1]
    whole = " ".join(texts)
    assert whole.index("Monday") < whole.index("Tuesday") < whole.index("Wednesday")
    for meeting in meetings:
        assert meeting.name in whole


@pytest.mark.parametrize("language", UNBREAKABLE)
def test_a_fold_out_has_nothing_in_its_fold_and_nothing_cut(page: Page, language: str) -> None:
    show(page, "print-fold.html", listed(language), language)
    page.add_style_tag(content="h1, h1 + p, header, footer { display: none !important }")
    for sheet in printed(page, "A4"):
        width = sheet.get_width()
        found = lines(sheet)
        assert found
        for left, right, text in found:
            assert 0 < left < right < width, text
            assert right < width / 2 - 20 or left > width / 2 + 20, text
