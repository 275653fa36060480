from dataclasses import replace

import pytest

from chalicelib.listings.incoming.feed import Feed
from chalicelib.listings.incoming.sync import SuspiciousFeed, plan, prepare
from chalicelib.meetings.meeting import Meeting
from tests.unit.listings.feeds import meeting, read, row


def digest(meeting: Meeting) -> str:
    return prepare(meeting).digest


def rows(count: int) -> Feed:
    return read(*(row(slug=f"m{number}") for number in range(count)))


def manifest(feed: Feed) -> dict[str, str]:
    return {m.slug: digest(m) for m in feed.meetings}


def test_a_digest_stays_and_tells_every_difference() -> None:
    original = meeting()
    assert digest(original) == digest(meeting())
    assert len(digest(original)) == 12
    others = [
        meeting(name="Other"),
        meeting(time="19:01"),
        meeting(notes="New"),
        meeting(latitude=40.76),
        meeting(conference_url="zoom.us/j/1"),
        meeting(updated="2024-01-01"),
        replace(original, entity="District 1"),
    ]
    assert len({digest(other) for other in [original, *others]}) == len(others) + 1


def test_a_first_import_adds_everything_and_a_second_one_nothing() -> None:
    feed = rows(3)
    first = plan(feed, {})
    assert [m.slug for m in first.added] == ["m0", "m1", "m2"]
    assert first.put == tuple(map(prepare, feed.meetings))
    second = plan(feed, manifest(feed))
    assert second.unchanged == ("m0", "m1", "m2")
    assert not (second.added or second.changed or second.removed or second.put)


def test_what_is_new_changed_and_gone_is_told_apart() -> None:
    before = manifest(rows(3))
    now = plan(read(row(slug="m0"), row(slug="m1", name="Renamed"), row(slug="m9")), before)
    assert now.unchanged == ("m0",)
    assert [m.slug for m in now.changed] == ["m1"]
    assert [m.slug for m in now.added] == ["m9"]
    assert now.removed == ("m2",)
    assert [new.meeting.slug for new in now.put] == ["m1", "m9"]


def test_a_listing_whose_row_is_set_aside_stays() -> None:
    before = manifest(rows(2))
    now = plan(read(row(slug="m0"), row(slug="m1", day="someday")), before)
    assert now.removed == ()
    assert now.put == ()


def test_a_feed_that_comes_back_empty_changes_nothing() -> None:
    before = manifest(rows(2))
    for feed in (read(), read(row(slug="m0", day="x"))):
        with pytest.raises(SuspiciousFeed, match="no usable meeting, and 2 are listed"):
            plan(feed, before)
    assert plan(read(), before, accept_removals=True).removed == ("m0", "m1")
    assert plan(read(), {}).put == ()


def test_a_feed_that_loses_most_of_a_long_list_changes_nothing() -> None:
    before = manifest(rows(20))
    assert len(plan(rows(10), before).removed) == 10
    with pytest.raises(SuspiciousFeed, match="remove 11 of the 20"):
        plan(rows(9), before)
    assert len(plan(rows(9), before, accept_removals=True).removed) == 11
    assert len(plan(rows(1), manifest(rows(19))).removed) == 18
