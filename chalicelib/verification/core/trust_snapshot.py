"""The signed snapshot: an issuer's keys and withdrawals as of a date, carried by anybody.

A flattened JWS (RFC 7515 section 7.2.2) over JSON. The browser's `trust-snapshot.js` reads it by
the same rules; tests/vectors/snapshot.json holds both to them.
"""

import base64
import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .public_keys import KeyRing, PublicKey, thumbprint

TYPE = "waypost-trust+jwt"
TYPE_OF_DIGEST = "waypost-trust-sha256+jwt"  # its key signs a digest of the payload
MAX_CHARACTERS = 4_000_000
MAX_AGE_S = 30 * 24 * 3600
MAX_AHEAD_S = 300
_LAST_TIME = 2**53 - 1
_MEMBERS = ("kid", "kty", "crv", "x", "signs_from", "signs_until", "published_at")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class Refusal(StrEnum):
    """Why a snapshot is not accepted, in the order in which it is looked at."""

    UNREADABLE = "unreadable"  # not a snapshot
    OTHER_ISSUER = "other_issuer"  # of none whom this reader trusts
    REVOKED_SIGNER = "revoked_signer"
    UNKNOWN_SIGNER = "unknown_signer"  # neither pinned nor in the last list, or not its turn
    CHANGED = "changed"  # the signature does not hold
    AHEAD = "ahead"  # of this clock, by more than 300 s
    TOO_OLD = "too_old"  # more than 30 days
    OLDER = "older"  # than the list that was accepted last


class SnapshotRefused(ValueError):
    """A snapshot that is not to be relied on; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class AcceptedList:
    """The lists of an issuer that were accepted last, as JSON has them, and as of when (epoch s).

    `jwks`: what `KeyRing.from_jwks` takes.
    """

    as_of: int
    jwks: Mapping[str, Any]
    withdrawals: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """What a reader knows of an issuer.

    `pins`: whole thumbprints (RFC 7638, base64url) of keys whose snapshots count; `last`: None
    where no list of it was accepted yet.
    """

    pins: Collection[str] = ()
    last: AcceptedList | None = None


@dataclass(frozen=True, slots=True)
class TrustSnapshot:
    """What a snapshot says. It counts as a list that was fetched at `as_of` (epoch seconds).

    `issuer`: the public address of the issuer; `name`: what it calls itself. `jwks`: its keys, with
    all that was revoked there or in the last list. `withdrawals`: with those of the last list where
    that is as of the same time.
    """

    issuer: str
    name: str
    as_of: int
    jwks: Mapping[str, Any]
    withdrawals: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnsignedSnapshot:
    """A snapshot without its signature; `signed` is what its key is to sign."""

    protected: str
    payload: str
    signed: bytes

    def text(self, signature: bytes) -> str:
        """Returns the snapshot with this signature."""
        members = {
            "payload": self.payload,
            "protected": self.protected,
            "signature": _encode(signature).decode(),
        }
        return json.dumps(members, separators=(",", ":"))


def unsigned(kid: str, payload: Mapping[str, Any], longest: int | None) -> UnsignedSnapshot:
    """Returns the snapshot for the key of that id to sign.

    It signs the whole (RFC 7515 section 5.1), or, where that is longer than its signer takes
    (`longest`, in bytes), a digest.
    """
    plain = _unsigned(kid, payload, TYPE)
    if longest is None or len(plain.signed) <= longest:
        return plain
    return _unsigned(kid, payload, TYPE_OF_DIGEST)


def _unsigned(kid: str, payload: Mapping[str, Any], kind: str) -> UnsignedSnapshot:
    header = {"alg": "EdDSA", "kid": kid, "typ": kind}
    protected, body = (_encode(_compact(part)).decode() for part in (header, payload))
    return UnsignedSnapshot(protected, body, _signed(protected, body, kind))


def _signed(protected: str, payload: str, kind: str) -> bytes:
    """Returns what is signed of these members, by the header's `typ`."""
    if kind == TYPE_OF_DIGEST:
        payload = _encode(hashlib.sha256(payload.encode()).digest()).decode()
    return f"{protected}.{payload}".encode()


