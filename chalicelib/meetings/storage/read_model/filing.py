"""The buckets that a meeting's own item says its row is in."""

from collections.abc import Collection, Iterator
from datetime import datetime

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys
from chalicelib.meetings.storage.read_model.subject import (
    Repair,
    StoredMeeting,
    read_stored_meeting,
    without_key,
)


class Filing:
    """What meetings say of where their rows are."""

    beginnings: tuple[str, ...] = ()

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._suspects: set[str] = set()

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes a meeting that is filed wrongly."""
        if stored.filed != stored.right:
            self._suspects.add(stored.meeting.id)

    def see_item(self, key: str, item: Item) -> None:
        """Notes nothing: the meetings have it all."""

    def suspects(self) -> set[str]:
        """Returns the ids of meetings that are filed wrongly."""
        return self._suspects

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what mends each."""
        for meeting_id in sorted(suspects):
            key = keys.meeting(meeting_id)
            item = table.get(key)
            stored = read_stored_meeting(item, self._now) if item else None
            if item is None or stored is None:
                yield Repair(meeting_id)
                continue
            if stored.right == stored.filed:
                yield Repair(meeting_id)
                continue
            others = {name: v for name, v in without_key(item).items() if name != "filed"}
            new = {**others, **items.filed_attribute(stored.right)}
            yield Repair(meeting_id, {key: item}, {key: new})
