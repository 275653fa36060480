"""The keys taken out for safe-keeping, put back, and their registry made anew.

What is put back never has times of its own making: a key ended when its list says so. Only a key
whose private half is gone ends at the moment at which that is found: nothing can sign with it. KMS
gives no private half away: keys in it go on where the vault still says which they are.
"""

import re
import secrets
import zlib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.settings import Settings
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.key_reader import REGISTRY, TICKET_KEY, unpack
from chalicelib.verification.keys import CLOCKS_DIFFER_S, StepRefused, with_standby
from chalicelib.verification.keystore import KeyStore, key_place
from chalicelib.verification.private_keys import SEED
from chalicelib.verification.signers import SeedSigner

_OF_A_KEY = re.compile(r"(?:seed|kms)-(.{8})")  # the vault's names of private halves


@dataclass(frozen=True, slots=True, repr=False)
class KeySecrets:
    """The seeds of keys by their kids, and the key under which tickets are stored."""

    seeds: Mapping[str, bytes] = field(default_factory=dict)
    ticket_key: bytes | None = None


class PrivateHalvesMissing(StepRefused):
    """Keys that sign now or next have no private half; `kids` are theirs."""

    def __init__(self, kids: list[str]) -> None:
        super().__init__(f"there is no private half of {', '.join(kids)}")
        self.kids = kids


class KeyRecovery(KeyStore):
    """The steps that take all keys out of a vault, and put them back."""

    @classmethod
    def open(cls, settings: Settings) -> "KeyRecovery":
        """Returns that of the place where these settings have the keys."""
        return cls(*key_place(settings))

    def registry(self) -> KeyRing | None:
        """Returns the registry that is stored; None where there is none that can be read."""
        stored = self._vault.read(REGISTRY)
        try:
            return unpack(stored) if stored else None
        except (ValueError, zlib.error):
            return None

    def has_lost_registry(self) -> bool:
        """Tells whether there were keys here, by a damaged registry or private halves alone."""
        if self.registry() is not None:
            return False
        return self._vault.read(REGISTRY) is not None or bool(self.stored())

    def secrets(self, ring: KeyRing) -> KeySecrets:
        """Returns the secrets of these published keys, as far as they are stored."""
        found = {kid: self._vault.read(SEED + kid) for kid in ring.keys}
        seeds = {kid: seed for kid, seed in found.items() if seed is not None}
        return KeySecrets(seeds, self._vault.read(TICKET_KEY))

    def restore(self, ring: KeyRing, kept: KeySecrets, now: datetime) -> KeyRing:
        """Puts keys back, and returns the registry; one that is there and tells of all stays.

        A key whose private half is neither kept nor stored signs no more, and one that was not to
        sign yet is revoked; where none is left to sign, a new one begins. Raises StepRefused where
        a registry is there that contradicts, before anything is written.
        """
        if there := self.registry():
            if conflicts := contradictions(ring, there):
                raise StepRefused(f"other keys are there: {', '.join(conflicts)} differ")
            return there
        if not ring.keys:
            return ring
        require_seeds_of(ring, kept)
        seeds = {kid: seed for kid, seed in kept.seeds.items() if kid not in ring.revoked}
        moment = int(now.timestamp())
        with self._exclusive_step(moment):
            for kid, seed in seeds.items():
                self._vault.create(SEED + kid, seed)
            self._vault.create(TICKET_KEY, kept.ticket_key or secrets.token_bytes(32))
            return self._write(self._usable(ring, moment))

    def rebuild(self, ring: KeyRing, now: datetime, *, new_key: bool = False) -> KeyRing:
        """Makes the registry what a list says that was published or exported, and returns it.

        One that is there stays where it tells of all that the list does, and is replaced where the
        list tells more. Raises StepRefused where they contradict each other, or where private
        halves are stored of keys that the list does not know: it is from before a rotation. Raises
        PrivateHalvesMissing where keys that are to sign have none, unless `new_key`: then they end
        as with `restore`.
        """
        if there := self.registry():
            if not contradictions(ring, there):
                return there
            if conflicts := contradictions(there, ring):
                raise StepRefused(f"the registry is there, and contradicts: {', '.join(conflicts)}")
        self.require_none_newer(ring)
        moment = int(now.timestamp())
        missing = without_private_half(ring, self._signable(ring), moment)
        if missing and not new_key:
            raise PrivateHalvesMissing(missing)
        with self._exclusive_step(moment):
            self._vault.create(TICKET_KEY, secrets.token_bytes(32))
            return self._write(self._usable(ring, moment))

    def require_none_newer(self, ring: KeyRing) -> None:
        """Raises StepRefused where private halves are stored of keys that this list lacks."""
        if newer := sorted(self.stored() - {*ring.keys, *ring.revoked}):
            raise StepRefused(
                "private halves are stored of keys that the list does not know:"
                f" {', '.join(newer)}; it is from before a rotation"
            )

    def stored(self) -> frozenset[str]:
        """Returns the kids of all private halves that are stored, whatever the registry says."""
        names = filter(None, map(_OF_A_KEY.fullmatch, self._vault.names()))
        return frozenset(name[1] for name in names)

    def _signable(self, ring: KeyRing) -> frozenset[str]:
        """Returns the kids of published keys whose private halves are there."""
        kinds, read = self._private_keys, self._vault.read
        return frozenset(kid for kid in ring.keys if any(kind.signer(kid, read) for kind in kinds))

    def _usable(self, ring: KeyRing, now: int) -> KeyRing:
        """Returns the ring in which only keys sign that can, and one does, with a standby key.

        One that is published already takes over, at once as where a key is revoked.
        """
        signable = self._signable(ring)
        if not without_private_half(ring, signable, now):
            return ring
        ring = ended(ring, signable, now)
        if not any(key.was_signing_at(now) and key.kid in signable for key in ring.keys.values()):
            next_up = _next_up(ring, now) or PublicKey(self._new_key(), published_at=now)
            first = replace(next_up, signs_from=now - CLOCKS_DIFFER_S)
            others = {kid: key for kid, key in ring.keys.items() if kid != first.kid}
            # before the others: the one that ends now signs to the end of this second
            ring = replace(ring, keys={first.kid: first, **others})
        return ring if ring.standby() else with_standby(ring, self._new_key(), now)


