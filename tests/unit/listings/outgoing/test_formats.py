"""The listing in others' formats: read back, it is the same listing."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.geo.point import Point
from chalicelib.listings.incoming.meeting_guide import Affiliation, read_feed
from chalicelib.listings.outgoing import geojson, meeting_guide, spreadsheet
from chalicelib.meetings.meeting import AttendanceOption, Meeting, meeting_id
from local.sample import LISTING
from tests.unit.listings.test_real_feeds import FEEDS
from tests.unit.meetings.factories import meeting, meetings

FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)
# RFC 7946, as far as points go
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "id", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": "string"},
                    "properties": {"type": "object"},
                    "geometry": {
                        "oneOf": [
                            {"type": "null"},
                            {
                                "type": "object",
                                "required": ["type", "coordinates"],
                                "additionalProperties": False,
                                "properties": {
                                    "type": {"const": "Point"},
                                    "coordinates": {
                                        "type": "array",
                                        "minItems": 2,
                                        "maxItems": 2,
                                        "prefixItems": [
                                            {"type": "number", "minimum": -180, "maximum": 180},
                                            {"type": "number", "minimum": -90, "maximum": 90},
                                        ],
                                    },
                                },
                            },
                        ]
                    },
                },
            },
        },
    },
}


def imported(data: bytes, source: str) -> list[Meeting]:
    feed = read_feed(data, source=source, affiliation=Affiliation.OWN, timezone=None)
    assert not feed.set_aside
    return list(feed.meetings)


def exported(some: list[Meeting]) -> bytes:
    slugs = meeting_guide.slugs(some)
    texts = [meeting_guide.text_of(one, slugs[one.id]) for one in some]
    return meeting_guide.document(texts).encode()


def test_the_sample_listing_comes_back_equal_from_meeting_guide() -> None:
    ours = imported(LISTING.read_bytes(), "ours")
    theirs = imported(exported(ours), "theirs")
    assert len(ours) > 100
    expected = [replace(one, source="theirs", id=meeting_id("theirs", one.slug)) for one in ours]
    assert theirs == expected


def test_a_meeting_of_a_whole_day_comes_back_as_long_as_it_was() -> None:
    whole_day = meeting("marathon", start_min=0, length_min=24 * 60)
    (back,) = imported(exported([whole_day]), "theirs")
    assert back.schedule and back.schedule.length_min == 24 * 60


def test_slugs_of_several_sources_are_told_apart_and_others_stay() -> None:
    one, two = meeting("same"), replace(meeting("same"), source="other", id="otherid")
    three = meeting("different")
    rows = json.loads(exported([one, two, three]))
    assert [row["slug"] for row in rows] == [f"same-{one.id}", "same-otherid", "different"]
    long = [replace(meeting("x" * 64), id=id) for id in ("aaaaaaaaaaaa", "bbbbbbbbbbbb")]
    assert {len(slug) for slug in meeting_guide.slugs(long).values()} == {64}


def test_nothing_about_the_keeping_of_a_listing_leaves_with_it() -> None:
    (row,) = json.loads(exported([meeting("one")]))
    assert set(row) == {
        "slug", "name", "day", "time", "end_time", "timezone", "attendance_option", "location",
        "formatted_address", "regions", "latitude", "longitude", "approximate", "types", "entity",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1 555", "-2", "@SUM(A1)", "\tx", "＝1", "=HYPERLINK()"])
def test_no_text_becomes_a_formula(text: str) -> None:
    (row,) = table([meeting("one", name=text, notes=text)])
    assert row["name"] == row["notes"] == f"'{text}"


def table(some: list[Meeting]) -> list[dict[str, str]]:
    data = spreadsheet.document([spreadsheet.text_of(one) for one in some]).encode()
    assert data.startswith(b"\xef\xbb\xbfid,slug,name,")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.slow
@FEW
@given(st.lists(meetings, max_size=3))
def test_every_cell_is_safe_and_every_row_is_whole(some: list[Meeting]) -> None:
    rows = table(some)
    assert [row["id"] for row in rows] == [one.id for one in some]
    for row, one in zip(rows, some, strict=True):
        assert row["name"].removeprefix("'") == one.name.removeprefix("'")
        assert set(row) == set(spreadsheet.COLUMNS)
        for column, cell in row.items():
            if column not in ("latitude", "longitude"):
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_a_row_is_in_words_that_a_reader_knows() -> None:
    (row,) = table([meeting("one", weekdays=(1, 4), regions=("NY", "Chelsea"))])
    assert row["day"] == "Monday, Thursday"
    assert (row["time"], row["end_time"]) == ("19:00", "20:00")
    assert row["regions"] == "NY > Chelsea"
    assert row["types"] == "O, D"
    assert (row["latitude"], row["longitude"]) == ("40.7128", "-74.006")


@pytest.mark.slow
@FEW
@given(st.lists(meetings, max_size=3))
def test_geojson_keeps_to_its_schema(some: list[Meeting]) -> None:
    made = json.loads(geojson.document([geojson.text_of(one) for one in some]))
    jsonschema.validate(made, GEOJSON)
    assert [one["id"] for one in made["features"]] == [one.id for one in some]


def test_geojson_puts_longitude_first_and_online_meetings_nowhere() -> None:
    here = geojson.feature(meeting("here", point=Point(40.5, -74.25)))
    assert here["geometry"] == {"type": "Point", "coordinates": [-74.25, 40.5]}
    assert here["properties"]["attendance"] == "in_person"
    assert geojson.feature(meeting("far", attendance=AttendanceOption.ONLINE))["geometry"] is None


@pytest.mark.skipif(not FEEDS.is_dir(), reason="no folder of real feeds here")
@pytest.mark.parametrize(
    "path", sorted(FEEDS.glob("*.json")) if FEEDS.is_dir() else [], ids=lambda path: path.stem
)
def test_real_feeds_come_back_equal(path: Path) -> None:
    try:
        ours = read_feed(
            path.read_bytes(), source="ours", affiliation=Affiliation.OWN, timezone="UTC"
        ).meetings
    except ValueError as broken:
        pytest.skip(str(broken))
    theirs = imported(exported(list(ours)), "theirs")
    expected = [replace(one, source="theirs", id=meeting_id("theirs", one.slug)) for one in ours]
    assert theirs == expected
