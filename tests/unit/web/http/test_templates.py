"""Pages as they reach a visitor: escaped, complete, small, and in plain words."""

import gzip
import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from chalicelib.web.files import LANGUAGES, PAGES
from chalicelib.web.finder.map_offer import MapOffer
from chalicelib.web.http import templates
from chalicelib.web.http.error_responses import ErrorPage
from chalicelib.web.http.static_files import FILES
from chalicelib.web.http.templates import compile_templates, render, render_page
from chalicelib.web.i18n.catalogue import (
    DuplicateText,
    UnknownText,
    direction,
    languages,
    read_folder,
    translator,
)
from tools.build_frontend import SOURCES
from tools.preview.finder import finder_pages, meeting_page
from tools.preview.meetings import CRISIS, made_up_meetings
from tools.preview.pages import rendered_pages

AVOIDED = re.compile(
    r"\b(addict\w*|alcoholic\w*|clean\w*|dirty|sober|sobriety|abus\w*|relapse\w*|offender\w*"
    r"|complian\w*)\b",
    re.IGNORECASE,
)
VOID = {"base", "meta", "link", "input", "br", "img", "wbr"}
OPTIONAL_END = {"option"}
CARRY_STYLE = ("finder", "meeting", "expect", "error", "print", "courts")
WHOLE_FINDER_BYTES = 12 * 1024  # page with its style, script and icon, compressed


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered_pages()


class Outline(HTMLParser):
    """Tags, attributes and whether every element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.misnested: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID | OPTIONAL_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_what_a_listing_says_is_escaped() -> None:
    page = render(
        "facilitator/sign-in.html", '"><script>alert(1)</script>', problem="", session_secret=""
    )
    assert "<script>alert" not in page
    named = made_up_meetings()[0]
    page = render_page(replace(meeting_page(named), organisation="<b>Us</b>"), "")
    assert "<b>Us</b>" not in page
    assert "&lt;b&gt;Us&lt;/b&gt;" in page


def test_a_value_left_out_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render("facilitator/give.html", "")


def test_every_own_link_starts_with_the_deployments_base() -> None:
    page = render_page(ErrorPage("not_found", CRISIS), "/api")
    outline = Outline(page)
    links = [str(a["href"]) for tag in ("a", "link") for a in outline.named(tag)]
    own = [link for link in links if not link.startswith(("tel:", "#", "https://findahelpline"))]
    assert own
    assert all(link.startswith("/api/") for link in own)


def test_an_unknown_language_is_answered_in_english() -> None:
    page = render("facilitator/sign-in.html", "", "xx", problem="", session_secret="")
    assert '<html lang="en" dir="ltr">' in page
    assert direction("ar-EG") == "rtl"


def test_every_page_is_well_formed_and_keeps_to_the_policy(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        outline = Outline(page)
        assert not outline.misnested, (name, outline.misnested)
        assert not outline.open, (name, outline.open)
        assert len(outline.named("h1")) == 1, name
        assert len(outline.named("main")) == 1, name
        assert len(outline.named("footer")) == 1, name
        ids = [a["id"] for _, a in outline.tags if "id" in a]
        assert len(ids) == len(set(ids)), name
        for tag, attributes in outline.tags:
            assert "style" not in attributes, (name, tag)
            assert not any(key.startswith("on") for key in attributes), (name, tag)
        assert len(outline.named("style")) == int(name.startswith(CARRY_STYLE)), name
        scripts = outline.named("script")
        run = [script for script in scripts if script.get("type") != "application/ld+json"]
        assert all(script.get("src") for script in run), name


def test_every_field_has_a_label(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        outline = Outline(page)
        labelled = {label.get("for") for label in outline.named("label")}
        for field in outline.named("input") + outline.named("select"):
            if field.get("type") != "hidden":
                assert field.get("id") in labelled or field.get("aria-label"), (name, field)


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        outline = Outline(page)
        loaded = [a["src"] for _, a in outline.tags if "src" in a]
        loaded += [a["href"] for a in outline.named("link") if a["rel"] != "canonical"]
        ours = ("/static/", "/site.webmanifest")
        assert all(str(address).startswith(ours) for address in loaded), (name, loaded)
        for link in outline.named("a"):
            if str(link["href"]).startswith("http"):
                assert link.get("rel") == "noreferrer", (name, link)


def test_finder_pages_carry_the_crisis_line_one_tap_to_call(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        if name.startswith(("finder", "meeting", "error")):
            assert 'href="tel:988"' in page, name


def test_no_page_uses_a_word_that_judges(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert not AVOIDED.findall(re.sub(r"<[^>]+>", " ", page)), name
    for language in languages():
        for key, text in read_folder(LANGUAGES / language).items():
            if language == "en" and not AVOIDED.fullmatch(key):
                said = AVOIDED.findall(text)
                assert not said or "does not" in text, (key, said)


def test_every_text_that_a_page_asks_for_exists() -> None:
    texts = read_folder(LANGUAGES / "en")
    asked = set()
    for page in PAGES.rglob("*.html"):
        asked |= set(re.findall(r"""\bt\(["']([a-z0-9_.]+)["']\s*[,)]""", page.read_text("utf-8")))
    assert asked
    known = texts.keys() | {key.removesuffix("_other") for key in texts}  # those that count
    assert asked <= known, asked - known


def test_a_text_asked_for_by_a_wrong_key_is_an_error() -> None:
    with pytest.raises(UnknownText):
        translator("en")("no.such.text")


def test_a_key_given_twice_in_a_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"one": "1"}))
    (tmp_path / "b.json").write_text(json.dumps({"one": "2"}))
    with pytest.raises(DuplicateText, match=r"'one'.*b\.json"):
        read_folder(tmp_path)
    (tmp_path / "b.json").write_text('{"two": "2", "two": "3"}')
    with pytest.raises(DuplicateText):
        read_folder(tmp_path)