def require_seeds_of(ring: KeyRing, kept: KeySecrets) -> None:
    """Raises StepRefused where a seed is not that of the key of its name; revoked ones aside."""
    for kid, seed in kept.seeds.items():
        if kid in ring.revoked:
            continue
        if kid not in ring.keys or SeedSigner(seed).public != ring.keys[kid].public:
            raise StepRefused(f"the seed of {kid} is not that of the key")


def without_private_half(ring: KeyRing, signable: Container[str], now: int) -> list[str]:
    """Returns the kids of the keys that sign now or next and are none of these."""
    return [
        key.kid
        for key in ring.keys.values()
        if key.kid not in signable and (key.signs_until is None or key.signs_until > now)
    ]


def ended(ring: KeyRing, signable: Container[str], now: int) -> KeyRing:
    """Returns the ring in which the keys that are none of these sign no more.

    They ended now; those whose turn had not come are revoked, since they signed nothing.
    """
    keys, revoked = dict(ring.keys), dict(ring.revoked)
    for kid in without_private_half(ring, signable, now):
        key = keys[kid]
        if key.was_signing_at(now):
            keys[kid] = replace(key, signs_until=now)
            continue
        revoked[kid] = replace(keys.pop(kid), signs_until=now)
        before = next((one for one in keys.values() if one.signs_until == key.signs_from), None)
        if before and key.signs_from is not None:  # a rotation to it was under way
            keys[before.kid] = replace(before, signs_until=None)
    return KeyRing(keys, revoked)


def _next_up(ring: KeyRing, now: int) -> PublicKey | None:
    """Returns the key whose turn comes next; None where there is none."""
    waiting = (k for k in ring.keys.values() if k.signs_from is None or k.signs_from > now)
    return next(waiting, None)


def contradictions(earlier: KeyRing, later: KeyRing) -> list[str]:
    """Returns the kids of what a list says that a later one of the same keys can't be silent of.

    That is a key, its times as far as they were known, and that it was revoked.
    """
    return [
        *(kid for kid, key in earlier.keys.items() if not _goes_on(key, kid, later)),
        *(kid for kid in earlier.revoked if kid not in later.revoked),
    ]


def _goes_on(key: PublicKey, kid: str, later: KeyRing) -> bool:
    """Tells whether a later list has a key, and says nothing else of its times."""
    known = later.keys.get(kid) or later.revoked.get(kid)
    if known is None or known.public != key.public:
        return False
    pairs = (
        (key.signs_from, known.signs_from),
        (key.signs_until, known.signs_until),
        (key.published_at, known.published_at),
    )
    return all(before is None or before == after for before, after in pairs)
