"""The published keys: what each may have signed, and the key sets that tell of them.

A key is standby, then signing, then verify-only, then retired; it stays published for ever, unless
it is revoked.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nacl.bindings import crypto_core_ed25519_is_valid_point
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from .claims import MAX_LIFE_S

SAMPLE_PUBLIC_KEY = bytes.fromhex(
    "5a6913c706071231f6fb2703b33523425194052153ce09fb55a0f82135e83696"
)
"""Anyone may sign with the seed of this key: its codes are for training and read "sample"."""


# 43 characters for 32 bytes: of the last one's bits the two that are left over are zero.
_X = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_LAST_TIME = 2**53 - 1  # epoch seconds: the last integer that every reader of JSON has exactly


class NoSigningKey(LookupError):
    """No key signs now: none was made yet."""


class UnsafeKey(ValueError):
    """A public key that is no Ed25519 point of full order.

    A signature under it would prove nothing.
    """


class NotAKeyList(ValueError):
    """What should be a JWK set has no array of keys."""


class State(StrEnum):
    """A key's place in its life."""

    STANDBY = "standby"
    SIGNING = "signing"
    VERIFY_ONLY = "verify-only"
    RETIRED = "retired"
    REVOKED = "revoked"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def thumbprint(public: bytes) -> str:
    """Returns the key's thumbprint (RFC 7638, SHA-256): 43 characters of base64url."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public)}
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(text.encode()).digest())


def key_id(public: bytes) -> str:
    """Returns the first 8 characters of the key's thumbprint."""
    return thumbprint(public)[:8]


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
        """Returns the key of a JWK as `jwk` writes it.

        Raises UnsafeKey for another kind, for an `x` that is written otherwise, and for times that
        are none.
        """
        x = jwk.get("x")
        if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519") or not isinstance(x, str):
            raise UnsafeKey
        if not _X.fullmatch(x):
            raise UnsafeKey
        times = (_time(jwk.get(name)) for name in ("signs_from", "signs_until", "published_at"))
        return cls(base64.urlsafe_b64decode(f"{x}="), *times)


def _time(value: object) -> int | None:
    """Returns a time of a key (epoch seconds), None where it has none. Raises UnsafeKey."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():  # JSON knows no integers: 1.0 is 1
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LAST_TIME:
        raise UnsafeKey
    return value


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

    def jwks(self) -> dict[str, Any]:
        """Returns the JWK set (RFC 7517 section 5); `revoked` is a member of our own."""
        return {
            "keys": [key.jwk() for key in self.keys.values()],
            "revoked": [key.jwk() for key in self.revoked.values()],
        }

    @classmethod
    def from_jwks(cls, jwks: object) -> "KeyRing":
        """Returns the ring of a JWK set as `jwks` writes it, without entries that do not count.

        A set without `revoked` has no revoked keys. Raises NotAKeyList for anything else that is
        no array, and for a set without `keys`.
        """
        listed = jwks if isinstance(jwks, Mapping) else {}
        revoked = listed.get("revoked")
        return cls(
            _usable_keys(listed.get("keys")), _usable_keys([] if revoked is None else revoked)
        )

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


def _usable_keys(jwks: object) -> dict[str, PublicKey]:
    """Returns the keys by the `kid` that is listed (RFC 7517 section 4.5).

    Every checker goes by it: of several keys of that name the first. Raises NotAKeyList.
    """
    if not isinstance(jwks, list):
        raise NotAKeyList
    keys = dict[str, PublicKey]()
    for jwk in jwks:
        if not isinstance(jwk, Mapping) or not isinstance(kid := jwk.get("kid"), str):
            continue
        with suppress(UnsafeKey):
            keys.setdefault(kid, PublicKey.from_jwk(jwk))
    return keys


SAMPLE_KID = key_id(SAMPLE_PUBLIC_KEY)
