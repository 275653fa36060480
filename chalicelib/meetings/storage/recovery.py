"""The listing taken out for safe-keeping, and put back: what can't be worked out from anything.

That is each meeting with what was set here, when it last changed, the digest of its feed's row, and
in which order the sources came. Reports are not kept: what visitors wrote goes after its time.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.dynamodb import Item, StorageUnavailable, Table
from chalicelib.meetings.errors import CannotBeListed
from chalicelib.meetings.storage import document, items, keys
from chalicelib.meetings.storage.changes import Put
from chalicelib.meetings.storage.items import readable
from chalicelib.meetings.storage.manifest import manifest_parts

if TYPE_CHECKING:
    from chalicelib.meetings.storage.writer import MeetingsWriter


@dataclass(frozen=True, slots=True)
class StoredMeeting:
    """A meeting as it is stored, whole: what to put, None where it can't be read.

    `place` puts those that searches read together next to each other.
    """

    key: str
    place: str
    put: Put | None


class ListingRecovery:
    """What is taken out of a meetings table, and put into one.

    Every method raises StorageUnavailable where the database can't be reached, and those that write
    TooBusy.
    """

    def __init__(self, table: Table, writer: "MeetingsWriter") -> None:
        self._table = table
        self._writer = writer

    # taking out

    def sources(self) -> tuple[str, ...] | None:
        """Returns the sources that meetings came from, the earliest first; None if unreadable."""
        item = self._table.get(keys.SOURCES)
        return readable(items.read_sources, item) if item else ()

    def meetings(self) -> Iterator[StoredMeeting]:
        """Yields all meetings, in no order.

        The digests are read before the meetings. Where a feed is imported meanwhile they are those
        of rows that are older, so that its next import writes these meetings again; so it does
        where they can't be read.
        """
        digests = {
            source: {
                slug: digest
                for part in manifest_parts(self._table, source)
                for slug, digest in (readable(items.read_digests, part) or {}).items()
            }
            for source in self.sources() or ()
        }
        for item in self._table.scan(
            FilterExpression="begins_with(pk, :meetings)",
            ExpressionAttributeValues={":meetings": {"S": keys.MEETINGS}},
            ConsistentRead=True,
        ):
            put = readable(_read_put, item)
            if put and keys.meeting(put.id) != item["pk"]["S"]:
                put = None
            if put:
                put = replace(put, digest=digests.get(put.meeting.source, {}).get(put.slug, ""))
            buckets = readable(items.read_buckets, item) or ()
            place = max((bucket.key for bucket in buckets), default="")
            yield StoredMeeting(item["pk"]["S"], place, put)

    # putting back

    def stored_key(self) -> str:
        """Returns the key of something that is stored of a listing, "" where there is nothing."""
        found = self._table.scan(ProjectionExpression="pk", ConsistentRead=True)
        return next((str(item["pk"]["S"]) for item in found), "")

    def restoring(self) -> str:
        """Returns which export is being restored, "" where none is."""
        item = self._table.get(keys.RESTORE)
        return item["export_digest"]["S"] if item else ""

    def begin(self, export: str) -> None:
        """Notes that this export is being restored."""
        mark = {"pk": {"S": keys.RESTORE}, "export_digest": {"S": export}}
        condition = "attribute_not_exists(pk) OR export_digest = :export"
        if not self._table.put(mark, condition, export=mark["export_digest"]):
            raise StorageUnavailable("another export is being restored")

    def end(self) -> None:
        """Notes that nothing is being restored any more."""
        self._table.delete(keys.RESTORE)

    def put_sources(self, names: Sequence[str]) -> None:
        """Stores the sources in their order, unless some are stored already."""
        if names:
            new = {"pk": {"S": keys.SOURCES}, "rev": {"N": "1"}, **items.sources_attributes(names)}
            self._table.put(new, "attribute_not_exists(pk)")

    def put_meetings(self, put: Sequence[Put], now: datetime) -> list[CannotBeListed]:
        """Writes meetings as they were, but for the index of names, which `rebuild` makes.

        Returns why those were not written that can't be listed.
        """
        of_source = defaultdict[str, list[Put]](list)
        for each in put:
            of_source[each.meeting.source].append(each)
        return [
            refused
            for source, members in sorted(of_source.items())
            for refused in self._writer.restore(source, members, now)
        ]


def _read_put(item: Item) -> Put:
    """Returns what puts the meeting of an item once more."""
    text = items.read_document(item)
    meeting = document.read(text)
    revised = datetime.fromtimestamp(int(item["revised"]["N"]), UTC) if "revised" in item else None
    return Put(meeting, text, meeting.slug, "", items.read_overrides(item), revised)
