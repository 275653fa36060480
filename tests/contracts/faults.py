"""Ways to disturb a DynamoDB client: answers put in another's place, and calls at awkward moments.

They stand before the request is made (botocore's `before-call`): what is answered for is not done,
with moto as well, which acts on every request that is sent. A lost answer is one to what was done.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ReadTimeoutError

Answer = tuple[Any, dict[str, Any]] | None


def answer(body: dict[str, Any], status: int = 200) -> Answer:
    """A response that was understood."""
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0}
    return SimpleNamespace(status_code=status), {**body, "ResponseMetadata": metadata}


def failure(code: str, status: int = 400, **more: Any) -> Answer:
    """An error."""
    return answer({"Error": {"Code": code, "Message": code}, **more}, status)


def conflict(cause: str = "TransactionConflict") -> Answer:
    """A transaction cancelled because of somebody else."""
    reasons = [{"Code": "None"}, {"Code": cause}]
    return failure("TransactionCanceledException", CancellationReasons=reasons)


def on(client: Any, operation: str, reply: Callable[[int], Answer]) -> list[int]:
    """Asks `reply` before each call of an operation ("" for any), with the number of the call from
    0; None lets it pass. The list returned grows by each call."""
    calls: list[int] = []

    def handler(**_: Any) -> Answer:
        calls.append(len(calls))
        return reply(calls[-1])

    event = f"before-call.dynamodb.{operation}" if operation else "before-call.dynamodb"
    client.meta.events.register_first(event, handler)
    return calls


@contextmanager
def lost_answers(
    client: Any, operation: str, after: int = 0, before: float = math.inf, *, done: bool = True
) -> Iterator[None]:
    """Has an operation done, and its answer lost: that of each call from number `after` on, up to
    and without number `before`. Without `done` it is the request that is lost."""
    calls = itertools.count()

    def lose(**_: Any) -> None:
        if after <= next(calls) < before:
            raise ReadTimeoutError(endpoint_url="the database")

    event = f"{'after' if done else 'before'}-call.dynamodb.{operation}"
    client.meta.events.register_first(event, lose)
    try:
        yield
    finally:
        client.meta.events.unregister(event, lose)
