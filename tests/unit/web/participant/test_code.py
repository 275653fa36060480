"""The page of a finished code, for who gave it and for who has it."""

from dataclasses import replace

from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.web.http.templates import render_page
from tools.preview.meetings import made_up_meetings, next_time
from tools.preview.verification import code_pages


def occurrence() -> Occurrence:
    schedule = made_up_meetings()[0].schedule
    assert schedule
    return next_time(schedule)


def html(**fields: object) -> str:
    page = code_pages(occurrence())["code.html"]
    return render_page(replace(page, **fields), "")  # type: ignore[arg-type]


def test_a_facilitator_is_led_to_the_next_code() -> None:
    assert 'href="/facilitate/give/a1"' in html()
    assert 'id="forget"' not in html()


def test_a_participant_may_store_the_code_and_is_led_to_no_other() -> None:
    page = html(give_again_path="")
    assert 'id="forget"' in page and 'data-mine="/mine"' in page
    assert "/facilitate/give" not in page


def test_a_code_of_a_date_says_no_time_and_no_meeting() -> None:
    page = code_pages(occurrence())["code-date.html"]
    text = render_page(page, "")
    assert "Date only" in text and "Tue 17 Nov 2026" in text
    assert "pm" not in text and "UTC" not in text and "Tuesday Night" not in text


def test_a_code_names_its_issuer_and_the_host() -> None:
    assert "Example Mutual Help, waypost.example.org" in html()


def test_a_code_says_its_meeting_its_time_and_its_reference() -> None:
    page = html()
    for text in ("Tuesday Night", "Springfield, IL", "4QF7-K2MX-PB3A-ZL6D", "UTC\u201106:00"):
        assert text in page
