"""What a meeting's own item says beside the meeting: where it comes from, where its row is."""

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
    """What meetings say of where they come from, and where their rows are."""

    beginnings: tuple[str, ...] = ()

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._suspects: set[str] = set()

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes a meeting that is filed wrongly, or said to be of another listing."""
        if not _is_right(stored):
            self._suspects.add(stored.meeting.id)

    def see_item(self, key: str, item: Item) -> None:
        """Notes nothing: the meetings have it all."""

    def suspects(self) -> set[str]:
        """Returns the ids of those meetings."""
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
            if _is_right(stored):
                yield Repair(meeting_id)
                continue
            others = {name: v for name, v in without_key(item).items() if name != "filed"}
            new = {
                **others,
                **items.origin_attribute(stored.meeting),
                **items.filed_attribute(stored.right),
            }
            yield Repair(meeting_id, {key: item}, {key: new})


def _is_right(stored: StoredMeeting) -> bool:
    origin = items.read_origin(items.origin_attribute(stored.meeting))
    return stored.filed == stored.right and stored.origin == origin
