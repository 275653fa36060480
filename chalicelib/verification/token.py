"""The code itself: an attendance <-> a signed CBOR Web Token <-> text. Strict both ways.

A CWT (RFC 8392) in a COSE_Sign1 (RFC 9052, tag 18), EdDSA over Ed25519, deterministic CBOR (RFC
8949 section 4.2), unpadded upper-case base32 (RFC 4648). Libraries read more than a profile allows,
so reading here means: exact keys and types, one encoding, and one algorithm.
"""

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol

import cbor2

from chalicelib.verification import strict_cbor
from chalicelib.verification.profile import MAX_LIFE_S
from chalicelib.verification.strict_cbor import Malformed, Map, Tagged

ALG_EDDSA = -8
ALG_ED25519 = -19  # RFC 9864: read, never written
MAX_TEXT = 512  # characters
TIMES_END = 1 << 37  # epoch seconds, in the year 6325: calendars and clocks can show them
MAX_UTC_OFFSET_MIN = 24 * 60 - 1
MAX_NAME_BYTES = 32
MAX_PLACE_BYTES = 20
REFERENCE_BYTES = 10
SIGNATURE_BYTES = 64

_ALG, _KID = 1, 4
_EXP, _IAT, _CTI, _ATTENDANCE = 4, 6, 7, -65537
_COSE_SIGN1 = 18
_KID_PATTERN = re.compile(rb"[A-Za-z0-9_-]{8}")
_MEETING_ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{0,12}")
_BASE32_PATTERN = re.compile(r"[A-Z2-7]+")
_ASCII_SPACE = " \t\n\r\f\v"
_ELLIPSIS = "…"
_JOINER = "\u200d"
_EMOJI_PARTS = re.compile("[\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]*")


class Unreadable(ValueError):
    """Not the text of a code, or only part of one."""


class NotOurProfile(ValueError):
    """A COSE_Sign1 that this service would not have written."""


class NewerShape(ValueError):
    """Signed by the service, with claims that this version does not know."""


class InvalidClaims(ValueError):
    """A claim holds something that it may not."""


@dataclass(frozen=True, slots=True)
class AttendanceClaims:
    """What a code says. Times in epoch seconds; `reference` is ten random bytes. `meeting_id`,
    `name` and `place` are empty in a date-and-time-only code.
    """

    meeting_id: str
    start: int
    utc_offset_min: int
    length_min: int
    name: str
    place: str
    reference: bytes
    issued_at: int
    expires_at: int

    def __post_init__(self) -> None:
        if not _MEETING_ID_PATTERN.fullmatch(self.meeting_id):
            raise InvalidClaims("meeting id: at most 12 of A-Z a-z 0-9 _ -")
        if not 0 <= self.start < TIMES_END:
            raise InvalidClaims("start: epoch seconds below 2^37")
        if abs(self.utc_offset_min) > MAX_UTC_OFFSET_MIN:
            raise InvalidClaims("UTC offset: less than a day")
        if not 1 <= self.length_min <= 1440:
            raise InvalidClaims("length: 1 to 1440 minutes")
        if len(self.name.encode()) > MAX_NAME_BYTES:
            raise InvalidClaims(f"name: at most {MAX_NAME_BYTES} bytes")
        if len(self.place.encode()) > MAX_PLACE_BYTES:
            raise InvalidClaims(f"place: at most {MAX_PLACE_BYTES} bytes")
        if len(self.reference) != REFERENCE_BYTES:
            raise InvalidClaims(f"reference: {REFERENCE_BYTES} bytes")
        if not 0 <= self.issued_at < self.expires_at < TIMES_END:
            raise InvalidClaims("exp: after iat, epoch seconds below 2^37")
        if self.expires_at - self.issued_at > MAX_LIFE_S:
            raise InvalidClaims("exp: at most 366 days after iat")

    @property
    def starts_at(self) -> datetime:
        """The listed start, in the meeting's own UTC offset."""
        return self._at(self.start)

    @property
    def ends_at(self) -> datetime:
        """The listed end, in the meeting's own UTC offset."""
        return self.starts_at + timedelta(minutes=self.length_min)

    @property
    def hand_in_by(self) -> datetime:
        """The code's end; its date in the meeting's own UTC offset is the one that people are
        told, on every page.
        """
        return self._at(self.expires_at)

    def _at(self, moment: int) -> datetime:
        return datetime.fromtimestamp(moment, timezone(timedelta(minutes=self.utc_offset_min)))


