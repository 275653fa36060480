"""What the items of the meetings table hold: their attributes, read and written.

Each also has its key (`pk`) and its revision (`rev`); they are set where it is written. Attributes
keep the names that they were first stored under. Reports are in `reports`.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from chalicelib.dynamodb import Item
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.storage import document, names
from chalicelib.meetings.storage.buckets import Bucket
from chalicelib.meetings.storage.directory import Directory
from chalicelib.meetings.storage.names import Postings
from chalicelib.meetings.storage.rows import Row, unpack

if TYPE_CHECKING:
    from chalicelib.meetings.meeting import Meeting
    from chalicelib.meetings.storage.heads import Head, Part

Attributes = dict[str, Any]
Read = TypeVar("Read")
_DAMAGED = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,  # a time of no calendar
    RecursionError,  # lists within lists without end
    zlib.error,
)


def readable(read: Callable[[Item], Read], item: Item | None) -> Read | None:
    """Returns what is read of an item; None where there is none, or nothing can be read of it."""
    try:
        return None if item is None else read(item)
    except _DAMAGED:
        return None


# a meeting: `body`, its document; `origin`, its source and slug; `filed`, the buckets that its row
# is in; `changed`, the overrides that were set here, which no import takes back; `revised`, when
# any of this last changed (epoch seconds)


def meeting_attributes(
    meeting: "Meeting", text: str, set_here: Iterable[Override], buckets: Iterable[Bucket]
) -> Attributes:
    """Returns what the item of a meeting with that document holds, `revised` left out."""
    attributes: Attributes = {
        "body": {"B": document.compress(text)},
        **origin_attribute(meeting),
    }
    if changed := overrides.write(set_here):
        attributes["changed"] = {"S": changed}
    return attributes | filed_attribute(buckets)


def origin_attribute(meeting: "Meeting") -> Attributes:
    """Returns the attribute that says which listing a meeting comes from."""
    return {"origin": {"S": f"{meeting.source} {meeting.slug}"}}


def read_origin(item: Item) -> str:
    """Returns the listing that a meeting comes from: its source and slug."""
    origin: str = item["origin"]["S"]
    return origin


def filed_attribute(buckets: Iterable[Bucket]) -> Attributes:
    """Returns the attribute that says in which buckets the row of a meeting is; none of none."""
    lines = sorted(f"{bucket.key} {bucket.directory} {bucket.slot}" for bucket in buckets)
    return {"filed": {"S": "\n".join(lines)}} if lines else {}


def revised_at(now: datetime) -> Attributes:
    """Returns the attribute that says when a meeting last changed."""
    return {"revised": {"N": str(int(now.timestamp()))}}


def read_meeting(item: Item) -> "Meeting":
    """Returns the meeting of an item, with the overrides that were set here."""
    from chalicelib.meetings.meeting import with_overrides  # most searches read none

    seconds = int(item["revised"]["N"]) if "revised" in item else None
    revised = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    listed = document.read(read_document(item), revised)
    return with_overrides(listed, read_overrides(item))


def read_document(item: Item) -> str:
    """Returns the document of a meeting's item."""
    return document.decompress(item["body"]["B"])


def read_overrides(item: Item) -> tuple[Override, ...]:
    """Returns the overrides of a meeting that were set here."""
    return overrides.read(item["changed"]["S"]) if "changed" in item else ()


def read_buckets(item: Item) -> frozenset[Bucket]:
    """Returns the buckets that the row of a meeting is in."""
    lines = item["filed"]["S"].splitlines() if "filed" in item else ()
    return frozenset(
        Bucket(key, directory, int(slot)) for key, directory, slot in map(str.split, lines)
    )


# a shard of a bucket: `rows`, packed; `shards`, how many the bucket has; `part`, the digest of its
# part of the bucket's head, where there is one


def shard_attributes(
    packed_rows: bytes, shard_count: int, part: "Part | None" = None
) -> Attributes:
    """Returns what the item of a shard holds that has that part of the head."""
    attributes: Attributes = {"rows": {"B": packed_rows}, "shards": {"N": str(shard_count)}}
    if part is not None:
        from chalicelib.meetings.storage import heads

        attributes["part"] = {"B": heads.digest(part)}
    return attributes


def read_shard_count(item: Item) -> int:
    """Returns how many shards the bucket of a shard had when that was written."""
    return int(item["shards"]["N"])


