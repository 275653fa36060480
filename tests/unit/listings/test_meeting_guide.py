import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.geo.point import Point
from chalicelib.listings.incoming import meeting_guide
from chalicelib.listings.incoming.meeting_guide import Affiliation, BrokenFeed, Remark, fitting_slug
from chalicelib.meetings.meeting import AttendanceOption, Conference, VerificationPolicy, meeting_id
from chalicelib.meetings.schedule.schedule import Schedule
from tests.unit.listings.feeds import NOWHERE, meeting, read, read_bytes, row

# the file as a whole


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"[{]", "line 1, column 3"),
        (b"invalid text", "not JSON"),
        (b"[{\"latitude\": NaN}]", "NaN"),
        (b"[\xff]", "not UTF-8 text (byte 1)"),
        (b"\xff\xfe[\x00]\x00", "not UTF-8"),
        (b"7", "not a list"),
        (b"null", "not a list"),
        (b"{\"rows\": []}", "not a list"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_a_broken_file_says_why_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(BrokenFeed) as broken:
        read_bytes(data)
    assert reason in str(broken.value)
    assert "\n" not in str(broken.value)


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting_guide, "MAX_FEED_BYTES", 10)
    with pytest.raises(BrokenFeed, match="larger than"):
        read_bytes(b"[          ]")


def test_a_byte_order_mark_and_an_object_around_the_list_are_read() -> None:
    assert len(read_bytes(b"\xef\xbb\xbf" + json.dumps([row()]).encode()).meetings) == 1
    assert len(read_bytes(json.dumps({"meetings": [row()]}).encode()).meetings) == 1
    assert read_bytes(b"[]").meetings == ()


# rows


def test_one_bad_row_leaves_the_others() -> None:
    feed = read(row(slug="a"), row(slug="b", day="someday"), 7, None, [row()], row(slug="c"))
    assert [m.slug for m in feed.meetings] == ["a", "c"]
    assert [(r.row, r.slug, r.field) for r in feed.set_aside] == [
        (2, "b", "day"),
        (3, "", ""),
        (4, "", ""),
        (5, "", ""),
    ]
    assert feed.set_aside[0].reason == "'someday' is not a weekday"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"slug": None}, "slug"),
        ({"slug": " "}, "slug"),
        ({"slug": True}, "slug"),
        ({"slug": ["a"]}, "slug"),
        ({"name": None}, "name"),
        ({"name": " <br> "}, "name"),
        ({"name": {"en": "x"}}, "name"),
        ({"day": True}, "day"),
        ({"day": [1, "x"]}, "day"),
        ({"day": None}, "day"),
        ({"time": None}, "time"),
        ({"time": "evening"}, "time"),
        ({"time": 1900}, "time"),
        ({"timezone": "Eastern"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
    ],
)
def test_a_row_that_nobody_could_follow_is_set_aside(fields: dict[str, Any], field: str) -> None:
    feed = read(row(**fields))
    assert feed.meetings == ()
    assert [remark.field for remark in feed.set_aside] == [field]


def test_of_two_rows_with_one_slug_the_first_is_kept() -> None:
    feed = read(row(name="First"), row(name="Second"))
    assert [m.name for m in feed.meetings] == ["First"]
    assert feed.set_aside == (
        Remark(2, "evening-circle", "slug", "an earlier row has the same slug"),
    )


def test_a_good_row_is_used_where_one_with_its_slug_was_set_aside() -> None:
    feed = read(row(time="x"), row(name="Second"))
    assert [m.name for m in feed.meetings] == ["Second"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = (
    "name slug day time end_time timezone formatted_address address city state postal_code country"
    " region sub_region regions latitude longitude approximate conference_url conference_url_notes"
    " conference_phone conference_phone_notes types location notes location_notes group group_notes"
    " url updated entity entity_url entity_website_url attendance_option"
).split()


@pytest.mark.slow
@given(_JSON, st.dictionaries(st.sampled_from(_FIELDS), _JSON))
def test_no_value_of_a_row_stops_a_feed(anything: object, fields: dict[str, object]) -> None:
    rows = [anything, {**row(), **fields}, row(slug="last-one-standing")]
    data = re.sub(r"-?Infinity|NaN", "1e999", json.dumps(rows)).encode()
    feed = read_bytes(data)
    assert feed.meetings[-1].slug == "last-one-standing"
    for found in feed.meetings:
        repr(found).encode()
    for remark in (*feed.set_aside, *feed.corrected):
        remark.reason.encode()
        assert "\n" not in remark.reason and len(remark.reason) < 1000


def test_hostile_sizes_do_not_stop_a_feed() -> None:
    deep = "[" * 500 + "]" * 500
    rows = [
        f'{{"slug": "deep", "name": "x", "notes": {deep}, "day": {deep}, "time": "19:00"}}',
        json.dumps(row(slug="long", notes="n" * 1_000_000, name="n" * 1_000_000)),
        json.dumps(row(slug=10**400)),
        json.dumps(row(slug="coordinates", latitude=10**400)),
        f'{{"slug": 1{"0" * 5000}, "name": "x"}}',
    ]
    feed = read_bytes(f"[{','.join(rows)}]".encode())
    assert [remark.slug for remark in feed.set_aside] == ["deep"]
    assert [len(m.name) for m in feed.meetings] == [255, 14, 14, 1]
    assert all(len(m.slug) <= 64 for m in feed.meetings)


# what a row becomes


def test_the_id_is_ten_letters_and_stays() -> None:
    found = meeting()
    assert found.id == meeting_id("example", "evening-circle")
    assert re.fullmatch("[a-z2-7]{10}", found.id)


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("early-bird", "early-bird"),
        (1234, "1234"),
        (1234.0, "1234"),
        (" padded ", "padded"),
        ("naïve-Ñame.x", "naïve-Ñame.x"),
    ],
)
def test_slugs_stay_as_they_are(written: object, slug: str) -> None:
    assert fitting_slug(written) == slug


