"""When each source was last imported: one item, which a monitor reads.

It has an attribute for each source that meetings are listed from, `at` and its name: epoch seconds
of the last import that came to its end, whether or not anything had changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage import keys

_PREFIX = "at "  # so that no source's name is an attribute that means something


def note(table: Table, source: str, now: datetime, deadline_s: float) -> None:
    """Notes that a source was imported now. Raises TooBusy and StorageUnavailable."""
    values = {"ExpressionAttributeValues": {":now": {"N": str(int(now.timestamp()))}}}
    table.transact_if([_update("SET #source = :now", source, values)], deadline_s)


def forget(table: Table, source: str, deadline_s: float) -> None:
    """Notes that nothing is listed from a source any more, so that no import of it is missed.

    Raises TooBusy and StorageUnavailable.
    """
    table.transact_if([_update("REMOVE #source", source, {})], deadline_s)


def read(item: Item | None) -> Mapping[str, int]:
    """Returns when each source was last imported, in epoch seconds."""
    return {
        name.removeprefix(_PREFIX): int(value["N"])
        for name, value in (item or {}).items()
        if name.startswith(_PREFIX)
    }


def _update(expression: str, source: str, values: Mapping[str, Any]) -> dict[str, Any]:
    names = {"ExpressionAttributeNames": {"#source": _PREFIX + source}}
    key = {"Key": {"pk": {"S": keys.IMPORTED}}}
    return {"Update": {**key, "UpdateExpression": expression, **names, **values}}
