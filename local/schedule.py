"""What the deployment's schedule does every 15 minutes, in a thread of this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

INTERVAL_S = 15 * 60


@contextmanager
def run(
    log: Callable[[str], None], erase_deleted: Callable[[], bool], pending: bool
) -> Iterator[None]:
    """Sweeps and rotates the keys, at once and then every INTERVAL_S, while the context lasts.

    `erase_deleted` is called after a sweep that deleted something and, where it returns False, at
    the next turn again; where `pending`, at the first turn too. `log` is told of failures.
    """
    stopped = threading.Event()
    schedule = _Schedule(log, erase_deleted, pending)
    thread = threading.Thread(target=schedule.run_until, args=(stopped,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(5)


class _Schedule:
    def __init__(
        self, log: Callable[[str], None], erase_deleted: Callable[[], bool], pending: bool
    ) -> None:
        self._log = log
        self._erase_deleted = erase_deleted
        self._pending = pending

    def run_until(self, stopped: threading.Event) -> None:
        steps = (
            ("What is over could not be removed", self._sweep),
            ("The keys could not be rotated", self._rotate_keys),
            ("What was removed could not be erased from the database's file", self._erase),
        )
        while True:
            now = datetime.now(UTC)
            for failed, step in steps:
                try:
                    step(now)
                except Exception as reason:  # noqa: BLE001 - whatever it is, the next turn comes
                    if stopped.is_set():
                        return  # the database may be gone by now, and there is no next turn
                    self._log(f"{failed} now ({type(reason).__name__}); it is tried again")
            if stopped.wait(INTERVAL_S):
                return

    def _sweep(self, now: datetime) -> None:
        from chalicelib import sweeping

        was_pending, self._pending = self._pending, True  # some may go before one fails
        swept = sweeping.sweep(now)
        self._pending = was_pending or swept > 0

    def _rotate_keys(self, now: datetime) -> None:
        from chalicelib import sweeping

        sweeping.rotate_keys(now)

    def _erase(self, now: datetime) -> None:
        if self._pending:
            self._pending = not self._erase_deleted()
