"""What the subjects of the read model have in common.

A subject is told of all meetings and of all its own items, in any order, and then says what seems
to differ: its suspects. It keeps digests, not the items: a listing of 300,000 meetings takes a few
hundred megabytes. A suspect is then read exactly: first its items, then the meetings that they
follow from, so that whoever changes a meeting in between has changed an item as well.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.meeting import Meeting
from chalicelib.meetings.schedule.schedule import zone
from chalicelib.meetings.storage import items, keys
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.directory import SLOTS, Directory
from chalicelib.meetings.storage.items import Attributes, readable


class Kind(StrEnum):
    """How an item differs from what the meetings say."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"
    UNREADABLE = "unreadable"  # a meeting itself: its feed has to be imported anew


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """An item, by its key, that is not what the meetings say."""

    key: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Repair:
    """What makes items what they should be, conditional on what was read.

    `suspect`: what it mends; `stored`: what was read (None: no such item); `changes`: what is to be
    written, by key (None: deleted), empty where nothing differs after all; `checked`: further keys
    that must be as they were read.
    """

    suspect: str
    stored: Mapping[str, Item | None] = field(default_factory=dict)
    changes: Mapping[str, Attributes | None] = field(default_factory=dict)
    checked: tuple[str, ...] = ()

    def differences(self) -> list[Difference]:
        """Returns what differs."""
        return [
            Difference(key, _kind(self.stored.get(key), new)) for key, new in self.changes.items()
        ]


def _kind(stored: Item | None, new: Attributes | None) -> Kind:
    if stored is None:
        return Kind.MISSING
    return Kind.EXTRA if new is None else Kind.DIFFERENT


@dataclass(frozen=True, slots=True)
class StoredMeeting:
    """A meeting, and what its item says beside it.

    `origin`: the listing that it comes from, None where that can't be read; `filed`: the buckets
    that its row is in, `right` those in which it should be.
    """

    meeting: Meeting
    origin: str | None
    filed: frozenset[Bucket]
    right: frozenset[Bucket]


class Subject(Protocol):
    """One kind of items that follow from the meetings."""

    beginnings: tuple[str, ...]
    """What the keys of its items begin with."""

    def see_meeting(self, stored: StoredMeeting) -> None:
        """Notes what should be there for a meeting."""

    def see_item(self, key: str, item: Item) -> None:
        """Notes an item that is there."""

    def suspects(self) -> set[str]:
        """Returns what seems to differ, after everything was seen."""

    def repairs(self, suspects: Collection[str], table: Table) -> Iterator[Repair]:
        """Yields for each suspect what mends it, from what is stored now."""


def read_stored_meeting(item: Item, now: datetime) -> StoredMeeting | None:
    """Returns the meeting of an item; None where it can't be read."""
    meeting = readable(items.read_meeting, item)
    if meeting is None or keys.meeting(meeting.id) != item["pk"]["S"]:
        return None
    filed = readable(items.read_buckets, item) or frozenset()
    origin = readable(items.read_origin, item)
    return StoredMeeting(meeting, origin, filed, _right(meeting, filed, now))


def read_directory(item: Item | None) -> Directory | None:
    """Returns the directory of an item; None where there is none, or not all of it can be."""

    def read(there: Item) -> Directory:
        directory = items.read_directory(there)
        for name in directory.zones:
            zone(name)  # by one that there is not, no search near it gets an answer
        return directory

    directory = readable(read, item)
    return directory if directory and len(directory.shards) == SLOTS else None


def stored_meetings(
    table: Table, meeting_ids: Collection[str], now: datetime
) -> list[StoredMeeting]:
    """Returns those of the meetings that exist and can be read, as they are now."""
    found = table.get_many(map(keys.meeting, meeting_ids), consistent=True)
    return [stored for item in found.values() if (stored := read_stored_meeting(item, now))]


def _right(meeting: Meeting, filed: frozenset[Bucket], now: datetime) -> frozenset[Bucket]:
    """Returns the buckets that the row of a meeting should be in.

    Those that it is said to be in stay right where time alone made one of them needless: what was
    moved is over by now.
    """
    needed = buckets(meeting, now)
    if filed == needed or meeting.revised is None:
        return needed
    allowed = needed | buckets(meeting, meeting.revised)
    return filed if needed <= filed <= allowed else needed


def digest(text: str) -> int:
    """Returns 64 bits of a text; those of several are compared by their sum, in any order."""
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), "big")


def without_key(item: Item) -> Attributes:
    """Returns what an item holds, without its key and revision."""
    return {name: value for name, value in item.items() if name not in ("pk", "rev")}
