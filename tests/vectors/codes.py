"""Codes from their pieces, each free to be wrong: what the test vectors are made of.

They are made here from PyNaCl and bytes, without any of the project's own encoding, so that a
mistake in it can't hide in its own test. All keys come from published seeds.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import cbor2
from nacl.signing import SigningKey

DAY = 86400
START = 1_794_963_600  # Tue 17 Nov 2026, 7:00 pm at UTC-06:00
ISSUED = START + 90 * 60
NOW = ISSUED + 5 * DAY
EXPIRES = ISSUED + 180 * DAY
LISTING = -65537
L = 2**252 + 27742317777372353535851937790883648493  # order of the base point, RFC 8032
P = 2**255 - 19
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CTI = bytes(range(0xA0, 0xAA))
WITHDRAWN_CTI = bytes(range(0xB0, 0xBA))


@dataclass(frozen=True)
class Key:
    """A key pair from a published seed, with what a key set says of it."""

    seed: bytes
    signs_from: int | None = None
    signs_until: int | None = None

    @property
    def signer(self) -> SigningKey:
        return SigningKey(self.seed)

    @property
    def x(self) -> str:
        return base64url(bytes(self.signer.verify_key))

    @property
    def kid(self) -> str:
        return key_id(self.x)

    @property
    def jwk(self) -> dict[str, Any]:
        jwk: dict[str, Any] = {"kty": "OKP", "crv": "Ed25519", "x": self.x, "kid": self.kid}
        jwk |= {"alg": "EdDSA", "use": "sig"}
        if self.signs_from is not None:
            jwk["signs_from"] = self.signs_from
        if self.signs_until is not None:
            jwk["signs_until"] = self.signs_until
        return jwk


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def key_id(x: str) -> str:
    """The first 8 characters of the thumbprint (RFC 7638, RFC 8037)."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": x}
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return base64url(hashlib.sha256(text.encode()).digest())[:8]


def base32(raw: bytes) -> str:
    return base64.b32encode(raw).rstrip(b"=").decode()


def reference(cti: bytes) -> str:
    text = base32(cti)
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def key(name: str, *window: int) -> Key:
    return Key(hashlib.sha256(f"waypost test vectors: {name}".encode()).digest(), *window)


ROTATED = ISSUED - 100 * DAY
SIGNING = key("signing", ROTATED)
VERIFY_ONLY = key("verify-only", ISSUED - 400 * DAY, ROTATED)
REVOKED = key("revoked", ISSUED - 50 * DAY, ISSUED - 10 * DAY)
STANDBY = key("standby")
STRANGER = key("stranger")
SAMPLE = Key(hashlib.sha256(b"waypost sample key").digest())

# Encodings of y = 0, 1, -1 and of the two y of order 8, with either sign bit where it has one.
SMALL_ORDER = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    # not canonical: y = p, p + 1, 2^255 - 1
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)

TRUST: dict[str, Any] = {
    "keys": [SIGNING.jwk, VERIFY_ONLY.jwk, STANDBY.jwk],
    "revoked": [REVOKED.jwk],
    "sample": SAMPLE.jwk,
    "withdrawals": [reference(WITHDRAWN_CTI)],
    "keysFetchedAt": NOW - 60,
    "withdrawalsFetchedAt": NOW - 60,
}


def bstr(raw: bytes) -> bytes:
    return cbor2.dumps(raw)


