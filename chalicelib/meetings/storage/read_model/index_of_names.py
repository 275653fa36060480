"""The index of names: as if all meetings were put into an empty one."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys, names
from chalicelib.meetings.storage.items import readable
from chalicelib.meetings.storage.names import Postings
from chalicelib.meetings.storage.read_model.subject import (
    Repair,
    StoredMeeting,
    digest,
    read_stored_meeting,
)

_Seen = tuple[int, int]  # of a word: the number of its meetings, and their digest
_TOO_MANY: _Seen = (-1, 0)


class IndexOfNames:
    """All parts of the index of names."""

    beginnings: tuple[str, ...] = (keys.NAMES,)

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._expected: dict[str, _Seen] = {}
        self._seen: dict[str, dict[str, _Seen] | None] = {}

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes the words of a meeting."""
        meeting_digest = digest(stored.meeting.id)
        for word in names.words_of(stored.meeting):
            count, digests = self._expected.get(word, (0, 0))
            self._expected[word] = (count + 1, digests + meeting_digest)

    def see_item(self, key: str, item: Item) -> None:
        """Notes a part."""
        postings = readable(items.read_postings, item)
        self._seen[key] = None
        if postings is not None:
            self._seen[key] = {
                word: _TOO_MANY if ids is None else (len(ids), sum(map(digest, ids)))
                for word, ids in postings.items()
            }

    def suspects(self) -> set[str]:
        """Returns the keys of parts that seem to differ."""
        expected: dict[str, dict[str, _Seen]] = defaultdict(dict)
        for word, seen in self._expected.items():
            key = keys.names_part(names.part_of(word))
            expected[key][word] = _TOO_MANY if seen[0] > names.MAX_IDS else seen
        return {key for key in {*expected, *self._seen} if self._seen.get(key) != expected.get(key)}

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what mends each; all are read first, and then every meeting once."""
        if not suspects:
            return
        found = table.get_many(suspects, consistent=True)
        stored = {key: found.get(key) for key in sorted(suspects)}
        wanted: dict[str, Postings] = {key: {} for key in stored}
        for item in table.scan(
            FilterExpression="begins_with(pk, :meetings)",
            ExpressionAttributeValues={":meetings": {"S": keys.MEETINGS}},
            ConsistentRead=True,
        ):
            if found_meeting := read_stored_meeting(item, self._now):
                meeting = found_meeting.meeting
                for word in names.words_of(meeting):
                    postings = wanted.get(keys.names_part(names.part_of(word)))
                    if postings is not None:
                        names.add(postings, word, {meeting.id})
        for key, postings in wanted.items():
            yield _repair(key, stored[key], postings)


def _repair(key: str, item: Item | None, wanted: Postings) -> Repair:
    if not wanted:
        return Repair(key, {key: item}, {key: None}) if item else Repair(key)
    new = items.names_attributes(wanted)  # too large a part gives words up
    if readable(items.read_postings, item) == wanted:
        return Repair(key)
    return Repair(key, {key: item}, {key: new})
