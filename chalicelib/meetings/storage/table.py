"""The meetings table: the one module that knows its keys.

| key | holds |
|---|---|
| `M#<id>` | a meeting (`body`), and the buckets and directory slots it is filed under (`filed`);
| | `changed`: its occurrences that were cancelled or moved here, which no import takes back; |
| | `revised`: when any of this last changed (epoch seconds) |
| `G#<cell>#<weekday>#<shard>` | rows of meetings with a room |
| `O#<hour>#<shard>`, `L#<block>#<shard>` | rows of meetings with a link |
| `D#<region>`, `D#online` | a directory: shards of each bucket, and the zones of its meetings |
| `S#<source>#<number>` | part of a source's manifest: slug -> digest |
| `R#<id>#<number>` | what somebody reported about a meeting; ends by `expires` (epoch seconds) |

A change is one transaction over the meetings, their buckets, directories and manifest parts, each
conditional on the revision that was read; it is tried again on a conflict until the deadline.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from chalicelib import dynamodb, settings
from chalicelib.dynamodb import Item, Table, TooBusy
from chalicelib.meetings.meeting import Meeting, meeting_id
from chalicelib.meetings.report import MAX_REPORTS, REPORT_DAYS, Kind, Report
from chalicelib.meetings.schedule import overrides
from chalicelib.meetings.schedule.overrides import Override
from chalicelib.meetings.schedule.schedule import MAX_OVERRIDES
from chalicelib.meetings.storage import items
from chalicelib.meetings.storage.buckets import Bucket, buckets
from chalicelib.meetings.storage.rows import Row, pack, row, unpack

__all__ = [
    "Directory",
    "IdTaken",
    "MeetingsTable",
    "NoSuchMeeting",
    "TooBusy",
    "TooManyChanges",
    "open_table",
]

SHARD_BYTES = 200_000
MANIFEST_PART_ENTRIES = 1_000
_BATCH_ITEMS = 96  # leaves room for a bucket that has to be split
_DIRECTORY_SLOTS = 32 * 32 * 7


@dataclass(frozen=True, slots=True)
class Directory:
    """What a region holds: the number of shards of each bucket by slot (0: empty), and the time
    zones that its meetings keep.
    """

    shards: bytes = bytes(_DIRECTORY_SLOTS)
    zones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting to be as given, or gone (None), with its place in its source's manifest; or to
    stay as it is but for an occurrence (`override`).
    """

    id: str
    meeting: Meeting | None
    slug: str = ""
    digest: str = ""
    override: Override | None = None


class IdTaken(Exception):
    """Two listings have the same id (one chance in a million at 50,000 listings); carries both."""


class NoSuchMeeting(LookupError):
    """No meeting with a schedule has that id."""


class TooManyChanges(Exception):
    """As many occurrences of the meeting are cancelled or moved as can be."""


class _TooLarge(Exception):
    """The changes don't fit one transaction."""


class _Outdated(Exception):
    """A bucket changed its number of shards after its directory was read."""


