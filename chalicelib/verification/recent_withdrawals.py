"""The withdrawn codes as a process read them last: to find them takes a scan of the whole table.

For the snapshot, which is as of an hour. The list of withdrawals itself is read at each request: a
code counts no more once it is withdrawn, in whichever process.
"""

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
        self._changes = 0
        self._kept: tuple[int, Withdrawals] | None = None  # with the changes before it was read

    def at(self, now: int, read_since: int = 0) -> Withdrawals:
        """Returns the withdrawals as they were less than a minute ago, and since `read_since`."""
        changes = self._changes
        if self._kept:
            changes_then, kept = self._kept
            is_recent = read_since <= kept.read_at and 0 <= now - kept.read_at < KEPT_S
            if is_recent and changes_then == changes:
                return kept
        found = Withdrawals(self._read(now), now)
        self._kept = changes, found
        return found

    def forget(self) -> None:
        """Has them read anew: this process changed them, maybe while another thread read them."""
        self._changes += 1
