"""The manifest of a source: the slug and the digest of each of its meetings, in numbered parts."""

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import keys

_AHEAD = 8  # parts that are read together


def manifest_parts(table: Table, source: str) -> list[Item]:
    """Returns the parts of a source's manifest in order; they are numbered without gaps.

    Raises StorageUnavailable.
    """
    parts: list[Item] = []
    while True:
        part_keys = [keys.manifest_part(source, len(parts) + n) for n in range(_AHEAD)]
        found = table.get_many(part_keys, consistent=True)
        parts += [found[key] for key in part_keys if key in found]
        if len(found) < _AHEAD:
            return parts
