"""Parts of the listing: the documents of public meetings in its order, many in one item.

A part holds the meetings of a range of keys (see `listing_order`), from its own name on up to the
name of the next one of its region; a region begins with one that has its name. A part that grows
too large is cut in two. None is ever joined with another or deleted, so that whoever knows an older
name of a part finds it, with the name of the piece that was cut off; an empty one costs little.
"""

import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.storage import document

PART_BYTES = 16_000  # packed: some 130 meetings
_LEVEL = 1  # of compression: a third of the time of the usual one, a fifth more bytes

Entries = dict[str, str]
"""The meetings of a part by key, each as `entry` has it."""


def entry(text: str, revised: int | None) -> str:
    """Returns what a part has of a meeting with that document, last changed then (epoch s)."""
    return f"{'' if revised is None else revised}\t{text}"


def entry_of(meeting: Meeting) -> str:
    """Returns what a part has of a meeting."""
    revised = None if meeting.revised is None else int(meeting.revised.timestamp())
    return entry(document.write(meeting), revised)


def read_entry(text: str) -> Meeting:
    """Returns the meeting of an entry."""
    revised, _, body = text.partition("\t")
    moment = datetime.fromtimestamp(int(revised), UTC) if revised else None
    return document.read(body, moment)


def pack(entries: Mapping[str, str]) -> bytes:
    """Returns the entries as one compressed blob: a line each, in order."""
    lines = "\n".join(f"{key}\t{entries[key]}" for key in sorted(entries))
    return zlib.compress(lines.encode(), _LEVEL)


def unpack(blob: bytes) -> Entries:
    """Returns the entries of a blob, in order."""
    text = zlib.decompress(blob).decode()
    lines = (line.partition("\t") for line in text.split("\n") if line)
    return {key: rest for key, _, rest in lines}


def place_of(key: str, names: Sequence[str]) -> int:
    """Returns the place, among the sorted names of a region's parts, of the one with that key."""
    return max(0, bisect_right(names, key) - 1)


def end_of(place: int, names: Sequence[str]) -> str:
    """Returns where the part at that place ends: the next one's name; "" for the last."""
    return names[place + 1] if place + 1 < len(names) else ""


def cut(name: str, entries: Entries) -> dict[str, bytes]:
    """Returns the entries of a part, packed, by name: cut in halves until none is too large."""
    blob = pack(entries)
    if len(blob) <= PART_BYTES or len(entries) < 2:
        return {name: blob}
    ordered = sorted(entries)
    middle = len(ordered) // 2
    lower = {key: entries[key] for key in ordered[:middle]}
    upper = {key: entries[key] for key in ordered[middle:]}
    return cut(name, lower) | cut(_name_between(ordered[middle - 1], ordered[middle]), upper)


def _name_between(last: str, first: str) -> str:
    """Returns the shortest beginning of `first` that stands behind `last`."""
    return next(first[:n] for n in range(1, len(first) + 1) if first[:n] > last)
