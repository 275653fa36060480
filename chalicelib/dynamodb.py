"""The seam to DynamoDB: one lazily built client, reads that finish, writes that all happen or none.

Items are plain dictionaries in DynamoDB's typed form ({"pk": {"S": ...}}); the `table` modules know
what is in them. Every item that a write depends on carries `rev`, a number that grows with each
write and is never used again, even where an item is deleted and comes back; a write names the
revision that it read.
"""

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from chalicelib.aws import calls, dynamodb_client, time_budget

Item = Mapping[str, Any]

MAX_BATCH_GET = 100
READ_DEADLINE_S = 5.0  # of many keys, some of which come in a later answer
MAX_TRANSACTION_ITEMS = 100
MAX_TRANSACTION_BYTES = 4_000_000
_ALWAYS_THERE = {"batch_get_item": "Responses", "scan": "Items"}
_CONFLICTS = frozenset(
    {
        "ConditionalCheckFailed",
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    }
)


class StorageUnavailable(Exception):
    """The database could not be reached or refused; this call wrote nothing."""


class TooBusy(StorageUnavailable):
    """Others kept writing the same items until the deadline; this call wrote nothing."""


class OutcomeUnknown(StorageUnavailable):
    """The answer to a write was lost.

    What was being written is written as a whole or not at all, and nobody knows which. Every write
    is one that may be sent again.
    """


class Busy(StorageUnavailable):
    """The database was busy at each attempt; this call wrote nothing."""


@lru_cache(maxsize=1)
def client() -> Any:
    """Returns the process's DynamoDB client (thread-safe), built on first use."""
    from botocore.exceptions import BotoCoreError

    try:
        return dynamodb_client.build()
    except BotoCoreError as error:  # no such profile, no region
        raise StorageUnavailable(str(error)) from error


def attempts_with_backoff(deadline_s: float) -> Iterator[int]:
    """Yields attempt numbers with a growing, jittered pause between them.

    Raises TooBusy after the deadline, and where the request's time budget is spent before it.
    """
    end = time.monotonic() + deadline_s
    attempt = 0
    while True:
        yield attempt
        attempt += 1
        if not time_budget.current().pause(attempt, end - time.monotonic()):
            raise TooBusy(f"no quiet moment in {deadline_s:g} s")


