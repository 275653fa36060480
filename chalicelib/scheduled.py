"""All that the function `sweep` does each time: the sweep, the keys, and the line of measures."""

import sys
from datetime import UTC, datetime

from chalicelib import measuring, sweeping
from chalicelib.settings import current as current_settings


def run(now: datetime) -> None:
    """Does it, whatever fails on the way; that is raised at the end."""
    try:
        sweeping.sweep_and_rotate(now)
    finally:
        if stack := current_settings().stack_name:
            sys.stdout.write(measuring.metrics_line(measuring.measure(now), stack, now) + "\n")
            sys.stdout.flush()


def run_now() -> None:
    """Does it as of this moment."""
    run(datetime.now(UTC))
