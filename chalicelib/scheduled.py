"""All that the function `sweep` does each time: the sweep, the keys, a copy, and measures."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime

from chalicelib import failure_log, measuring, sweeping
from chalicelib.aws.bucket import BucketUnavailable, open_bucket
from chalicelib.settings import current as current_settings
from chalicelib.web import site_copy


class ScheduleFailed(Exception):
    """A part of it could not be done, of which the log has a line."""


def run(now: datetime) -> None:
    """Deletes and rotates, then copies what checking needs, then prints how old and full all is.

    Each whatever fails before it; that is raised at the end.
    """
    with ExitStack() as at_the_end:
        at_the_end.callback(_print_measures, now)
        at_the_end.callback(_copy, now)
        sweeping.sweep_and_rotate(now)


def run_now() -> None:
    """Does it as of this moment. Raises ScheduleFailed, and nothing else.

    Lambda logs the words of what its function raises, which may be those of something stored.
    """
    try:
        run(datetime.now(UTC))
    except Exception:  # noqa: BLE001 - each is logged where it is met
        raise ScheduleFailed from None


def _copy(now: datetime) -> None:
    if name := current_settings().site_bucket:
        with failure_log.logged("copy_failed"):
            site_copy.write(open_bucket(name), now)


def _print_measures(now: datetime) -> None:
    stack = current_settings().stack_name
    if not stack:
        return
    with failure_log.logged("not_measured"):
        measures = measuring.measure(now, _snapshot_at())
    sys.stdout.write(measuring.metrics_line(measures, stack, now) + "\n")
    sys.stdout.flush()


def _snapshot_at() -> int | None:
    name = current_settings().site_bucket
    if not name:
        return None
    try:
        return site_copy.snapshot_at(open_bucket(name))
    except BucketUnavailable as error:
        failure_log.write("not_measured", error)
        return None