class Table:
    """One table whose key is the string `pk`.

    Every method raises StorageUnavailable where the database can't be reached or refuses; those
    that write raise OutcomeUnknown where it may have been written all the same, and those that
    write one item Busy where others kept writing it.
    """

    def __init__(self, dynamodb: Any, name: str) -> None:
        self._client = dynamodb
        self.name = name

    def get(self, pk: str, *, consistent: bool = True) -> Item | None:
        """Returns the item, or None."""
        response = self._read(
            "get_item", TableName=self.name, Key={"pk": {"S": pk}}, ConsistentRead=consistent
        )
        return cast(Item | None, response.get("Item"))

    def get_many(self, pks: Iterable[str], *, consistent: bool = False) -> dict[str, Item]:
        """Returns the items that exist, by key."""
        found: dict[str, Item] = {}
        keys = [{"pk": {"S": pk}} for pk in dict.fromkeys(pks)]
        for _ in attempts_with_backoff(READ_DEADLINE_S):
            unprocessed: list[Any] = []
            for start in range(0, len(keys), MAX_BATCH_GET):
                chunk = keys[start : start + MAX_BATCH_GET]
                response = self._read(
                    "batch_get_item",
                    RequestItems={self.name: {"Keys": chunk, "ConsistentRead": consistent}},
                )
                for item in response["Responses"].get(self.name, ()):
                    found[item["pk"]["S"]] = item
                unprocessed += (
                    response.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", ())
                )
            if not unprocessed:
                return found
            keys = unprocessed
        raise AssertionError  # attempts_with_backoff() ends by raising

    def scan(self, after: str = "", **conditions: Any) -> Iterator[Item]:
        """Yields every item, page by page, in an order that stays.

        Those behind the key `after`, whether or not it still exists. `conditions` as in DynamoDB's
        Scan.
        """
        for items, _ in self.scan_pages(after, **conditions):
            yield from items

    def scan_pages(
        self, after: str = "", **conditions: Any
    ) -> Iterator[tuple[Sequence[Item], str]]:
        """Yields what `scan` does by pages, each with the key behind which the next one begins.

        That is "" with the last page.
        """
        start: dict[str, Any] = {"ExclusiveStartKey": {"pk": {"S": after}}} if after else {}
        while True:
            response = self._read("scan", TableName=self.name, **conditions, **start)
            last = response.get("LastEvaluatedKey")
            yield response["Items"], last["pk"]["S"] if last else ""
            if not last:
                return
            start = {"ExclusiveStartKey": last}

    def put(self, item: Item, condition: str = "", **values: Any) -> bool:
        """Writes one item; False where the condition does not hold."""
        return self._conditional("put_item", {"Item": item}, condition, values)

    def update(self, pk: str, expression: str, condition: str = "", **values: Any) -> bool:
        """Updates one item, which is made where there is none, as DynamoDB's UpdateExpression.

        Returns False where the condition does not hold.
        """
        body = {"Key": {"pk": {"S": pk}}, "UpdateExpression": expression}
        return self._conditional("update_item", body, condition, values)

    def delete(self, pk: str, condition: str = "", **values: Any) -> bool:
        """Deletes one item; False where the condition does not hold."""
        return self._conditional("delete_item", {"Key": {"pk": {"S": pk}}}, condition, values)

    def transact(self, actions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Does all the actions, or none. `TableName` is filled in.

        Returns nothing where they were written; else the cause by action ("None" for one that stood
        in nobody's way): a condition that did not hold, or another writer.
        """
        with_table = [
            {kind: {"TableName": self.name, **body} for kind, body in action.items()}
            for action in actions
        ]
        once = secrets.token_hex(16)  # so that it is done once, in however many attempts
        try:
            self._write("transact_write_items", TransactItems=with_table, ClientRequestToken=once)
        except calls.Refused as error:
            reasons = error.response.get("CancellationReasons", ())
            causes = tuple(reason.get("Code") or "None" for reason in reasons)
            if causes and {"None"} < {"None", *causes} <= _CONFLICTS | {"None"}:
                return causes
            raise StorageUnavailable(f"{error.code} {sorted(set(causes))}") from error
        except Busy as error:
            return (str(error),)
        return ()

    def transact_if(self, actions: Sequence[Mapping[str, Any]], deadline_s: float) -> bool:
        """Does all the actions, tried again until the deadline while others write the same items.

        Returns False, with nothing written, where the first one's condition does not hold. Raises
        TooBusy after the deadline.
        """
        for _ in attempts_with_backoff(deadline_s):
            causes = self.transact(actions)
            if not causes:
                return True
            if causes[0] == "ConditionalCheckFailed":
                return False
        raise AssertionError  # attempts_with_backoff() ends by raising

    def _conditional(
        self, operation: str, body: dict[str, Any], condition: str, values: Mapping[str, Any]
    ) -> bool:
        body = {"TableName": self.name, **body}
        if condition:
            body["ConditionExpression"] = condition
            body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if values:
            body["ExpressionAttributeValues"] = {f":{name}": v for name, v in values.items()}
        try:
            self._write(operation, **body)
        except calls.Refused as error:
            if error.code != "ConditionalCheckFailedException":
                raise StorageUnavailable(error.code) from error
            if not error.after_lost:
                return False
            # it may be our own earlier attempt that stands in the way
            if error.response.get("Item") == body.get("Item"):
                return True
            raise OutcomeUnknown(error.code) from error
        return True

    def _read(self, operation: str, **arguments: Any) -> Any:
        try:
            response = calls.call(getattr(self._client, operation), **arguments)
        except calls.Refused as error:
            raise StorageUnavailable(error.code) from error
        except calls.Unanswered as error:
            raise StorageUnavailable(error.reason) from error
        member = _ALWAYS_THERE.get(operation)
        if member and member not in response:
            raise StorageUnavailable("an answer without its items")
        return response

    def _write(self, operation: str, **arguments: Any) -> None:
        """Raises calls.Refused, and StorageUnavailable as the methods do."""
        try:
            calls.call(getattr(self._client, operation), **arguments)
        except calls.Unanswered as error:
            if error.may_be_done:
                raise OutcomeUnknown(error.reason) from error
            if error.reason in calls.BUSY:
                raise Busy(error.reason) from error
            raise StorageUnavailable(error.reason) from error


def revision_condition(item: Item | None) -> dict[str, Any]:
    """Returns the condition that an item is still as it was read (None: that there is none yet)."""
    if item is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "rev = :rev",
        "ExpressionAttributeValues": {":rev": item["rev"]},
    }


def next_revision(item: Item | None) -> dict[str, str]:
    """Returns the `rev` attribute of the next write of an item.

    A new one's begins at the clock, above all that a deleted item of the same key had.
    """
    return {"N": str(time.time_ns() if item is None else int(item["rev"]["N"]) + 1)}
