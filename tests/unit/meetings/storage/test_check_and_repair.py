"""What an import writes needs no repair, and what is damaged is named and mended: in memory, where
one writer's conditions always hold. Writers at the same moment are met on databases (contracts)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from benchmarks import databases, world
from benchmarks.databases import InMemory
from chalicelib.meetings.meeting import meeting_id
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.table import MeetingsTable

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LISTED = [
    replace(meeting, source="world", id=meeting_id("world", meeting.slug))
    for listed in world.meetings(world.cities()[:6], 700, "check and repair")
    for meeting in listed
]


class Scannable(InMemory):
    """A table in memory that can be gone through, and of which items can be deleted."""

    def scan(self, **_: Any) -> Mapping[str, Any]:
        return {"Items": list(self.items.values())}

    def get_item(self, Key: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        item = self.items.get(Key["pk"]["S"])
        return {"Item": item} if item else {}

    def transact_write_items(
        self, TransactItems: Iterable[Mapping[str, Any]], ClientRequestToken: str
    ) -> None:
        actions = [action for action in TransactItems if "ConditionCheck" not in action]
        for action in actions:
            if "Delete" in action:
                self.items.pop(action["Delete"]["Key"]["pk"]["S"], None)
        others = [action for action in actions if "Delete" not in action]
        super().transact_write_items(others, ClientRequestToken)


@pytest.fixture
def memory() -> Scannable:
    """What an import of all of them wrote."""
    written = Scannable()
    written.items = {**databases.build_table(LISTED).items}
    return written


def some_key(memory: Scannable, beginning: str) -> str:
    return sorted(key for key in memory.items if key.startswith(beginning))[-1]


def test_what_an_import_wrote_is_what_the_meetings_say(memory: Scannable) -> None:
    assert MeetingsTable(memory, "memory").verify(NOW) == []


@pytest.mark.parametrize(
    "beginning", ["G#", "O#", "P#", "D#", "W#", keys.LISTING, keys.NAMES, keys.MANIFESTS, "SOURCES"]
)
def test_what_is_lost_is_named_and_comes_again(memory: Scannable, beginning: str) -> None:
    whole, table = dict(memory.items), MeetingsTable(memory, "memory")
    lost = some_key(memory, beginning)
    del memory.items[lost]
    named = {difference.key for difference in table.verify(NOW)}
    assert lost in named
    assert {difference.key for difference in table.rebuild(NOW)} >= {lost}
    assert lost in memory.items
    assert table.verify(NOW) == []
    assert memory.items.keys() == whole.keys()


def test_what_is_too_much_is_named_and_goes(memory: Scannable) -> None:
    table = MeetingsTable(memory, "memory")
    filed = some_key(memory, "G#")
    nowhere = "G#0000#3#0"
    memory.items[nowhere] = {**memory.items[filed], "pk": {"S": nowhere}}
    assert nowhere in {difference.key for difference in table.verify(NOW)}
    table.rebuild(NOW)
    assert nowhere not in memory.items
    assert table.verify(NOW) == []


def test_a_meeting_that_is_gone_leaves_everything(memory: Scannable) -> None:
    table = MeetingsTable(memory, "memory")
    gone = LISTED[0]
    del memory.items[keys.meeting(gone.id)]
    assert table.verify(NOW)
    table.rebuild(NOW)
    assert table.verify(NOW) == []
    parts = table.listing.parts_after("", table.listing.state())
    listed = {key.partition(".")[2] for _, entries in parts for key in entries}
    assert listed == {each.id for each in LISTED} - {gone.id}
