"""How many wrong secrets may come from one address before it is asked to wait.

Only failures count, and they hinder nobody who has a secret that is right: it is looked for first,
and a room in which thirty people mistype goes on. What is left to guess is far more than anybody
could: 50 bits of a ticket, 256 of a link. The limit keeps a flood of guesses from writing anything,
and tells a program that went wrong to wait.
"""

from datetime import UTC, datetime, time, timedelta

from chalicelib import failure_log
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.limits.addresses import address_prefix, client_id, day_of, window_end
from chalicelib.limits.table import FailuresTable


class TooManyFailures(Exception):
    """Too many wrong secrets came from one address: it is to wait (seconds)."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"wait {wait_s} s")
        self.wait_s = wait_s


def count_failure(source_ip: str, limit: int, table: FailuresTable, now: datetime) -> None:
    """Counts a wrong secret from an address, which is stored nowhere.

    Raises TooManyFailures, and counts no further, where there were `limit` before it in the same
    ten minutes. Where the counts can't be reached, or there is no address, nothing happens: a limit
    must not become an outage.
    """
    prefix = address_prefix(source_ip)
    if not prefix:
        return
    end = window_end(now)
    day_end = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time.min, UTC)
    try:
        key = table.day_key(day_of(now), int(day_end.timestamp()))
        client = client_id(key, prefix, end)
        if table.failures(client) >= limit:
            raise TooManyFailures(end - int(now.timestamp()))
        table.add(client, end)
    except StorageUnavailable as error:
        failure_log.write("served_without", error)
