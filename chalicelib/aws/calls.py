"""Calls of AWS: tried again a few times, within the request's time budget.

Botocore's own attempts neither end with a request nor say whether one that got no answer was
carried out: `call` makes them in their place.
"""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.aws import time_budget
from chalicelib.aws.clients import TruncatedAnswer

MAX_ATTEMPTS = 3
BUSY = frozenset(  # not carried out, or not yet; soon it may be
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TooManyUpdates",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class Refused(Exception):
    """AWS said no, for a reason that stays.

    `after_lost`: an attempt before it got no answer, and may have been carried out.
    """

    def __init__(self, code: str, response: Mapping[str, Any], *, after_lost: bool) -> None:
        super().__init__(code)
        self.code = code
        self.response = response
        self.after_lost = after_lost


class Unanswered(Exception):
    """No attempt got through. `may_be_done`: one may have been carried out all the same."""

    def __init__(self, reason: str, *, may_be_done: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_be_done = may_be_done


def call(method: Callable[..., Any], *, attempts: int = MAX_ATTEMPTS, **arguments: Any) -> Any:
    """Returns what AWS answers to this method of a client.

    Tried again where it is busy, fails or does not answer: the arguments have to be such that twice
    is the same as once, or that the caller can tell. Raises Refused and Unanswered.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    budget = time_budget.current()
    reason, lost = "OutOfTime", False
    for attempt in range(1, attempts + 1):
        try:
            with budget.attempt():
                return method(**arguments)
        except time_budget.OutOfTime:
            break
        except ClientError as error:
            reason = error.response["Error"]["Code"]
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
            lost = lost or status >= 500
            if status < 500 and reason not in BUSY:
                raise Refused(reason, error.response, after_lost=lost) from error
        except (BotoCoreError, ResponseParserError, TruncatedAnswer) as error:
            reason = type(error).__name__
            lost = lost or _was_sent(error)
        if attempt == attempts or not budget.pause(attempt):
            break
    raise Unanswered(reason, may_be_done=lost)


def _was_sent(error: Exception) -> bool:
    from botocore import exceptions

    never = (exceptions.ConnectTimeoutError, exceptions.EndpointConnectionError)
    sending = (exceptions.HTTPClientError, exceptions.ConnectionClosedError)
    return not isinstance(error, never) and isinstance(error, (*sending, TruncatedAnswer))
