"""The listing in others' formats: read back, it is the same listing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from chalicelib.listings.incoming.feed import Affiliation
from chalicelib.listings.incoming.meeting_guide import read_feed
from chalicelib.listings.outgoing import meeting_guide
from chalicelib.meetings.join_link import without_imitation
from chalicelib.meetings.meeting import Meeting, meeting_id
from local.sample import LISTING
from tests.unit.listings.real_feeds import FEEDS
from tests.unit.meetings.factories import meeting

FEW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)


def imported(data: bytes, source: str) -> list[Meeting]:
    feed = read_feed(data, source=source, affiliation=Affiliation.OWN, timezone=None)
    assert not feed.set_aside
    return list(feed.meetings)


def exported(some: list[Meeting]) -> bytes:
    texts = [meeting_guide.text_of(each) for each in some]
    return meeting_guide.document(texts).encode()


def test_the_sample_listing_comes_back_equal_from_meeting_guide() -> None:
    ours = imported(LISTING.read_bytes(), "ours")
    theirs = imported(exported(ours), "theirs")
    assert len(ours) > 100
    expected = [replace(each, source="theirs", id=meeting_id("theirs", each.slug)) for each in ours]
    assert theirs == expected


def test_a_meeting_of_a_whole_day_comes_back_as_long_as_it_was() -> None:
    whole_day = meeting("marathon", start_min=0, length_min=24 * 60)
    (back,) = imported(exported([whole_day]), "theirs")
    assert back.schedule and back.schedule.length_min == 24 * 60


def test_slugs_of_several_sources_are_told_apart_and_those_of_the_first_stay() -> None:
    first = meeting("same")
    second = replace(first, source="other", id="otherid")
    assert meeting_guide.public_slug(first, "test") == "same"
    assert meeting_guide.public_slug(second, "test") == "same-otherid"
    long = [replace(meeting("x" * 64), id=long_id) for long_id in ("aaaaaaaaaaaa", "bbbbbbbbbbbb")]
    slugs = {meeting_guide.public_slug(each, "other") for each in long}
    assert {len(slug) for slug in slugs} == {64}


def test_a_place_that_only_the_town_gives_leaves_without_a_point() -> None:
    by_town = meeting(approximate=True, placed_by_town=True)
    assert "latitude" not in meeting_guide.entry(by_town)
    assert meeting_guide.entry(meeting(approximate=True))["latitude"] == 40.7128


def test_nothing_about_the_keeping_of_a_listing_leaves_with_it() -> None:
    (row,) = json.loads(exported([meeting("one")]))
    assert set(row) == {
        "slug", "name", "day", "time", "end_time", "timezone", "attendance_option", "location",
        "formatted_address", "regions", "latitude", "longitude", "approximate", "types", "entity",
    }  # fmt: skip


@pytest.mark.slow
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
    expected = [
        replace(
            each,
            source="theirs",
            id=meeting_id("theirs", each.slug),
            conference=each.conference._replace(url=without_imitation(each.conference.url)),
        )
        for each in ours
    ]
    assert theirs == expected