def read_snapshot(text: str, trusted: Mapping[str, TrustedIssuer], now: int) -> TrustSnapshot:
    """Returns what a snapshot says, where it is to be relied on. Raises SnapshotRefused.

    `trusted`: issuers by their public address, which has no final slash. `now`: epoch seconds.
    """
    try:
        kid, signed, signature, payload = _open(text)
        snapshot = _snapshot(payload)
        ring = KeyRing.from_jwks(payload)
    except (ValueError, RecursionError):
        raise SnapshotRefused(Refusal.UNREADABLE) from None
    issuer = trusted.get(snapshot.issuer)
    if issuer is None:
        raise SnapshotRefused(Refusal.OTHER_ISSUER)
    last = issuer.last
    known = KeyRing.from_jwks(last.jwks) if last else KeyRing()
    revoked = all_revoked(snapshot.jwks, last.jwks if last else {})
    own = ring.keys.get(kid)
    signer = known.keys.get(kid, own)
    if any(_names(entry, kid, signer) for entry in revoked):
        raise SnapshotRefused(Refusal.REVOKED_SIGNER)
    if signer is None or own is None or own.public != signer.public:
        raise SnapshotRefused(Refusal.UNKNOWN_SIGNER)
    if kid not in known.keys and thumbprint(signer.public) not in issuer.pins:
        raise SnapshotRefused(Refusal.UNKNOWN_SIGNER)
    if not signer.verify(signed, signature):
        raise SnapshotRefused(Refusal.CHANGED)
    if snapshot.as_of > now + MAX_AHEAD_S:
        raise SnapshotRefused(Refusal.AHEAD)
    if now - snapshot.as_of > MAX_AGE_S:
        raise SnapshotRefused(Refusal.TOO_OLD)
    if last and snapshot.as_of < last.as_of:
        raise SnapshotRefused(Refusal.OLDER)
    by_last_list = (
        last is None
        or kid not in known.keys
        or signer.may_have_signed_at(snapshot.as_of, last.as_of, now + MAX_AHEAD_S)
    )
    if not by_last_list or not own.was_signing_at(snapshot.as_of):
        raise SnapshotRefused(Refusal.UNKNOWN_SIGNER)
    jwks = {"keys": snapshot.jwks["keys"], "revoked": revoked}
    # as of one time, nothing tells which of the two was made first
    before = last.withdrawals if last and last.as_of == snapshot.as_of else ()
    withdrawals = _withdrawn(snapshot.withdrawals, before)
    return TrustSnapshot(snapshot.issuer, snapshot.name, snapshot.as_of, jwks, withdrawals)


def all_revoked(jwks: Mapping[str, Any], last: Mapping[str, Any]) -> list[Any]:
    """Returns the revoked keys of a set, then those of the last one that it does not have alike.

    The same `kid` alone takes no place: its entry may be of another key, or not count at all.
    """
    entries, before = (
        [entry for entry in listed.get("revoked") or () if isinstance(entry, Mapping)]
        for listed in (jwks, last)
    )
    alike = [_members(entry) for entry in entries]
    return entries + [entry for entry in before if _members(entry) not in alike]


def _open(text: str) -> tuple[str, bytes, bytes, Mapping[str, Any]]:
    """Returns kid, what was signed, its signature and the payload. Raises ValueError."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError
    parts = _json_object(text)
    if set(parts) != {"payload", "protected", "signature"}:
        raise ValueError
    payload, protected, signature = (
        _decode(parts[name]) for name in ("payload", "protected", "signature")
    )
    header = _json_object(protected.decode())
    kid, kind = header.get("kid"), header.get("typ")
    if header != {"alg": "EdDSA", "kid": kid, "typ": kind} or not isinstance(kid, str):
        raise ValueError
    if kind not in (TYPE, TYPE_OF_DIGEST):
        raise ValueError
    if len(signature) != 64:
        raise ValueError
    signed = _signed(parts["protected"], parts["payload"], kind)
    return kid, signed, signature, _json_object(payload.decode())


def _snapshot(payload: Mapping[str, Any]) -> TrustSnapshot:
    """Returns what a payload says. Raises ValueError."""
    issuer, name, as_of = (payload.get(member) for member in ("iss", "name", "as_of"))
    withdrawals = payload.get("withdrawals")
    if isinstance(as_of, float) and as_of.is_integer():  # JSON knows no integers: 1.0 is 1
        as_of = int(as_of)
    if not isinstance(as_of, int) or isinstance(as_of, bool) or not 0 <= as_of <= _LAST_TIME:
        raise ValueError
    if not isinstance(issuer, str) or not isinstance(name, str):
        raise ValueError
    if not isinstance(withdrawals, list) or not isinstance(payload.get("revoked"), list):
        raise ValueError
    return TrustSnapshot(issuer, name, as_of, payload, withdrawals)


def _withdrawn(withdrawals: list[Any], before: Sequence[Any]) -> list[Any]:
    """Returns the withdrawals of a snapshot, and the references before that it does not have."""
    listed = {entry for entry in withdrawals if isinstance(entry, str)}
    return withdrawals + [
        entry for entry in before if isinstance(entry, str) and entry not in listed
    ]


def _members(entry: Mapping[str, Any]) -> list[Any]:
    """Returns what an entry of a key list counts by; to Python alone, true is 1."""
    return [(isinstance(entry.get(name), bool), entry.get(name)) for name in _MEMBERS]


def _names(entry: Mapping[str, Any], kid: str, signer: PublicKey | None) -> bool:
    """Whether an entry of revoked keys is that signer's, however else it is written."""
    x = signer.jwk()["x"] if signer else None
    return entry.get("kid") == kid or (x is not None and entry.get("x") == x)


def _json_object(text: str) -> dict[str, Any]:
    """Returns a JSON object (RFC 8259) as every reader of JSON has it. Raises ValueError."""
    value = json.loads(text, parse_int=_number, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError
    return value


def _number(digits: str) -> float:
    return int(digits) if len(digits) < 20 else float(digits)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(text: object) -> bytes:
    """Returns the bytes of canonical base64url without padding. Raises ValueError."""
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
        raise ValueError
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(data).decode() != text:
        raise ValueError
    return data
