"""The parts of the whole listing, region by region, and what is known of each region."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys, listing_state, parts
from chalicelib.meetings.storage.items import Attributes, readable
from chalicelib.meetings.storage.listing import part_name
from chalicelib.meetings.storage.listing_order import keys_of, region_of
from chalicelib.meetings.storage.listing_state import ListingState
from chalicelib.meetings.storage.parts import Entries, end_of, entry_of
from chalicelib.meetings.storage.read_model.subject import (
    Repair,
    StoredMeeting,
    digest,
    stored_meetings,
)


class ListingParts:
    """The parts of each region, their names, and the region's entry in the listing's state."""

    beginnings: tuple[str, ...] = (keys.LISTING_PARTS, keys.PART_NAMES, keys.LISTING)

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._expected: dict[str, list[int]] = defaultdict(list)
        self._seen: dict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, dict[str, str]] = defaultdict(dict)
        self._names: dict[str, list[str] | None] = {}
        self._damaged: set[str] = set()
        self._state = ListingState()

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes the entry of a public meeting."""
        if stored.meeting.is_public:
            entry = entry_of(stored.meeting)
            for key in keys_of(stored.meeting):
                self._ids[region_of(key)].add(stored.meeting.id)
                self._expected[region_of(key)].append(_digest(key, entry))

    def see_item(self, key: str, item: Item) -> None:
        """Notes a part, the names of a region's parts, or the listing's state."""
        if key == keys.LISTING:
            self._state = readable(listing_state.read, item) or ListingState()
            return
        name = key.partition("#")[2]
        region = region_of(name)
        if key.startswith(keys.PART_NAMES):
            self._names[region] = _names(item, region)
            return
        entries, end = _entries(item), readable(items.read_part_end, item)
        if entries is None or end is None:
            self._damaged.add(region)
        self._ends[region][name] = end or ""
        self._seen[region] += (_digest(each, text) for each, text in (entries or {}).items())
        if any(each < name or (end and each >= end) for each in entries or ()):
            self._damaged.add(region)  # where nobody looks for them

    def suspects(self) -> set[str]:
        """Returns the regions in which something seems to differ."""
        regions = {*self._expected, *self._ends, *self._names, *self._state.marks}
        return {region for region in regions if not self._seems_right(region)}

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields what mends each region."""
        for region in sorted(suspects):
            yield self._repair(region, table)

    def _seems_right(self, region: str) -> bool:
        names, ends = self._names.get(region, [region]), self._ends.get(region, {})
        expected = sorted(self._expected.get(region, ()))
        return (
            region not in self._damaged
            and names is not None
            and ends.keys() <= set(names)
            and _fit(names, ends)
            and sorted(self._seen.get(region, ())) == expected
            and _is_known(self._state, region, len(expected))
            and (region in self._state.marks or not ends)
        )

    def _repair(self, region: str, table: Table) -> Repair:
        names_key = keys.part_names(region)
        names_item = table.get(names_key)
        names = _names(names_item, region) if names_item else [region]
        part_keys = {keys.listing_part(name) for name in {*(names or ()), *self._ends[region]}}
        there = table.get_many(part_keys, consistent=True)
        wanted = self._entries_there(region, there.values(), table)
        state_item = table.get(keys.LISTING)
        state = readable(listing_state.read, state_item) or ListingState()
        stored: dict[str, Item | None] = {**dict.fromkeys(part_keys), **there}
        stored[names_key] = names_item
        if not wanted and region not in state.marks:  # there never was such a region
            return Repair(region, stored, {key: None for key, item in stored.items() if item})
        ends = {key.partition("#")[2]: readable(items.read_part_end, there[key]) for key in there}
        likely = [some for some in (names, sorted({region, *ends})) if some and _fit(some, ends)]
        changes = _new_parts(likely[0] if likely else [region], names_item, wanted, there)
        if any(changes.values()) or not _is_known(state, region, len(wanted)):
            stored[keys.LISTING] = state_item
            changes[keys.LISTING] = listing_state.attributes(state, region, len(wanted))
        unchanged_names = () if names_key in changes else (names_key,)  # no part was cut meanwhile
        return Repair(region, stored, changes, unchanged_names)

    def _entries_there(self, region: str, part_items: Collection[Item], table: Table) -> Entries:
        """Returns the entries that a region should have."""
        ids = {*self._ids.get(region, ())}
        for item in part_items:
            ids |= {key.partition(".")[2] for key in _entries(item) or ()}
        found = (each.meeting for each in stored_meetings(table, ids, self._now))
        public = (meeting for meeting in found if meeting.is_public)
        return {
            key: entry_of(meeting)
            for meeting in public
            for key in keys_of(meeting)
            if region_of(key) == region
        }


def _new_parts(
    names: list[str], names_item: Item | None, wanted: Entries, there: Mapping[str, Item]
) -> dict[str, Attributes | None]:
    """Returns what of a region's parts and their names is to be written."""
    by_name: dict[str, Entries] = {name: {} for name in names}
    for key, text in wanted.items():
        by_name[part_name(key, names)][key] = text
    packed: dict[str, bytes | None] = {}  # None: right as it is
    for name, entries in by_name.items():
        item = there.get(keys.listing_part(name))
        if (_entries(item) if item else {}) == entries:
            packed[name] = None
        else:
            packed |= parts.cut(name, entries)
    new_names = sorted(packed)
    changes: dict[str, Attributes | None] = {
        key: None for key in there if key.partition("#")[2] not in packed
    }
    for place, name in enumerate(new_names):
        item = there.get(keys.listing_part(name))
        end, blob = end_of(place, new_names), packed[name]
        if blob is None and item and readable(items.read_part_end, item) != end:
            blob = items.read_packed_entries(item)
        if blob is not None:
            changes[keys.listing_part(name)] = items.part_attributes(blob, end)
    names_key = keys.part_names(names[0])
    if names_item is None and len(new_names) == 1:
        return changes
    if len(new_names) == 1:
        changes[names_key] = None
    elif names_item is None or _names(names_item, names[0]) != new_names:
        changes[names_key] = items.part_names_attributes(new_names)
    return changes


def _is_known(state: ListingState, region: str, count: int) -> bool:
    """Returns whether the listing's state says that a region has so many meetings."""
    return state.counts.get(region, 0) == count and (region in state.marks or not count)


def _fit(names: list[str], ends: Mapping[str, str | None]) -> bool:
    """Returns whether parts end where the next one of these names begins.

    `ends` has where each part says that it does, None where it can't be read.
    """
    return all(ends.get(name) in (None, end_of(place, names)) for place, name in enumerate(names))


def _names(item: Item, region: str) -> list[str] | None:
    """Returns the names of a region's parts in an item; None where they can't be."""
    names = readable(lambda each: items.read_part_names(each, region), item)
    can_be = names and names[0] == region and names == sorted(set(names))
    return names if can_be and all(region_of(name) == region for name in names or ()) else None


def _entries(item: Item) -> Entries | None:
    return readable(lambda part: parts.unpack(items.read_packed_entries(part)), item)


def _digest(key: str, text: str) -> int:
    return digest(f"{key}\t{text}")
