"""All that the function `sweep` does each time: the sweep, the keys, a copy, and measures."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime

from chalicelib import failure_log, measuring, sweeping
from chalicelib.aws.bucket import BucketUnavailable, open_bucket
from chalicelib.settings import current as current_settings
from chalicelib.web import site_copy


def run(now: datetime) -> None:
    """Deletes and rotates, then copies what checking needs, then prints how old and full all is.

    Each whatever fails before it; that is raised at the end.
    """
    with ExitStack() as at_the_end:
        at_the_end.callback(_print_measures, now)
        at_the_end.callback(_copy, now)
        sweeping.sweep_and_rotate(now)


def run_now() -> None:
    """Does it as of this moment."""
    run(datetime.now(UTC))


def _copy(now: datetime) -> None:
    if name := current_settings().site_bucket:
        with failure_log.logged("copy_failed"):
            site_copy.write(open_bucket(name), now)


def _print_measures(now: datetime) -> None:
    stack = current_settings().stack_name
    if not stack:
        return
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
