"""The words that a meeting is found by, and the parts of the index that has them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.meeting import PRIVATE, Venue
from chalicelib.meetings.storage import names
from tests.unit.meetings.factories import meeting, meetings


def venue(address: str, town: str) -> Venue:
    return Venue(formatted_address=address, town=town, point=Point(0, 0))


@pytest.mark.parametrize(
    ("address", "town", "street"),
    [
        ("5 Elm St, New York, NY 10001, USA", "New York", "5 Elm St"),
        ("Room 2, 5 Elm St, New York, NY", "New York", "Room 2 5 Elm St"),
        ("64 Example Street Port Deposit MD 21904", "Port Deposit", "64 example street"),
        ("5 Berlin Street, Berlin, Germany", "Berlin", "5 Berlin Street"),
        ("Hauptstr. 3, 10115 Berlin", "Berlin", "Hauptstr. 3"),
        ("10115 Berlin, Germany", "Berlin", ""),
        ("Kansas City, MO, USA", "Kansas City", ""),
        ("5 Elm St, Somewhere", "", "5 Elm St"),
        ("5 Elm St, Elsewhere, US", "Nowhere", "5 Elm St"),
        ("", "Nowhere", ""),
    ],
)
def test_the_street_is_what_stands_before_the_town(address: str, town: str, street: str) -> None:
    assert names.street(venue(address, town)) == street


def test_a_meeting_is_found_by_name_group_venue_street_and_town() -> None:
    listed = meeting(
        name="The 12 Lanterns Meeting",
        group="Harbour group",
        location="St. Mark's",
        formatted_address="4501 Walnut Street, Kansas City, MO",
        town="Kansas City",
    )
    words = {"lanterns", "harbour", "marks", "walnut", "@kansas", "@city"}
    assert names.words_of(listed) == words


@pytest.mark.parametrize(
    "fields",
    [
        {"attendance": AttendanceOption.INACTIVE},
        {"types": (PRIVATE,)},
        {"schedule": None},
    ],
    ids=str,
)
def test_what_no_search_finds_has_no_words(fields: dict[str, Any]) -> None:
    assert names.words_of(meeting(name="Lantern"))
    assert not names.words_of(meeting(name="Lantern", **fields))


def test_online_no_venue_and_no_street_counts() -> None:
    listed = meeting(
        name="Lantern",
        attendance=AttendanceOption.ONLINE,
        location="Zoom",
        formatted_address="Orange County, CA",
    )
    assert names.words_of(listed) == {"lantern"}


def test_a_venue_that_is_the_town_adds_nothing() -> None:
    listed = meeting(name="Lantern", location="Denver", formatted_address="", town="Denver")
    assert names.words_of(listed) == {"lantern", "@denver"}


@given(meetings)
def test_a_part_has_all_words_with_one_beginning_and_comes_back_as_it_was(listed: Any) -> None:
    words = names.words_of(listed)
    assert len(words) <= names.MAX_WORDS + 3
    for word in words:
        assert names.part_of(word) == names.part_of(names.beginning(word))
        assert names.is_kept(word.removeprefix(names.TOWN))
    postings: names.Postings = {}
    for word in words:
        names.add(postings, word, {listed.id})
    assert names.unpack(names.pack(postings)) == postings
    for word in words:
        names.discard(postings, word, {listed.id})
    assert not postings


@given(st.sets(st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True), min_size=1))
def test_a_word_of_too_many_meetings_gives_them_up(ids: set[str]) -> None:
    postings: names.Postings = {"rare": {"one"}}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names, "MAX_IDS", 3)
        for meeting_id in ids:
            names.add(postings, "often", {meeting_id})
        assert (postings["often"] is None) == (len(ids) > 3)
        assert postings["rare"] == {"one"}
        names.discard(postings, "often", ids)
        assert postings.get("often") is None


def test_a_part_stays_below_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MAX_PART_BYTES", 2_000)
    postings: names.Postings = {
        "often": {f"{n * 7919:x}" for n in range(900)},
        "rare": {"one"},
    }
    assert len(names.pack(postings)) <= 2_000
    assert postings == {"often": None, "rare": {"one"}}
