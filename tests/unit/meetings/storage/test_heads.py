"""Heads: what a part keeps of its shard, and what it says of the rest."""

import random

from chalicelib.meetings.attendance import AttendanceOption
from chalicelib.meetings.storage.buckets import Bucket, hour_bucket
from chalicelib.meetings.storage.heads import (
    LeftOut,
    Part,
    complete_until,
    digest,
    has_head,
    pack,
    part_of,
    unpack,
)
from chalicelib.meetings.storage.rows import Row, row
from chalicelib.meetings.storage.seasons import Season, online_spans
from tests.unit.meetings.factories import meeting

NOON = hour_bucket(3 * 24 + 12)


def at_noon(slug: str, minute: int = 0, length_min: int = 60, timezone: str = "UTC") -> Row:
    offset = 300 if timezone == "America/New_York" else 0
    return row(
        meeting(
            slug,
            id=slug,
            attendance=AttendanceOption.ONLINE,
            start_min=12 * 60 + minute - offset,
            length_min=length_min,
            timezone=timezone,
        )
    )


def ends(rows: list[Row], bucket: Bucket = NOON) -> list[tuple[int, str, int]]:
    """The rows in the order of a list, with their ends."""
    spans = [(online_spans(listed.schedule)[bucket], listed.id) for listed in rows]
    return sorted((span.start_min, meeting_id, span.end_min) for span, meeting_id in spans)


def test_what_a_list_shows_first_is_in_the_head_at_every_minute() -> None:
    chance = random.Random(4)
    rows = [
        at_noon(f"m{n:03}", chance.choice([0, 0, 15, 30]), chance.choice([45, 60, 75, 90, 120]))
        for n in range(400)
    ]
    part = part_of(rows, NOON, 1)
    kept = {listed.id for listed in part.rows}
    assert len(kept) < 120
    for minute in range(-60, 120):
        shown = [(start, meeting_id) for start, meeting_id, end in ends(rows) if end > minute]
        missing = [position for position in shown if position[1] not in kept]
        first = complete_until((part,), Season.WINTER, minute)
        assert first == min(missing, default=None)
        assert shown[:26] == [position for position in shown[:26] if position[1] in kept]


def test_a_part_that_keeps_all_leaves_nothing_out() -> None:
    part = part_of([at_noon("one"), at_noon("two", 30)], NOON, 4)
    assert [listed.id for listed in part.rows] == ["one", "two"]
    assert complete_until((part, Part()), Season.ANY, -1) is None


def test_who_is_there_in_the_other_half_of_the_year_takes_nobody_s_place() -> None:
    summer = [row(meeting(f"s{n:03}", id=f"s{n:03}", start_min=8 * 60)) for n in range(200)]
    winter = [at_noon(f"w{n:03}", timezone="America/New_York") for n in range(200)]
    part = part_of([*summer, *winter], NOON, 1)
    kept = [listed.id for listed in part.rows]
    assert sum(meeting_id < "t" for meeting_id in kept) == 28  # they would all come first
    assert sum(meeting_id > "t" for meeting_id in kept) == 28
    assert complete_until((part,), Season.SUMMER, 0) == (0, "s028")
    assert complete_until((part,), Season.WINTER, 0) == (0, "w028")
    assert complete_until((part,), Season.ANY, 0) == (0, "s028")


def test_a_head_is_the_same_bytes_for_the_same_rows_and_read_back() -> None:
    rows = [at_noon(f"m{n}", n) for n in range(60)]
    head = (part_of(rows, NOON, 2), Part(), part_of(rows[::-1], NOON, 2))
    assert head[0] == head[2] and digest(head[0]) == digest(head[2]) != digest(Part())
    assert unpack(pack(head)) == head
    out = LeftOut(0, "nobody", 60, Season.SUMMER)
    assert digest(Part(head[0].rows, (out,))) != digest(head[0])


def test_a_small_bucket_of_one_shard_has_no_head() -> None:
    assert not has_head([b"x" * 8_000], 1)
    assert has_head([b"x" * 8_001], 1)
    assert has_head([b"x"], 2)


def test_a_row_that_is_not_known_to_belong_there_is_always_kept() -> None:
    stray = at_noon("stray")
    rows = [at_noon(f"m{n:03}", 1) for n in range(100)]
    elsewhere = hour_bucket((3 * 24 + 13) % 168)
    assert part_of([stray, *rows], elsewhere, 1).rows
