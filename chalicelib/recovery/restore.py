"""A service put back out of an export, into tables that are empty.

The whole file is checked before anything is written. What says that codes are not to be relied on
is there before the keys by which they are genuine. A restore that was broken off goes on where the
same file is restored again.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from chalicelib.meetings.errors import CannotBeListed
from chalicelib.meetings.storage.changes import Put
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.recovery import lines, sealed
from chalicelib.recovery.export import Service
from chalicelib.recovery.file import ExportFile, UnusableExport
from chalicelib.recovery.lines import MonthOfWithdrawals
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.key_recovery import KeySecrets, contradictions, require_seeds_of
from chalicelib.verification.keys import StepRefused
from chalicelib.verification.withdrawal_items import month_end
from chalicelib.verification.withdrawal_recovery import WithdrawalRecovery

_MEETINGS_AT_ONCE = 5_000  # some 40 MB
_DAMAGES = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class NotEmpty(Exception):
    """Something is stored already where a service is to be restored; the message says what."""


class OtherKeys(Exception):
    """Keys that were given or are stored contradict those of the export; the message says which."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an export holds, checked from its first to its last byte; meetings are only counted."""

    meetings: int
    accounts: int
    withdrawals: int
    keys: KeyRing


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `refused`: meetings that could not be listed."""

    content: Content
    keys: KeyRing
    withdrawals: int
    refused: tuple[CannotBeListed, ...]


def check(export: ExportFile) -> Content:
    """Returns what an export holds. Raises UnusableExport where any of it is damaged."""
    if not export.manifest.parts.keys() <= lines.PARTS | {lines.SEEDS}:
        raise UnusableExport("damaged, or no export: it has parts that this version does not know")
    export.check()
    try:
        meetings = sum(1 for _ in map(lines.read_meeting, export.lines(lines.MEETINGS)))
        accounts = sum(1 for _ in map(lines.read_account, export.lines(lines.ACCOUNTS)))
        for _ in map(lines.read_source, export.lines(lines.SOURCES)):
            pass
        months = map(lines.read_withdrawals, export.lines(lines.WITHDRAWALS))
        withdrawals = sum(len(month.references) for month in months)
        (ring,) = map(lines.read_keys, export.lines(lines.KEYS))
    except _DAMAGES as error:
        raise UnusableExport(f"it holds what can't be read ({type(error).__name__})") from error
    return Content(meetings, accounts, withdrawals, ring)


def secrets_of(export: ExportFile, private_key: str) -> KeySecrets:
    """Returns the secrets of an export. Raises NoBackupKey, WrongBackupKey and UnusableExport."""
    try:
        (line,) = list(export.lines(lines.SEEDS))
        box = base64.b64decode(line, validate=True)
    except ValueError as error:
        raise UnusableExport(f"damaged: {lines.SEEDS} is none") from error
    return sealed.open_sealed(box, private_key)


def restore(
    export: ExportFile,
    service: Service,
    table: MeetingsTable,
    now: datetime,
    *,
    secrets: KeySecrets | None = None,
    later_keys: KeyRing | None = None,
    later_withdrawals: MonthOfWithdrawals | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Restored:
    """Puts back what an export holds, and works out all that follows from it.

    `later_keys` are published keys that are newer than the export, in the place of its own;
    `later_withdrawals` are withdrawn codes that were published since, beside its own. Raises
    UnusableExport, NotEmpty and OtherKeys with nothing written; StepRefused and what the stores
    raise, and then it goes on where it is called again with the same export.
    """
    content = check(export)
    if later_keys is not None:
        if conflicts := contradictions(content.keys, later_keys):
            raise OtherKeys(f"they are not newer than the export: {', '.join(conflicts)} differ")
        content = replace(content, keys=later_keys)
    secrets = secrets or KeySecrets()
    _require_room(export, service, content.keys, secrets)
    service.listing.begin(export.digest)
    withdrawals = _put_withdrawals(export, service.withdrawals, later_withdrawals, now)
    ring = service.keys.restore(content.keys, secrets, now)
    for account in map(lines.read_account, export.lines(lines.ACCOUNTS)):
        service.accounts.add(account)
    service.listing.put_sources([*map(lines.read_source, export.lines(lines.SOURCES))])
    refused: list[CannotBeListed] = []
    for some in _portions(export):
        refused += service.listing.put_meetings(some, now)
        progress(len(some))
    table.rebuild(now)
    service.listing.end()
    return Restored(content, ring, withdrawals, tuple(refused))


def _put_withdrawals(
    export: ExportFile,
    table: WithdrawalRecovery,
    later: MonthOfWithdrawals | None,
    now: datetime,
) -> int:
    """Puts back the withdrawn codes that may still count; returns how many they are."""
    months = [*map(lines.read_withdrawals, export.lines(lines.WITHDRAWALS))]
    known = {reference for month in months for reference in month.references}
    if later is not None:
        new = sorted(set(later.references) - known)
        months.append(MonthOfWithdrawals(later.month, new))
    coming = [month for month in months if month_end(month.month) > now.timestamp()]
    for month in coming:
        table.restore(*month)
    return sum(len(month.references) for month in coming)


def _portions(export: ExportFile) -> Iterator[list[Put]]:
    meetings = map(lines.read_meeting, export.lines(lines.MEETINGS))
    while some := list(islice(meetings, _MEETINGS_AT_ONCE)):
        yield some


def _require_room(export: ExportFile, service: Service, ring: KeyRing, secrets: KeySecrets) -> None:
    """Raises NotEmpty unless nothing is stored, or a part of this export; OtherKeys."""
    there = service.keys.registry()
    if there and (conflicts := contradictions(ring, there)):
        raise OtherKeys(f"other keys are stored already: {', '.join(conflicts)} differ")
    restoring = service.listing.restoring()
    if restoring == export.digest:
        return
    if restoring:
        raise NotEmpty("the restore of another export was begun there, and not ended")
    try:
        require_seeds_of(ring, secrets)
        if there is None:  # else it stays, and may know keys that came after the export
            service.keys.require_none_newer(ring)
    except StepRefused as error:
        raise OtherKeys(str(error)) from None
    stored = {
        "meetings": service.listing.stored_key(),
        "verification": service.withdrawals.stored_key(),
        "facilitators": service.accounts.stored_key(),
    }
    found = [f"the table of {name} ({key})" for name, key in stored.items() if key]
    if found:
        raise NotEmpty(f"not empty: {', '.join(found)}")
