"""Narrowing a search down on the page, as somebody without scripts does, and by the API."""

import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Conference
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import series
from chalicelib.web.i18n.catalogue import OWN_NAMES
from tests.unit.meetings.factories import NEW_YORK, meeting
from tests.unit.web.site import Page, Site, put_meetings

NEAR = {"near": "40.71,-74.01"}
THURSDAY = date(2026, 3, 5)
ZOOM = Conference("https://zoom.us/j/123")
WOMEN = meeting("women", name="Women", types=("O", "W", "S"), start_min=9 * 60)
LATE = meeting(
    "late",
    name="Late",
    types=("O", "X"),
    start_min=22 * 60,
    weekdays=(5,),
    notes="Ring the bell",
    entity="Another Fellowship",
    verification=VerificationPolicy.NOT_OFFERED,
)
BOTH = meeting(
    "both", name="Both", types=("O", "W"), attendance=AttendanceOption.HYBRID, conference=ZOOM,
    weekdays=(6,),
)  # fmt: skip


@pytest.fixture(autouse=True)
def some_meetings(site: Site) -> None:
    put_meetings(WOMEN, LATE, BOTH)


def ids(page: Page) -> set[str]:
    return {link.rpartition("/")[2] for link in page.links() if link.startswith("/meetings/")}


# Ways to narrow a search, and which of those meetings each finds.
FOUND: list[tuple[dict[str, str], set[str]]] = [
    ({"type": "W"}, {"women", "both"}), ({"type": "W,S"}, {"women"}),
    ({"type": "w,s"}, {"women"}),
    ({"time": "morning"}, {"women"}), ({"time": "night"}, {"late"}),
    ({"after": "19:00"}, {"late", "both"}), ({"before": "19:00"}, {"women"}),
    ({"after": "21:00", "before": "02:00"}, {"late"}),
    ({"before": "24:00"}, {"women", "late", "both"}),
    ({"words": "bell"}, {"late"}), ({"words": "bell OR morning"}, {"late"}),
    ({"words": "women"}, {"women", "both"}), ({"words": "spanish"}, {"women"}),
    ({"words": "wheelchair OR espagnol"}, {"late", "women"}),
    ({"verification": "offered"}, {"women", "both"}),
    ({"entity": "Another Fellowship"}, {"late"}),
    ({"attendance": "hybrid"}, {"both"}), ({"day": "weekend"}, {"both"}),
    ({"day": "5,6"}, {"late", "both"}), ({"day": "today,6"}, {"women", "both"}),
    ({"type": "W", "day": "6", "time": "evening"}, {"both"}),
]  # fmt: skip


def query_id(query: dict[str, str]) -> str:
    """A query as the name of a test has it."""
    return "&".join(f"{name}={value}" for name, value in query.items())


@pytest.mark.parametrize(
    ("query", "found"), [pytest.param(*row, id=query_id(row[0])) for row in FOUND]
)
def test_every_way_to_narrow_finds_the_same_on_the_page_and_by_the_api(
    site: Site, query: dict[str, str], found: set[str]
) -> None:
    wanted = {meeting.id for meeting in (WOMEN, LATE, BOTH) if meeting.slug in found}
    assert ids(site.get("/", {**NEAR, **query}).page) == wanted
    answer = site.get("/v1/meetings", {**NEAR, **query}).json
    assert {meeting["id"] for meeting in answer["meetings"]} == wanted
    assert all(answer["search"][name] for name in query)


def test_a_control_says_how_many_results_it_leaves(site: Site) -> None:
    page = site.get("/", NEAR).page
    values = {(box["name"], box["value"]) for box in page.all("input", type="checkbox")}
    assert {("type", "W"), ("type", "X"), ("type", "S"), ("attendance", "hybrid")} <= values
    assert ("verification", "offered") in values
    assert "For women 2" in page.text
    assert "3 found" in page.text


@pytest.mark.parametrize("language", OWN_NAMES)
def test_every_book_is_a_chip_of_its_own_that_finds_its_meetings(site: Site, language: str) -> None:
    books = [meeting(f"read{code}", types=("O", code)) for code in ("B", "ABSI", "LS")]
    put_meetings(*books)
    spoken = {"Accept-Language": language}
    html = site.get("/", NEAR, **spoken).text
    chips = dict(re.findall(r'name="type" value="(\w+)"><span>([^<]+) <small>1<', html))
    assert {"B", "ABSI", "LS"} <= chips.keys()
    assert len(set(chips.values())) == len(chips)
    for book in books:
        narrowed = site.get("/", {**NEAR, "type": book.types[1]}, **spoken).page
        assert ids(narrowed) == {book.id}


def beside(page: Page, *days: str) -> list[str]:
    """The number beside each of those days, "" for none."""
    found = [re.search(rf"{day}( \d+)?(?= [A-Z])", page.text) for day in days]
    return [(match[1] or "").strip() if match else "?" for match in found]


