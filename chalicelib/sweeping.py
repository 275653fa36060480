"""The sweep: deletes what has expired from the two tables that hold such, and seeds of old keys."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.schedule.schedule import MAX_LENGTH_MIN
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import open_table as verification_table


def sweep(now: datetime) -> int:
    """Deletes what has expired; returns how many items that were."""
    settings, moment = current_settings(), int(now.timestamp())
    swept = verification_table().sweep(moment) + facilitators_table().sweep(moment)
    redeemable = timedelta(hours=settings.redeem_hours, minutes=MAX_LENGTH_MIN)
    with suppress(NoSigningKey):  # there is none yet
        open_key_store(settings).destroy_old_seeds(now, retention=redeemable)
    return swept


def sweep_now() -> int:
    """Sweeps as of this moment; returns how many items were deleted."""
    return sweep(datetime.now(UTC))
