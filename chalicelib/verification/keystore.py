"""The key store: the registry of public keys, their seeds apart from it, and the ticket key.

Read out of a vault and cached: the registry for a minute, secrets for five. While the vault can't
be read the published keys are held for an hour, for those who check; nothing is signed by them.
"""

import json
import math
import secrets
import time
import zlib
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from chalicelib.aws import time_budget
from chalicelib.settings import Settings
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey, PublicKey
from chalicelib.verification.keys import (
    CLOCKS_DIFFER_S,
    SeedSigner,
    StepRefused,
    StepUnderWay,
    revoke,
    rotate,
    rotation_due,
    with_standby,
)
from chalicelib.verification.vault import FileVault, KeysUnavailable, ParameterVault, Vault

REGISTRY_CACHE_S = 60
REGISTRY_AGAIN_S = 5
REGISTRY_HELD_S = 3600
SHARE_BEFORE_HELD = 0.5  # of the time budget: the database is asked about withdrawals after it
SECRET_CACHE_S = 300
STEP_S = 600  # a step that takes longer was broken off
_REGISTRY, _TICKET_KEY, _STEP = "registry", "ticket-key", "step"


class ReadKeys(NamedTuple):
    """The published keys as they were read. `age_s`: so long ago."""

    ring: KeyRing
    age_s: float

    @property
    def is_held(self) -> bool:
        """Whether they are older than they ever are while the vault can be read."""
        return self.age_s >= REGISTRY_CACHE_S


