"""What one transaction reads and writes of a table, item by item.

Each item is read at most once, and written only if that changes it, on the condition that it is
still as it was read.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Item, Table
from chalicelib.meetings.storage.items import Attributes

_ITEM_OVERHEAD_BYTES = 200  # names, key and revision, more than they take
_SIZE_MARGIN = 0.9  # of the largest transaction
_MAX_KEPT = 200  # of at most some 30 KB


class TransactionTooLarge(Exception):
    """The changes don't fit one transaction."""


class KeptItems:
    """Items as a writer left them, for its next transactions to go on from without a read.

    Only those whose keys begin with one of `beginnings`, the last that were written.
    """

    def __init__(self, *beginnings: str) -> None:
        self._beginnings = beginnings
        self._items: dict[str, Item] = {}

    def get(self, key: str) -> Item | None:
        """Returns an item, if it is kept."""
        return self._items.get(key)

    def keep(self, actions: Iterable[Mapping[str, Any]]) -> None:
        """Keeps what a transaction of those actions has written."""
        for action in actions:
            item = action["Put"]["Item"] if "Put" in action else {"pk": {"S": ""}}
            key = item["pk"]["S"]
            if key.startswith(self._beginnings):
                self._items.pop(key, None)
                self._items[key] = item
        for key in list(self._items)[:-_MAX_KEPT]:
            del self._items[key]

    def clear(self) -> None:
        """Forgets all of them: another has written some."""
        self._items.clear()


class ItemWrites:
    """The items that were read, by key, and what they are to become.

    Those that are `kept` are not read; the transaction is conditional on all of them that it used.
    """

    def __init__(self, table: Table, kept: KeptItems) -> None:
        self._table = table
        self._kept = kept
        self._used: set[str] = set()  # of those that are kept
        self._read: dict[str, Item | None] = {}
        self._written: dict[str, Attributes | None] = {}  # None: deleted
        self._updates: list[dict[str, Any]] = []

    def load(self, item_keys: Iterable[str]) -> None:
        """Reads those items that were not read yet."""
        missing = []
        for key in item_keys:
            if key in self._read:
                continue
            if kept := self._kept.get(key):
                self._read[key] = kept
                self._used.add(key)
            else:
                missing.append(key)
        found = self._table.get_many(missing, consistent=True)
        self._read.update({key: found.get(key) for key in missing})

    def item(self, key: str) -> Item | None:
        """Returns an item as it was read; None where there is none."""
        return self._read[key]

    def write(self, key: str, attributes: Attributes, *, although_same: bool = False) -> bool:
        """Writes an item that was read; False where it already is so, unless it is `although_same`.

        When it was revised is not compared.
        """
        item = self._read[key]
        if item is not None and not although_same:
            unchanged = ("pk", "rev", "revised")
            if attributes == {name: v for name, v in item.items() if name not in unchanged}:
                return False
        self._written[key] = attributes
        return True

    def write_anew(self, key: str, attributes: Attributes) -> None:
        """Writes an item that was read, even if it already is so: its revision grows."""
        self._written[key] = attributes

    def write_first(self, key: str, attributes: Attributes) -> None:
        """Writes an item of which it is known without reading that there is none yet."""
        self._read.setdefault(key, None)
        self._written[key] = attributes

    def update(self, action: dict[str, Any]) -> None:
        """Adds an update of another item, which depends on nothing that was read."""
        self._updates.append(action)

    def delete(self, key: str) -> None:
        """Deletes an item that was read, if there is one."""
        if self._read[key] is not None:
            self._written[key] = None

    def actions(self) -> list[dict[str, Any]]:
        """Returns the actions of the transaction, each conditional on what was read.

        Raises TransactionTooLarge where they are too many or too large for one.
        """
        actions = []
        size = 0
        for key, attributes in self._written.items():
            item = self._read[key]
            condition = dynamodb.revision_condition(item)
            if attributes is None:
                actions.append({"Delete": {"Key": {"pk": {"S": key}}, **condition}})
                continue
            size += _ITEM_OVERHEAD_BYTES + sum(map(_size, attributes.values()))
            new = {"pk": {"S": key}, "rev": dynamodb.next_revision(item), **attributes}
            actions.append({"Put": {"Item": new, **condition}})
        for key in self._used - self._written.keys():
            condition = dynamodb.revision_condition(self._read[key])
            actions.append({"ConditionCheck": {"Key": {"pk": {"S": key}}, **condition}})
        actions += self._updates
        if (
            len(actions) > dynamodb.MAX_TRANSACTION_ITEMS
            or size > dynamodb.MAX_TRANSACTION_BYTES * _SIZE_MARGIN
        ):
            raise TransactionTooLarge
        return actions


def _size(value: Mapping[str, Any]) -> int:
    (content,) = value.values()
    return len(content)
