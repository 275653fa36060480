"""A whole service written into one file: what can't be worked out again, and no secret in the open.

Left out on purpose: tickets, slips and counts of wrong secrets, which nobody keeps for longer than
three days; sessions and sign-in links; reports about meetings; and everything that follows from the
meetings.
"""

import base64
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from chalicelib.facilitators.table import FacilitatorsTable
from chalicelib.meetings.storage import keys
from chalicelib.meetings.storage.recovery import ListingRecovery
from chalicelib.recovery import lines, sealed
from chalicelib.recovery.file import ExportWriter, new_file
from chalicelib.recovery.lines import MonthOfWithdrawals
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.key_recovery import KeyRecovery
from chalicelib.verification.withdrawal_recovery import WithdrawalRecovery


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service stores what is worth keeping."""

    listing: ListingRecovery
    withdrawals: WithdrawalRecovery
    accounts: FacilitatorsTable
    keys: KeyRecovery


@dataclass(frozen=True, slots=True)
class Exported:
    """How much an export holds.

    `unreadable`: the keys of what could not be read and is left out. `keys_lost`: there were
    keys, and no list of them can be read.
    """

    meetings: int
    accounts: int
    keys: int
    withdrawals: int
    seeds: int
    unreadable: tuple[str, ...]
    keys_lost: bool


def export(
    service: Service, path: Path, public_url: str, now: datetime, seeds_for: str | None = None
) -> Exported:
    """Writes a new file with all of a service, and returns how much that is.

    With the secrets where `seeds_for` is a public key (`sealed`), which alone can't open them.
    Raises FileExistsError, and what each of the stores does; NoBackupKey.
    """
    recipient = "" if seeds_for is None else sealed.normal_form(seeds_for)
    unreadable: list[str] = []
    with new_file(path) as file:
        writer = ExportWriter(file, now)
        with tempfile.TemporaryFile(dir=path.parent) as spool:
            meetings = writer.add(lines.MEETINGS, _meetings(service.listing, spool, unreadable))
        sources = service.listing.sources()
        writer.add(lines.SOURCES, map(lines.source_line, sources or ()))
        accounts = service.accounts.read_all()
        writer.add(lines.ACCOUNTS, map(lines.account_line, accounts.readable))
        # last of all, so that they are the newest: what is missing here can't be mended
        withdrawn = service.withdrawals.withdrawn(int(now.timestamp()))
        months = (MonthOfWithdrawals(*month) for month in withdrawn.by_month.items())
        writer.add(lines.WITHDRAWALS, map(lines.withdrawals_line, months))
        ring = service.keys.registry() or KeyRing()
        keys_lost = not ring.keys and service.keys.has_lost_registry()
        writer.add(lines.KEYS, [lines.keys_line(ring)])
        seeds = 0
        if recipient:
            secrets = service.keys.secrets(ring)
            seeds = len(secrets.seeds)
            writer.add(lines.SEEDS, [base64.b64encode(sealed.seal(secrets, recipient))])
        writer.close(public_url, recipient)
    return Exported(
        meetings,
        len(accounts.readable),
        len(ring.keys) + len(ring.revoked),
        sum(map(len, withdrawn.by_month.values())),
        seeds,
        (
            *unreadable,
            *((keys.SOURCES,) if sources is None else ()),
            *accounts.unreadable,
            *withdrawn.unreadable,
        ),
        keys_lost,
    )


def _meetings(listing: ListingRecovery, spool: IO[bytes], unreadable: list[str]) -> Iterator[bytes]:
    """Yields the lines of all meetings, near ones together, so that a restore is no random writing.

    They are read in no order and wait in `spool`; of each only its place is held.
    """
    places: list[tuple[str, str, int, int]] = []
    at = 0
    for stored in listing.meetings():
        if stored.put is None:
            unreadable.append(stored.key)
            continue
        line = lines.meeting_line(stored.put)
        places.append((stored.place, stored.key, at, len(line)))
        spool.write(line)
        at += len(line)
    places.sort()
    for _, _, start, length in places:
        spool.seek(start)
        yield spool.read(length)
