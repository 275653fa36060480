"""Waiting for AWS, by asking again, and not for ever."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tools.deploy.errors import NotDeployed

CHANGE_SET_S = 600.0
STACK_S = 3600.0  # a distribution alone takes a quarter of an hour


class Clock(NamedTuple):
    """How time passes."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    pause_s: float = 3.0


def turns(clock: Clock, limit_s: float, what: str) -> Iterator[int]:
    """Yields how many seconds have passed, with a pause between, until the limit.

    Raises NotDeployed behind it: `what` says what did not end.
    """
    begun = clock.now()
    while (passed := clock.now() - begun) <= limit_s:
        yield int(passed)
        clock.sleep(clock.pause_s)
    raise NotDeployed(
        f"{what} did not end within {limit_s / 60:.0f} minutes. It goes on without this: look at it"
        " in CloudFormation's console, and run the command again when it is over"
    )
