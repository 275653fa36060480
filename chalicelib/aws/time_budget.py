"""Time budgets: for how long a request waits for what it depends on, all its waits together.

Only waiting counts, and not the work between: a busy process is slow, and nothing hangs in it.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ATTEMPT_SHARE = 0.4  # of the budget, for one attempt: two that hang leave a rest for pauses
SHORTEST_ATTEMPT_SHARE = 0.08  # one that may wait for less would tell nothing
COMMAND_S = 20.0  # for each call of a command, which nobody waits for in front of a page


class OutOfTime(Exception):
    """The time in which others may be waited for is over."""


class TimeBudget:
    """How long others may be waited for, in seconds, and how long in one attempt."""

    def __init__(self, seconds: float) -> None:
        self._attempt_s = seconds * ATTEMPT_SHARE
        self._shortest_s = seconds * SHORTEST_ATTEMPT_SHARE
        self.left_s = seconds

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Charges what the block takes. Raises OutOfTime where too little is left for it."""
        if self.left_s < self._shortest_s:
            raise OutOfTime
        begun_at = time.monotonic()
        ends_at = begun_at + min(self._attempt_s, self.left_s)
        token = _attempt_left.set(lambda: ends_at - time.monotonic())
        try:
            yield
        finally:
            _attempt_left.reset(token)
            self.left_s -= time.monotonic() - begun_at

    def pause(self, attempt: int, at_most_s: float = math.inf) -> bool:
        """Waits before another attempt, for longer the more there were, and for a random part.

        Returns False, at once, where that would be too long, or leave too little for one.
        """
        import random

        longest = min(0.5, 0.01 * 2 ** min(attempt, 6))
        seconds = random.uniform(0, longest)  # nosec B311 # that writers part; nothing secret
        if seconds >= at_most_s or self.left_s - seconds < self._shortest_s:
            return False
        time.sleep(seconds)
        self.left_s -= seconds
        return True


_of_request: ContextVar[TimeBudget | None] = ContextVar("time_budget", default=None)
_attempt_left: ContextVar[Callable[[], float] | None] = ContextVar("attempt_left", default=None)


@contextmanager
def spent_together(budget: TimeBudget) -> Iterator[None]:
    """Has everything in the block wait out of this one budget."""
    token = _of_request.set(budget)
    try:
        yield
    finally:
        _of_request.reset(token)


def current() -> TimeBudget:
    """Returns the budget of this request; a new one for a call where there is none."""
    return _of_request.get() or TimeBudget(COMMAND_S)


@contextmanager
def part_of_it(share: float) -> Iterator[None]:
    """Has the block spend at most this share of what is left: others are to be asked after it."""
    budget = current()
    kept_s = budget.left_s * (1 - share)
    budget.left_s -= kept_s
    try:
        yield
    finally:
        budget.left_s += kept_s


def attempt_left_s() -> float | None:
    """Returns for how many seconds the attempt under way may wait; None where none is.

    Below zero when its time is over.
    """
    left = _attempt_left.get()
    return None if left is None else left()
