"""What is lost between a row and its meeting, whichever rule lost it."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.geo.point import Point
from chalicelib.listings.incoming.feed import Feed, Remark
from chalicelib.listings.incoming.losses import MAX_NAME, LossKind, corrections, losses
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import Conference, Meeting, Venue
from tests.unit.listings.feeds import NOWHERE, read, row
from tests.unit.meetings.factories import meeting

HERE = Point(40.0, -75.0)
ROOM = Venue(formatted_address="1 Main St, Anytown", point=HERE)
ONLINE = AttendanceOption.ONLINE
LINK = "https://zoom.us/j/1234567890"


def became(result: Meeting, *remarks: Remark, **values: Any) -> list[str]:
    """The kinds of loss of one row that became that meeting."""
    raw = {"slug": "a", "name": result.name, **values}
    feed = Feed((result,), (), remarks, (raw,), (1,))
    return [loss.kind.value for loss in losses(feed)]


def online(**call: str) -> Meeting:
    return meeting("a", attendance=ONLINE, point=None, conference=Conference(**call))


def in_room(**changed: Any) -> Meeting:
    return replace(meeting("a"), venue=replace(ROOM, **changed))


def remark(field: str, reason: str = "left out") -> Remark:
    return Remark(1, "a", field, reason)


def test_a_row_that_is_shown_as_it_is_loses_nothing() -> None:
    assert losses(read(row(types=["O", "W"], url="https://example.org/evening"))) == ()


def test_a_row_that_is_set_aside_is_lost_whole_and_says_why() -> None:
    feed = read(row(slug="a"), row(slug="b", name="<b>Morning</b>", day="someday"), "no row")
    (loss,) = losses(feed)
    assert loss.kind is LossKind.SET_ASIDE
    assert [(each.row, each.slug, each.name, each.field) for each in loss.rows] == [
        (2, "b", "Morning", "day"),
        (3, "", "", ""),
    ]
    assert loss.rows[0].reason == "'someday' is not a weekday"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("W", "women_as_open"),
        ("M", "men_as_open"),
        ("Y", "young_as_open"),
        ("C", "closed_as_open"),
        ("LGBTQ", "audience_as_open"),
        ("PRIVATE", "private_as_public"),
    ],
)
def test_a_meeting_for_some_that_would_stand_as_open_to_all_is_named(code: str, kind: str) -> None:
    assert became(meeting("a", types=("O",)), types={"3": code}) == [kind]
    assert became(meeting("a", types=("O", code)), types={"3": code}) == []


def test_a_meeting_that_loses_two_audiences_is_named_with_both() -> None:
    assert became(meeting("a"), types="Women; Closed") == ["women_as_open", "closed_as_open"]


def test_a_type_that_narrows_nothing_is_lost_quietly() -> None:
    unknown = remark("types", "left out: 'Knitting circle'")
    assert became(meeting("a"), unknown, types="Knitting circle") == ["types"]
    closed = remark("types", "its room is closed for now")  # on a type that is known
    assert became(meeting("a", types=("TC",)), closed, types="TC") == []


@pytest.mark.parametrize(
    ("url", "result", "kinds"),
    [
        (LINK, "", ["link"]),
        ("TBA", "", []),
        (f"{LINK}?pwd=abc", f"{LINK}?pwd=abc", []),
        (f"{LINK}?pwd=abc", LINK, ["passcode"]),
        (f"{LINK}?uname=x&#038;pwd=abc", f"{LINK}?uname=x&", ["passcode"]),
        (f"{LINK}?uname=x&amp;amp;pwd=abc", f"{LINK}?uname=x&pwd=abc", []),
        (f"{LINK}?pwd=abc{LINK}?pwd=abc", f"{LINK}?pwd=abc", []),
        ("https://zoom.us/j/ 1234567890", "https://zoom.us/j/", ["link_number"]),
    ],
)
def test_what_a_link_loses(url: str, result: str, kinds: list[str]) -> None:
    assert became(online(url=result, phone="+15550100123"), conference_url=url) == kinds


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        ("https://hilltop-group.org/zoom", ["page_link"]),
        ("https://tinyurl.com/abcdefg", ["short_link"]),
        ("https://notzoom.us/j/1", ["imitation_link"]),
    ],
)
def test_a_link_that_is_no_providers_is_named_though_it_stays(url: str, kinds: list[str]) -> None:
    assert became(online(url=url), conference_url=url) == kinds


def test_a_passcode_that_the_notes_have_is_not_lost() -> None:
    kept = online(url=LINK, url_notes="Passcode: abc")
    assert became(kept, conference_url=f"{LINK} Passcode: abc") == []


@pytest.mark.parametrize(
    ("phone", "result", "kinds"),
    [
        ("+1+16465550100", "", ["phone"]),
        ("ask", "", []),
        ("+16465550100,,123456789#", "+16465550100,,123456789#", []),
        ("+16465550100,,123456789#,,*4321#", "+16465550100,,123456789#", ["phone_codes"]),
    ],
)
def test_what_a_phone_number_loses(phone: str, result: str, kinds: list[str]) -> None:
    assert became(online(url=LINK, phone=result), conference_phone=phone) == kinds


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({}, ["inactive"]),
        ({"attendance_option": "online"}, ["inactive"]),
        ({"attendance_option": "inactive"}, []),
    ],
)
def test_a_meeting_becomes_inactive_unless_its_row_says_so(
    values: dict[str, Any], kinds: list[str]
) -> None:
    inactive = meeting("a", attendance=AttendanceOption.INACTIVE, point=None)
    assert became(inactive, **values) == kinds


def test_without_a_day_and_a_time_no_search_finds_it() -> None:
    assert became(replace(meeting("a"), schedule=None)) == ["by_appointment"]


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ({"formatted_address": "Philadelphia, PA, USA"}, ["online_only"]),
        ({"formatted_address": "1 Main St", "attendance_option": "online"}, []),
        ({"city": "Philadelphia"}, []),
    ],
)
def test_an_address_that_is_no_place_to_go_is_said(
    values: dict[str, Any], kinds: list[str]
) -> None:
    assert became(online(url=LINK), conference_url=LINK, **values) == kinds


def test_an_address_whose_room_is_closed_for_now_is_no_loss() -> None:
    closed = replace(online(url=LINK), types=("TC",))
    assert became(closed, formatted_address="1 Main St", conference_url=LINK) == []


def test_how_well_a_place_is_known() -> None:
    at = {"latitude": "40.0", "longitude": -75}
    assert became(in_room(), **at) == []
    assert became(in_room(approximate=True)) == ["approximate"]
    assert became(in_room(approximate=True), approximate="yes", **at) == []
    assert became(in_room(approximate=True, placed_by_town=True)) == ["by_town"]
    assert became(in_room(), latitude=40, longitude=75) == ["moved"]
    assert became(in_room(approximate=True), latitude=40, longitude=0.0) == ["moved", "approximate"]


def test_another_time_zone_than_the_row_says() -> None:
    shown = meeting("a", timezone="America/New_York")
    assert became(shown, timezone="EST") == ["time_zone"]
    assert became(shown, timezone="Pacific Time") == ["time_zone"]
    assert became(shown, timezone="america/new_york") == []
    assert became(shown, timezone="Eastern Time (US & Canada)") == []
    assert became(shown) == []


def test_times_that_could_not_be_read() -> None:
    assert became(meeting("a"), remark("end_time"), end_time="late") == ["length"]
    assert became(meeting("a"), remark("duration"), duration="long") == ["length"]
    assert became(meeting("a"), remark("x_recurrence")) == ["dates"]


def test_words_that_are_lost() -> None:
    assert became(meeting("a"), name=" ") == ["name"]
    assert became(meeting("a"), url="https://example.org/a b") == ["own_page"]
    assert became(replace(meeting("a"), notes="so on…"), remark("notes"), notes="so on") == [
        "text_cut"
    ]
    assert became(replace(meeting("a"), notes="and so on…"), notes="and so on…") == []


def test_the_worst_comes_first_whatever_the_order_of_the_rows() -> None:
    feed = read(
        row(slug="a", end_time="late"),
        row(slug="b", types="Women", latitude=None, longitude=None),
        row(slug="c", name="", location="", group=""),
    )
    order = list(LossKind)
    kinds = [loss.kind for loss in losses(feed)]
    assert kinds == sorted(kinds, key=order.index)
    assert kinds[0] is LossKind.SET_ASIDE


def test_a_remark_gives_the_reason_and_a_long_name_is_cut() -> None:
    (loss,) = losses(read(row(name="n" * 200, end_time="late")))
    assert loss.rows[0].name == "n" * (MAX_NAME - 1) + "…"
    assert loss.rows[0].reason.startswith("'late' is not a time of day")


def test_corrections_name_their_meetings() -> None:
    feed = read(row(slug="a", day="someday"), row(slug="b", name="Morning", end_time="late"))
    (corrected,) = corrections(feed)
    assert (corrected.row, corrected.slug, corrected.name) == (2, "b", "Morning")


def test_of_two_rows_with_one_slug_each_is_compared_with_its_own() -> None:
    first = row(slug="a", formatted_address=NOWHERE, latitude=None, longitude=None, types="W")
    feed = read(first, row(slug="a", types="W"), row(slug="b", end_time="late"))
    assert [(loss.kind.value, [each.row for each in loss.rows]) for loss in losses(feed)] == [
        ("set_aside", [1]),
        ("length", [3]),
    ]
