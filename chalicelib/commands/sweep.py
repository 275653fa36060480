"""`sweep`: what has expired, deleted; and how far that is."""

from datetime import UTC, datetime

import click

from chalicelib import sweeping
from chalicelib.commands import clock
from chalicelib.commands.database import with_database
from chalicelib.commands.keys import refuse_file_keys
from chalicelib.commands.terminal import print_line
from chalicelib.expired_items import SweepState
from chalicelib.verification.withdrawal_items import FULL_BYTES


@click.command()
@click.option("--status", "only_status", is_flag=True, help="Only say how far; delete nothing.")
@with_database
def sweep(only_status: bool) -> None:
    """Delete what has expired, as the schedule does every 15 minutes, and say how far that is."""
    now = clock.now()
    if not only_status:
        refuse_file_keys()  # of which none would be destroyed
        print_line(f"Deleted: {sweeping.sweep(now)}")
    status = sweeping.status(now)
    for name, state in status.tables.items():
        print_line(f"{name}: {_in_words(state, now)}")
    for month, size in status.withdrawal_bytes.items():
        print_line(f"withdrawn codes that end in {month}: {size:,} of {FULL_BYTES:,} bytes")


def _in_words(state: SweepState, now: datetime) -> str:
    if state.whole_at is None:
        whole = "not swept yet"
    else:
        minutes = (int(now.timestamp()) - state.whole_at) // 60
        whole = f"nothing is kept that had expired at {_minute(state.whole_at)}, {minutes} min ago"
    under_way = f"; a sweep since {_minute(state.began_at)} goes on" if state.began_at else ""
    return whole + under_way


def _minute(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M}"