def test_a_search_keeps_what_was_asked_when_it_goes_on(pages: dict[str, str]) -> None:
    more = re.search(r'rel="next" href="([^"]+)"', pages["finder.html"])
    assert more
    assert more[1] == "/?place=Springfield&amp;cursor=bGF0ZXI"


def test_a_new_place_is_never_sent_together_with_old_coordinates(pages: dict[str, str]) -> None:
    search = re.search(r'<form [^>]*role="search">.*?</form>', pages["finder-distance.html"], re.S)
    assert search
    assert 'name="near"' not in search[0]


@pytest.mark.usefixtures("bundles")
@pytest.mark.parametrize("language", languages())
def test_the_finder_with_all_that_it_loads_is_small(language: str) -> None:
    """With 25 results, the offer of a map, its style, script and icon."""
    shown = finder_pages(made_up_meetings(), language)["finder.html"]
    tiles = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    offer = MapOffer(tiles, "© OpenStreetMap", "https://www.openstreetmap.org/copyright", "")
    page = render_page(shown._replace(map=offer), "", language)
    assert page.count(' id="m-') >= 25
    script = FILES["finder/results.js"].read_bytes()
    size = sum(len(gzip.compress(part)) for part in (page.encode(), script))
    assert size + FILES["images/icon.svg"].stat().st_size <= WHOLE_FINDER_BYTES, size


def test_a_date_and_time_only_code_shows_no_meeting(pages: dict[str, str]) -> None:
    assert "Tuesday Night" in pages["code.html"]
    assert "Tuesday Night" not in pages["code-time.html"]


def test_compiled_templates_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = render("facilitator/sign-in.html", "", problem="used", session_secret="")
    compile_templates(tmp_path / "templates")
    monkeypatch.setattr(templates, "COMPILED", tmp_path / "templates")
    templates.environment.cache_clear()
    try:
        assert render("facilitator/sign-in.html", "", problem="used", session_secret="") == source
    finally:
        monkeypatch.undo()
        templates.environment.cache_clear()
        for name in [name for name in sys.modules if name.startswith("_jinja2_module_templates")]:
            del sys.modules[name]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_the_paper(scheme: int) -> None:
    blocks = re.findall(r":root \{([^}]*)\}", (SOURCES / "styles/style.css").read_text())
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    for name in ("ink", "quiet", "accent"):
        assert contrast(colours[name], colours["paper"]) >= 7, name
    assert contrast(colours["edge"], colours["paper"]) >= 3
