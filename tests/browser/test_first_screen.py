"""What stands on the first screen of results: whole meetings, whatever they are called."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, Page

from chalicelib.meetings.meeting import Meeting
from chalicelib.web.finder.filter_controls import radius_words
from chalicelib.web.finder.map_offer import MapOffer
from chalicelib.web.finder.results import ResultsPage
from chalicelib.web.http.templates import render_page
from chalicelib.web.i18n.catalogue import languages, translator
from chalicelib.web.i18n.crisis import crisis_lines
from chalicelib.web.i18n.formatting import time_of_day
from tools.preview.finder import finder_pages
from tools.preview.meetings import made_up_meetings

pytestmark = pytest.mark.xdist_group("browser, first screen")
SCREENS = {(320, 700): 5, (390, 844): 6, (320, 460): 2}  # whole meetings on each, at least
NAMES = {
    "en": (
        "Managing Thoughts, Feelings and Behaviors",
        "Family and Friends: Supporting Someone You Love",
        "Friday Night Discussion at St. Bartholomew’s",
        "Women’s Circle of the Lower Hudson Valley",
        "Mutual Help for First Responders and Nurses",
    ),
    "de": (
        "Selbsthilfegruppe Gedanken, Gefühle und Verhalten",
        "Gesprächskreis für Angehörige und Freunde",
        "Offener Abend im Gemeindezentrum Sankt Nikolai",
        "Frauentreffen Ludwigshafen-Oggersheim",
        "Montagsrunde für Berufstätige im Schichtdienst",
    ),
    "es": (
        "Manejar pensamientos, sentimientos y conductas",
        "Familiares y amistades de quienes buscan un cambio",
        "Grupo Nuestra Señora de los Remedios del Centro",
        "Encuentro de mujeres del barrio de San Lorenzo",
        "Vivir una vida equilibrada: conversación abierta",
    ),
    "fr": (
        "Mieux vivre avec ses pensées et ses émotions",
        "Groupe de parole des proches et de l’entourage",
        "Réunion du vendredi soir à la Maison des associations",
        "Cercle des femmes du quartier Saint-Germain",
        "Retrouver l’équilibre : échanges ouverts à tous",
    ),
    "pt": (
        "Lidar com pensamentos, sentimentos e hábitos",
        "Familiares e amigos de quem procura mudar",
        "Grupo Nossa Senhora da Conceição do Vale",
        "Roda de conversa das mulheres da zona norte",
        "Viver com equilíbrio: encontro aberto de sexta",
    ),
    "ar": (
        "إدارة الأفكار والمشاعر والسلوك معًا كل أسبوع",
        "لقاء الأهل والأصدقاء لدعم من نحب في محنته",
        "مجموعة مساء الجمعة في مركز الحي الثقافي",
        "دائرة النساء في المعادي وحلوان وضواحيهما",
        "حياة متوازنة: حديث مفتوح للجميع دون تسجيل",
    ),
}
VENUES = (
    "Evangelisches Gemeindezentrum der Paul-Gerhardt-Kirche, Raum 2",
    "Centro Cultural y Deportivo Municipal de la Ribera del Guadalquivir",
    "Community Room of the Washington Heights Branch Library",
)
TOWNS = (
    "Springfield",
    "Garmisch-Partenkirchen",  # whose line is in two
    "Villefranche",
    "Santa Cruz",
    "Chatham",
    "Recklinghausen",
    "Oberhausen",
)


def listed(language: str) -> list[Meeting]:
    """Meetings whose names and places are long."""
    names = NAMES[language]
    return [
        replace(
            meeting,
            name=names[n % len(names)],
            venue=replace(
                meeting.venue, location=VENUES[n % len(VENUES)], town=TOWNS[n % len(TOWNS)]
            ),
        )
        for n, meeting in enumerate(made_up_meetings())
    ]


def results(language: str) -> ResultsPage:
    """Results near a place of a name that others have too, with the longest note above them."""
    page = finder_pages(listed(language), language)["finder.html"]
    return page._replace(reading="corrected")


def none_within(language: str) -> ResultsPage:
    """The nearest beyond the radius, where nothing is within it."""
    return finder_pages(listed(language), language)["finder-none.html"]


State = Callable[[str], ResultsPage]


@pytest.fixture
def page(browser: Browser) -> Page:
    """A phone's page, as large as a test needs it."""
    return browser.new_context(has_touch=True, is_mobile=True, device_scale_factor=2).new_page()


