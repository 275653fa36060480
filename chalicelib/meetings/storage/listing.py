"""The whole listing as it is read: part after part in its order, or the meetings of some rows.

Parts are read consistently, after the state of the listing was: what is read is at least as new as
the marks that were seen before, so that a tag made of them never stands for something older.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import items, keys, listing_state, parts
from chalicelib.meetings.storage.listing_order import key_of_row, region_of
from chalicelib.meetings.storage.listing_state import ListingState
from chalicelib.meetings.storage.parts import Entries
from chalicelib.meetings.storage.rows import Row

_REGIONS_AHEAD = 25  # whose names are read together
_PARTS_AHEAD = 10
_PART_PAYS = 4  # meetings wanted of a part from which on it costs less than they do one by one

PartRange = tuple[str, str]  # the name of a part and that of the next one, "" for a region's last


class ListingReader:
    """Reads of the whole listing. Each raises StorageUnavailable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def state(self) -> ListingState:
        """Returns what is known of the listing without reading it."""
        return listing_state.read(self._table.get(keys.LISTING, consistent=False))

    def parts_after(self, after: str, state: ListingState) -> Iterator[tuple[str, Entries]]:
        """Yields part by part, each with its name, the entries behind a key ("": all), in order.

        A part may have none. Of the regions that the state knows.
        """
        regions = state.regions_from(after)
        for start in range(0, len(regions), _REGIONS_AHEAD):
            names = part_names(self._table, regions[start : start + _REGIONS_AHEAD])
            ranges = [pair for of_region in names.values() for pair in _ranges(of_region, after)]
            for first in range(0, len(ranges), _PARTS_AHEAD):
                for name, entries in self._read(ranges[first : first + _PARTS_AHEAD]):
                    yield name, {key: text for key, text in entries.items() if key > after}

    def meetings(self, rows: Iterable[Row], *, online: bool) -> dict[str, Meeting]:
        """Returns the meetings of rows, by id; one that is gone is not listed.

        Those of which a part holds several come from there, others one by one. `online` tells that
        the rows are near each other in time, and not in place.
        """
        wanted = {key_of_row(row, online=online): row.id for row in rows}
        found = {}
        for item in self._parts_that_pay(wanted).values():
            for key, text in parts.unpack(items.read_packed_entries(item)).items():
                if key in wanted:
                    found[wanted[key]] = parts.read_entry(text)
        others = [keys.meeting(id_) for id_ in wanted.values() if id_ not in found]
        for item in self._table.get_many(others, consistent=True).values():
            meeting = items.read_meeting(item)
            if meeting.is_public:
                found[meeting.id] = meeting
        return found

    def _read(self, ranges: Sequence[PartRange]) -> Iterator[tuple[str, Entries]]:
        """Yields parts by name; of one that was cut meanwhile, all its pieces."""
        found = self._table.get_many(
            [keys.listing_part(name) for name, _ in ranges], consistent=True
        )
        for name, end in ranges:
            item = found.get(keys.listing_part(name))
            while item is not None:
                yield name, parts.unpack(items.read_packed_entries(item))
                following = items.read_part_end(item)
                is_cut = following != end and following > name
                name = following
                item = self._table.get(keys.listing_part(following)) if is_cut else None

    def _parts_that_pay(self, wanted: Iterable[str]) -> Mapping[str, Item]:
        """Returns the parts of which several keys are wanted."""
        of_region = Counter(map(region_of, wanted))
        regions = [region for region, count in of_region.items() if count >= _PART_PAYS]
        names = part_names(self._table, regions)
        of_part = Counter(
            part_name(key, names[region_of(key)]) for key in wanted if region_of(key) in names
        )
        worth = [name for name, count in of_part.items() if count >= _PART_PAYS]
        return self._table.get_many(map(keys.listing_part, worth), consistent=True)


def part_names(table: Table, regions: Iterable[str]) -> dict[str, list[str]]:
    """Returns the sorted names of the parts of each region. Raises StorageUnavailable."""
    key_of = {region: keys.part_names(region) for region in regions}
    found = table.get_many(key_of.values(), consistent=True)
    return {region: items.read_part_names(found.get(key), region) for region, key in key_of.items()}


def part_name(key: str, names: Sequence[str]) -> str:
    """Returns which of the sorted names of a region's parts has a key."""
    return names[parts.place_of(key, names)]


def _ranges(names: Sequence[str], after: str) -> list[PartRange]:
    """Returns the parts of a region that may hold anything behind a key."""
    ends = [*names[1:], ""]
    return [(name, end) for name, end in zip(names, ends, strict=True) if not end or end > after]
