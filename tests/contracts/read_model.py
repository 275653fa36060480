"""What the meetings table holds, and that it is what its meetings say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.items import read_meeting
from chalicelib.meetings.storage.names import part_of, words_of
from chalicelib.meetings.storage.names import unpack as unpack_names
from chalicelib.meetings.storage.table import MeetingsTable


def all_items(client: Any, name: str) -> dict[str, dict[str, Any]]:
    """Every item of a table, by key."""
    pages = client.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    return {item["pk"]["S"]: item for page in pages for item in page["Items"]}


def stored_meetings(client: Any, name: str) -> dict[str, Meeting]:
    """The meetings that are stored, by id."""
    return {
        key[2:]: read_meeting(item)
        for key, item in all_items(client, name).items()
        if key.startswith("M#")
    }


def check(client: Any, name: str, now: datetime) -> dict[str, Meeting]:
    """Fails where the read model is not what the meetings say; returns the meetings.

    The index of names may hold more, after an import that was stopped; meetings that were put by
    hand are in no manifest.
    """
    differences = MeetingsTable(client, name).verify(now)
    assert not [d for d in differences if not d.key.startswith(("N#", "S#"))]
    items = all_items(client, name)
    meetings = stored_meetings(client, name)
    missing = indexed(meetings.values()) - index(items)
    assert not missing, f"the index of names lacks {missing}"
    return meetings


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
