"""The manifests: which meetings of a source an import has written.

The digests in them can't be worked out again. A meeting that its source's manifest lacks gets an
empty one, so that the next import writes it, or removes it where its feed has it no more.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.meeting import meeting_id
from chalicelib.meetings.storage import items, keys
from chalicelib.meetings.storage.changes import MANIFEST_PART_ENTRIES
from chalicelib.meetings.storage.items import readable
from chalicelib.meetings.storage.read_model.subject import (
    Repair,
    StoredMeeting,
    stored_meetings,
)

_BEGINNING = "S#"


class Manifests:
    """The manifests of all sources."""

    beginnings: tuple[str, ...] = (_BEGINNING,)

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._ids: dict[str, dict[str, str]] = defaultdict(dict)
        self._seen: dict[str, dict[int, tuple[str, ...] | None]] = defaultdict(dict)
        self._strays: set[str] = set()

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes the slug of a meeting for its source."""
        meeting = stored.meeting
        self._ids[meeting.source][meeting.slug] = meeting.id

    def see_item(self, key: str, item: Item) -> None:
        """Notes a part."""
        source, _, number = key.removeprefix(_BEGINNING).rpartition("#")
        if not number.isdecimal() or keys.manifest_part(source, int(number)) != key:
            self._strays.add(key)
            return
        self._seen[source][int(number)] = _slugs(item)

    def suspects(self) -> set[str]:
        """Returns the keys of the first parts of manifests that seem to differ, and of strays."""
        known = {*self._seen, *self._ids}
        wrong = {source for source in known if not self._seems_right(source)}
        return {keys.manifest_part(source, 0) for source in wrong} | self._strays

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what mends each manifest, part by part."""
        for suspect in sorted(suspects):
            if suspect in self._strays:
                item = table.get(suspect)
                yield Repair(suspect, {suspect: item}, {suspect: None}) if item else Repair(suspect)
                continue
            source = suspect.removeprefix(_BEGINNING).rpartition("#")[0]
            yield self._repair(suspect, source, table)

    def _seems_right(self, source: str) -> bool:
        parts = self._seen.get(source, {})
        if parts.keys() != set(range(len(parts))) or None in parts.values():
            return False
        listed = Counter(slug for slugs in parts.values() for slug in slugs or ())
        return listed == Counter(self._ids.get(source, {}).keys())

    def _repair(self, suspect: str, source: str, table: Table) -> Repair:
        parts = self._read_parts(source, table)
        digests = [_digests(part) or {} for part in parts]
        there = self._slugs_there(source, digests, table)
        left = set(there)
        right: list[dict[str, str]] = []
        for part in digests:
            right.append({slug: text for slug, text in part.items() if slug in left})
            left -= part.keys()
        for slug in sorted(left):
            if not right or len(right[-1]) >= MANIFEST_PART_ENTRIES:
                right.append({})
            right[-1][slug] = ""
        stored: dict[str, Item | None] = {
            keys.manifest_part(source, number): part for number, part in enumerate(parts)
        }
        end = [keys.manifest_part(source, number) for number in (len(parts) - 1, len(parts))]
        stored |= {
            keys.manifest_part(source, number): None for number in range(len(parts), len(right) + 1)
        }
        changes = {
            key: items.manifest_attributes(new)
            for number, new in enumerate(right)
            if (key := keys.manifest_part(source, number))
            and (stored[key] is None or _digests(stored[key]) != new)
        }
        return Repair(
            suspect,
            stored,
            changes,
            tuple(key for key in end if key in stored and key not in changes),
        )

    def _read_parts(self, source: str, table: Table) -> list[Item | None]:
        """Returns the parts of a manifest, up to the last that there is; None where one lacks."""
        count = max(self._seen.get(source, ()), default=-1) + 1
        parts: list[Item | None] = []
        while True:
            numbers = range(len(parts), max(count, len(parts) + 8))
            part_keys = [keys.manifest_part(source, number) for number in numbers]
            found = table.get_many(part_keys, consistent=True)
            parts += [found.get(key) for key in part_keys]
            if parts[-1] is None:
                break
        while parts and parts[-1] is None:
            parts.pop()
        return parts

    def _slugs_there(
        self, source: str, digests: list[dict[str, str]], table: Table
    ) -> Collection[str]:
        """Returns the slugs of the meetings of a source; those in doubt are read."""
        ids = self._ids.get(source, {})
        listed = {slug for part in digests for slug in part}
        in_doubt = ids.keys() ^ listed
        wanted = {ids.get(slug) or meeting_id(source, slug) for slug in in_doubt}
        there = {
            stored.meeting.slug
            for stored in stored_meetings(table, wanted, self._now)
            if stored.meeting.source == source
        }
        return (ids.keys() & listed) | there


def _slugs(item: Item) -> tuple[str, ...] | None:
    digests = _digests(item)
    return None if digests is None else tuple(digests)


def _digests(item: Item | None) -> dict[str, str] | None:
    digests = readable(items.read_digests, item)
    if not isinstance(digests, dict):  # the JSON may be anything
        return None
    return digests if all(isinstance(each, str) for each in digests.values()) else None
