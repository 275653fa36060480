"""What goes from the verification table when it has expired, and what goes with it.

Tickets, codes and withdrawals go by themselves. With an occurrence or a sheet of slips goes its
start, which is noted for the meeting; with a list of withdrawals, its month.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chalicelib import dynamodb, expired_items
from chalicelib.dynamodb import Item, Table
from chalicelib.verification import start_items, withdrawal_items
from chalicelib.verification.withdrawal_items import MONTHS_ITEM_KEY

_PATIENCE_S = 5.0


def sweep(table: Table, now: int, limit_s: float) -> int:
    """Deletes what has expired, for about that long; returns how many items were deleted.

    `now` in epoch seconds. Raises StorageUnavailable.
    """
    deleted = expired_items.sweep(
        table, now, limit_s, lambda keys, now: _delete_expired(table, keys, now)
    )
    _forget_months(table, now)
    return deleted


def _delete_expired(table: Table, keys: Sequence[str], now: int) -> int:
    by_meeting = defaultdict[str, list[str]](list)
    others = list[str]()
    for key in keys:
        start = start_items.starts_key_in(key)
        (by_meeting[start[0]] if start else others).append(key)
    deleted = expired_items.delete_expired(table, others, now) if others else 0
    return deleted + sum(
        _delete_with_starts(table, starts_key, with_start, now)
        for starts_key, with_start in by_meeting.items()
    )


def _delete_with_starts(table: Table, starts_key: str, keys: Sequence[str], now: int) -> int:
    """Deletes occurrences and sheets of a meeting, and takes out their starts."""
    left = list(keys)
    for _ in dynamodb.attempts_with_backoff(_PATIENCE_S):
        actions = [expired_items.deletion(key, now) for key in left]
        if noted := table.get(starts_key):
            gone: dict[str, set[str]] = {"tickets": set(), "sheets": set()}
            for _, attribute, start in filter(None, map(start_items.starts_key_in, left)):
                gone[attribute].add(start)
            actions.append(_removal(noted, gone))
        causes = table.transact(actions)
        if not causes:
            return len(left)
        if len(causes) == len(actions):
            pairs = zip(left, causes, strict=False)
            left = [key for key, cause in pairs if cause != "ConditionalCheckFailed"]
        if not left:
            return 0
    raise AssertionError  # attempts_with_backoff() ends by raising


def _forget_months(table: Table, now: int) -> None:
    """Takes out the months that are over, whose lists are gone."""
    for _ in dynamodb.attempts_with_backoff(_PATIENCE_S):
        noted = table.get(MONTHS_ITEM_KEY)
        months = withdrawal_items.read_months(noted)
        over = {month for month in months if withdrawal_items.month_end(month) <= now}
        if noted is None or not over or not table.transact([_removal(noted, {"months": over})]):
            return


def _removal(item: Item, gone: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Returns the action that takes these out of an item's sets, which deletes an empty item.

    `gone` has all its sets by their names. Where others change it meanwhile, the last one may be
    left in it, and none is lost.
    """
    key = {"Key": {"pk": item["pk"]}}
    types = {name: next(iter(item[name])) for name in gone if name in item}
    if not any(set(item[name][kind]) - set(gone[name]) for name, kind in types.items()):
        conditions = [f"attribute_not_exists({name})" for name in gone if name not in types]
        conditions += [f"size({name}) = :{name}" for name in types]
        sizes = {f":{name}": {"N": str(len(item[name][kind]))} for name, kind in types.items()}
        condition = {"ConditionExpression": " AND ".join(conditions)}
        values = {"ExpressionAttributeValues": sizes} if sizes else {}
        return {"Delete": {**key, **condition, **values}}
    taken = {name: kind for name, kind in types.items() if gone[name]}
    return {
        "Update": {
            **key,
            "UpdateExpression": "DELETE " + ", ".join(f"{name} :{name}" for name in taken),
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {
                f":{name}": {kind: sorted(gone[name])} for name, kind in taken.items()
            },
        }
    }