class MeetingsTable:
    """Reads and writes of the meetings table."""

    def __init__(
        self,
        client: Any,
        name: str,
        *,
        deadline_s: float = 8.0,
        shard_bytes: int = SHARD_BYTES,
    ) -> None:
        self._table = Table(client, name)
        self._deadline_s = deadline_s
        self._shard_bytes = shard_bytes

    # reading

    def get(self, id: str) -> Meeting | None:
        """The meeting of that id."""
        item = self._table.get(f"M#{id}", consistent=False)
        return None if item is None else _meeting(item)

    def get_public(self, id: str) -> Meeting | None:
        """The meeting of that id, unless it is for those who run it only."""
        found = self.get(id)
        return found if found and found.is_public else None

    def get_many(self, ids: Iterable[str]) -> dict[str, Meeting]:
        """Those of the meetings that exist, by id."""
        items = self._table.get_many(f"M#{id}" for id in ids)
        return {pk[2:]: _meeting(item) for pk, item in items.items()}

    def all(self, after: str = "") -> Iterator[Meeting]:
        """Every meeting, inactive ones too, in an order that stays: those behind the id `after`,
        whether or not it is still listed. A scan of the whole table: what is read is paid for by
        its size, half a read unit for each 4 KB, the search's rows included.
        """
        found = self._table.scan(
            f"M#{after}" if after else "",
            FilterExpression="begins_with(pk, :meetings)",
            ExpressionAttributeValues={":meetings": {"S": "M#"}},
            ProjectionExpression="body, changed, revised",
        )
        return map(_meeting, found)

    def directories(self, keys: Iterable[str]) -> dict[str, Directory]:
        """The directories of those keys; a missing one is not listed."""
        return {key: _directory(item) for key, item in self._table.get_many(keys).items()}

    def rows(self, wanted: Mapping[Bucket, int]) -> dict[Bucket, list[Row]]:
        """The rows of each bucket, read from that many shards; one that was split since its
        directory was read is read again.
        """
        keys = {
            _shard_key(bucket, number): bucket
            for bucket, count in wanted.items()
            for number in range(count)
        }
        found: dict[Bucket, list[Row]] = {bucket: [] for bucket in wanted}
        split: dict[Bucket, int] = {}
        for key, item in self._table.get_many(keys).items():
            bucket, count = keys[key], int(item["shards"]["N"])
            if count > wanted[bucket]:
                split[bucket] = count
            found[bucket] += unpack(item["rows"]["B"])
        return {**found, **self.rows(split)} if split else found

    def manifest(self, source: str) -> dict[str, str]:
        """Slug -> digest of every meeting that the source's feed has given."""
        return {
            slug: digest
            for part in self._manifest_parts(source)
            for slug, digest in _entries(part).items()
        }

    def reports(self, now: datetime) -> list[Report]:
        """Every report that is not over, by day; a scan of the whole table."""
        moment = int(now.timestamp())
        items = self._table.scan(
            FilterExpression="begins_with(pk, :reports)",
            ExpressionAttributeValues={":reports": {"S": "R#"}},
        )
        found = [_report(item) for item in items if int(item["expires"]["N"]) > moment]
        return sorted(found, key=lambda report: (report.day, report.meeting_id))

    # writing

    def add_report(self, report: Report) -> bool:
        """Keeps a report until it is over; False where the meeting has as many as may be open."""
        day_begins = datetime.combine(report.day, time(), UTC)
        over = int((day_begins + timedelta(days=REPORT_DAYS)).timestamp())
        content = {
            "kind": {"S": report.kind.value},
            "text": {"S": report.text},
            "day": {"S": report.day.isoformat()},
            "expires": {"N": str(over)},
        }
        free = "attribute_not_exists(pk) OR expires <= :now"
        taken = self._table.get_many(_report_keys(report.meeting_id))
        now = {"N": str(int(day_begins.timestamp()))}
        return any(
            self._table.put({"pk": {"S": key}, **content}, free, now=now)
            for key in _report_keys(report.meeting_id)
            if key not in taken or int(taken[key]["expires"]["N"]) <= int(now["N"])
        )

    def remove_reports(self, meeting_id: str) -> int:
        """Forgets every report about a meeting; how many there were."""
        keys = self._table.get_many(_report_keys(meeting_id), consistent=True)
        return sum(self._table.delete(key) for key in keys)

    def put(self, meeting: Meeting, now: datetime) -> None:
        """Adds or replaces one meeting everywhere at once. Like an import, it keeps what was
        changed here of single occurrences.
        """
        self._write("", [Change(meeting.id, meeting)], {}, now)

    def override(self, id: str, override: Override, now: datetime) -> None:
        """Cancels or moves one occurrence of a meeting, or has it as listed again. It is kept when
        the feed is imported anew, until a week after. NoSuchMeeting; TooManyChanges.
        """
        self._write("", [Change(id, None, override=override)], {}, now)

    def remove(self, id: str, now: datetime) -> None:
        """Removes one meeting everywhere at once; no error where there is none."""
        self._write("", [Change(id, None)], {}, now)

    def apply_import(
        self,
        source: str,
        put: Sequence[tuple[Meeting, str]],
        remove: Sequence[str],
        now: datetime,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Writes (meeting, digest) pairs and removes slugs, near ones together, one transaction
        after the other; `progress` is told how many each one held. Each holds its part of the
        manifest too: an import that stops halfway goes on where it stopped.
        """
        parts = [_entries(part) for part in self._manifest_parts(source)]
        home = {slug: number for number, entries in enumerate(parts) for slug in entries}
        sizes = [len(entries) for entries in parts]
        changes = [
            *(Change(meeting_id(source, slug), None, slug) for slug in remove),
            *(Change(meeting.id, meeting, meeting.slug, digest) for meeting, digest in put),
        ]
        filed = {change.id: _filed_keys(change.meeting, now) for change in changes}
        changes.sort(key=lambda change: (min(filed[change.id], default=""), change.id))
        for change in changes:
            if change.slug not in home:
                if not sizes or sizes[-1] >= MANIFEST_PART_ENTRIES:
                    sizes.append(0)
                home[change.slug] = len(sizes) - 1
                sizes[-1] += 1
        for batch in _batches(changes, filed, home):
            self._write(source, batch, home, now)
            progress(len(batch))

    def _write(
        self, source: str, changes: Sequence[Change], home: Mapping[str, int], now: datetime
    ) -> None:
        try:
            for _ in dynamodb.attempts_with_backoff(self._deadline_s):
                draft = _Draft(self._table, self._shard_bytes)
                try:
                    draft.change(changes, now)
                except _Outdated:
                    continue
                draft.change_manifest(source, changes, home)
                actions = draft.actions()
                if not actions or not self._table.transact(actions):
                    return
        except _TooLarge:
            if len(changes) == 1:
                raise dynamodb.StorageUnavailable("one meeting is too large to write") from None
            middle = len(changes) // 2
            self._write(source, changes[:middle], home, now)
            self._write(source, changes[middle:], home, now)

    def _manifest_parts(self, source: str) -> list[Item]:
        """The parts in order; they are numbered without gaps."""
        parts: list[Item] = []
        ahead = 8
        while True:
            keys = [_part_key(source, len(parts) + n) for n in range(ahead)]
            found = self._table.get_many(keys, consistent=True)
            parts += [found[key] for key in keys if key in found]
            if len(found) < ahead:
                return parts


class _Shard(NamedTuple):
    bucket: Bucket
    number: int


@dataclass
class _Draft:
    """One attempt at a transaction: what was read, and what it is to become."""

    table: Table
    shard_bytes: int
    read: dict[str, Item | None] = field(default_factory=dict)
    written: dict[str, dict[str, Any] | None] = field(default_factory=dict)  # None: deleted

    def load(self, keys: Iterable[str]) -> None:
        keys = [key for key in keys if key not in self.read]
        found = self.table.get_many(keys, consistent=True)
        self.read.update({key: found.get(key) for key in keys})

    def change(self, changes: Sequence[Change], now: datetime) -> None:
        """Drafts the meetings, their rows and the directories."""
        self.load(f"M#{change.id}" for change in changes)
        puts: dict[Bucket, dict[str, Row]] = {}
        removals: dict[Bucket, set[str]] = {}
        for change in changes:
            key, meeting = f"M#{change.id}", change.meeting
            item = self.read[key]
            changed = overrides.read(_changed(item)) if item else ()
            if change.override is not None:
                meeting, changed = _overridden(change.id, item, change.override)
            changed = overrides.still_known(changed, now)
            body = b""
            if meeting is not None:
                meeting = _without_past(meeting, now)
                body = items.dump(meeting)
                meeting = items.load(body, overrides.write(changed)) if changed else meeting
            new = buckets(meeting, now) if meeting else frozenset()
            for bucket in (_stored_buckets(item) if item else frozenset()) - new:
                removals.setdefault(bucket, set()).add(change.id)
            if meeting is None:
                if item is not None:
                    self.written[key] = None
                continue
            origin = {"S": f"{meeting.source} {meeting.slug}"}
            if item is not None and item["origin"] != origin:
                raise IdTaken(change.id, item["origin"]["S"], origin["S"])
            attributes: dict[str, Any] = {"body": {"B": body}, "origin": origin}
            if changed and meeting.schedule:
                attributes["changed"] = {"S": overrides.write(changed)}
            if new:
                attributes["filed"] = {"S": "\n".join(sorted(map(_bucket_text, new)))}
            if not self._set(key, attributes):
                continue  # its rows must not be written without it: another may be moving them
            attributes["revised"] = {"N": str(int(now.timestamp()))}
            if new:
                entry = row(meeting)
                for bucket in new:
                    puts.setdefault(bucket, {})[change.id] = entry
        touched = {*puts, *removals}
        self.load({bucket.directory for bucket in touched})
        drafts = {
            name: _DirectoryDraft(self.read[name])
            for name in {bucket.directory for bucket in touched}
        }
        self.load(
            _shard_key(bucket, number)
            for bucket in touched
            for number in _touched_shards(
                drafts[bucket.directory].count(bucket),
                {*puts.get(bucket, ()), *removals.get(bucket, ())},
            )
        )
        for bucket in touched:
            self._change_bucket(
                bucket,
                puts.get(bucket, {}),
                removals.get(bucket, set()),
                drafts[bucket.directory],
            )
        for name, draft in drafts.items():
            self._set(name, draft.attributes())

    def _change_bucket(
        self, bucket: Bucket, put: Mapping[str, Row], gone: set[str], directory: "_DirectoryDraft"
    ) -> None:
        count = directory.count(bucket)
        touched = _touched_shards(count, {*put, *gone})
        if any(_shard_count(self.read[_shard_key(bucket, n)]) != count for n in touched):
            raise _Outdated
        count = max(1, count)
        shards = {number: self._shard_rows(bucket, number) for number in touched}
        for id in gone:
            shards[_shard_of(id, count)].pop(id, None)
        for id, entry in put.items():
            shards[_shard_of(id, count)][id] = entry
            directory.zones.add(entry.timezone)
        packed = {number: pack(rows.values()) for number, rows in shards.items()}
        if any(len(blob) > self.shard_bytes for blob in packed.values()):
            self.load(_shard_key(bucket, number) for number in range(count))
            rows = {
                id: entry
                for number in range(count)
                for id, entry in (
                    shards[number] if number in shards else self._shard_rows(bucket, number)
                ).items()
            }
            count, packed = _split(rows, count, self.shard_bytes)
            self.load(_shard_key(bucket, number) for number in packed)
        if count == 1 and not shards[0]:
            directory.set(bucket, 0)
            if self.read[_shard_key(bucket, 0)] is not None:
                self.written[_shard_key(bucket, 0)] = None
            return
        directory.set(bucket, count)
        for number, blob in packed.items():
            self._set(
                _shard_key(bucket, number), {"rows": {"B": blob}, "shards": {"N": str(count)}}
            )

    def _shard_rows(self, bucket: Bucket, number: int) -> dict[str, Row]:
        item = self.read[_shard_key(bucket, number)]
        return {entry.id: entry for entry in unpack(item["rows"]["B"])} if item else {}

    def change_manifest(
        self, source: str, changes: Sequence[Change], home: Mapping[str, int]
    ) -> None:
        """Drafts the manifest parts of the changes that came from a feed."""
        of_part: dict[str, list[Change]] = {}
        for change in changes:
            if change.slug:
                of_part.setdefault(_part_key(source, home[change.slug]), []).append(change)
        self.load(of_part)
        for key, members in of_part.items():
            item = self.read[key]
            entries = _entries(item) if item else {}
            for change in members:
                if change.meeting is None:
                    entries.pop(change.slug, None)
                else:
                    entries[change.slug] = change.digest
            text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            self._set(key, {"entries": {"B": zlib.compress(text.encode(), 6)}})

    def _set(self, key: str, attributes: dict[str, Any]) -> bool:
        """Drafts an item; False where it already is so."""
        item = self.read[key]
        if item is not None and attributes == {
            name: value for name, value in item.items() if name not in ("pk", "rev", "revised")
        }:
            return False
        self.written[key] = attributes
        return True

    def actions(self) -> list[dict[str, Any]]:
        """The transaction's actions, each conditional on what was read."""
        actions = []
        size = 0
        for key, attributes in self.written.items():
            item = self.read[key]
            condition = dynamodb.revision_condition(item)
            if attributes is None:
                actions.append({"Delete": {"Key": {"pk": {"S": key}}, **condition}})
                continue
            size += 200 + sum(_size(value) for value in attributes.values())
            new = {"pk": {"S": key}, "rev": dynamodb.next_revision(item), **attributes}
            actions.append({"Put": {"Item": new, **condition}})
        if (
            len(actions) > dynamodb.MAX_TRANSACTION_ITEMS
            or size > dynamodb.MAX_TRANSACTION_BYTES * 0.9
        ):
            raise _TooLarge
        return actions


class _DirectoryDraft:
    """A directory being changed."""

    def __init__(self, item: Item | None) -> None:
        stored = _directory(item) if item else Directory()
        self._shards = bytearray(stored.shards)
        self.zones = set(stored.zones)

    def count(self, bucket: Bucket) -> int:
        return self._shards[bucket.slot]

    def set(self, bucket: Bucket, count: int) -> None:
        self._shards[bucket.slot] = count

    def attributes(self) -> dict[str, Any]:
        attributes: dict[str, Any] = {"shards": {"B": zlib.compress(bytes(self._shards), 9)}}
        if self.zones:
            attributes["zones"] = {"S": ",".join(sorted(self.zones))}
        return attributes


def _meeting(item: Item) -> Meeting:
    seconds = int(item["revised"]["N"]) if "revised" in item else None
    revised = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return items.load(item["body"]["B"], _changed(item), revised)


def _changed(item: Item) -> str:
    return str(item["changed"]["S"]) if "changed" in item else ""


def _overridden(
    id: str, item: Item | None, override: Override
) -> tuple[Meeting, tuple[Override, ...]]:
    """The meeting as the feed gave it, and what is changed here with one occurrence more."""
    meeting = items.load(item["body"]["B"]) if item else None
    if item is None or meeting is None or meeting.schedule is None:
        raise NoSuchMeeting(id)
    changed = overrides.read(_changed(item))
    others = tuple(one for one in changed if one.day != override.day)
    listed = any(one.day == override.day for one in meeting.schedule.exceptions)
    if override.as_listed and not listed:
        return meeting, others
    if len(others) >= MAX_OVERRIDES:
        raise TooManyChanges(id)
    return meeting, overrides.with_one(others, override)


def _without_past(meeting: Meeting, now: datetime) -> Meeting:
    schedule = meeting.schedule
    if schedule is None or not schedule.exceptions:
        return meeting
    kept = overrides.still_known(schedule.exceptions, now)
    if kept == schedule.exceptions:
        return meeting
    return replace(meeting, schedule=replace(schedule, exceptions=kept))


def _directory(item: Item) -> Directory:
    zones = item["zones"]["S"].split(",") if "zones" in item else ()
    return Directory(zlib.decompress(item["shards"]["B"]), frozenset(zones))


def _entries(part: Item) -> dict[str, str]:
    entries: dict[str, str] = json.loads(zlib.decompress(part["entries"]["B"]))
    return entries


def _report_keys(meeting_id: str) -> list[str]:
    return [f"R#{meeting_id}#{number}" for number in range(MAX_REPORTS)]


def _report(item: Item) -> Report:
    day = date.fromisoformat(item["day"]["S"])
    _, meeting_id, _ = item["pk"]["S"].split("#")
    return Report(meeting_id, Kind(item["kind"]["S"]), item["text"]["S"], day)


def _part_key(source: str, number: int) -> str:
    return f"S#{source}#{number}"


def _shard_key(bucket: Bucket, number: int) -> str:
    return f"{bucket.key}#{number}"


def _shard_of(id: str, count: int) -> int:
    return zlib.crc32(id.encode()) % count


def _shard_count(shard: Item | None) -> int:
    return 0 if shard is None else int(shard["shards"]["N"])


def _touched_shards(count: int, ids: Iterable[str]) -> set[int]:
    return {_shard_of(id, max(1, count)) for id in ids}


def _split(rows: Mapping[str, Row], count: int, limit: int) -> tuple[int, dict[int, bytes]]:
    """Spreads rows over more shards, until each is below three quarters of the limit."""
    while True:
        count *= 2
        if count > 128:
            raise dynamodb.StorageUnavailable("a bucket is too large")
        shards: dict[int, list[Row]] = {number: [] for number in range(count)}
        for id, entry in rows.items():
            shards[_shard_of(id, count)].append(entry)
        packed = {number: pack(members) for number, members in shards.items()}
        if all(len(blob) <= limit * 0.75 for blob in packed.values()):
            return count, packed


def _bucket_text(bucket: Bucket) -> str:
    return f"{bucket.key} {bucket.directory} {bucket.slot}"


def _stored_buckets(item: Item) -> frozenset[Bucket]:
    lines = item["filed"]["S"].splitlines() if "filed" in item else ()
    return frozenset(
        Bucket(key, directory, int(slot)) for key, directory, slot in map(str.split, lines)
    )


def _filed_keys(meeting: Meeting | None, now: datetime) -> frozenset[str]:
    if meeting is None:
        return frozenset()
    return frozenset(
        key for bucket in buckets(meeting, now) for key in (bucket.key, bucket.directory)
    )


def _batches(
    changes: Sequence[Change], filed: Mapping[str, frozenset[str]], home: Mapping[str, int]
) -> Iterable[list[Change]]:
    """Runs of changes whose meetings, buckets, directories and manifest parts fit a transaction."""
    batch: list[Change] = []
    keys: set[str] = set()
    for change in changes:
        own = {f"M#{change.id}", f"S#{home[change.slug]}", *filed[change.id]}
        if batch and len(keys | own) > _BATCH_ITEMS:
            yield batch
            batch, keys = [], set()
        batch.append(change)
        keys |= own
    if batch:
        yield batch


def _size(value: Mapping[str, Any]) -> int:
    (content,) = value.values()
    return len(content)


@lru_cache(maxsize=1)
def open_table() -> MeetingsTable:
    """The table of this process's settings."""
    now = settings.current()
    return MeetingsTable(dynamodb.client(), now.meetings_table, deadline_s=now.write_deadline_s)
