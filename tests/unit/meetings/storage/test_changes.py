"""The changes of an import: in which manifest parts they are, and in which transactions."""

from itertools import groupby

import pytest

from chalicelib.meetings.meeting import meeting_id
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import changes
from chalicelib.meetings.storage.changes import (
    OverrideChange,
    Put,
    Removal,
    assign_manifest_parts,
    batches,
    bucket_keys,
    import_changes,
    near_ones_together,
)
from tests.unit.meetings.factories import NOW, TODAY, meeting, to_import

SEVERAL = [meeting(f"m{n}", weekdays=(n % 7,)) for n in range(30)]


def test_an_import_puts_what_is_given_and_removes_slugs() -> None:
    (new,) = to_import([meeting()], "digest")
    gone, put = import_changes("test", [new], ["gone"])
    assert gone == Removal(meeting_id("test", "gone"), "gone")
    assert put == Put(new.meeting, new.document, "evening", "digest")
    assert put.id == new.meeting.id


def test_a_slug_stays_in_its_part_and_a_new_one_goes_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changes, "MANIFEST_PART_ENTRIES", 2)
    parts = [{"m0": "a", "m1": "a"}, {"m2": "a"}]
    new = import_changes("test", to_import(SEVERAL[:6]), [])
    assert assign_manifest_parts(parts, new) == {
        "m0": 0, "m1": 0, "m2": 1, "m3": 1, "m4": 2, "m5": 2,
    }  # fmt: skip


def test_the_buckets_of_a_change_are_those_that_it_fills() -> None:
    (put,) = import_changes("test", to_import([meeting()]), [])
    assert bucket_keys(put, NOW) == {"G#dr5r#3", "D#dr"}
    assert not bucket_keys(Removal("a"), NOW)
    assert not bucket_keys(OverrideChange("a", Override(TODAY)), NOW)


def test_changes_of_one_bucket_follow_each_other() -> None:
    all_changes = import_changes("test", to_import(SEVERAL), ["gone"])
    keys_of = {change.id: bucket_keys(change, NOW) for change in all_changes}
    assert len({keys for keys in keys_of.values() if keys}) == 7  # all in one region
    found = near_ones_together(reversed(all_changes), keys_of)
    assert found == near_ones_together(all_changes, keys_of)
    assert sorted(change.id for change in found) == sorted(keys_of)
    runs = [keys for keys, _ in groupby(keys_of[change.id] for change in found)]
    assert len(runs) == len(set(runs))


def test_batches_have_every_change_once_in_order_and_none_is_too_large() -> None:
    all_changes = import_changes("test", to_import(SEVERAL), ["gone"])
    keys_of = {change.id: frozenset(f"{change.id}{n}" for n in range(20)) for change in all_changes}
    part_of = assign_manifest_parts([], all_changes)
    found = list(batches(all_changes, keys_of, "test", part_of))
    assert [change for batch in found for change in batch] == all_changes
    assert {len(batch) for batch in found[:-1]} == {4}  # 4 x (20 buckets + itself) + 1 part
