"""Reads a code: text -> a signed CBOR Web Token -> claims. Strict.

A CWT (RFC 8392) in a COSE_Sign1 (RFC 9052, tag 18), EdDSA over Ed25519, deterministic CBOR (RFC
8949 section 4.2), unpadded upper-case base32 (RFC 4648). Libraries read more than a profile allows,
so reading here means: exact keys and types, one encoding, and one algorithm.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

import cbor2

from . import strict_cbor
from .claims import REFERENCE_BYTES, AttendanceClaims, InvalidClaims
from .strict_cbor import Malformed, Map, Tagged

ALG_EDDSA = -8
ALG_ED25519 = -19  # RFC 9864: read, never written
MAX_TEXT = 512  # characters
SIGNATURE_BYTES = 64

_KID_PATTERN = re.compile(rb"[A-Za-z0-9_-]{8}")
_BASE32_PATTERN = re.compile(r"[A-Z2-7]+")
_ASCII_SPACE = " \t\n\r\f\v"


class Unreadable(ValueError):
    """Not the text of a code, or only part of one."""


class NotOurProfile(ValueError):
    """A COSE_Sign1 that this service would not have written."""


class NewerShape(ValueError):
    """Signed by the service, with claims that this version does not know."""


@dataclass(frozen=True, slots=True)
class SignedCode:
    """A code whose frame is of the profile; its signature and claims are not checked yet."""

    kid: str
    signed_bytes: bytes
    signature: bytes
    payload: bytes
    protected: bytes

    def signed_bytes_under(self, kid: str) -> bytes:
        """Returns what the signature would be over, were that the kid of the protected header."""
        start = self.protected[: -len(self.kid)]
        return signed_bytes(start + kid.encode(), self.payload)


def decode(text: str) -> SignedCode:
    """Returns the parts of a code, from its text or from a link that ends in `#` and the text.

    Raises Unreadable for what is not base32 or not one whole COSE_Sign1, and NotOurProfile for one
    that is written in another way than this profile.
    """
    try:
        frame = strict_cbor.read(_from_base32(text))
    except Malformed:
        raise Unreadable from None
    match frame.value:
        case Tagged(18, [bytes(protected), Map(pairs), bytes(payload), bytes(signature)]):
            pass  # COSE_Sign1
        case _:
            raise Unreadable
    if not frame.deterministic or pairs or len(signature) != SIGNATURE_BYTES:
        raise NotOurProfile
    header = _read_map(protected)
    match header:
        case {1: int(alg), 4: bytes(kid)} if len(header) == 2 and alg in (ALG_EDDSA, ALG_ED25519):
            pass
        case _:
            raise NotOurProfile
    if not is_kid(kid):
        raise NotOurProfile
    signed = signed_bytes(protected, payload)
    return SignedCode(kid.decode(), signed, signature, payload, protected)


def read_claims(payload: bytes) -> AttendanceClaims:
    """Returns the claims of a payload whose signature holds.

    Raises NotOurProfile where the service never wrote this, and NewerShape where it may have, in a
    later version.
    """
    claims = _read_map(payload)
    match claims:
        case {
            4: int(exp),
            6: int(iat),
            7: bytes(cti),
            -65537: [str(meeting_id), int(start), int(offset), int(length), str(name), str(place)],
        } if len(claims) == 4:
            pass
        case _:
            raise NewerShape
    unsigned = min(exp, iat, start, length) >= 0 and max(exp, iat) < 1 << 53
    if not unsigned or len(cti) != REFERENCE_BYTES:
        raise NewerShape
    try:
        return AttendanceClaims(meeting_id, start, offset, length, name, place, cti, iat, exp)
    except InvalidClaims:
        raise NotOurProfile from None


def _read_map(data: bytes) -> dict[Any, Any]:
    """Returns the map of that deterministic encoding; an empty one where a key is no integer."""
    try:
        item = strict_cbor.read(data)
    except Malformed:
        raise NotOurProfile from None
    if not item.deterministic or type(item.value) is not Map:
        raise NotOurProfile
    return item.value.by_integer() if item.value.has_integer_keys else {}


def _from_base32(text: str) -> bytes:
    token = text.strip(_ASCII_SPACE).rpartition("#")[2]
    if len(token) > MAX_TEXT:
        raise Unreadable
    if token.isascii():
        token = token.upper()
    if not _BASE32_PATTERN.fullmatch(token):
        raise Unreadable
    try:
        data = base64.b32decode(token + "=" * (-len(token) % 8))
    except binascii.Error:
        raise Unreadable from None
    if base64.b32encode(data).decode().rstrip("=") != token:
        raise Unreadable
    return data


def is_kid(data: bytes) -> bool:
    """Tells whether a code may name its key so."""
    return _KID_PATTERN.fullmatch(data) is not None


def signed_bytes(protected: bytes, payload: bytes) -> bytes:
    """Returns the Sig_structure of RFC 9052 section 4.4: what the signature is over."""
    return cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
