import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming.feed import Affiliation
from chalicelib.meetings.attendance import VerificationPolicy
from chalicelib.meetings.meeting import meeting_id
from tests.unit.listings.feeds import meeting, read, read_bytes, row


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
        ({"time": 60}, "time"),
    ],
)
def test_a_row_that_nobody_could_follow_is_set_aside(fields: dict[str, Any], field: str) -> None:
    feed = read(row(**fields))
    assert feed.meetings == ()
    assert [remark.field for remark in feed.set_aside] == [field]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"location": "Example Hall"}, "Example Hall"),
        ({"group": "Hilltop Group"}, "Hilltop Group"),
        ({"location": "Example Hall", "group": "Hilltop Group"}, "Hilltop Group"),
    ],
)
def test_a_row_without_a_name_has_that_of_its_group_or_place(
    fields: dict[str, Any], name: str
) -> None:
    feed = read(row(name=" <br> ", **fields))
    assert feed.meetings[0].name == name
    assert [remark.field for remark in feed.corrected] == ["name"]


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


def test_the_id_is_ten_letters_and_stays() -> None:
    found = meeting()
    assert found.id == meeting_id("example", "evening-circle")
    assert re.fullmatch("[a-z2-7]{10}", found.id)


def test_only_the_organisations_own_meetings_offer_verifications() -> None:
    own = read(row(types=["POA"]), affiliation=Affiliation.OWN).meetings[0]
    other = read(row(types=["POA"]), affiliation=Affiliation.OTHER).meetings[0]
    assert own.verification is VerificationPolicy.OFFERED
    assert other.verification is VerificationPolicy.NOT_OFFERED


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
