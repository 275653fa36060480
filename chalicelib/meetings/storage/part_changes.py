"""What a transaction changes of the parts of the listing."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys, parts
from chalicelib.meetings.storage.bucket_writes import OutdatedDirectory
from chalicelib.meetings.storage.changes import Change, Put
from chalicelib.meetings.storage.item_writes import ItemWrites
from chalicelib.meetings.storage.items import Attributes
from chalicelib.meetings.storage.listing import part_name, part_names
from chalicelib.meetings.storage.listing_order import keys_of, region_of
from chalicelib.meetings.storage.listing_state import update_action
from chalicelib.meetings.storage.parts import Entries

Read = Callable[[str], Item | None]  # gives an item that was read, by its key


@dataclass(frozen=True, slots=True)
class _NewParts:
    """What is to be written, by key, and how many meetings more (or less) each region then has.

    `pieces`: the keys of what was just cut off.
    """

    written: dict[str, Attributes] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    pieces: set[str] = field(default_factory=set)


class PartChanges:
    """The entries to put into parts, and the keys of those to take out."""

    def __init__(self) -> None:
        self._put: Entries = {}
        self._remove: set[str] = set()

    def put(self, key: str, entry: str) -> None:
        """Has an entry put in."""
        self._put[key] = entry

    def remove(self, key: str) -> None:
        """Has an entry taken out, unless one of that key is put in."""
        self._remove.add(key)

    def names_keys(self) -> set[str]:
        """Returns the keys of the items that name the parts of these regions."""
        return {keys.part_names(region_of(key)) for key in {*self._put, *self._remove}}

    def part_keys(self, read: Read) -> set[str]:
        """Returns the keys of the parts; those of `names_keys` were read."""
        return {keys.listing_part(name) for name in self._by_part(read)}

    def write(self, writes: ItemWrites) -> None:
        """Adds the parts to a transaction, and that their regions changed.

        Those of `part_keys` were read. Raises OutdatedDirectory where all has to be read again.
        """
        new = self._new_parts(writes.item)
        for key, attributes in new.written.items():
            if key in new.pieces:
                writes.write_first(key, attributes)
            else:
                writes.write(key, attributes)
        if new.added:
            writes.update(update_action(new.added))

    def _new_parts(self, read: Read) -> _NewParts:
        """Returns what becomes of the parts.

        Raises OutdatedDirectory where a part was cut since the names were read.
        """
        new = _NewParts()
        for name, changed_keys in self._by_part(read).items():
            region, part_key = region_of(name), keys.listing_part(name)
            names_key = keys.part_names(region)
            names = items.read_part_names(new.written.get(names_key) or read(names_key), region)
            place = names.index(name)
            end = parts.end_of(place, names)
            item = read(part_key)
            if item is not None and items.read_part_end(item) != end:
                raise OutdatedDirectory
            before = parts.unpack(items.read_packed_entries(item)) if item else {}
            after = self._changed(before, changed_keys)
            if after == before:
                continue
            new.added[region] += len(after) - len(before)
            packed = parts.cut(name, after)
            for each, each_end in zip(packed, [*packed, end][1:], strict=True):
                attributes = items.part_attributes(packed[each], each_end)
                new.written[keys.listing_part(each)] = attributes
            new.pieces.update(map(keys.listing_part, packed.keys() - {name}))
            if len(packed) > 1:
                all_names = [*names[:place], *packed, *names[place + 1 :]]
                new.written[names_key] = items.part_names_attributes(all_names)
        return new

    def _changed(self, before: Entries, changed_keys: set[str]) -> Entries:
        put = {key: self._put[key] for key in changed_keys if key in self._put}
        return {key: text for key, text in before.items() if key not in changed_keys} | put

    def _by_part(self, read: Read) -> dict[str, set[str]]:
        """Returns the keys that change, by the name of their part."""
        names_of: dict[str, Sequence[str]] = {}
        found: dict[str, set[str]] = {}
        for key in {*self._put, *self._remove}:
            region = region_of(key)
            if region not in names_of:
                names_of[region] = items.read_part_names(read(keys.part_names(region)), region)
            found.setdefault(part_name(key, names_of[region]), set()).add(key)
        return found


def part_keys_by_id(table: Table, changes: Iterable[Change]) -> dict[str, set[str]]:
    """Returns by meeting id the keys of the parts that each is to be in, of those that are put.

    As things are before an import, for which they say how much fits a transaction. Raises
    StorageUnavailable.
    """
    put = (change for change in changes if isinstance(change, Put))
    keys_by_id = {change.id: keys_of(change.meeting) for change in put}
    names = part_names(table, {region_of(key) for some in keys_by_id.values() for key in some})
    return {
        meeting_id: {keys.listing_part(part_name(key, names[region_of(key)])) for key in some}
        for meeting_id, some in keys_by_id.items()
    }
