"""Deletes what has expired in a table, by the attribute `expires` (epoch seconds) of its items.

In batches, each as a whole. A sweep that runs out of its time notes where it was, and the next one
goes on there. The item `SWEEP` of the table has that, and when a whole sweep of it began last.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.dynamodb import Table, attempts_with_backoff

STATE_ITEM_KEY = "SWEEP"
BATCH = 90  # items in a transaction, which leaves room for others that change with them
SWEEP_LIMIT_S = 60.0  # a table; .chalice/config.json leaves the schedule more than all of them need
_PATIENCE_S = 5.0

DeleteBatch = Callable[[Sequence[str], int], int]


@dataclass(frozen=True, slots=True)
class SweepState:
    """How far the sweep of a table is; times in epoch seconds.

    What had expired at `whole_at` is gone: then the last whole sweep began (None: there was none
    yet). One that is not through yet began at `began_at`, and goes on behind the key `after`.
    """

    whole_at: int | None = None
    began_at: int | None = None
    after: str = ""


def read_state(table: Table) -> SweepState:
    """Returns how far the sweep is. Raises StorageUnavailable."""
    item = table.get(STATE_ITEM_KEY)
    if item is None:
        return SweepState()

    def number(name: str) -> int | None:
        return int(item[name]["N"]) if name in item else None

    return SweepState(number("whole_at"), number("began_at"), item.get("after", {"S": ""})["S"])


def sweep(table: Table, now: int, limit_s: float, delete: DeleteBatch | None = None) -> int:
    """Deletes what has expired, for about that long; returns how many items were deleted.

    `delete` is given keys of such items, at most BATCH, and the time; it returns how many of them
    it deleted. Without it, `delete_expired` does that. Raises StorageUnavailable.
    """
    end = time.monotonic() + limit_s
    delete = delete or (lambda keys, now: delete_expired(table, keys, now))
    state = read_state(table)
    if state.began_at is None:
        state = replace(state, began_at=now)
    pages = table.scan_pages(
        state.after,
        FilterExpression="expires <= :now",
        ExpressionAttributeValues={":now": {"N": str(now)}},
        ProjectionExpression="pk",
    )
    deleted = 0
    for items, next_page in pages:
        keys = [item["pk"]["S"] for item in items]
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            deleted += delete(batch, now)
            if time.monotonic() >= end:
                _store(table, replace(state, after=batch[-1]))
                return deleted
        if next_page and time.monotonic() >= end:
            _store(table, replace(state, after=next_page))
            return deleted
    _store(table, SweepState(whole_at=state.began_at))
    return deleted


def delete_expired(table: Table, keys: Sequence[str], now: int) -> int:
    """Deletes those of these items that have expired; returns how many. Raises StorageUnavailable.

    One that was written anew meanwhile, with a later end, stays.
    """
    left = list(keys)
    for _ in attempts_with_backoff(_PATIENCE_S):
        causes = table.transact([deletion(key, now) for key in left])
        if not causes:
            return len(left)
        if len(causes) == len(left):
            pairs = zip(left, causes, strict=True)
            left = [key for key, cause in pairs if cause != "ConditionalCheckFailed"]
        if not left:
            return 0
    raise AssertionError  # attempts_with_backoff() ends by raising


def deletion(key: str, now: int) -> dict[str, Any]:
    """Returns the action of a transaction that deletes an item which has expired, or is gone."""
    expired = {
        "Key": {"pk": {"S": key}},
        "ConditionExpression": "attribute_not_exists(pk) OR expires <= :now",
        "ExpressionAttributeValues": {":now": {"N": str(now)}},
    }
    return {"Delete": expired}


def _store(table: Table, state: SweepState) -> None:
    numbers = {"whole_at": state.whole_at, "began_at": state.began_at}
    item: dict[str, Any] = {"pk": {"S": STATE_ITEM_KEY}}
    item |= {name: {"N": str(value)} for name, value in numbers.items() if value is not None}
    if state.after:
        item["after"] = {"S": state.after}
    table.put(item)
