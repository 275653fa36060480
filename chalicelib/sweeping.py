"""What runs every 15 minutes: the sweep of what has expired, and the life of the keys."""

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from chalicelib.facilitators.table import open_table as facilitators_table
from chalicelib.meetings.schedule.schedule import MAX_LENGTH_MIN
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.keys import StepUnderWay, room_warning
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import open_table as verification_table

log = logging.getLogger(__name__)  # the framework lets nothing but errors through "waypost"


def sweep(now: datetime) -> int:
    """Deletes what has expired, also seeds of old keys; returns how many items that were."""
    settings, moment = current_settings(), int(now.timestamp())
    swept = verification_table().sweep(moment) + facilitators_table().sweep(moment)
    redeemable = timedelta(hours=settings.redeem_hours, minutes=MAX_LENGTH_MIN)
    with suppress(NoSigningKey):  # there is none yet
        open_key_store(settings).destroy_old_seeds(now, retention=redeemable)
    return swept


def rotate_keys(now: datetime) -> None:
    """Rotates the keys where that is due, and warns where there is little room for more.

    Raises StepRefused where it is due and can't be done, and KeysUnavailable.
    """
    settings = current_settings()
    store = open_key_store(settings)
    with suppress(NoSigningKey, StepUnderWay):  # there is none yet; the next turn looks again
        store.rotate_if_due(now, timedelta(days=settings.key_life_days))
    if warning := room_warning(store.ring()):
        log.warning(warning)


def sweep_and_rotate(now: datetime) -> int:
    """Does both, whatever the first one meets; returns how many items were deleted.

    What goes wrong is raised at the end, so that the function counts as failed.
    """
    try:
        return sweep(now)
    finally:
        rotate_keys(now)


def sweep_and_rotate_now() -> int:
    """Does both as of this moment; returns how many items were deleted."""
    return sweep_and_rotate(datetime.now(UTC))
