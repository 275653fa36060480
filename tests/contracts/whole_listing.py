"""Reads of every meeting, as feeds read them."""

from collections.abc import Iterator

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage.parts import read_entry
from chalicelib.meetings.storage.table import MeetingsTable


def keyed(table: MeetingsTable, after: str = "") -> Iterator[tuple[str, Meeting]]:
    """The public meetings behind a key, each with its own, in the order of the listing."""
    for _, entries in table.listing.parts_after(after, table.listing.state()):
        for key, text in entries.items():
            yield key, read_entry(text)


def listed(table: MeetingsTable) -> list[Meeting]:
    """All public meetings, in the order of the listing."""
    return [meeting for _, meeting in keyed(table)]
