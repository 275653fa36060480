"""Decoded items that a process holds for a while, so that it doesn't read and decode them again.

Another process may have written them since: what is held is as old as `seconds` at most. What this
process writes is dropped at once, and is not held again for as long as a read without waiting for
the newest state may still give what was before.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from chalicelib.dynamodb import Table

Value = TypeVar("Value")
MAX_BYTES = 12_000_000  # as stored: rows take ten times as much when they are decoded
SETTLING_S = 5.0  # after a write, until a read surely gives it


class _Entry(NamedTuple):
    value: Any
    size: int
    since: float


class Held(Generic[Value]):
    """Values by key, each for `seconds` at most, the least recently used given up first.

    `max_bytes` is for all of them together. Threads may share it. `clock` is monotonic, in seconds.
    """

    def __init__(
        self,
        seconds: float,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0
        self._dropped: OrderedDict[str, float] = OrderedDict()

    @property
    def bytes(self) -> int:
        """Returns how many bytes all of it took as it was stored."""
        return self._bytes

    def moment(self) -> float:
        """Returns now, to be given to `hold` with what is read from then on."""
        return self._clock()

    def get_many(self, keys: Iterable[str]) -> dict[str, Value]:
        """Returns those that are held, by key."""
        found: dict[str, Value] = {}
        with self._lock:
            oldest = self._clock() - self._seconds
            for key in keys:
                entry = self._entries.get(key)
                if entry is None:
                    continue
                if entry.since <= oldest:
                    self._remove(key)
                    continue
                self._entries.move_to_end(key)
                found[key] = entry.value
        return found

    def hold(self, values: Mapping[str, tuple[Value, int]], read_at: float) -> None:
        """Holds values with their sizes in bytes, as they were read at a moment or after."""
        if not self._seconds:
            return
        with self._lock:
            for key, (value, size) in values.items():
                if read_at < self._dropped.get(key, -SETTLING_S) + SETTLING_S:
                    continue
                self._remove(key)
                self._entries[key] = _Entry(value, size, read_at)
                self._bytes += size
            while self._bytes > self._max_bytes:
                self._remove(next(iter(self._entries)))

    def drop(self, keys: Iterable[str]) -> None:
        """Forgets values that this process has written, or may have."""
        if not self._seconds:
            return
        with self._lock:
            now = self._clock()
            for key in keys:
                self._remove(key)
                self._dropped[key] = now
                self._dropped.move_to_end(key)
            long_ago = now - SETTLING_S - self._seconds
            while self._dropped and next(iter(self._dropped.values())) < long_ago:
                self._dropped.popitem(last=False)

    def _remove(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= entry.size


class HoldingTable(Table):
    """A table whose writes are dropped from what is held of it."""

    def __init__(self, dynamodb: Any, name: str, held: Held[Any]) -> None:
        super().__init__(dynamodb, name)
        self._held = held

    def transact(self, actions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Does all the actions, or none, as any table does."""
        try:
            return super().transact(actions)
        finally:  # also where the answer was lost
            self._held.drop(key for action in actions for key in _written(action))


def _written(action: Mapping[str, Any]) -> list[str]:
    """Returns the key that an action of a transaction writes; none of one that only checks."""
    return [
        (body["Item"] if kind == "Put" else body["Key"])["pk"]["S"]
        for kind, body in action.items()
        if kind != "ConditionCheck"
    ]
