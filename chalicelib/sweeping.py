"""What runs every 15 minutes: the sweep of what has expired, and the life of the keys."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib import failure_log
from chalicelib.expired_items import SWEEP_LIMIT_S, SweepState
from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.schedule.schedule import MAX_LENGTH_MIN
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.keys import StepUnderWay, key_count, room_warning
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import open_table as verification_table
from chalicelib.verification.withdrawal_items import WARN_BYTES


@dataclass(frozen=True, slots=True)
class SweepStatus:
    """How far the sweeps are, by the tables' names, and how large the lists of withdrawals are.

    `withdrawal_bytes`: by the month ("2027-05") in which their codes end.
    """

    tables: Mapping[str, SweepState]
    withdrawal_bytes: Mapping[str, int]

    def age(self, now: datetime) -> timedelta | None:
        """Returns for how long something that has expired may have been kept.

        None where a table was never swept as a whole.
        """
        whole = [state.whole_at for state in self.tables.values()]
        if None in whole:
            return None
        return now - datetime.fromtimestamp(min(filter(None, whole)), UTC)


def status(now: datetime) -> SweepStatus:
    """Returns how far the sweeps are. Raises StorageUnavailable."""
    verification, facilitators = verification_table(), facilitators_table()
    tables = {
        "verification": verification.sweep_state(),
        "facilitators": facilitators.sweep_state(),
    }
    return SweepStatus(tables, verification.withdrawal_bytes(int(now.timestamp())))


def sweep(now: datetime, limit_s: float = SWEEP_LIMIT_S) -> int:
    """Deletes what has expired, also private halves of old keys; returns how many items that were.

    For about `limit_s` a table: the next sweep goes on where this one stopped. Warns where a list
    of withdrawals is half as large as it can become.
    """
    settings, moment = current_settings(), int(now.timestamp())
    swept = verification_table().sweep(moment, limit_s)
    swept += facilitators_table().sweep(moment, limit_s)
    for month, size in verification_table().withdrawal_bytes(moment).items():
        if size >= WARN_BYTES:
            failure_log.write("withdrawals_large", level="WARNING", month=month, bytes=size)
    redeemable = timedelta(hours=settings.redeem_hours, minutes=MAX_LENGTH_MIN)
    with suppress(NoSigningKey):  # there is none yet
        open_key_store(settings).destroy_old_private_keys(now, retention=redeemable)
    return swept


def rotate_keys(now: datetime) -> None:
    """Rotates the keys where that is due, and warns where there is little room for more.

    Raises StepRefused where it is due and can't be done, and KeysUnavailable.
    """
    settings = current_settings()
    store = open_key_store(settings)
    with suppress(NoSigningKey, StepUnderWay):  # there is none yet; the next turn looks again
        store.rotate_if_due(now, timedelta(days=settings.key_life_days))
    if room_warning(ring := store.ring()):
        failure_log.write("little_key_room", level="WARNING", keys=key_count(ring))


def sweep_and_rotate(now: datetime) -> int:
    """Does both, whatever the first one meets; returns how many items were deleted.

    What goes wrong is logged, each in a line, and raised at the end, so that the function counts as
    failed.
    """
    try:
        with failure_log.logged("sweep_failed"):
            return sweep(now)
    finally:
        with failure_log.logged("rotation_failed"):
            rotate_keys(now)