class Shard(NamedTuple):
    """A shard: how many its bucket had when it was written, and its rows."""

    shard_count: int
    rows: list[Row]


def read_shard(item: Item) -> Shard:
    """Returns the shard of an item."""
    return Shard(read_shard_count(item), unpack(read_packed_rows(item)))


def read_packed_rows(item: Item) -> bytes:
    """Returns the rows of a shard, packed."""
    blob: bytes = item["rows"]["B"]
    return blob


def read_part_digest(item: Item) -> bytes:
    """Returns the digest of the part of the head that a shard has, b"" where it has none."""
    digest: bytes = item["part"]["B"] if "part" in item else b""
    return digest


# the head of a bucket: `parts`, packed, one for each shard


def head_attributes(head: "Sequence[Part]") -> Attributes:
    """Returns what the item of a head holds."""
    from chalicelib.meetings.storage import heads

    return {"parts": {"B": heads.pack(head)}}


def read_head(item: Item) -> "Head":
    """Returns the head of an item."""
    from chalicelib.meetings.storage import heads  # searches near a place read none

    return heads.unpack(item["parts"]["B"])


# a directory: `shards`, a byte for each slot, compressed; `zones`


def directory_attributes(directory: Directory) -> Attributes:
    """Returns what the item of a directory holds."""
    attributes: Attributes = {"shards": {"B": zlib.compress(directory.shards, 9)}}
    if directory.zones:
        attributes["zones"] = {"S": ",".join(sorted(directory.zones))}
    return attributes


def read_directory(item: Item) -> Directory:
    """Returns the directory of an item."""
    zones = item["zones"]["S"].split(",") if "zones" in item else ()
    return Directory(zlib.decompress(item["shards"]["B"]), frozenset(zones))


# a part of a manifest: `entries`, a JSON object of slug -> digest, compressed


def manifest_attributes(digests: Mapping[str, str]) -> Attributes:
    """Returns what the item of a manifest's part holds, of the digests by slug."""
    text = json.dumps(digests, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {"entries": {"B": zlib.compress(text.encode(), 1)}}  # written with every batch


def read_digests(item: Item) -> dict[str, str]:
    """Returns the digests of a manifest's part, by slug."""
    digests: dict[str, str] = json.loads(zlib.decompress(item["entries"]["B"]))
    return digests


# a part of the index of names: `words`, packed


def names_attributes(postings: Postings) -> Attributes:
    """Returns what the item of a part of the index of names holds."""
    return {"words": {"B": names.pack(postings)}}


def read_postings(item: Item | None, beginning: str = "") -> Postings:
    """Returns the words of a part of the index of names, with their meetings; none of no item.

    Only those with that beginning.
    """
    return names.unpack(item["words"]["B"], beginning) if item else {}


# a part of the listing: `meetings`, packed; `end`, the name of the next part, "" for the last


def part_attributes(packed_entries: bytes, end: str) -> Attributes:
    """Returns what the item of a part of the listing holds."""
    return {"meetings": {"B": packed_entries}, "end": {"S": end}}


def read_packed_entries(item: Item) -> bytes:
    """Returns the entries of a part of the listing, packed."""
    blob: bytes = item["meetings"]["B"]
    return blob


def read_part_end(item: Item) -> str:
    """Returns the name of the part that follows this one; "" where it is its region's last."""
    end: str = item["end"]["S"]
    return end


# the names of a region's parts: `names`, one a line, compressed


def part_names_attributes(names: Iterable[str]) -> Attributes:
    """Returns what the item of the names of a region's parts holds."""
    return {"names": {"B": zlib.compress("\n".join(names).encode(), 9)}}


def read_part_names(item: Item | None, region: str) -> list[str]:
    """Returns the sorted names of a region's parts: where there is no item, its only one."""
    return zlib.decompress(item["names"]["B"]).decode().split("\n") if item else [region]


# the sources: `names`, a list


def sources_attributes(names: Iterable[str]) -> Attributes:
    """Returns what the item of the sources holds."""
    return {"names": {"L": [{"S": name} for name in names]}}


def read_sources(item: Item | None) -> tuple[str, ...]:
    """Returns the sources, the earliest first; none where there is no item yet."""
    return tuple(name["S"] for name in item["names"]["L"]) if item else ()
