"""The withdrawn codes of a whole service, taken out for safe-keeping and put back.

Without them a code that was withdrawn would read genuine after everything was lost. Nothing else of
the verification table is kept: tickets are nobody's business once they have expired.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib import dynamodb, expired_items
from chalicelib.dynamodb import Table
from chalicelib.verification import transactions, withdrawal_items
from chalicelib.verification.withdrawal_items import MONTHS_ITEM_KEY

_BATCH = 90  # in a transaction, with the list and the months
_DAMAGED = (LookupError, ValueError, TypeError, AttributeError)
_OF_NO_SERVICE = (expired_items.STATE_ITEM_KEY, "A#")  # the sweep's, and counts of wrong secrets


class Withdrawn(NamedTuple):
    """The references of withdrawn codes, sorted, by the month ("2027-05") of their end.

    `unreadable`: the keys of lists that can't be read.
    """

    by_month: dict[str, list[str]]
    unreadable: list[str]


class WithdrawalRecovery:
    """What is taken out of a verification table, and put into one.

    Every method raises StorageUnavailable where the database can't be reached.
    """

    def __init__(self, table: Table, deadline_s: float) -> None:
        self._table = table
        self._deadline_s = deadline_s

    def withdrawn(self, now: int) -> Withdrawn:
        """Returns all withdrawn codes, without months that are over at `now` (epoch seconds)."""
        found = Withdrawn({}, [])
        try:
            months = withdrawal_items.read_months(self._table.get(MONTHS_ITEM_KEY))
            coming = [month for month in months if withdrawal_items.month_end(month) > now]
        except _DAMAGED:
            return Withdrawn({}, [MONTHS_ITEM_KEY])
        keys = {month: withdrawal_items.list_item_key(month) for month in coming}
        lists = self._table.get_many(keys.values(), consistent=True)
        for month, key in keys.items():
            if key not in lists:
                continue
            try:
                found.by_month[month] = withdrawal_items.read_references([lists[key]])
            except _DAMAGED:
                found.unreadable.append(key)
        return found

    def restore(self, month: str, references: Sequence[str]) -> None:
        """Notes that codes which end in that month are withdrawn. Done again, it changes nothing.

        Raises TooBusy with a part of it done.
        """
        for start in range(0, len(references), _BATCH):
            batch = transactions.month_withdrawals(month, references[start : start + _BATCH])
            for _ in dynamodb.attempts_with_backoff(self._deadline_s):
                if not self._table.transact(batch):
                    break

    def stored_key(self) -> str:
        """Returns the key of something that is stored of a service, "" where there is nothing."""
        found = self._table.scan(ProjectionExpression="pk", ConsistentRead=True)
        keys = (item["pk"]["S"] for item in found)
        return next((key for key in keys if not key.startswith(_OF_NO_SERVICE)), "")
