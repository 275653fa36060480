"""Rows are spread over shards so that each is small, and found again by the meeting's id."""

import random

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.meetings.storage.rows import Row, row, unpack
from chalicelib.meetings.storage.shards import shard_number, shard_numbers, split
from tests.unit.meetings.factories import meeting


def rows(count: int) -> dict[str, Row]:
    chance = random.Random(count)
    several = [meeting(f"m{n}", name=f"{chance.getrandbits(240):x}") for n in range(count)]
    return {listed.id: row(listed) for listed in several}


def test_an_empty_bucket_begins_with_one_shard() -> None:
    assert shard_numbers(["a", "b"], 0) == shard_numbers(["a", "b"], 1) == {0}


def test_after_a_split_every_row_is_in_the_shard_of_its_id_and_each_is_small() -> None:
    before = rows(100)
    count, packed = split(before, 1, 2_000)
    assert count > 1 and set(packed) == set(range(count))
    assert all(len(blob) <= 1_500 for blob in packed.values())
    found = {entry.id: number for number, blob in packed.items() for entry in unpack(blob)}
    assert found == {meeting_id: shard_number(meeting_id, count) for meeting_id in before}


def test_rows_that_no_number_of_shards_makes_small_are_refused() -> None:
    with pytest.raises(StorageUnavailable):
        split(rows(3), 1, 50)
