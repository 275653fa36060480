"""The withdrawn codes as a process read them last: to find them takes a scan of the whole table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

KEPT_S = 60


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """The references of all withdrawn codes that had not expired at `read_at` (epoch seconds)."""

    references: Sequence[str]
    read_at: int


class RecentWithdrawals:
    """Reads the references by `read`, which is given the time, and keeps them for a minute."""

    def __init__(self, read: Callable[[int], Sequence[str]]) -> None:
        self._read = read
        self._kept: Withdrawals | None = None
        self._changes = 0

    def at(self, now: int, read_since: int = 0) -> Withdrawals:
        """Returns the withdrawals as they were less than a minute ago, and since `read_since`."""
        kept = self._kept
        if kept and read_since <= kept.read_at and 0 <= now - kept.read_at < KEPT_S:
            return kept
        changes = self._changes
        found = Withdrawals(self._read(now), now)
        if changes == self._changes:  # else another thread withdrew one meanwhile
            self._kept = found
        return found

    def forget(self) -> None:
        """Has them read anew: this process changed them."""
        self._changes += 1
        self._kept = None
