"""Moments in a key's life, and which seeds a vault holds."""

from datetime import datetime, timedelta

from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.keys import CHANGE_OVER_S
from chalicelib.verification.vault import Vault
from tests.unit.verification.sample_meeting import NOW

MONTH = timedelta(days=30)
LATER = NOW + MONTH
CHANGE = timedelta(seconds=CHANGE_OVER_S)
KEPT = timedelta(days=4)


def at(moment: datetime) -> int:
    return int(moment.timestamp())


def seeds(vault: Vault, ring: KeyRing) -> list[str]:
    every = (*ring.keys, *ring.revoked)
    return [kid for kid in every if vault.read(f"seed-{kid}") is not None]