def pairs(*items: bytes, head: bytes | None = None) -> bytes:
    """A CBOR map of encoded keys and values, in the order given."""
    return (head or bytes([0xA0 | len(items) // 2])) + b"".join(items)


@dataclass(frozen=True)
class Code:
    """The pieces of a code as bytes, each free to be wrong."""

    payload: bytes
    signer: Key = SIGNING
    protected: bytes | None = None
    unprotected: bytes = b"\xa0"
    signature: bytes | None = None
    head: bytes = b"\xd2\x84"

    @property
    def header(self) -> bytes:
        return header(self.signer) if self.protected is None else self.protected

    @property
    def signed(self) -> bytes:
        return cbor2.dumps(["Signature1", self.header, b"", self.payload])

    @property
    def raw(self) -> bytes:
        signature = self.signature
        if signature is None:
            signature = self.signer.signer.sign(self.signed).signature
        parts = (bstr(self.header), self.unprotected, bstr(self.payload), bstr(signature))
        return self.head + b"".join(parts)

    @property
    def text(self) -> str:
        return base32(self.raw)


def header(signer: Key, alg: int = -8, kid: bytes | None = None) -> bytes:
    return cbor2.dumps({1: alg, 4: signer.kid.encode() if kid is None else kid})


FULL = ("a1b2c3d4", START, -360, 90, "Tuesday Night", "Springfield, IL")


def claims(
    exp: Any = EXPIRES, iat: Any = ISSUED, cti: Any = CTI, listing: Any = FULL
) -> dict[int, Any]:
    return {4: exp, 6: iat, 7: cti, LISTING: list(listing) if listing is FULL else listing}


def payload(**changed: Any) -> bytes:
    return cbor2.dumps(claims(**changed))


def listed(position: int, value: Any) -> bytes:
    """A payload whose listing has another value at one position."""
    listing = list(FULL)
    listing[position] = value
    return payload(listing=listing)


def with_claim(label: int, encoded: bytes) -> bytes:
    """A payload in which the value of one claim is these bytes."""
    values = {k: cbor2.dumps(v) for k, v in claims().items()} | {label: encoded}
    return pairs(*(part for k, v in values.items() for part in (cbor2.dumps(k), v)))


def attendance(code: dict[int, Any]) -> dict[str, Any]:
    names = ("meetingId", "start", "utcOffsetMin", "lengthMin", "name", "place")
    shown: dict[str, Any] = dict(zip(names, code[LISTING], strict=True))
    shown |= {"reference": reference(code[7]), "issuedAt": code[6], "expiresAt": code[4]}
    return shown


def said(**changed: Any) -> "Case":
    """What a code with these claims says, as a case has it."""
    return {"attendance": attendance(claims(**changed))}


def said_by(text: str) -> dict[str, Any] | None:
    """What the claims of a well-formed code say, signed or not; None where they are others."""
    token = text.strip().rpartition("#")[2].upper()
    parts = cbor2.loads(base64.b32decode(token + "=" * (-len(token) % 8))).value
    code = cbor2.loads(parts[2])
    return attendance(code) if code.keys() == claims().keys() else None


Case = dict[str, Any]


def fetched(at: int | None, **more: Any) -> dict[str, Any]:
    return {"keysFetchedAt": at, "withdrawalsFetchedAt": at} | more


def small_order_r(signer: Key, message: bytes) -> bytes:
    """A signature that the bare equation of RFC 8032 takes: R is the neutral element, S = k a."""
    point = b"\x01" + bytes(31)
    public = bytes(signer.signer.verify_key)
    k = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little")
    return point + (k * secret_scalar(signer) % L).to_bytes(32, "little")


def mixed_order_x() -> str:
    """The `x` of the signing key plus the point (0, -1): both coordinates change their sign."""
    encoded = int.from_bytes(bytes(SIGNING.signer.verify_key), "little")
    sign, y = divmod(encoded, 2**255)
    return base64url((P - y + (1 - sign) * 2**255).to_bytes(32, "little"))


def secret_scalar(signer: Key) -> int:
    """The number that multiplies the base point (RFC 8032 section 5.1.5)."""
    scalar = bytearray(hashlib.sha512(signer.seed).digest()[:32])
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    return int.from_bytes(scalar, "little")


DECIDED_BY = {
    "unreadable": 1,
    "sample": 3,
    "unknown_issuer": 4,
    "could_not_check, keys": 4,
    "withdrawn, key": 4,
    "could_not_check, newer": 6,
    "could_not_check, withdrawals": 8,
    "withdrawn": 9,
    "not_yet_valid": 9,
    "expired": 9,
    "genuine": 9,
}
"""The rule of docs/verification.md that an outcome comes from, but for `not_genuine`."""


TELL = {
    "genuine",
    "expired",
    "not_yet_valid",
    "sample",
    "withdrawn",
    "withdrawn, key",
    "could_not_check, withdrawals",
}
"""The outcomes that come with what the code says, where its claims are of the shape."""


def case(name: str, text: str, outcome: str, reason: str = "", **more: Any) -> Case:
    """A case; `rule` where the outcome is `not_genuine` and its group is of another rule.

    `attendance`, if not given, is what the code says.
    """
    found: Case = {"name": name, "text": text, "outcome": outcome}
    told = f"{outcome}, {reason}" if reason else outcome
    rule = DECIDED_BY.get(told)
    found |= {"reason": reason} if reason else {}
    found |= {"rule": rule} if rule else {}
    said = said_by(text) if told in TELL and "attendance" not in more else None
    found |= {"attendance": said} if said else {}
    return found | more
