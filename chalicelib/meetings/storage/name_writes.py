"""Writes of the index of names for many meetings at once: each part once, whatever they are.

Words are added before the meetings are written and taken out after, so that the index never holds
less than the meetings say, wherever a write stops.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import items, keys, names
from chalicelib.meetings.storage.names import Postings

_Words = Mapping[str, frozenset[str]]  # by meeting id
Revisions = Mapping[str, Any]
"""The revisions of parts, by key."""
_ItemChange = Callable[[int, Postings], bool]  # changes a part; False where it already was so


def add_names(
    table: Table, words: _Words, deadline_s: float, known: Revisions | None = None
) -> Revisions:
    """Adds meetings to the index; returns the revisions at which its parts have them.

    `known` has those at which all of these are already there. Raises TooBusy and StorageUnavailable
    with a part of it added.
    """
    wanted = names.by_part(words)
    revisions: dict[str, Any] = {}

    def change(number: int, postings: Postings) -> bool:
        added = [names.add(postings, word, ids) for word, ids in wanted[number].items()]
        return any(added)

    for numbers in _portions(wanted):
        for _ in dynamodb.attempts_with_backoff(deadline_s):
            parts = _read(table, numbers)
            if known:
                parts = {n: item for n, item in parts.items() if not _is_known(item, known)}
            if (written := _change_parts(table, parts, change)) is not None:
                revisions |= written
                break
    return revisions


def _is_known(item: Item | None, known: Revisions) -> bool:
    return item is not None and item["rev"] == known.get(item["pk"]["S"])


def remove_names(table: Table, words: _Words, deadline_s: float) -> None:
    """Takes meetings out of the index, unless they have those words again by now.

    Raises TooBusy and StorageUnavailable with a part of it done.
    """
    unwanted = names.by_part(words)
    for numbers in _portions(unwanted):
        for _ in dynamodb.attempts_with_backoff(deadline_s):
            parts = _read(table, numbers)  # before the meetings: a word that comes back changes it
            ids = {i for n in numbers for word_ids in unwanted[n].values() for i in word_ids}
            current = _current_words(table, ids)

            def change(number: int, postings: Postings, current: _Words = current) -> bool:
                removed = []
                for word, ids in unwanted[number].items():
                    gone = {i for i in ids if word not in current.get(i, ())}
                    removed.append(names.discard(postings, word, gone))
                return any(removed)

            if _change_parts(table, parts, change) is not None:
                break


def _portions(numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    """Yields the numbers of parts, as many together as one read takes."""
    ordered = sorted(numbers)
    for start in range(0, len(ordered), dynamodb.MAX_BATCH_GET):
        yield ordered[start : start + dynamodb.MAX_BATCH_GET]


def _read(table: Table, numbers: Sequence[int]) -> dict[int, Item | None]:
    found = table.get_many(map(keys.names_part, numbers), consistent=True)
    return {number: found.get(keys.names_part(number)) for number in numbers}


def _current_words(table: Table, meeting_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    found = table.get_many(map(keys.meeting, meeting_ids), consistent=True)
    stored = map(items.read_meeting, found.values())
    return {meeting.id: names.words_of(meeting) for meeting in stored}


def _change_parts(
    table: Table, parts: Mapping[int, Item | None], change: _ItemChange
) -> Revisions | None:
    """Writes what changes of the parts, as many together as a transaction takes.

    Returns the revisions that they then have; None where another came between: what was written
    then is no change the next time.
    """
    actions: list[dict[str, Any]] = []
    revisions: dict[str, Any] = {}
    size = 0
    for number, item in parts.items():
        postings = items.read_postings(item)
        if not change(number, postings):
            if item is not None:
                revisions[item["pk"]["S"]] = item["rev"]
            continue
        action, action_size = _action(keys.names_part(number), item, postings)
        if actions and size + action_size > dynamodb.MAX_TRANSACTION_BYTES * 0.9:
            if table.transact(actions):
                return None
            actions, size = [], 0
        actions.append(action)
        size += action_size
        if new := action.get("Put"):
            revisions[new["Item"]["pk"]["S"]] = new["Item"]["rev"]
    return None if actions and table.transact(actions) else revisions


def _action(key: str, item: Item | None, postings: Postings) -> tuple[dict[str, Any], int]:
    """Returns the action that writes a part, or deletes an empty one, and its bytes."""
    condition = dynamodb.revision_condition(item)
    if not postings:
        return {"Delete": {"Key": {"pk": {"S": key}}, **condition}}, 0
    attributes = items.names_attributes(postings)
    new = {"pk": {"S": key}, "rev": dynamodb.next_revision(item), **attributes}
    return {"Put": {"Item": new, **condition}}, len(attributes["words"]["B"])
