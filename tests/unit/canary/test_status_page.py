"""The status page says in every language what works, what does not since when, and how it was."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.canary import history, status_page
from chalicelib.canary.history import History
from chalicelib.canary.visit import Step, Subject
from chalicelib.web.i18n.catalogue import languages, translator
from tests.unit.web.site import Page

URL = "https://codes.example.org"
NOW = datetime(2026, 11, 29, 10, 5, tzinfo=UTC)
GOOD = [Step("search", Subject.FIND, 1, ""), Step("give", Subject.GIVE, 1, "")]
BAD = [Step("search", Subject.FIND, 1, "status 500 <b>"), Step("give", Subject.GIVE, 1, "")]


def page(found: History, language: str = "en") -> Page:
    return Page(dict(status_page.pages(found, URL, NOW))[status_page.file_name(language)])


def test_there_is_a_file_for_each_language_that_leads_to_the_others() -> None:
    files = dict(status_page.pages(history.with_visit(History(), GOOD, NOW), URL, NOW))
    assert set(files) == {status_page.file_name(language) for language in languages()}
    for html in files.values():
        linked = {link for link in Page(html).links() if "/" not in link}
        assert len(linked & set(files)) == len(files) - 1


@pytest.mark.parametrize("language", languages())
def test_it_says_that_everything_works(language: str) -> None:
    text = page(history.with_visit(History(), GOOD, NOW), language).text
    t = translator(language)
    assert t("status.good") in text and t("status.works") in text
    assert t("status.failing") not in text
    assert "10:05" in text


@pytest.mark.parametrize("language", languages())
def test_it_says_what_does_not_and_since_when(language: str) -> None:
    found = history.with_visit(History(), BAD, NOW - timedelta(hours=2))
    text = page(history.with_visit(found, BAD, NOW), language).text
    t = translator(language)
    assert t("status.failing") in text and t("status.meanwhile") in text
    assert "08:05" in text
    assert "500" not in text  # what exactly is for who runs it


def test_each_day_has_its_words() -> None:
    found = history.with_visit(History(), GOOD, NOW - timedelta(days=1))
    for _ in range(3):
        found = history.with_visit(found, GOOD, NOW)
    text = page(history.with_visit(found, BAD, NOW)).text
    assert "worked 75 % of the time" in text
    assert "worked 100 % of the time" in text
    assert text.count("not looked at") == history.DAYS - 2


def test_a_day_is_as_good_as_what_failed_most() -> None:
    found = history.with_visit(History(), BAD, NOW)
    both = [step._replace(problem="status 500") for step in GOOD]
    for steps in (both, both, GOOD):
        found = history.with_visit(found, steps, NOW)
    assert "worked 25 % of the time" in page(found).text


def test_a_day_with_one_failure_among_many_is_not_called_whole() -> None:
    found = history.with_visit(History(), BAD, NOW)
    for _ in range(287):
        found = history.with_visit(found, GOOD, NOW)
    text = page(found).text
    assert "worked 99 % of the time" in text and "worked 100 %" not in text


def test_links_and_pictures_lead_to_the_service_and_nowhere_else() -> None:
    shown = page(history.with_visit(History(), GOOD, NOW))
    for address in [*shown.links(), *shown.loaded_files()]:
        assert address.startswith((URL, "#")) or "/" not in address
    assert not shown.all("script") and not shown.all("form")


def test_before_the_first_visit_it_says_so() -> None:
    assert translator("en")("status.none") in page(History()).text
