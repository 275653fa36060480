"""A ticket's page, which needs no script: ten characters, what to show, the code."""

import re

import pytest

from chalicelib import settings
from chalicelib.meetings.schedule.occurrences import Occurrence
from chalicelib.verification.tickets import new_ticket
from chalicelib.web.http.templates import render_page
from chalicelib.web.participant.ticket import Choice, TicketPage
from tests.unit.web.site import Page, Site, stored_items
from tests.unit.web.ticket_requests import (
    OVER,
    TELLING,
    TICKET,
    TONIGHT,
    facilitator_at_the_end,
    redeem,
    register,
    withdraw,
)
from tools.preview.meetings import made_up_meetings, next_time
from tools.preview.verification import code_pages


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    return facilitator_at_the_end(site)


def buttons(page: Page) -> list[str]:
    return [button["value"] for button in page.all("button", name="detail")]


def test_the_page_asks_for_a_ticket_then_what_to_show_and_gives_the_code(desk: Site) -> None:
    register(desk, TICKET)
    expected = redeem(desk).json
    desk.cookie = ""
    desk.origin = "null"  # a saved page, or a browser that tells nothing
    before = stored_items(desk)
    asked = desk.get("/t")
    assert asked.status == 200
    (form,) = asked.page.all("form", id="redeem")
    assert (form["method"], form["action"]) == ("post", "/t")
    assert asked.page.all("input", name="ticket")
    choice = desk.submit("/t", {"ticket": TICKET.lower()})
    assert choice.status == 200
    assert buttons(choice.page) == ["full", "time", "date"]
    assert "Suggested here" not in choice.page.text
    for words in (TONIGHT.name, "Chelsea", "7:00–8:00 pm"):
        assert words in choice.page.text
    assert not choice.page.all("i")
    (hidden,) = choice.page.all("input", name="ticket")
    code = desk.submit("/t", {"ticket": hidden["value"], "detail": "full"})
    assert code.status == 200
    assert expected["reference"] in code.page.text
    (url,) = code.page.all("input", id="url")
    assert url["value"] == expected["forms"]["full"]["url"]
    assert not [link for link in code.page.links() if "facilitate/give" in link]
    for answer in (asked, choice, code):
        assert answer.header("Cache-Control") == "no-store"
    assert stored_items(desk) == before


def test_the_answer_holds_the_code_in_every_form_so_that_choosing_asks_nothing_more(
    desk: Site,
) -> None:
    register(desk, TICKET)
    forms = redeem(desk).json["forms"]
    answer = desk.submit("/t", {"ticket": TICKET}).text
    links = re.findall(r'id="url"[^>]* value="([^"]*)"', answer)  # in templates, one for each form
    assert links == [forms[detail]["url"] for detail in ("full", "time", "date")]
    date_only = desk.submit("/t", {"ticket": TICKET, "detail": "date"}).page
    assert [field["value"] for field in date_only.all("input", id="url")] == links[2:]
    assert "Date only" in date_only.text
    assert TONIGHT.name not in date_only.text and "7:00" not in date_only.text


def test_the_choice_says_plainly_that_a_time_can_tell_the_meeting(desk: Site) -> None:
    register(desk, TICKET)
    text = desk.submit("/t", {"ticket": TICKET}).page.text
    assert "Its time can still tell which meeting it was." in text
    assert "sees a date and nothing else. It is the most private." in text


@pytest.mark.parametrize(
    ("listed_then", "within_km", "words"),
    [
        (4, 25, "4 meetings listed here within 25 km started then, yours among them."),
        (1, 25, "It is the only one listed here within 25 km that started then."),
        (4, None, "4 online meetings listed here started then, yours among them."),
        (1, None, "It is the only online meeting listed here that started then."),
        (None, None, "Its time can still tell which meeting it was."),
    ],
)
def test_how_many_meetings_started_then_is_said_where_it_is_known(
    listed_then: int | None, within_km: int | None, words: str
) -> None:
    occurrence = code_pages(next_occurrence())["code.html"].code.occurrence
    codes = {"time": code_pages(occurrence)["code-time.html"].code}
    choice = Choice("Tuesday Night", "", occurrence, codes, listed_then, within_km)
    page = TicketPage(occurrence.end, "Example", "waypost.example.org", TICKET, choice)
    text = " ".join(render_page(page, "").split())
    assert words in text
    assert ("started then" in text) == (listed_then is not None)


def next_occurrence() -> Occurrence:
    schedule = made_up_meetings()[0].schedule
    assert schedule
    return next_time(schedule)


def test_the_page_takes_a_whole_link(desk: Site) -> None:
    register(desk, TICKET)
    link = f"{settings.current().public_url}/t#{TICKET.replace('-', '')}"
    assert buttons(desk.submit("/t", {"ticket": f" {link}\n"}).page) == ["full", "time", "date"]


def test_date_and_time_only_comes_first_where_the_kind_of_meeting_tells_something(
    desk: Site,
) -> None:
    register(desk, TICKET, meeting_id=TELLING.id)
    choice = desk.submit("/t", {"ticket": TICKET}).page
    assert buttons(choice) == ["time", "date", "full"]
    assert "Suggested here" in choice.text
    code = desk.submit("/t", {"ticket": TICKET, "detail": "time"}).page
    assert TELLING.name not in code.text


@pytest.mark.parametrize("detail", ["", "full"])
def test_each_of_the_four_problems_is_said_on_the_page_with_a_way_on(
    desk: Site, detail: str
) -> None:
    register(desk, TICKET)
    withdrawn, over = new_ticket(), TICKET
    register(desk, withdrawn)
    withdraw(desk, redeem(desk, withdrawn).json["reference"])

    def problem(ticket: str, status: int, words: str) -> Page:
        answer = desk.submit("/t", {"ticket": ticket, "detail": detail})
        assert answer.status == status
        assert len(answer.page.all("div", role="status")) == 1
        assert words in answer.page.text
        (field,) = answer.page.all("input", name="ticket")
        assert field["value"] == ticket
        return answer.page

    assert said_of_nobody(problem("K7QX2", 400, "ten letters and digits"))
    assert said_of_nobody(problem("", 400, "ten letters and digits"))
    page = problem(new_ticket(), 404, "don’t know this ticket yet")
    hints = ("no signal", "Check each character", "has marked its number", "three days")
    assert all(words in page.text for words in hints)
    assert "says nothing about you" in problem(withdrawn, 410, "was withdrawn").text
    desk.clock.moment = OVER
    problem(over, 410, "more than three days old")


def said_of_nobody(page: Page) -> bool:
    return "Nobody asks who you are" in page.text


def test_a_form_with_more_than_it_asks_for_is_refused(desk: Site) -> None:
    register(desk, TICKET)
    assert desk.submit("/t", {"ticket": TICKET, "detail": "all"}).status == 400
    hostile = desk.submit("/t", {"ticket": '"><script>x</script>'})
    assert hostile.status == 400
    assert "<script>x" not in hostile.text