def test_each_day_says_how_many_take_place_on_it(site: Site) -> None:
    """On Wednesday: one on Wednesdays, Fridays and Saturdays each, and some that are not simply
    weekly."""
    monthly = series((), 9 * 60, 60, "America/New_York", rule="FREQ=MONTHLY;BYDAY=1TU")  # 7 April
    daily = replace(monthly, rule="", weekdays=tuple(range(7)), exceptions=(Override(THURSDAY),))
    put_meetings(meeting("monthly", schedule=monthly), meeting("daily", schedule=daily))
    page = site.get("/", NEAR).page
    assert beside(page, "Today", "Tomorrow") == ["2", "0"]
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    assert beside(page, *days) == ["1", "1", "2", "0", "2", "2", "1"]
    for value, left in (("today", 2), ("2", 1), ("5", 2)):
        assert len(ids(site.get("/", {**NEAR, "day": value}).page)) == left


def test_an_online_meetings_days_are_counted_where_the_search_is(site: Site) -> None:
    put_meetings(meeting("night", attendance=AttendanceOption.ONLINE, point=None, weekdays=(4,)))
    page = site.get("/?attendance=online&place=Sydney&type=D&words=night").page
    assert beside(page, "Thursday", "Friday") == ["0", "1"]  # New York's Thursday evening
    assert len(ids(site.get("/?attendance=online&place=Sydney&words=night&day=5").page)) == 1


def test_a_day_with_nothing_says_how_many_other_days_have(site: Site) -> None:
    page = site.get("/", {**NEAR, "day": "1", "type": "W"}).page
    assert "Without: Monday (2)" in page.text
    nothing = site.get("/", {**NEAR, "day": "1", "words": "zebra"}).page
    assert "Without: Monday" not in nothing.text


def test_a_control_that_would_change_nothing_is_not_there(site: Site) -> None:
    page = site.get("/", NEAR).page
    assert ("type", "O") not in {
        (box["name"], box["value"]) for box in page.all("input", type="checkbox")
    }
    put_meetings()
    page = site.get("/", {"near": "10,10"}).page
    assert not page.all("input", name="type")
    assert not page.all("select", name="entity")


def test_what_is_chosen_can_be_taken_back_one_by_one(site: Site) -> None:
    page = site.get("/", {**NEAR, "type": "W,S", "time": "night"}).page
    assert "Nothing found" in page.text
    ways = [parse_qs(urlsplit(link).query) for link in page.links() if link.startswith("/?")]
    assert any(way.get("type") == ["S"] and "time" in way for way in ways)
    assert any("time" not in way and way.get("type") == ["W,S"] for way in ways)
    assert "Without: Late evening and night" in page.text
    assert "(1)" in page.text


NARROWED = {
    "day": "3,6", "type": "W,S", "time": "evening", "after": "08:00", "before": "23:00",
    "words": '"open door"', "verification": "offered", "entity": "Elm Group", "radius": "25km",
    "attendance": "hybrid",
}  # fmt: skip


def first_form(html: str) -> dict[str, str]:
    """What the form with the box for a town sends besides the town."""
    form = Page(re.split(r"</form>", html.partition('role="search"')[2])[0])
    return {box["name"]: box["value"] for box in form.all("input", type="hidden")}


def test_another_town_is_searched_as_narrowly(site: Site) -> None:
    assert first_form(site.get("/").text) == {}
    assert first_form(site.get("/", NEAR).text) == {}
    answer = site.get("/", {**NEAR, **NARROWED})
    assert first_form(answer.text) == {k: v for k, v in NARROWED.items() if k != "radius"}
    misspelt = site.get("/", {"place": "Qxzkvw", "type": "W"})
    assert first_form(misspelt.text) == {"type": "W"}


def test_a_town_named_after_online_meetings_is_searched_for_rooms(site: Site) -> None:
    answer = site.get("/?attendance=online&timezone=America/New_York&type=W")
    assert first_form(answer.text) == {"type": "W"}


def test_checkboxes_of_a_form_without_scripts_are_understood(site: Site) -> None:
    path = "/?near=40.71,-74.01&words=&time=&day=5&day=6&type=O&type=W&radius="
    assert ids(site.get(path).page) == {BOTH.id}


def test_nothing_within_reach_names_the_nearest_beyond(site: Site) -> None:
    put_meetings(meeting("far", name="Far", point=Point(NEW_YORK.lat + 3, NEW_YORK.lon)))
    page = site.get("/", {"near": "42.2,-74.01", "radius": "10km"}).page
    assert "The nearest beyond that" in page.text
    assert ids(page)


# Values that a parameter may not have.
REFUSED = [
    ("type", "W;DROP"), ("type", ",".join(f"A{n}" for n in range(11))), ("time", "noon"),
    ("after", "25:00"), ("after", "18"), ("before", "9:61"), ("verification", "yes"),
    ("words", "a " * 13), ("words", "x" * 101), ("day", "7"), ("day", "1,monday"),
    ("attendance", "by_post"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [pytest.param(*row, id="=".join(row)[:40]) for row in REFUSED]
)
def test_what_is_not_allowed_is_refused_by_name(site: Site, name: str, value: str) -> None:
    refused = site.get("/v1/meetings", {**NEAR, name: value})
    assert refused.status == 400
    assert refused.error["field"] == name
    assert site.get("/", {**NEAR, name: value}).status == 400
