"""Giving a verification on the page, in two taps."""

from datetime import timedelta

import pytest

from chalicelib.verification.detail import Detail
from tests.unit.meetings.factories import meeting
from tests.unit.web.giving_desk import (
    CLOSES,
    GIVE,
    ONCE,
    ONLINE,
    START,
    TONIGHT,
    checked,
    facilitator_at_the_end,
)
from tests.unit.web.site import Page, Site, put_meetings, stored_items


@pytest.fixture
def desk(site: Site) -> Site:
    """A facilitator at the end of tonight's meeting."""
    return facilitator_at_the_end(site)


def shown(page: Page) -> tuple[str, str]:
    """The link on a finished code's page, and its reference."""
    (url,) = page.all("input", id="url")
    return url["value"], page.text.partition("Reference ")[2][:19]


def test_two_taps_give_a_code_and_the_same_form_again_the_same_code(desk: Site) -> None:
    assert GIVE in desk.get("/facilitate").page.links()
    form = desk.get(GIVE).page
    (once,) = form.all("input", name="once")
    details = [box["value"] for box in form.all("input", name="detail") + form.all("button")
               if box.get("value") in ("full", "time")]  # fmt: skip
    assert sorted(set(details)) == ["full", "time"]
    filled = {"detail": "full", "once": once["value"]}
    first = desk.submit(GIVE, filled)
    assert first.status == 200
    stored = stored_items(desk)
    again = desk.submit(GIVE, filled)
    assert shown(again.page) == shown(first.page)
    assert stored_items(desk) == stored
    url, reference = shown(first.page)
    said = checked(desk, url)
    assert (said["outcome"], said["reference"]) == ("genuine", reference)
    less = desk.submit(GIVE, {**filled, "detail": "time"})
    assert shown(less.page)[1] == reference
    assert checked(desk, shown(less.page)[0])["meeting"] is None


def test_reloading_the_finished_code_after_the_window_still_shows_it(desk: Site) -> None:
    filled = {"detail": "full", "once": ONCE}
    first = desk.submit(GIVE, filled)
    desk.clock.moment = CLOSES + timedelta(hours=1)
    assert shown(desk.submit(GIVE, filled).page) == shown(first.page)


def test_a_form_left_open_until_the_next_time_leads_to_the_page_for_that_one(desk: Site) -> None:
    put_meetings(meeting("tonight", name="Wednesday Night", weekdays=(0, 1, 2, 3, 4, 5, 6)))
    filled = {"detail": "full", "once": ONCE}
    desk.submit(GIVE, filled)
    desk.clock.moment = START + timedelta(days=1)
    desk.get("/facilitate")  # the session's first use that day is kept
    before = stored_items(desk)
    for answer in (desk.submit(GIVE, filled), desk.submit(GIVE, {**filled, "detail": "time"})):
        assert (answer.status, answer.header("Location")) == (303, GIVE)
    assert stored_items(desk) == before
    form = desk.get(GIVE).page
    assert "tonight" in form.text.lower()
    (once,) = form.all("input", name="once")
    given = desk.submit(GIVE, {**filled, "once": once["value"]})
    said = checked(desk, shown(given.page)[0])
    assert said["starts_at"] == "2026-03-05T19:00:00-05:00"


def test_a_form_without_what_it_needs_is_refused(desk: Site) -> None:
    before = stored_items(desk)
    for fields in ({}, {"detail": "full"}, {"once": ONCE}, {"detail": "all", "once": ONCE},
                   {"detail": "full", "once": "U" * 10}, {"detail": "full", "once": "1" * 9},
                   {"detail": "full", "once": "é" * 10},
                   {"detail": "full", "once": "x" * 9000}):  # fmt: skip
        assert desk.submit(GIVE, fields).status == 400
    assert stored_items(desk) == before


def test_one_form_does_not_serve_another_meeting(desk: Site) -> None:
    desk.submit(GIVE, {"detail": "full", "once": ONCE})
    other = desk.submit(f"/facilitate/give/{ONLINE.id}", {"detail": "full", "once": ONCE})
    assert other.status == 400


def test_every_page_names_the_same_day_to_hand_it_in(desk: Site) -> None:
    """Whose codes are given in the evening, when it is the next day in UTC."""
    given = desk.submit(GIVE, {"detail": "full", "once": ONCE}).page
    (link,) = [value["value"] for value in given.all("input") if value.get("id") == "url"]
    checked_page = desk.submit("/v/check", {"token": link.partition("#")[2]}).page
    for page in (given, checked_page):
        assert "Hand in by 31 Aug 2026" in page.text


def test_the_page_offers_each_form_of_a_code_the_suggested_first(desk: Site) -> None:
    offered = [button["value"] for button in desk.get(GIVE).page.all("button", name="detail")]
    assert offered == [detail.value for detail in Detail]


def test_where_the_kind_of_meeting_tells_something_the_date_alone_is_suggested(desk: Site) -> None:
    telling = meeting("women", types=("W",))
    put_meetings(telling)
    desk.sign_in(TONIGHT, telling)
    page = desk.get(f"/facilitate/give/{telling.id}").page
    assert "Suggested here" in page.text
    assert "Suggested here" not in desk.get(GIVE).page.text