def test_slugs_that_break_a_link_or_are_too_long_stay_apart_and_stay_the_same() -> None:
    written = ["a b", "a/b", "a?b", "a\\b", "a" * 65, "a" * 66, "..", "/"]
    fitted = [fitting_slug(slug) for slug in written]
    assert len(set(fitted)) == len(written)
    assert fitted == [fitting_slug(slug) for slug in written]
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}", slug) for slug in fitted)
    feed = read(row(slug="a b"))
    assert feed.corrected == (Remark(1, fitted[0], "slug", f"made fit for a link: {fitted[0]}"),)


def test_one_row_with_several_days_is_one_meeting() -> None:
    assert meeting(day=[5, "1", "Wednesday"], time="7:00 AM", end_time="8:30 am").schedule == (
        Schedule((1, 3, 5), 420, 90, "America/New_York")
    )


def test_without_day_and_time_a_meeting_is_by_appointment() -> None:
    assert meeting(day=None, time="").schedule is None
    assert meeting(day=[], time=None, end_time="20:00").schedule is None


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    feed = read(row(day=6, time="24:00"))
    assert feed.meetings[0].schedule == Schedule((0,), 0, 60, "America/New_York")
    assert [remark.field for remark in feed.corrected] == ["time"]


@pytest.mark.parametrize("end", ["08:15", "18:00", "19:00", "late"])
def test_an_end_that_cannot_be_becomes_an_hour_and_is_reported(end: str) -> None:
    feed = read(row(end_time=end))
    assert feed.meetings[0].schedule is not None
    assert feed.meetings[0].schedule.length_min == 60
    assert [remark.field for remark in feed.corrected] == ["end_time"]


# time zones


def test_a_rows_own_zone_wins_over_the_feeds() -> None:
    found = meeting(timezone="Europe/Kiev")
    assert found.schedule and found.schedule.timezone == "Europe/Kiev"
    found = meeting(timezone="america/new york")
    assert found.schedule and found.schedule.timezone == "America/New_York"


def test_without_any_zone_the_place_tells_it() -> None:
    by_point = read(row(), timezone=None).meetings[0].schedule
    by_address = read(row(latitude=None, longitude=None), timezone=None).meetings[0].schedule
    assert by_point and by_point.timezone == "America/New_York"
    assert by_address and by_address.timezone == "Europe/Paris"


def test_where_nothing_tells_the_zone_the_reason_names_the_option() -> None:
    online = row(
        formatted_address=None, latitude=None, longitude=None, conference_url="zoom.us/j/1"
    )
    (remark,) = read(online, timezone=None).set_aside
    assert remark.field == "timezone"
    assert "--timezone" in remark.reason


# places


def test_given_coordinates_win_and_are_exact() -> None:
    venue = meeting(latitude="40.7500", longitude="-73.9900").venue
    assert venue.point == Point(40.75, -73.99)
    assert not venue.approximate


def test_an_address_without_coordinates_is_placed_approximately() -> None:
    for lat, lon in [(None, None), (0, 0), ("0", "0.0")]:
        feed = read(row(latitude=lat, longitude=lon))
        assert feed.meetings[0].venue.point == Point(48.85, 2.35)
        assert feed.meetings[0].venue.approximate
        assert not feed.corrected


