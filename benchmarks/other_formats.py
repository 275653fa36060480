"""The same claims in other signed formats, to see beside a code what each of them costs.

Each as its specification wants it and nothing more: the claims are a code's own, without those that
a health card or a passport would add. They are signed, and their own libraries verify them.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import base45  # type: ignore[import-untyped]
import cbor2
import pyseto
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys.curves import P256
from pycose.keys.ec2 import EC2Key
from pycose.messages.sign1message import Sign1Message

from chalicelib.verification.core.claims import AttendanceClaims

SEED = hashlib.sha256(b"benchmark").digest()
ED25519_KEY = Ed25519PrivateKey.from_private_bytes(SEED)
P256_KEY = derive_private_key(int.from_bytes(SEED, "big"), SECP256R1())
HEALTH_CARD_PREFIX = "shc:/"
DCC_PREFIX = "HC1:"
_KID = hashlib.sha256(ED25519_KEY.public_key().public_bytes_raw()).hexdigest()[:8]


def jwt(claims: AttendanceClaims) -> str:
    """Returns a JWT (RFC 7519) with EdDSA (RFC 8037); the `kid` is as short as a code's."""
    return _jws({"alg": "EdDSA", "kid": _KID}, _json(_claims(claims)), ED25519_KEY.sign)


def health_card(claims: AttendanceClaims) -> str:
    """Returns a SMART Health Card: a JWS (ES256) written as two digits a character.

    Its payload is deflated, and its `kid` is the key's whole thumbprint (RFC 7638).
    """
    x, y = (_base64url(number) for number in _p256_point())
    thumbprint = hashlib.sha256(_json({"crv": "P-256", "kty": "EC", "x": x, "y": y})).digest()
    deflate = zlib.compressobj(9, wbits=-15)
    payload = deflate.compress(_json(_claims(claims))) + deflate.flush()
    header = {"zip": "DEF", "alg": "ES256", "kid": _base64url(thumbprint)}
    jws = _jws(header, payload, _es256)
    return HEALTH_CARD_PREFIX + "".join(f"{ord(character) - 45:02}" for character in jws)


def dcc(claims: AttendanceClaims) -> str:
    """Returns an EU Digital COVID Certificate: a CWT in a COSE_Sign1 (ES256), zlib, base45."""
    x, y = _p256_point()
    message = Sign1Message(
        phdr={Algorithm: Es256, KID: hashlib.sha256(x + y).digest()[:8]},
        payload=cbor2.dumps(
            {
                4: claims.expires_at,
                6: claims.issued_at,
                7: claims.reference,
                -65537: _attendance(claims),
            }
        ),
        key=EC2Key(crv=P256, x=x, y=y, d=SEED),
    )
    encoded: bytes = base45.b45encode(zlib.compress(message.encode(), 9))
    return DCC_PREFIX + encoded.decode()


def paseto(claims: AttendanceClaims) -> str:
    """Returns a PASETO v4.public token: times in ISO 8601, the `kid` in the footer."""
    pem = ED25519_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = pyseto.Key.new(version=4, purpose="public", key=pem)
    payload = _claims(claims)
    for name in ("exp", "iat"):
        payload[name] = datetime.fromtimestamp(payload[name], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return pyseto.encode(key, payload=_json(payload), footer=_json({"kid": _KID})).decode()


def _claims(claims: AttendanceClaims) -> dict[str, Any]:
    return {
        "exp": claims.expires_at,
        "iat": claims.issued_at,
        "jti": _base64url(claims.reference),
        "att": _attendance(claims),
    }


def _attendance(claims: AttendanceClaims) -> list[str | int]:
    return [
        claims.meeting_id,
        claims.start,
        claims.utc_offset_min,
        claims.length_min,
        claims.name,
        claims.place,
    ]


def _jws(header: Mapping[str, str], payload: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Returns a JWS in its compact form (RFC 7515 section 7.1)."""
    signed = f"{_base64url(_json(header))}.{_base64url(payload)}"
    return f"{signed}.{_base64url(sign(signed.encode()))}"


def _es256(message: bytes) -> bytes:
    """Signs as RFC 7518 section 3.4 says, the same way every time (RFC 6979)."""
    der = P256_KEY.sign(message, ECDSA(SHA256(), deterministic_signing=True))
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))


def _p256_point() -> tuple[bytes, bytes]:
    numbers = P256_KEY.public_key().public_numbers()
    return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
