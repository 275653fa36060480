"""Reads the keys: the registry of public keys, the ticket key, and what signs.

Read out of a vault and cached: the registry for a minute, secrets for five. While the vault can't
be read the published keys are held for an hour, for those who check; nothing is signed by them.
"""

import json
import math
import time
import zlib
from collections.abc import Callable, Container, Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.aws import time_budget
from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey, PublicKey
from chalicelib.verification.vault import KeysUnavailable, Vault

if TYPE_CHECKING:
    from chalicelib.verification.private_keys import PrivateKinds
    from chalicelib.verification.signers import Signer

REGISTRY_CACHE_S = 60
REGISTRY_AGAIN_S = 5
REGISTRY_HELD_S = 3600
SHARE_BEFORE_HELD = 0.5  # of the time budget: the database is asked about withdrawals after it
SECRET_CACHE_S = 300
REGISTRY, TICKET_KEY = "registry", "ticket-key"


class ReadKeys(NamedTuple):
    """The published keys as they were read. `age_s`: so long ago."""

    ring: KeyRing
    age_s: float

    @property
    def is_held(self) -> bool:
        """Whether they are older than they ever are while the vault can be read."""
        return self.age_s >= REGISTRY_CACHE_S


class KeyReader:
    """The keys and the ticket key of one vault.

    Every method raises KeysUnavailable where the vault can't be reached or read.
    """

    def __init__(
        self, vault: Vault, open_private_keys: "Callable[[], PrivateKinds] | None" = None
    ) -> None:
        """`open_private_keys`: the kinds that there may be; the first is that of new ones.

        None: seeds in the vault alone.
        """
        self._vault = vault
        self._open_private_keys = open_private_keys
        self._cache: dict[str, tuple[float, bytes]] = {}
        self._asked_again_at = -math.inf
        self._last: tuple[float, float, bytes] | None = None  # the registry, and when it was read
        self._failed_at = -math.inf
        self._revoked: frozenset[str] = frozenset()

    @cached_property
    def _private_keys(self) -> "PrivateKinds":
        if self._open_private_keys:
            return self._open_private_keys()
        from chalicelib.verification.private_keys import SeedKeys  # who only checks needs none

        return (SeedKeys(self._vault),)

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
        read_at = self._cache[REGISTRY][0] if REGISTRY in self._cache else -math.inf
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

    def signer(self, now: datetime) -> "Signer":
        """Returns the signer of this moment. Raises NoSigningKey where none signs."""
        return self.signer_of(self.ring().signing(int(now.timestamp())).kid)

    def signer_of(self, kid: str) -> "Signer":
        """Returns the signer of a key. Raises NoSigningKey where its private half is not kept."""
        for kind in self._private_keys:
            signer = kind.signer(kid, lambda name: self._read(name, SECRET_CACHE_S))
            if signer is not None:
                return signer
        raise NoSigningKey

    def ticket_key(self) -> bytes:
        """Returns the key under which tickets are stored. Raises NoSigningKey without one."""
        key = self._read(TICKET_KEY, SECRET_CACHE_S)
        if key is None:
            raise NoSigningKey
        return key

    def _ring(self, max_age_s: float) -> KeyRing:
        registry = self._read(REGISTRY, max_age_s)
        ring = _unpacked(registry) if registry else KeyRing()
        self.note_revoked(ring.revoked)
        return ring

    def _fresh_ring(self) -> KeyRing:
        self._cache.clear()
        ring = self.ring()
        if not ring.keys:
            raise NoSigningKey
        return ring

    def _read(self, name: str, max_age_s: float) -> bytes | None:
        now = time.monotonic()
        cached = self._cache.get(name)
        if cached and now - cached[0] < max_age_s:
            return cached[1]
        value = self._vault.read(name)
        if value is not None:
            self._cache[name] = (now, value)
            if name == REGISTRY:
                self._last = (now, time.time(), value)
        return value


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
