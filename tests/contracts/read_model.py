"""What the meetings table must hold, worked out again from its canonical rows alone."""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import buckets, heads
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.items import read_directory, read_head, read_meeting
from chalicelib.meetings.storage.names import part_of, words_of
from chalicelib.meetings.storage.names import unpack as unpack_names
from chalicelib.meetings.storage.rows import Row, row, unpack


def all_items(client: Any, name: str) -> dict[str, dict[str, Any]]:
    """Every item of a table, by key."""
    pages = client.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    return {item["pk"]["S"]: item for page in pages for item in page["Items"]}


def stored_meetings(client: Any, name: str) -> dict[str, Meeting]:
    """The canonical rows, by id."""
    return {
        key[2:]: read_meeting(item)
        for key, item in all_items(client, name).items()
        if key.startswith("M#")
    }


def check(client: Any, name: str, now: datetime) -> dict[str, Meeting]:
    """Fails where the read model is not what the canonical rows say; returns the meetings."""
    items = all_items(client, name)
    meetings = {key[2:]: read_meeting(item) for key, item in items.items() if key.startswith("M#")}
    expected: dict[buckets.Bucket, dict[str, Row]] = defaultdict(dict)
    zones: dict[str, set[str]] = defaultdict(set)
    for meeting_id, meeting in meetings.items():
        assert meeting.id == meeting_id
        for bucket in buckets.buckets(meeting, now):
            expected[bucket][meeting_id] = row(meeting)
            if bucket.directory != "D#online":
                zones[bucket.directory].add(row(meeting).timezone)
    shards: dict[str, dict[int, list[Row]]] = defaultdict(dict)
    counts: dict[str, set[int]] = defaultdict(set)
    for key, item in items.items():
        if key[:2] in ("G#", "O#", "P#", "L#"):
            bucket_key, _, number = key.rpartition("#")
            shards[bucket_key][int(number)] = unpack(item["rows"]["B"])
            counts[bucket_key].add(int(item["shards"]["N"]))
    slots: dict[str, dict[int, int]] = defaultdict(dict)
    for bucket, rows in expected.items():
        by_number = shards.pop(bucket.key, {})
        found = [entry for entries in by_number.values() for entry in entries]
        assert len(found) == len(rows), f"{bucket.key} has a meeting twice, too many or too few"
        assert {entry.id: entry for entry in found} == rows
        assert counts[bucket.key] == {len(by_number)} and set(by_number) == set(
            range(len(by_number))
        )
        slots[bucket.directory][bucket.slot] = len(by_number)
    for bucket_key, by_number in shards.items():
        assert not any(by_number.values()), f"{bucket_key} holds rows of no meeting"
    check_heads(items, expected)
    for key, item in items.items():
        if key.startswith("D#"):
            counts_by_slot = dict(enumerate(zlib.decompress(item["shards"]["B"])))
            nonempty = {slot: count for slot, count in counts_by_slot.items() if count}
            if key == "D#online":  # what heads there are is checked with them
                nonempty = {slot: count for slot, count in nonempty.items() if slot < 1024}
            empty = {slot for slot in nonempty if nonempty[slot] > 1} - slots[key].keys()
            assert {s: c for s, c in nonempty.items() if s not in empty} == slots.pop(key)
            zone_names = item["zones"]["S"].split(",") if "zones" in item else []
            assert zones[key] <= set(zone_names)
    assert not any(slots.values()), f"no directory tells of {slots}"
    missing = indexed(meetings.values()) - index(items)
    assert not missing, f"the index of names lacks {missing}"
    return meetings


def check_heads(
    items: dict[str, dict[str, Any]], expected: dict[buckets.Bucket, dict[str, Row]]
) -> None:
    """Fails where a large bucket of online meetings has not the head that its rows say."""
    online = [bucket for bucket in expected if bucket.directory == "D#online"]
    directory = Directory()
    if "D#online" in items:
        directory = read_directory(items["D#online"])
    there = {key for key in items if key.startswith("H#")}
    for bucket in online:
        count = directory.shards[bucket.slot]
        shards = [items[f"{bucket.key}#{number}"] for number in range(count)]
        needed = heads.has_head((item["rows"]["B"] for item in shards), count)
        assert directory.has_head(bucket) is needed is (f"H#{bucket.key}" in there), bucket
        if needed:
            there.remove(f"H#{bucket.key}")
            rows_of = [unpack(item["rows"]["B"]) for item in shards]
            parts = [heads.part_of(rows, bucket, count) for rows in rows_of]
            assert read_head(items[f"H#{bucket.key}"]) == tuple(parts), bucket
            digests = [heads.digest(part) for part in parts]
            assert [item["part"]["B"] for item in shards] == digests, bucket
    for key in there:  # of an emptied bucket of several shards
        assert all(part == heads.Part() for part in read_head(items[key])), key


def index(items: dict[str, dict[str, Any]]) -> set[tuple[str, str]]:
    """Every word of the index of names with each of its meetings; each is in its part."""
    found = set()
    for key, item in items.items():
        if key.startswith("N#"):
            postings = unpack_names(item["words"]["B"])
            assert postings, f"{key} is empty"
            for word, ids in postings.items():
                assert key == f"N#{part_of(word)}"
                assert ids is not None
                found |= {(word, meeting_id) for meeting_id in ids}
    return found


def indexed(meetings: Iterable[Meeting]) -> set[tuple[str, str]]:
    """What the index of names has to hold of these meetings."""
    return {(word, meeting.id) for meeting in meetings for word in words_of(meeting)}
