"""The time zone of a row."""

from typing import Any

import pytest

from chalicelib.listings.incoming.time_zones import zone_at
from tests.unit.listings.feeds import meeting, read, row

NO_POINT = {"latitude": None, "longitude": None}
ONLINE = {**NO_POINT, "formatted_address": None, "conference_url": "https://zoom.us/j/1234567890"}


def zone(**fields: Any) -> str:
    """The zone of a row with these fields."""
    feed = read(row(**fields), zone_at=zone_at)
    assert not feed.set_aside, feed.set_aside
    schedule = feed.meetings[0].schedule
    assert schedule
    return schedule.timezone


def test_a_rows_own_zone_wins_over_the_feeds() -> None:
    assert zone(timezone="Europe/Kiev") == "Europe/Kiev"
    assert zone(timezone="america/new york") == "America/New_York"


def test_without_any_zone_the_place_tells_it() -> None:
    by_point = read(row(), timezone=None).meetings[0].schedule
    by_address = read(
        row(**NO_POINT, formatted_address="1 rue X, 75006 Paris, France"), timezone=None
    )
    assert by_point and by_point.timezone == "America/New_York"
    schedule = by_address.meetings[0].schedule
    assert schedule and schedule.timezone == "Europe/Paris"


def test_where_nothing_tells_the_zone_the_reason_names_the_option() -> None:
    (remark,) = read(row(**ONLINE), timezone=None).set_aside
    assert remark.field == "timezone"
    assert "--timezone" in remark.reason


PHOENIX = "1 N Central Ave, Phoenix, AZ 85004, USA"
DENVER = "1 Main St, Denver, CO 80202, USA"


@pytest.mark.parametrize(
    ("written", "address", "read_as"),
    [
        ("EST", "1 State St, Albany, NY 12207, USA", "America/New_York"),
        ("est", "1 State St, Albany, NY, USA", "America/New_York"),
        ("EST", "1 Bay St, Kingston, Jamaica", "America/Jamaica"),
        ("MST", DENVER, "America/Denver"),
        ("MST", PHOENIX, "America/Phoenix"),
        ("MDT", PHOENIX, "America/Phoenix"),
        ("MST7MDT", PHOENIX, "America/Phoenix"),
        ("HST", "1 King St, Honolulu, HI 96813, USA", "Pacific/Honolulu"),
        ("PST8PDT", "1 Main St, San Jose, CA 95112, USA", "America/Los_Angeles"),
        ("Etc/GMT+7", DENVER, "America/Denver"),
        ("GMT-7", DENVER, "America/Denver"),
        ("UTC-07:00", DENVER, "America/Denver"),
        ("-07:00", DENVER, "America/Denver"),
        ("GMT", "1 High St, Bristol BS1 1AA, UK", "Europe/London"),
        ("CET", "Hauptstr. 5, 10115 Berlin", "Europe/Berlin"),
        ("UTC", DENVER, "America/Denver"),
        ("Z", DENVER, "America/Denver"),
        ("Mountain", DENVER, "America/Denver"),
        ("Mountain Time (US &amp; Canada)", DENVER, "America/Denver"),
        ("(GMT-07:00) Mountain Time - Denver", DENVER, "America/Denver"),
        ("MST/MDT", DENVER, "America/Denver"),
        ("Mountain Standard Time", PHOENIX, "America/Phoenix"),
        ("Central European Time", "Hauptstr. 5, 10115 Berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Hauptstr. 5, 10115 Berlin", "Europe/Berlin"),
        ("GMT+1", "Hauptstr. 5, 10115 Berlin", "Europe/Berlin"),
        ("Eastern (EST)", "1 State St, Albany, NY 12207, USA", "America/New_York"),
    ],
)
def test_an_offset_beside_a_room_is_read_as_the_places_zone(
    written: str, address: str, read_as: str
) -> None:
    fields = {**NO_POINT, "timezone": written, "formatted_address": address}
    assert zone(**fields) == read_as
    (remark,) = read(row(**fields), zone_at=zone_at).corrected
    assert (remark.field, read_as in remark.reason) == ("timezone", True)


@pytest.mark.parametrize("written", ["Eastern", "ET", "EST5EDT", "GMT+1", "Central European Time"])
def test_what_contradicts_the_place_of_a_room_is_read_as_its_zone_and_says_so(written: str) -> None:
    fields = {**NO_POINT, "timezone": written, "formatted_address": DENVER}
    assert zone(**fields) == "America/Denver"
    (remark,) = read(row(**fields), zone_at=zone_at).corrected
    assert "is not the time of its place" in remark.reason


def test_a_zone_of_another_place_counts_and_its_contradiction_is_said() -> None:
    fields = {**NO_POINT, "timezone": "Europe/Berlin", "formatted_address": DENVER}
    assert zone(**fields) == "Europe/Berlin"
    (remark,) = read(row(**fields), zone_at=zone_at).corrected
    assert remark.reason == "Europe/Berlin is kept, though clocks at its place go by America/Denver"
    assert not read(row(**{**fields, "timezone": "US/Mountain"}), zone_at=zone_at).corrected


@pytest.mark.parametrize("written", ["Nowhere Time", "America/Nowhere", "the usual", "Standard"])
def test_words_that_name_no_zone_set_a_row_aside_only_where_no_room_tells_it(written: str) -> None:
    (remark,) = read(row(**ONLINE, timezone=written)).set_aside
    assert remark.field == "timezone"
    fields = {**NO_POINT, "timezone": written, "formatted_address": DENVER}
    assert zone(**fields) == "America/Denver"
    (remark,) = read(row(**fields), zone_at=zone_at).corrected
    assert written in remark.reason
    assert "read as America/Denver, the zone of its place" in remark.reason


@pytest.mark.parametrize("written", ["EST", "MST", "HST", "Etc/GMT+5", "GMT-5", "-05:00", "GMT"])
def test_an_offset_without_a_place_sets_the_row_aside(written: str) -> None:
    (remark,) = read(row(**ONLINE, timezone=written)).set_aside
    assert remark.field == "timezone"
    assert written in remark.reason


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("Etc/UTC", "Etc/UTC"),
        ("EST5EDT", "America/New_York"),
        ("CET", "CET"),
        ("Eastern", "America/New_York"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Mountain Time (no DST)", "America/Phoenix"),
        ("CET/CEST", "CET"),
        ("GMT Standard Time", "Europe/London"),
        ("New York", "America/New_York"),
        ("America/New_York (EST)", "America/New_York"),
        (r"America\/New_York", "America/New_York"),
    ],
)
def test_what_means_one_clock_needs_no_place(written: str, read_as: str) -> None:
    assert zone(**ONLINE, timezone=written) == read_as


def test_people_who_only_call_in_go_by_the_offset() -> None:
    in_town = {**ONLINE, "formatted_address": "San Francisco, CA, USA"}
    assert zone(**in_town, timezone="PST") == "America/Los_Angeles"
    (remark,) = read(row(**in_town, timezone="EST"), zone_at=zone_at).set_aside
    assert remark.field == "timezone"
    assert zone(**in_town, timezone="Pacific") == "America/Los_Angeles"
    assert zone(**in_town, timezone="Eastern") == "America/New_York"


def test_a_closed_rooms_zone_is_that_of_its_address() -> None:
    closed = {"types": ["TC"], "conference_url": "https://zoom.us/j/1234567890"}
    assert zone(**closed, timezone="EST") == "America/New_York"
    assert meeting(**closed, timezone="EST").venue.point is None
