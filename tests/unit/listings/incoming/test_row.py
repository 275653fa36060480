"""Rows: slugs, and the bad ones that never cost the others."""

import json
import re

import pytest

from chalicelib.listings.incoming.feed import Remark
from chalicelib.listings.incoming.row import fit_slug
from tests.unit.listings.feeds import read, read_bytes, row


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


def test_of_two_rows_with_one_slug_the_first_is_kept() -> None:
    feed = read(row(name="First"), row(name="Second"))
    assert [m.name for m in feed.meetings] == ["First"]
    assert feed.set_aside == (
        Remark(2, "evening-circle", "slug", "an earlier row has the same slug"),
    )


def test_a_good_row_is_used_where_one_with_its_slug_was_set_aside() -> None:
    feed = read(row(time="x"), row(name="Second"))
    assert [m.name for m in feed.meetings] == ["Second"]


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
    assert fit_slug(written) == slug


def test_slugs_that_break_a_link_or_are_too_long_stay_apart_and_stay_the_same() -> None:
    written = ["a b", "a/b", "a?b", "a\\b", "a" * 65, "a" * 66, "..", "/"]
    fitted = [fit_slug(slug) for slug in written]
    assert len(set(fitted)) == len(written)
    assert fitted == [fit_slug(slug) for slug in written]
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}", slug) for slug in fitted)
    feed = read(row(slug="a b"))
    assert feed.corrected == (Remark(1, fitted[0], "slug", f"made fit for a link: {fitted[0]}"),)


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
