"""The key store: what is read of the keys, and the steps in their life.

Each step writes the whole registry, by an operator or the schedule, one at a time.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.settings import Settings
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.key_reader import REGISTRY, TICKET_KEY, KeyReader, pack
from chalicelib.verification.keys import (
    CLOCKS_DIFFER_S,
    StepRefused,
    StepUnderWay,
    revoke,
    rotate,
    rotation_due,
    with_standby,
)
from chalicelib.verification.vault import FileVault, KeysUnavailable, ParameterVault, Vault

if TYPE_CHECKING:
    from chalicelib.verification.private_keys import PrivateKinds

STEP_S = 600  # a step that takes longer was broken off
_STEP = "step"


class KeyStore(KeyReader):
    """The keys of one vault, read, and led from step to step.

    Every method raises KeysUnavailable where the vault or the private halves can't be reached.
    """

    def ensure_signing_key(self, now: datetime) -> PublicKey:
        """Returns the signing key.

        Where there is none yet, the very first one is made, with a standby key and the ticket key.
        """
        moment = int(now.timestamp())
        if self._vault.read(REGISTRY) is None:
            self._vault.create(TICKET_KEY, secrets.token_bytes(32))
            public = self._new_key(KeyRing())
            first = PublicKey(public, moment - CLOCKS_DIFFER_S, None, moment)
            ring = self._with_new_standby(KeyRing({first.kid: first}), moment)
            if not self._vault.create(REGISTRY, pack(ring)):
                # another was quicker
                self._destroy(ring.keys.keys() - self._fresh_ring().keys.keys())
            self._cache.clear()
        return self.ring().signing(moment)

    def add_standby(self, now: datetime) -> KeyRing:
        """Makes and publishes the next key. Raises StepRefused where there is one already."""
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            ring = self._fresh_ring()
            if ring.standby():
                raise StepRefused("there is a standby key already")
            return self._write(self._with_new_standby(ring, moment))

    def rotate(self, now: datetime) -> KeyRing:
        """Gives the standby key its turn, and publishes a new standby key.

        Raises StepRefused as `keys.rotate` does, StepUnderWay while another step is.
        """
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            rotated = rotate(self._fresh_ring(), moment)
            return self._write(self._with_new_standby(rotated, moment))

    def rotate_if_due(self, now: datetime, life: timedelta) -> KeyRing | None:
        """Rotates where a key has signed for `life`; makes a standby key where there is none.

        Returns the new ring; None where neither was due, and then nothing was written. Raises
        StepRefused as `rotate` does.
        """
        moment, life_s = int(now.timestamp()), int(life.total_seconds())
        if not _step_due(self._fresh_ring(), moment, life_s):
            return None
        with self._exclusive_step(moment):
            ring = self._fresh_ring()
            if not _step_due(ring, moment, life_s):  # another sweep was quicker
                return None
            if ring.standby():
                ring = rotate(ring, moment)
            return self._write(self._with_new_standby(ring, moment))

    def revoke(
        self, kid: str, now: datetime, announce: Callable[[], None] = lambda: None
    ) -> KeyRing:
        """Takes a key away at once: its seed is destroyed, or KMS told to sign nothing with it.

        `announce` is called once nothing stands in the way, before anything is changed: it tells
        processes that have read the registry lately (`service.revoke_key`). A new standby key
        follows one that had to take over; where none can be made now, the schedule makes it.
        Raises StepRefused as `keys.revoke` does, StepUnderWay while another step is.
        """
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            ring = revoke(self._fresh_ring(), kid, moment)
            announce()
            self.note_revoked([kid])
            if ring.standby() is None:
                with suppress(KeysUnavailable):  # what is to go waits for nothing
                    ring = self._with_new_standby(ring, moment)
            self._write(ring)
            for kind in self._private_keys:
                kind.disable(kid)
        return ring

    def destroy_old_private_keys(self, now: datetime, retention: timedelta) -> list[str]:
        """Destroys the private halves that no ticket can need any more.

        Those of revoked keys, and of others `retention` after their end. Returns their kids.
        """
        ring, needed_from = self._fresh_ring(), int((now - retention).timestamp())
        expired = [
            key.kid
            for key in ring.keys.values()
            if key.signs_until is not None and key.signs_until < needed_from
        ]
        old = (*expired, *ring.revoked)
        destroyed = self._destroy(old)
        return [kid for kid in old if kid in destroyed]

    @property
    def place(self) -> str:
        """Where new keys are made, in words."""
        return self._private_keys[0].place

    def _new_key(self, ring: KeyRing) -> bytes:
        """Makes a private half of the kind of new ones, and returns its public half."""
        return self._private_keys[0].create(frozenset((*ring.keys, *ring.revoked)))

    def _with_new_standby(self, ring: KeyRing, moment: int) -> KeyRing:
        return with_standby(ring, self._new_key(ring), moment)

    def _destroy(self, kids: Collection[str]) -> frozenset[str]:
        """Destroys private halves of any kind; returns the kids of which there was one."""
        return frozenset().union(*(kind.destroy(kids) for kind in self._private_keys))

    @contextmanager
    def _exclusive_step(self, moment: int) -> Iterator[None]:
        """Allows one step at a time, since each writes the whole registry.

        Another operator's would undo it, were it a rotation or a revocation.
        """
        started_at = str(moment).encode()
        if not self._vault.create(_STEP, started_at):
            if int(self._vault.read(_STEP) or started_at) > moment - STEP_S:
                raise StepUnderWay("another step is under way: wait for it, at most ten minutes")
            self._vault.write(_STEP, started_at)
        try:
            yield
        finally:
            self._vault.delete(_STEP)

    def _write(self, ring: KeyRing) -> KeyRing:
        self._cache.clear()
        self._last = None  # an older copy is past what this process knows, also where this fails
        self._vault.write(REGISTRY, pack(ring))
        return ring


def _step_due(ring: KeyRing, now: int, life_s: int) -> bool:
    return ring.standby() is None or now >= rotation_due(ring, now, life_s)


@lru_cache(maxsize=4)
def open_key_store(settings: Settings | None = None) -> KeyStore:
    """Returns the key store of these settings (of this process's where none are given)."""
    if settings is None:
        return open_key_store(current_settings())
    return KeyStore(*key_place(settings))


def key_place(settings: Settings) -> "tuple[Vault, Callable[[], PrivateKinds] | None]":
    """Returns the vault of these settings, and the kinds of private halves that it may have."""
    if not settings.key_parameters:
        return FileVault(settings.data_dir / "keys"), None
    vault = ParameterVault.open(settings.key_parameters)
    return vault, lambda: _kinds(vault, settings)


def _kinds(vault: Vault, settings: Settings) -> "PrivateKinds":
    """Returns both kinds that a deployment on AWS may have, that of new keys first."""
    from chalicelib.verification.kms import KmsKeys
    from chalicelib.verification.private_keys import SeedKeys

    seeds, in_kms = SeedKeys(vault), KmsKeys(vault, settings.stack_name)
    return (in_kms, seeds) if settings.key_kind == "kms" else (seeds, in_kms)