class KeyStore:
    """The keys and the ticket key of one vault.

    Every method raises KeysUnavailable where the vault can't be reached or read.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._cache: dict[str, tuple[float, bytes]] = {}
        self._asked_again_at = -math.inf
        self._last: tuple[float, float, bytes] | None = None  # the registry, and when it was read
        self._failed_at = -math.inf
        self._revoked: frozenset[str] = frozenset()

    def ring(self) -> KeyRing:
        """Returns all published keys, read in the last minute."""
        return self._ring(REGISTRY_CACHE_S)

    def published(self) -> ReadKeys:
        """Returns all published keys; while the vault can't be read, those that were read last.

        For at most an hour, and not once one of them is known to have been revoked since: then
        KeysUnavailable is raised.
        """
        now, held = time.monotonic(), self._last_keys()
        if held and (not held.is_held or now - self._failed_at < REGISTRY_AGAIN_S):
            return held
        if held is None:
            return ReadKeys(self._ring(0), 0)
        try:
            with time_budget.part_of_it(SHARE_BEFORE_HELD):
                return ReadKeys(self._ring(0), 0)
        except KeysUnavailable as error:
            from chalicelib import failure_log

            self._failed_at = time.monotonic()
            failure_log.write("served_without", error)
            return held

    def note_revoked(self, kids: Iterable[str]) -> None:
        """Notes that these keys were revoked: no older copy of the registry has them published."""
        self._revoked |= frozenset(kids)

    def knows_revoked(self, ring: KeyRing) -> bool:
        """Tells whether a key that these have published was noted as revoked."""
        return not self._revoked.isdisjoint(ring.keys)

    def _last_keys(self) -> ReadKeys | None:
        if self._last is None:
            return None
        read_at, read_on, registry = self._last
        # a process that is frozen may find one clock standing still, or the other set
        age_s = max(time.monotonic() - read_at, time.time() - read_on)
        ring = _unpacked(registry)
        if age_s >= REGISTRY_HELD_S or self.knows_revoked(ring):
            return None
        return ReadKeys(ring, age_s)

    def newer_ring(self) -> KeyRing | None:
        """Returns the published keys, read anew; None where that was done or tried just now.

        For where the answer by the keys of `ring` may be wrong, because they changed in the last
        minute: nobody can have the vault asked more often than every five seconds.
        """
        now = time.monotonic()
        read_at = self._cache[_REGISTRY][0] if _REGISTRY in self._cache else -math.inf
        if now - max(read_at, self._asked_again_at) < REGISTRY_AGAIN_S:
            return None
        self._asked_again_at = now
        return self._ring(0)

    def signing_key(self, now: datetime, revoked: Container[str]) -> PublicKey:
        """Returns the key that signs at this moment, none of those kids that were revoked lately.

        Raises NoSigningKey where none signs, and KeysUnavailable until a revoked one has a
        successor.
        """
        moment = int(now.timestamp())
        key = self.ring().signing(moment)
        if key.kid in revoked:  # by a registry that was read before
            key = self._fresh_ring().signing(moment)
        if key.kid in revoked:
            raise KeysUnavailable("the signing key is being revoked")
        return key

    def signer(self, now: datetime) -> SeedSigner:
        """Returns the signer of this moment. Raises NoSigningKey where none signs."""
        return self.signer_of(self.ring().signing(int(now.timestamp())).kid)

    def signer_of(self, kid: str) -> SeedSigner:
        """Returns the signer of a key. Raises NoSigningKey where its seed is not stored."""
        seed = self._read(_seed_name(kid), SECRET_CACHE_S)
        if seed is None:
            raise NoSigningKey
        return SeedSigner(seed)

    def ticket_key(self) -> bytes:
        """Returns the key under which tickets are stored. Raises NoSigningKey without one."""
        key = self._read(_TICKET_KEY, SECRET_CACHE_S)
        if key is None:
            raise NoSigningKey
        return key

    # steps, each by an operator or the schedule

    def ensure_signing_key(self, now: datetime) -> PublicKey:
        """Returns the signing key.

        Where there is none yet, the very first one is made, with a standby key and the ticket key.
        """
        moment = int(now.timestamp())
        if self._vault.read(_REGISTRY) is None:
            self._vault.create(_TICKET_KEY, secrets.token_bytes(32))
            first = PublicKey(self._new_seed(), moment - CLOCKS_DIFFER_S, None, moment)
            ring = with_standby(KeyRing({first.kid: first}), self._new_seed(), moment)
            if not self._vault.create(_REGISTRY, pack(ring)):
                for kid in ring.keys:
                    self._vault.delete(_seed_name(kid))
            self._cache.clear()
        return self.ring().signing(moment)

    def add_standby(self, now: datetime) -> KeyRing:
        """Makes and publishes the next key. Raises StepRefused where there is one already."""
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            ring = self._fresh_ring()
            if ring.standby():
                raise StepRefused("there is a standby key already")
            return self._write(with_standby(ring, self._new_seed(), moment))

    def rotate(self, now: datetime) -> KeyRing:
        """Gives the standby key its turn, and publishes a new standby key.

        Raises StepRefused as `keys.rotate` does, StepUnderWay while another step is.
        """
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            rotated = rotate(self._fresh_ring(), moment)
            return self._write(with_standby(rotated, self._new_seed(), moment))

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
            return self._write(with_standby(ring, self._new_seed(), moment))

    def revoke(
        self, kid: str, now: datetime, announce: Callable[[], None] = lambda: None
    ) -> KeyRing:
        """Takes a key away at once, and destroys its seed.

        `announce` is called once nothing stands in the way, before anything is changed: it tells
        processes that have read the registry lately (`service.revoke_key`). A new standby key
        follows one that had to take over. Raises StepRefused as `keys.revoke` does,
        StepUnderWay while another step is.
        """
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            ring = revoke(self._fresh_ring(), kid, moment)
            announce()
            self.note_revoked([kid])
            if ring.standby() is None:
                ring = with_standby(ring, self._new_seed(), moment)
            self._write(ring)
            self._vault.delete(_seed_name(kid))
        return ring

    def destroy_old_seeds(self, now: datetime, retention: timedelta) -> list[str]:
        """Destroys the seeds that no ticket can need any more, `retention` after a key's end.

        Returns the kids of the keys whose they were.
        """
        ring, needed_from = self._fresh_ring(), int((now - retention).timestamp())
        expired = [
            key.kid
            for key in ring.keys.values()
            if key.signs_until is not None and key.signs_until < needed_from
        ]
        found = [
            kid
            for kid in (*expired, *ring.revoked)
            if self._vault.read(_seed_name(kid)) is not None
        ]
        for kid in found:
            self._vault.delete(_seed_name(kid))
        return found

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

    def _new_seed(self) -> bytes:
        """Stores a new seed, and returns its public half."""
        seed = secrets.token_bytes(32)
        signer = SeedSigner(seed)
        self._vault.create(_seed_name(signer.kid), seed)
        return signer.public

    def _ring(self, max_age_s: float) -> KeyRing:
        registry = self._read(_REGISTRY, max_age_s)
        ring = _unpacked(registry) if registry else KeyRing()
        self.note_revoked(ring.revoked)
        return ring

    def _fresh_ring(self) -> KeyRing:
        self._cache.clear()
        ring = self.ring()
        if not ring.keys:
            raise NoSigningKey
        return ring

    def _write(self, ring: KeyRing) -> KeyRing:
        self._cache.clear()
        self._last = None  # an older copy is past what this process knows, also where this fails
        self._vault.write(_REGISTRY, pack(ring))
        return ring

    def _read(self, name: str, max_age_s: float) -> bytes | None:
        now = time.monotonic()
        cached = self._cache.get(name)
        if cached and now - cached[0] < max_age_s:
            return cached[1]
        value = self._vault.read(name)
        if value is not None:
            self._cache[name] = (now, value)
            if name == _REGISTRY:
                self._last = (now, time.time(), value)
        return value


def _step_due(ring: KeyRing, now: int, life_s: int) -> bool:
    return ring.standby() is None or now >= rotation_due(ring, now, life_s)


def _seed_name(kid: str) -> str:
    return f"seed-{kid}"


def pack(ring: KeyRing) -> bytes:
    """Returns the registry as it is stored: compressed, because a parameter is small."""
    return zlib.compress(json.dumps(ring.jwks(), separators=(",", ":")).encode(), 9)


def unpack(registry: bytes) -> KeyRing:
    """Returns the ring of what `pack` wrote."""
    return KeyRing.from_jwks(json.loads(zlib.decompress(registry)))


def _unpacked(registry: bytes) -> KeyRing:
    try:
        return unpack(registry)
    except (ValueError, zlib.error) as error:
        raise KeysUnavailable("the registry is not one that this version wrote") from error


@lru_cache(maxsize=4)
def open_key_store(settings: Settings | None = None) -> KeyStore:
    """Returns the key store of these settings (of this process's where none are given)."""
    if settings is None:
        return open_key_store(current_settings())
    if settings.key_parameters:
        return KeyStore(ParameterVault.open(settings.key_parameters))
    return KeyStore(FileVault(settings.data_dir / "keys"))