@pytest.mark.parametrize(
    ("lat", "lon", "field"),
    [
        (91, 0, "latitude"),
        (40, 181, "longitude"),
        ("north", -73, "latitude"),
        (40, True, "longitude"),
        ("nan", -73, "latitude"),
        (40, None, "latitude"),
    ],
)
def test_coordinates_that_cannot_be_are_left_out(lat: object, lon: object, field: str) -> None:
    feed = read(row(latitude=lat, longitude=lon))
    assert feed.meetings[0].venue.point == Point(48.85, 2.35)
    assert [remark.field for remark in feed.corrected] == [field]


def test_an_in_person_meeting_that_is_nowhere_is_set_aside() -> None:
    nowhere = {"formatted_address": NOWHERE, "latitude": None, "longitude": None}
    (remark,) = read(row(**nowhere)).set_aside
    assert remark.field == "formatted_address"
    for stated in ("in_person", "hybrid"):
        feed = read(row(**nowhere, attendance_option=stated, conference_url="zoom.us/j/1"))
        assert [remark.field for remark in feed.set_aside] == ["formatted_address"]
    by_appointment = read(row(**nowhere, day=None, time=None))
    assert by_appointment.meetings[0].attendance is AttendanceOption.IN_PERSON


def test_a_link_keeps_a_meeting_whose_room_is_nowhere() -> None:
    feed = read(
        row(formatted_address=NOWHERE, latitude=None, longitude=None, conference_url="zoom.us/j/1")
    )
    assert feed.meetings[0].attendance is AttendanceOption.ONLINE
    assert [remark.field for remark in feed.corrected] == ["formatted_address"]


def test_an_address_is_composed_of_its_parts() -> None:
    parts = {
        "formatted_address": None,
        "address": "51st & Wornall,  ",
        "city": "Kansas City",
        "state": "MO",
        "postal_code": 64112,
        "country": "USA",
    }
    found = meeting(**parts)
    assert found.venue.formatted_address == "51st & Wornall, Kansas City, MO 64112, USA"
    assert found.venue.regions == ("Kansas City",)
    short = meeting(**{**parts, "postal_code": 2134, "state": "MA"})
    assert short.venue.formatted_address.endswith("MA 02134, USA")
    whole = meeting(formatted_address=None, address="8 High St, Bath, UK", city="Bath")
    assert whole.venue.formatted_address == "8 High St, Bath, UK"


@pytest.mark.parametrize(
    ("fields", "regions"),
    [
        ({"regions": ["New York", "Bronx"], "region": "x"}, ("New York", "Bronx")),
        ({"regions": "New York > Bronx"}, ("New York", "Bronx")),
        ({"region": "San Jose", "sub_region": "South"}, ("San Jose", "South")),
        ({"region": "San Jose", "city": "Campbell"}, ("San Jose",)),
        ({"city": "Campbell"}, ("Campbell",)),
        ({"regions": [], "region": None}, ()),
    ],
)
def test_regions_go_from_general_to_specific(
    fields: dict[str, Any], regions: tuple[str, ...]
) -> None:
    assert meeting(**fields).venue.regions == regions


# attendance


@pytest.mark.parametrize(
    ("fields", "attendance"),
    [
        ({}, "in_person"),
        ({"conference_url": "https://zoom.us/j/1"}, "hybrid"),
        ({"conference_phone": "555-0122"}, "hybrid"),
        ({"conference_url": "https://zoom.us/j/1", "types": ["TC"]}, "online"),
        ({"types": ["tc"]}, "inactive"),
        ({"approximate": "yes", "conference_url": "https://zoom.us/j/1"}, "online"),
        ({"approximate": True}, "inactive"),
        ({"approximate": "no"}, "in_person"),
        ({"formatted_address": "Bristol, UK"}, "in_person"),
        ({"formatted_address": None, "location": "Town Hall"}, "in_person"),
        ({"formatted_address": None, "city": "Bath"}, "inactive"),
        ({"formatted_address": None, "conference_url": "zoom.us/j/1"}, "online"),
        ({"types": ["ONL"]}, "in_person"),
        ({"attendance_option": "online"}, "online"),
        ({"attendance_option": "In-Person", "types": ["TC"]}, "in_person"),
        ({"attendance_option": "inactive", "conference_url": "zoom.us/j/1"}, "inactive"),
        ({"attendance_option": "hybrid"}, "hybrid"),
        ({"attendance_option": "sometimes"}, "in_person"),
    ],
)
def test_how_one_takes_part(fields: dict[str, Any], attendance: str) -> None:
    assert meeting(**fields).attendance == attendance


def test_only_the_organisations_own_meetings_offer_verifications() -> None:
    own = read(row(types=["POA"]), affiliation=Affiliation.OWN).meetings[0]
    other = read(row(types=["POA"]), affiliation=Affiliation.OTHER).meetings[0]
    assert own.verification is VerificationPolicy.OFFERED
    assert other.verification is VerificationPolicy.NOT_OFFERED


