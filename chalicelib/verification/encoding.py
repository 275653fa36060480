"""Writes a code: claims -> a signed CBOR Web Token -> text, as `core.decoding` reads it."""

import base64
from typing import Any

import cbor2

from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.core.decoding import ALG_EDDSA, signed_bytes
from chalicelib.verification.signers import Signer

_ALG, _KID = 1, 4
_EXP, _IAT, _CTI, _ATTENDANCE = 4, 6, 7, -65537
_COSE_SIGN1 = 18


def encode(claims: AttendanceClaims, signer: Signer) -> str:
    """Returns the text of a code."""
    protected = _encode_cbor({_ALG: ALG_EDDSA, _KID: signer.kid.encode("ascii")})
    payload = _encode_cbor(
        {
            _EXP: claims.expires_at,
            _IAT: claims.issued_at,
            _CTI: claims.reference,
            _ATTENDANCE: [
                claims.meeting_id,
                claims.start,
                claims.utc_offset_min,
                claims.length_min,
                claims.name,
                claims.place,
            ],
        }
    )
    signature = signer.sign(signed_bytes(protected, payload))
    code = _encode_cbor(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))
    return base64.b32encode(code).decode().rstrip("=")


def _encode_cbor(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)
