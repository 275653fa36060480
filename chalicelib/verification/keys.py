"""Signing key, verify-only keys, and the key sets that are published.

A key is standby, then signing, then verify-only, then retired; it stays published for ever, unless
it is revoked. Each step takes a ring and returns the next one.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from chalicelib.verification.claims import MAX_LIFE_S

STANDBY_S = 30 * 24 * 3600  # the age to which an offline key list is trusted
CHANGE_OVER_S = 600
MAX_KEYS = 60  # some 80 characters each, of the 8,192 that a parameter holds; revocations add more
CLOCKS_DIFFER_S = 300  # a key that has to sign at once may do so where clocks are behind


class NoSigningKey(LookupError):
    """No key signs now: none was made yet."""


class UnsafeKey(ValueError):
    """A public key that is no Ed25519 point of full order.

    A signature under it would prove nothing.
    """


class State(StrEnum):
    """A key's place in its life."""

    STANDBY = "standby"
    SIGNING = "signing"
    VERIFY_ONLY = "verify-only"
    RETIRED = "retired"
    REVOKED = "revoked"


class StepRefused(Exception):
    """A step in the life of the keys that would break valid codes, or has nothing to act on."""


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def key_id(public: bytes) -> str:
    """Returns the first 8 characters of the key's RFC 7638 thumbprint."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(text.encode()).digest())[:8]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A published key. Raises UnsafeKey for bytes that are no safe Ed25519 key.

    It signs codes whose `iat` lies from `signs_from` to `signs_until` (epoch seconds; None: not yet
    known). A standby key has neither; `published_at` says since when checkers can know it.
    """

    public: bytes
    signs_from: int | None = None
    signs_until: int | None = None
    published_at: int | None = None

    def __post_init__(self) -> None:
        """Checks that the bytes are a canonical point of full order."""
        if len(self.public) != 32 or not crypto_core_ed25519_is_valid_point(self.public):
            raise UnsafeKey

    @property
    def kid(self) -> str:
        """The key's id."""
        return key_id(self.public)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tells whether an Ed25519 signature (RFC 8032) of the message holds."""
        try:
            VerifyKey(self.public).verify(message, signature)
        except (BadSignatureError, ValueError):  # ValueError: not 64 bytes
            return False
        return True

    def was_signing_at(self, moment: int) -> bool:
        """Tells whether this key was the signing one at that moment (epoch seconds)."""
        if self.signs_from is None or moment < self.signs_from:
            return False
        return self.signs_until is None or moment <= self.signs_until

    def may_have_signed_at(self, moment: int, known_at: int, now: int) -> bool:
        """Tells the same by a list that was fetched at `known_at` (all in epoch seconds).

        A key that was standby then may have had its turn since: it is published early so that old
        lists know it.
        """
        if self.signs_from is None:
            return known_at < moment <= now
        return self.was_signing_at(moment)

    def state(self, now: int) -> State:
        """Returns where in its life the key is."""
        if self.signs_from is None or now < self.signs_from:
            return State.STANDBY
        if self.was_signing_at(now):
            return State.SIGNING
        retired = self.signs_until is not None and now > self.signs_until + MAX_LIFE_S
        return State.RETIRED if retired else State.VERIFY_ONLY

    def jwk(self) -> dict[str, Any]:
        """Returns the key as a JWK (RFC 8037), with its life in members of our own."""
        life = {
            "signs_from": self.signs_from,
            "signs_until": self.signs_until,
            "published_at": self.published_at,
        }
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _base64url(self.public),
            "kid": self.kid,
            "alg": "EdDSA",
            "use": "sig",
            **{name: moment for name, moment in life.items() if moment is not None},
        }

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> "PublicKey":
        """Returns the key of a JWK as `jwk` writes it. Raises UnsafeKey for another kind."""
        x = jwk.get("x")
        if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519") or not isinstance(x, str):
            raise UnsafeKey
        try:
            public = base64.b64decode(x + "=" * (-len(x) % 4), altchars="-_", validate=True)
        except ValueError:
            raise UnsafeKey from None
        return cls(public, jwk.get("signs_from"), jwk.get("signs_until"), jwk.get("published_at"))


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All published keys by kid, and those that were revoked."""

    keys: Mapping[str, PublicKey] = field(default_factory=dict)
    revoked: Mapping[str, PublicKey] = field(default_factory=dict)

    def signing(self, now: int) -> PublicKey:
        """Returns the key that signs at that moment. Raises NoSigningKey where none does."""
        for key in self.keys.values():
            if key.was_signing_at(now):
                return key
        raise NoSigningKey

    def standby(self) -> PublicKey | None:
        """Returns the key that signs next, None where there is none."""
        return next((key for key in self.keys.values() if key.signs_from is None), None)

    def with_standby(self, public: bytes, now: int) -> "KeyRing":
        """Returns the ring with one more key, the next to sign.

        Raises StepRefused where there is a standby key already.
        """
        if self.standby():
            raise StepRefused("there is a standby key already")
        key = PublicKey(public, published_at=now)
        return replace(self, keys={**self.keys, key.kid: key})

    def rotate(self, now: int) -> "KeyRing":
        """Returns the ring in which the standby key signs in its turn, ten minutes from now.

        By then every process has read the ring anew, so that none signs with the old key after its
        end.

        Raises StepRefused where there is no standby key, it is not published for 30 days yet,
        another rotation is under way, or there is no room for more keys.
        """
        old, new = self.signing(now), self.standby()
        if old.signs_until is not None:
            raise StepRefused("a rotation is under way already")
        if len(self.keys) + len(self.revoked) >= MAX_KEYS:
            raise StepRefused(f"{MAX_KEYS} keys are published, which is all that there is room for")
        if new is None:
            raise StepRefused("there is no standby key: make one, and rotate in 30 days")
        ready = (new.published_at or now) + STANDBY_S
        if now < ready:
            day = datetime.fromtimestamp(ready, UTC).date()
            raise StepRefused(
                f"the standby key must be published for 30 days, until {day}: "
                "checkers that are offline would not know it"
            )
        change = now + CHANGE_OVER_S
        changed = {
            old.kid: replace(old, signs_until=change),
            new.kid: replace(new, signs_from=change),
        }
        return replace(self, keys={**self.keys, **changed})

    def revoke(self, kid: str, now: int) -> "KeyRing":
        """Returns the ring with a key revoked.

        If the key was to sign now, the standby key does so at once; if its turn was to come within
        ten minutes, the one before it goes on.

        Raises StepRefused where no such key is published, or none could take over.
        """
        key = self.keys.get(kid)
        if key is None:
            raise StepRefused(f"no published key is {kid}")
        remaining = {other.kid: other for other in self.keys.values() if other.kid != kid}
        if key.state(now) is State.SIGNING:
            next_up = next(
                (
                    other
                    for other in remaining.values()
                    if other.signs_from is None or other.signs_from > now
                ),
                None,
            )
            if next_up is None:
                raise StepRefused("no standby key could take over: make one first")
            remaining[next_up.kid] = replace(next_up, signs_from=now - CLOCKS_DIFFER_S)
        elif key.signs_from is not None and key.signs_from > now:
            signing = self.signing(now)
            remaining[signing.kid] = replace(signing, signs_until=None)
        revoked = key if key.signs_until is not None else replace(key, signs_until=now)
        return KeyRing(remaining, {**self.revoked, kid: revoked})

    def jwks(self) -> dict[str, Any]:
        """Returns the JWK set (RFC 7517 section 5); `revoked` is a member of our own."""
        return {
            "keys": [key.jwk() for key in self.keys.values()],
            "revoked": [key.jwk() for key in self.revoked.values()],
        }

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any]) -> "KeyRing":
        """Returns the ring of a JWK set as `jwks` writes it, without keys that prove nothing."""
        return cls(_usable_keys(jwks.get("keys", ())), _usable_keys(jwks.get("revoked", ())))

    def cose_key_set(self) -> bytes:
        """Returns the COSE_KeySet (RFC 9052 section 7): kty OKP, kid, alg EdDSA, crv Ed25519, x."""
        import cbor2

        return cbor2.dumps(
            [
                {1: 1, 2: key.kid.encode(), 3: -8, -1: 6, -2: key.public}
                for key in self.keys.values()
            ],
            canonical=True,
        )


def _usable_keys(jwks: Iterable[Mapping[str, Any]]) -> dict[str, PublicKey]:
    """Returns the keys by the `kid` that is listed (RFC 7517 section 4.5).

    Every checker goes by it: of several keys of that name the first.
    """
    keys = dict[str, PublicKey]()
    for jwk in jwks:
        with suppress(UnsafeKey):
            key = PublicKey.from_jwk(jwk)
            if isinstance(kid := jwk.get("kid"), str):
                keys.setdefault(kid, key)
    return keys


class SeedSigner:
    """Signs with a seed in memory; `public` is its key's public half."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public = bytes(self._key.verify_key)
        self.kid = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Returns the Ed25519 signature of the message, 64 bytes."""
        return self._key.sign(message).signature


SAMPLE_SIGNER = SeedSigner(hashlib.sha256(b"waypost sample key").digest())
"""Anyone may sign with this key: its codes are for training and read "sample"."""
SAMPLE_PUBLIC_KEY = SAMPLE_SIGNER.public
SAMPLE_KID = SAMPLE_SIGNER.kid
