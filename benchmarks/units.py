"""The units and round trips that a database says its client's calls took."""

from collections.abc import Callable, Mapping
from typing import Any

OPERATIONS = (
    *("GetItem", "BatchGetItem", "Query", "Scan"),
    *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"),
)


class Units:
    """Counts what a client's calls take, from here on."""

    def __init__(self, client: Any) -> None:
        self.units = 0.0
        self.calls = 0
        for operation in OPERATIONS:
            client.meta.events.register(f"provide-client-params.dynamodb.{operation}", _ask)
            client.meta.events.register(f"after-call.dynamodb.{operation}", self._add)

    def _add(self, parsed: Mapping[str, Any], **_: Any) -> None:
        used = parsed.get("ConsumedCapacity", ())  # of each table, or of the only one
        for each in [used] if isinstance(used, Mapping) else used:
            self.units += each["CapacityUnits"]
        self.calls += 1

    def start(self) -> None:
        """Counts from nothing again."""
        self.units, self.calls = 0.0, 0

    def of(self, asked: Callable[[], object]) -> float:
        """Returns the units that a request takes."""
        self.start()
        asked()
        return self.units


def _ask(params: dict[str, Any], **_: Any) -> None:
    params["ReturnConsumedCapacity"] = "TOTAL"