class Signer(Protocol):
    """What signs: a key in memory or one that never leaves its vault."""

    @property
    def kid(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SignedCode:
    """A code whose frame is of the profile; its signature and claims are not checked yet."""

    kid: str
    signed_bytes: bytes
    signature: bytes
    payload: bytes


def truncate(text: str, max_bytes: int) -> str:
    """The text, or as many of its characters as fit into that many bytes of UTF-8 with an ellipsis.
    A letter keeps its accents, and an emoji all its parts.
    """
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    room = max_bytes - len(_ELLIPSIS.encode())
    end = len(encoded[:room].decode(errors="ignore"))
    while end and _is_inside_a_character(text, end):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _is_inside_a_character(text: str, at: int) -> bool:
    """Whether what people see as one character begins before that place and goes on after it."""
    before, after = text[at - 1], text[at]
    if before == _JOINER or _EMOJI_PARTS.match(after) or unicodedata.category(after)[0] == "M":
        return True
    letters = _FLAG_LETTERS.match(text[at - 1 :: -1])
    return bool(letters and letters.end() % 2 and _FLAG_LETTERS.fullmatch(after))


def reference_text(reference: bytes) -> str:
    """A reference as people read it: XXXX-XXXX-XXXX-XXXX."""
    text = base64.b32encode(reference).decode()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def reference_bytes(text: str) -> bytes:
    """The reference of what `reference_text` wrote; ValueError for any other text."""
    reference = base64.b32decode(text.replace("-", ""))
    if reference_text(reference) != text:
        raise ValueError(text)
    return reference


def encode(attendance: AttendanceClaims, signer: Signer) -> str:
    """The text of a code."""
    protected = _dumps({_ALG: ALG_EDDSA, _KID: signer.kid.encode("ascii")})
    payload = _dumps(
        {
            _EXP: attendance.expires_at,
            _IAT: attendance.issued_at,
            _CTI: attendance.reference,
            _ATTENDANCE: [
                attendance.meeting_id,
                attendance.start,
                attendance.utc_offset_min,
                attendance.length_min,
                attendance.name,
                attendance.place,
            ],
        }
    )
    signature = signer.sign(_signed_bytes(protected, payload))
    code = _dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))
    return base64.b32encode(code).decode().rstrip("=")


def decode(text: str) -> SignedCode:
    """The parts of a code, out of its text or of a link that ends in `#` and the text.

    Unreadable: not base32, or not one whole COSE_Sign1. NotOurProfile: one that is written in
    another way than `encode` does.
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
    header = _claims(protected)
    match header:
        case {1: int(alg), 4: bytes(kid)} if len(header) == 2 and alg in (ALG_EDDSA, ALG_ED25519):
            pass
        case _:
            raise NotOurProfile
    if not _KID_PATTERN.fullmatch(kid):
        raise NotOurProfile
    return SignedCode(kid.decode(), _signed_bytes(protected, payload), signature, payload)


def read_claims(payload: bytes) -> AttendanceClaims:
    """The attendance of a payload whose signature holds.

    NotOurProfile: the service never wrote this. NewerShape: it may have, in a later version.
    """
    claims = _claims(payload)
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


def _claims(data: bytes) -> dict[Any, Any]:
    """The map of that deterministic encoding; an empty one where a key is no integer."""
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


def _signed_bytes(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052 section 4.4."""
    return _dumps(["Signature1", protected, b"", payload])


def _dumps(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)