def show(page: Page, shown: ResultsPage, language: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(render_page(shown, "", language))
    page.evaluate("document.getElementById('near').hidden = false")  # as its script does


WHOLE = """() => [...document.querySelectorAll('.day li')].filter((row) => {
  const {height, bottom} = row.getBoundingClientRect();
  return height > 0 && bottom <= innerHeight;
}).length"""
CUT = """(selectors) => [...document.querySelectorAll(selectors)].filter((part) =>
  part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1
).map((part) => part.textContent)"""
LINES = """(paragraph) => {
  const lines = [];
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let last = -Infinity;
  while (texts.nextNode()) {
    [...texts.currentNode.data].forEach((letter, at) => {
      const range = document.createRange();
      range.setStart(texts.currentNode, at);
      range.setEnd(texts.currentNode, at + 1);
      const {top, width} = range.getBoundingClientRect();
      if (width && top > last + 8) { lines.push(''); last = top; }
      if (lines.length) lines[lines.length - 1] += letter;
    });
  }
  return lines;
}"""
LEAST_GAP = """() => Math.min(...[...document.querySelectorAll('.day li')].map((row) => {
  const letters = (part) => {
    const range = document.createRange();
    range.selectNodeContents(row.querySelector(part));
    return range.getBoundingClientRect();
  };
  const [time, name] = [letters('.at > time'), letters('h3 bdi')];
  return document.dir === 'rtl' ? time.left - name.right : name.left - time.right;
}))"""
# not innerWidth: on a phone that grows with what is too wide
TOO_WIDE = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("state", [results, none_within])
@pytest.mark.parametrize("language", languages())
def test_whole_meetings_stand_on_the_first_screen(page: Page, language: str, state: State) -> None:
    shown = state(language)
    for (width, height), least in SCREENS.items():
        show(page, shown, language, width, height)
        assert page.evaluate(WHOLE) >= least, (width, height)
        assert not page.evaluate(TOO_WIDE)
        assert page.evaluate(CUT, ".first-word, .first, .facts, .at") == []


@pytest.mark.parametrize("language", languages())
def test_no_time_of_day_runs_into_a_name(page: Page, language: str) -> None:
    """Noon and midnight are words in some languages, and with the hour before them in others."""
    t, shown = translator(language), results(language)
    for hour, minute in ((12, 0), (0, 0), (22, 30)):
        text = time_of_day(t, datetime(2026, 3, 4, hour, minute, tzinfo=UTC))
        for width in (320, 360, 390, 480):
            show(page, shown, language, width, 700)
            page.locator(".at > time").evaluate_all(
                "(times, text) => times.forEach((time) => { time.textContent = text; })", text
            )
            assert page.evaluate(LEAST_GAP) >= 2, (text, width)


@pytest.mark.parametrize("state", [results, none_within])
@pytest.mark.parametrize("language", languages())
def test_no_name_is_cut_where_letters_are_twice_as_large(
    page: Page, language: str, state: State
) -> None:
    shown = state(language)
    texts = ".first-word, .first, .day h3, .venue, .facts, .at, h1"
    for width, height in ((320, 700), (390, 844)):
        show(page, shown, language, width, height)
        page.evaluate("document.documentElement.style.fontSize = '225%'")  # of 112.5 %
        assert page.evaluate(CUT, texts) == []
        assert not page.evaluate(TOO_WIDE)
    show(page, shown, language, 195, 422)  # a browser's own zoom
    assert page.evaluate(CUT, texts) == []
    assert not page.evaluate(TOO_WIDE)


@pytest.mark.parametrize("language", languages())
def test_the_line_of_results_ends_between_its_phrases(page: Page, language: str) -> None:
    """ "6 found · within 50 mi · Show on a map", in whatever font a phone has."""
    shown = results(language)._replace(
        reading="",
        distance=radius_words(translator(language), "50mi"),
        map=MapOffer("https://tiles.example/{z}/{x}/{y}.png", "", "", ""),
    )
    for letters in ("normal", ".04em", ".08em", ".12em"):  # wider and wider
        show(page, shown, language, 320, 700)
        page.add_style_tag(content=f"body {{ letter-spacing: {letters} }}")
        lines = page.locator(".says").evaluate(LINES)
        phrases = "".join(lines).split(" · ")
        assert len(phrases) == 3
        for phrase in phrases:
            assert any(phrase in line for line in lines), (letters, lines)
        assert not page.evaluate(TOO_WIDE)
    page.evaluate("document.documentElement.style.fontSize = '225%'")  # then only inside of one
    assert not page.evaluate(TOO_WIDE)


def test_the_number_to_call_stands_in_the_head_where_it_fits(page: Page) -> None:
    for country, number, seen in (("US", "988", 390), ("GB", "116 123", 430)):
        crisis = crisis_lines(country)
        page.set_viewport_size({"width": seen, "height": 700})
        page.set_content(render_page(results("en")._replace(crisis=crisis), ""))
        link = page.locator(".top").get_by_role("link", name="In crisis?")
        assert link.get_attribute("href") == f"tel:{number.replace(' ', '')}"
        assert whole(link.get_by_text(number)), country
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            assert whole(link.get_by_text("In crisis?"))
            assert page.locator(".top").evaluate("(top) => top.offsetHeight") < 50
    page.set_content(render_page(results("en")._replace(crisis=crisis_lines()), ""))
    link = page.locator(".top").get_by_role("link", name="In crisis?")
    assert link.get_attribute("href") == "#crisis"  # whose country's number it were, nobody knows


def whole(part: Locator) -> bool:
    """Whether a part of the head's line can be seen in it."""
    return bool(
        part.evaluate(
            """(part) => {
              const inner = part.getBoundingClientRect();
              const line = part.parentElement.getBoundingClientRect();
              return inner.top >= line.top - 1 && inner.bottom <= line.bottom + 1;
            }"""
        )
    )
