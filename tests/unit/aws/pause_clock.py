"""A clock that only waiting moves, for tests of what is waited for."""

import time

from chalicelib.aws import time_budget


class PauseClock:
    """Stands in for `time`: only what waits takes any."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def monotonic(self) -> float:
        return self.passed_s

    def time(self) -> float:
        return self.passed_s

    def sleep(self, seconds: float) -> None:
        self.passed_s += seconds

    def time_ns(self) -> int:
        return time.time_ns()

    def hang(self) -> None:
        """Waits for as long as the attempt under way is granted."""
        self.sleep(time_budget.attempt_left_s() or 0)
