"""Moments in a key's life, stores of either kind, and what can still be signed with."""

from datetime import datetime, timedelta
from pathlib import Path

from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.keys import CHANGE_OVER_S
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.kms import KmsKeys
from chalicelib.verification.private_keys import SeedKeys
from chalicelib.verification.vault import FileVault, Vault
from tests.unit.verification.fake_kms import FakeKms
from tests.unit.verification.sample_meeting import NOW

MONTH = timedelta(days=30)
LATER = NOW + MONTH
CHANGE = timedelta(seconds=CHANGE_OVER_S)
KEPT = timedelta(days=4)
STACK = "waypost-test"


def at(moment: datetime) -> int:
    return int(moment.timestamp())


class VaultWithKms(FileVault):
    """A vault beside which new keys are made in KMS."""

    def __init__(self, folder: Path, kms: FakeKms) -> None:
        super().__init__(folder)
        self.kms = kms


def key_store(vault: Vault) -> KeyStore:
    """A store as a process opens it, on that vault: new keys are seeds, or made in KMS."""
    kms = getattr(vault, "kms", None)
    if not isinstance(kms, FakeKms):
        return KeyStore(vault)
    kinds = KmsKeys(vault, STACK, lambda: kms.client), SeedKeys(vault)
    return KeyStore(vault, lambda: kinds)


def seeds(vault: Vault, ring: KeyRing) -> list[str]:
    """The keys that somebody could still sign with: by their seed, or in KMS."""
    every = (*ring.keys, *ring.revoked)
    return [kid for kid in every if vault.read(f"seed-{kid}") is not None or _signs(vault, kid)]


def _signs(vault: Vault, kid: str) -> bool:
    kept = vault.read(f"kms-{kid}")
    return kept is not None and vault.kms.states[kept[32:].decode()] == "Enabled"  # type: ignore[attr-defined]
