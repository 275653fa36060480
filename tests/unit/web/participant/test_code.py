"""The page of a finished code, for who gave it and for who has it."""

from dataclasses import replace

from chalicelib.web.http.templates import render_page
from tools.preview_pages import code_pages, meetings, next_time


def html(**fields: object) -> str:
    schedule = meetings()[0].schedule
    assert schedule
    page = code_pages(next_time(schedule))["code.html"]
    return render_page(replace(page, **fields), "")  # type: ignore[arg-type]


def test_a_facilitator_is_led_to_the_next_code() -> None:
    assert 'href="/facilitate/give/a1"' in html()
    assert 'id="forget"' not in html()


def test_a_participant_may_store_the_code_and_is_led_to_no_other() -> None:
    page = html(give_again_path="")
    assert 'id="forget"' in page and 'data-mine="/mine"' in page
    assert "/facilitate/give" not in page


def test_a_code_says_its_meeting_its_time_and_its_reference() -> None:
    page = html()
    for text in ("Tuesday Night", "Springfield, IL", "4QF7-K2MX-PB3A-ZL6D", "UTC\u201106:00"):
        assert text in page
