"""Feeds as groups publish them; the counts were checked against the rows themselves."""

import json
from collections import Counter
from functools import cache

import pytest

from chalicelib.listings.incoming.feed import BrokenFeed, Feed
from tests.unit.listings.feeds import read, read_bytes
from tests.unit.listings.real_feeds import feed_bytes

# Rows whose address names a town that the gazetteer does not have, and that give no coordinates.
NOWHERE = {"edmonton.json": ["1444"], "times.json": ["approximate"]}


@cache
def feed(name: str, timezone: str = "America/New_York") -> Feed:
    """The feed as it is read, once in each process."""
    return read_bytes(feed_bytes(name), timezone=timezone)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "in_person", "online", "hybrid", "inactive"),
    [
        # attendance_option as stated in each row
        ("orange-county.json", 1432, 384, 148, 3),  # one online, with https://zoom.us alone
        ("san-jose.json", 120, 325, 96, 129),
        ("sussex.json", 94, 28, 1, 0),
        ("atlanta-entities.json", 6, 0, 0, 0),
        # a link or a number; TC or not
        ("edmonton.json", 219, 44, 30, 21),
        ("kansas-city.json", 116, 33, 48, 9),
        ("ben-lomond.json", 17, 17, 1, 0),
        ("times.json", 0, 7, 1, 0),
        ("appointment.json", 0, 0, 2, 0),  # somebody's house
        ("timezones.json", 0, 0, 0, 2),
    ],
)
def test_every_row_of_a_real_feed_is_a_meeting(
    name: str, in_person: int, online: int, hybrid: int, inactive: int
) -> None:
    read = feed(name)
    assert [remark.slug for remark in read.set_aside] == NOWHERE.get(name, [])
    assert Counter(m.attendance.value for m in read.meetings) == +Counter(
        in_person=in_person, online=online, hybrid=hybrid, inactive=inactive
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["orange-county.json", "san-jose.json", "sussex.json"])
def test_a_rows_place_and_links_tell_what_its_feed_states(name: str) -> None:
    """Without what the rows state of attendance and of the place, they come to the same."""
    rows = json.loads(feed_bytes(name))
    silent = [
        {field: row[field] for field in row if field not in ("attendance_option", "approximate")}
        for row in rows
    ]
    stated = {m.slug: m.attendance for m in feed(name).meetings}
    assert {m.slug: m.attendance for m in read(*silent).meetings} == stated


@pytest.mark.parametrize(
    ("name", "corrected"),
    [
        # slugs of 65 to 75 characters, and https://zoom.us as a link
        ("orange-county.json", {"slug": 7, "conference_url": 1, "attendance_option": 1}),
        # links with the marks of Google's redirects at their ends
        (
            "san-jose.json",
            {"end_time": 1, "conference_phone": 1, "conference_url": 40, "website": 1},
        ),
        # pass codes with letters; a town as the address; closed and nothing to join by
        ("edmonton.json", {"conference_phone": 14, "formatted_address": 22, "types": 21}),
        ("kansas-city.json", {"types": 9}),
        ("sussex.json", {}),
        ("ben-lomond.json", {}),
    ],
)
def test_only_what_had_to_be_is_corrected(name: str, corrected: dict[str, int]) -> None:
    assert Counter(remark.field for remark in feed(name).corrected) == corrected


def test_an_end_twelve_hours_off_is_an_hour() -> None:
    found = {m.slug: m for m in feed("san-jose.json").meetings}
    dinner, late = found["sundowners-dinner-meeting"].schedule, found["hows-your-day"].schedule
    assert dinner and (dinner.time, dinner.end_time) == ("19:15", "20:15")
    assert late and (late.time, late.end_time) == ("23:59", "01:00")


def test_one_element_days_and_twelve_hour_times_are_one_meeting_each() -> None:
    found = {m.slug: m for m in feed("edmonton.json", timezone="America/Edmonton").meetings}
    assert len(found) == 314
    schedule = found["7"].schedule
    assert schedule and (schedule.weekdays, schedule.time) == ((5,), "20:00")
    assert schedule.timezone == "America/Edmonton"
    assert all(m.venue.approximate for m in found.values() if m.attendance.has_room)


def test_numbers_for_slugs_and_postal_codes_are_read() -> None:
    found = {m.slug: m for m in feed("kansas-city.json").meetings}
    ward = found["254"]
    assert ward.venue.formatted_address == "6101 Ward Pkwy, Kansas City, MO 64113, USA"
    assert ward.group_notes == ""
    assert "<br>" not in "".join(m.group_notes for m in found.values())


def test_whose_meetings_they_are_is_read() -> None:
    assert sum(bool(m.entity) for m in feed("atlanta-entities.json").meetings) == 4


def test_edge_cases_end_as_a_person_would_read_them() -> None:
    read = feed("edge-cases-synthetic.json")
    assert [(r.row, r.slug, r.field) for r in read.set_aside] == [
        (30, "hybrid", "slug"),
        (31, "", "slug"),
    ]
    assert [(r.slug, r.field) for r in read.corrected] == [
        ("tokyo-monday-8", "formatted_address"),
        ("kathmandu", "formatted_address"),
        ("old-alias", "formatted_address"),
        ("bad-tz", "timezone"),  # "Eastern", in New York
        ("closed-venue", "types"),
        ("lookalike-host", "conference_url"),
        ("lookalike-host", "formatted_address"),
        ("script-url", "conference_url"),
        ("script-url", "formatted_address"),
    ]
    found = {m.slug: m for m in read.meetings}
    assert len(found) == 34
    days = {slug: m.schedule.weekdays for slug, m in found.items() if m.schedule}
    assert days["multi-day"] == (1, 3, 5)
    assert days["multi-day-2"] == (0, 6)
    assert days["after-multi"] == (2,)
    assert days["day-name"] == (1,)
    assert days["day-seven"] == (0,)
    midnight, noon = found["midnight"].schedule, found["twelve-hour"].schedule
    assert midnight and midnight.length_min == 90
    assert noon and noon.time == "23:00"
    assert found["appointment"].schedule is None
    assert found["closed-venue"].attendance == "inactive"
    assert found["closed-venue-online"].attendance == "online"
    assert found["online-no-address"].attendance == "online"
    assert found["no-scheme"].conference.url == "https://zoom.us/j/1234567890"
    assert found["phone-as-number"].conference.phone == "16692393465"
    assert found["types-as-text"].types == ("O", "D")
    assert found["unknown-type"].types == ("ZZZ", "O", "POA")
    assert found["html-notes"].notes == "Ring\nthe bell & wait.\nUpstairs."


def test_a_file_that_is_not_json_is_broken() -> None:
    with pytest.raises(BrokenFeed, match="not JSON"):
        read_bytes(feed_bytes("invalid-json.txt"))
