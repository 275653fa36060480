"""The counts of wrong secrets, and the key of the day under which they are kept.

They are in the verification table, where everything ends and is swept:

| key | holds |
|---|---|
| `A#key#<day>` | 32 random bytes, until the day (UTC) is over |
| `A#<id>` | how many failures there were from one address in ten minutes, until these are over |
"""

import secrets
from functools import lru_cache
from typing import Any

from chalicelib import dynamodb
from chalicelib.dynamodb import Table
from chalicelib.settings import current as current_settings


class FailuresTable:
    """Reads and writes of the counts.

    Every method raises StorageUnavailable where the database can't be reached.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._table = Table(client, name)
        self._day_key: tuple[str, bytes] = "", b""

    def day_key(self, day: str, expires: int) -> bytes:
        """Returns the key of a day, the same in every process; made where it has none yet.

        `expires` is when the day is over (epoch seconds).
        """
        if self._day_key[0] != day:
            self._day_key = day, self._read_or_make(f"A#key#{day}", expires)
        return self._day_key[1]

    def _read_or_make(self, pk: str, expires: int) -> bytes:
        item = self._table.get(pk)
        if item is None:
            new = {"key": {"B": secrets.token_bytes(32)}, "expires": {"N": str(expires)}}
            self._table.put({"pk": {"S": pk}, **new}, "attribute_not_exists(pk)")
            item = self._table.get(pk)  # another process may have been first
        if item is None:
            raise dynamodb.StorageUnavailable("a key that was just stored is not there")
        return bytes(item["key"]["B"])

    def failures(self, client_id: str) -> int:
        """Returns how many failures are counted under that id."""
        item = self._table.get(f"A#{client_id}", consistent=False)
        return 0 if item is None else int(item["failures"]["N"])

    def add(self, client_id: str, expires: int) -> None:
        """Counts one more; `expires` is when their ten minutes are over (epoch seconds)."""
        self._table.update(
            f"A#{client_id}",
            "ADD failures :one SET expires = :expires",
            one={"N": "1"},
            expires={"N": str(expires)},
        )


@lru_cache(maxsize=1)
def open_table() -> FailuresTable:
    """Returns the counts of this process's settings."""
    return FailuresTable(dynamodb.client(), current_settings().verification_table)
