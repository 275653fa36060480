"""Goes through the table: what differs from what the meetings say, and mends it.

One scan of the whole table finds what seems to differ; only that is then read exactly, so that
writers at the same moment cause no false alarm. What is mended is written on the condition that
nobody has changed it since; each write stands alone, so that a run that was stopped can be run
again.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.read_model.bucket_rows import BucketRows
from chalicelib.meetings.storage.read_model.directories import Directories
from chalicelib.meetings.storage.read_model.filing import Filing
from chalicelib.meetings.storage.read_model.index_of_names import IndexOfNames
from chalicelib.meetings.storage.read_model.listing_parts import ListingParts
from chalicelib.meetings.storage.read_model.manifests import Manifests
from chalicelib.meetings.storage.read_model.sources import Sources
from chalicelib.meetings.storage.read_model.subject import (
    Difference,
    Kind,
    Repair,
    Subject,
    read_stored_meeting,
)

_PATIENCE_S = 300.0  # for one subject, while others write the same items
_Settle = Callable[[Table, Repair], bool]


def subjects(now: datetime, shard_bytes: int) -> list[Subject]:
    """Returns all subjects of the read model, each before those that follow from it."""
    rows = BucketRows(now, shard_bytes)
    return [
        Filing(now),
        rows,
        Directories(rows),
        IndexOfNames(now),
        ListingParts(now),
        Manifests(now),
        Sources(),
    ]


def verify(table: Table, now: datetime, shard_bytes: int) -> list[Difference]:
    """Returns what differs from what the meetings say, by key. Raises StorageUnavailable."""
    return _go_through(table, now, shard_bytes, _is_as_read)


def rebuild(table: Table, now: datetime, shard_bytes: int) -> list[Difference]:
    """Makes the table what the meetings say; returns what differed, by key.

    What is `unreadable` still does. Raises TooBusy and StorageUnavailable with a part of it done.
    """
    return _go_through(table, now, shard_bytes, _write)


def _go_through(table: Table, now: datetime, shard_bytes: int, settle: _Settle) -> list[Difference]:
    all_subjects = subjects(now, shard_bytes)
    unreadable = _survey(table, all_subjects, now)
    found = {key: Difference(key, Kind.UNREADABLE) for key in unreadable}
    for subject in all_subjects:
        for repair in _settled(subject, table, settle):
            for difference in repair.differences():
                found.setdefault(difference.key, difference)
    return sorted(found.values())


def _survey(table: Table, all_subjects: list[Subject], now: datetime) -> list[str]:
    """Tells each subject of what there is; returns the keys of meetings that can't be read."""
    subject_of = [
        (beginning, subject) for subject in all_subjects for beginning in subject.beginnings
    ]
    unreadable = []
    for item in table.scan(ConsistentRead=True):
        key: str = item["pk"]["S"]
        if key.startswith(keys.MEETINGS):
            stored = read_stored_meeting(item, now)
            if stored is None:
                unreadable.append(key)
                continue
            for subject in all_subjects:
                subject.see_meeting(stored)
            continue
        for beginning, subject in subject_of:
            if key.startswith(beginning):
                subject.see_item(key, item)
    return unreadable


def _settled(subject: Subject, table: Table, settle: _Settle) -> Iterator[Repair]:
    """Yields the repairs of a subject, each worked out anew until nobody came between."""
    pending = subject.suspects()
    for _ in dynamodb.attempts_with_backoff(_PATIENCE_S):
        for repair in subject.repairs(sorted(pending), table):
            if settle(table, repair):
                pending.discard(repair.suspect)
                yield repair
        if not pending:
            return


def _is_as_read(table: Table, repair: Repair) -> bool:
    """Returns whether a repair was worked out from what is stored now."""
    if not repair.changes:
        return True
    now = table.get_many(repair.stored, consistent=True)
    return all(_revision(now.get(key)) == _revision(item) for key, item in repair.stored.items())


def _revision(item: Item | None) -> Any:
    return item and item.get("rev")


def _write(table: Table, repair: Repair) -> bool:
    """Writes a repair, in several transactions where it is large; False where one came between."""
    checks = [
        {"ConditionCheck": {"Key": {"pk": {"S": key}}, **_condition(repair, key)}}
        for key in repair.checked
    ]
    return all(not table.transact([*actions, *checks]) for actions in _portions(repair))


def _portions(repair: Repair) -> Iterator[list[dict[str, Any]]]:
    """Yields the writes of a repair, as many together as one transaction takes."""
    portion: list[dict[str, Any]] = []
    size = 0
    for key, attributes in repair.changes.items():
        condition = _condition(repair, key)
        action: dict[str, Any] = {"Delete": {"Key": {"pk": {"S": key}}, **condition}}
        bytes_of_item = 0
        if attributes is not None:
            stored = repair.stored.get(key)
            revision = dynamodb.next_revision(stored if stored and "rev" in stored else None)
            new = {"pk": {"S": key}, "rev": revision, **attributes}
            action = {"Put": {"Item": new, **condition}}
            bytes_of_item = 200 + sum(
                len(v) for value in attributes.values() for v in value.values()
            )
        is_full = len(portion) >= 90 or size + bytes_of_item > dynamodb.MAX_TRANSACTION_BYTES * 0.9
        if portion and is_full:
            yield portion
            portion, size = [], 0
        portion.append(action)
        size += bytes_of_item
    if portion:
        yield portion


def _condition(repair: Repair, key: str) -> dict[str, Any]:
    item = repair.stored.get(key)
    if item is not None and "rev" not in item:
        return {"ConditionExpression": "attribute_not_exists(rev)"}
    return dynamodb.revision_condition(item)
