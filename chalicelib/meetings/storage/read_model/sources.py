"""The sources that meetings came from; those that have none left stay among them."""

from collections.abc import Collection, Iterator

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys
from chalicelib.meetings.storage.items import readable
from chalicelib.meetings.storage.read_model.subject import Repair, StoredMeeting


class Sources:
    """The one item with all sources."""

    beginnings: tuple[str, ...] = (keys.SOURCES,)

    def __init__(self) -> None:
        self._expected: set[str] = set()
        self._seen: tuple[str, ...] = ()

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes the source of a meeting."""
        self._expected.add(stored.meeting.source)

    def see_item(self, key: str, item: Item) -> None:
        """Notes the sources."""
        self._seen = readable(items.read_sources, item) or ()

    def suspects(self) -> set[str]:
        """Returns the key of the sources where one is not among them, or one is there twice."""
        is_right = self._expected <= {*self._seen} and len({*self._seen}) == len(self._seen)
        return set() if is_right else {keys.SOURCES}

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what adds the missing ones, by name: in which order they came isn't known."""
        for key in suspects:
            item = table.get(key)
            known = tuple(dict.fromkeys(readable(items.read_sources, item) or ()))
            right = (*known, *sorted(self._expected - {*known}))
            if right == readable(items.read_sources, item):
                yield Repair(key)
            else:
                yield Repair(key, {key: item}, {key: items.sources_attributes(right)})