# joining


@pytest.mark.parametrize(
    "link",
    [
        "https://notzoom.us/j/1",
        "https://zoom.us@evil.example/j/1",
        "javascript://zoom.us/%0aalert(1)",
        "https://example.org/room",
    ],
)
def test_a_link_that_is_not_safe_is_left_out_and_the_meeting_stays(link: str) -> None:
    feed = read(row(conference_url=link))
    assert feed.meetings[0].conference == Conference()
    assert [remark.field for remark in feed.corrected] == ["conference_url"]


def test_links_and_numbers_are_made_ready_to_tap() -> None:
    call = meeting(conference_url="zoom.us/j/1", conference_phone=16692393465).conference
    assert call == Conference(url="https://zoom.us/j/1", phone="16692393465")


def test_what_cannot_be_tapped_stays_readable() -> None:
    feed = read(
        row(
            conference_url="https://zoom.us/j/1 Passcode: 12",
            conference_url_notes="Ring first",
            conference_phone="555-0122,,1234#,,#,,aB3#",
        )
    )
    assert feed.meetings[0].conference == Conference(
        "https://zoom.us/j/1",
        "Ring first\nPasscode: 12",
        "5550122,,1234#,,#",
        "555-0122,,1234#,,#,,aB3#",
    )
    assert [remark.field for remark in feed.corrected] == ["conference_url", "conference_phone"]


# the rest


@pytest.mark.parametrize(
    ("written", "types"),
    [
        (["O", "W"], ("O", "W")),
        (["o", "W", "O"], ("O", "W")),
        ("Open, Discussion", ("O", "D")),
        ("O,D", ("O", "D")),
        (["Wheelchair Access", "12X12", 11], ("X", "12x12", "11")),
        (["ONL", "onl", "Online", "", None, "B"], ("B",)),
        (["ZZZ", "AL-AN"], ("ZZZ", "AL-AN")),
        (None, ()),
        ([], ()),
    ],
)
def test_types_are_read_as_feeds_write_them(written: object, types: tuple[str, ...]) -> None:
    feed = read(row(types=written))
    assert feed.meetings[0].types == types
    assert not feed.corrected


def test_types_that_are_none_are_named() -> None:
    feed = read(row(types=["O", "a long story", True, {"x": 1}]))
    assert feed.meetings[0].types == ("O",)
    assert feed.corrected == (
        Remark(1, "evening-circle", "types", "left out: 'a long story', true, an object"),
    )


def test_texts_are_plain_and_limited() -> None:
    feed = read(
        row(
            name="<b>Bold</b> &amp; friends",
            notes="Ring <br>the bell<script>alert(1)</script>.\r\nUpstairs.",
            group_notes="g" * 6000,
            location=77,
        )
    )
    found = feed.meetings[0]
    assert found.name == "Bold & friends"
    assert found.notes == "Ring\nthe bell.\nUpstairs."
    assert len(found.group_notes) == 5000
    assert found.venue.location == "77"
    assert feed.corrected == (
        Remark(1, "evening-circle", "group_notes", "cut after 5000 characters"),
    )


def test_every_optional_field_may_be_null() -> None:
    bare = dict.fromkeys(set(_FIELDS) - {"name", "slug", "day", "time", "formatted_address"})
    feed = read({**row(), **bare})
    assert len(feed.meetings) == 1
    assert not feed.corrected


def test_whose_meeting_it_is_and_where_its_page_is() -> None:
    found = meeting(
        entity="District 1",
        entity_website_url="https://example.org",
        url="http://example.org/m/1",
        updated="8/25/2022 11:17:07 AM",
    )
    assert (found.entity, found.entity_url) == ("District 1", "https://example.org")
    assert found.url == "http://example.org/m/1"
    assert found.updated is not None and found.updated.isoformat() == "2022-08-25T11:17:07+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("updated", "soon"),
        ("url", "javascript:alert(1)"),
        ("entity_url", "https://a@b.example"),
        ("notes", ["a"]),
        ("regions", 5),
        ("approximate", "perhaps"),
        ("attendance_option", "sometimes"),
        ("conference_phone", "call me"),
    ],
)
def test_what_is_left_out_is_reported(field: str, value: object) -> None:
    feed = read(row(**{field: value}))
    assert len(feed.meetings) == 1
    assert [remark.field for remark in feed.corrected] == [field]


def test_nothing_personal_is_read() -> None:
    person = "Robin Personal"
    found = meeting(
        contact_1_name=person,
        contact_1_email=person,
        contact_1_phone=person,
        venmo=person,
        paypal=person,
        square=person,
        email=person,
        phone=person,
        entity_email=person,
        entity_phone=person,
        author=person,
        feedback_emails=[person],
    )
    assert person not in repr(found)
