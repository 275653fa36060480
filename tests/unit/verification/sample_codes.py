"""Attendances, keys and pieces of codes for the tests."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import cbor2
from hypothesis import strategies as st

from chalicelib.verification.core.checking import TrustedLists
from chalicelib.verification.core.claims import (
    MAX_LIFE_S,
    MAX_UTC_OFFSET_MIN,
    TIMES_END,
    AttendanceClaims,
)
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.signers import SeedSigner, Signer

DAY = 24 * 3600
SEED = bytes(range(32))
SIGNER = SeedSigner(SEED)
PUBLIC = SIGNER.public
START = 1_794_963_600  # Tue 17 Nov 2026, 7:00 pm at UTC-06:00
ATTENDANCE = AttendanceClaims(
    meeting_id="a1b2c3d4e5",
    start=START,
    utc_offset_min=-360,
    length_min=90,
    name="Tuesday Night",
    place="Springfield",
    reference=bytes(range(0xA0, 0xAA)),
    issued_at=START + 5400,
    expires_at=START + 5400 + 180 * DAY,
)
LONGEST = replace(
    ATTENDANCE, meeting_id="abcdEFGH_-12", name="N" * 32, place="P" * 20, length_min=255
)
TIME_ONLY = replace(ATTENDANCE, meeting_id="", name="", place="")
NOW = datetime.fromtimestamp(START + 2 * DAY, UTC)
KEY = PublicKey(PUBLIC, signs_from=START - DAY)


def trust(**changed: Any) -> TrustedLists:
    """What a checker relies on that fetched its lists just now."""
    fetched = int(NOW.timestamp())
    return replace(TrustedLists(KeyRing({KEY.kid: KEY}), (), fetched, fetched), **changed)


def text_of(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def bytes_of(token: str) -> bytes:
    return base64.b32decode(token + "=" * (-len(token) % 8))


def sign_code(
    payload: bytes,
    protected: bytes | None = None,
    unprotected: object = None,
    signer: Signer = SIGNER,
) -> str:
    """The text of a code with these parts, rightly signed."""
    if protected is None:
        protected = cbor2.dumps({1: -8, 4: signer.kid.encode()})
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    parts = [protected, unprotected or {}, payload, signer.sign(signed)]
    return text_of(cbor2.dumps(cbor2.CBORTag(18, parts)))


def _fits(limit: int) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=["Cs"])
    return st.text(letters, max_size=limit).filter(lambda text: len(text.encode()) <= limit)


@st.composite
def any_claims(draw: st.DrawFn) -> AttendanceClaims:
    """Any valid attendance."""
    url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    issued_at = draw(st.integers(0, TIMES_END - MAX_LIFE_S - 1))
    return AttendanceClaims(
        meeting_id=draw(st.text(url_safe, max_size=12)),
        start=draw(st.integers(0, TIMES_END - 1)),
        utc_offset_min=draw(st.integers(-MAX_UTC_OFFSET_MIN, MAX_UTC_OFFSET_MIN)),
        length_min=draw(st.integers(1, 1440)),
        name=draw(_fits(32)),
        place=draw(_fits(20)),
        reference=draw(st.binary(min_size=10, max_size=10)),
        issued_at=issued_at,
        expires_at=issued_at + draw(st.integers(1, MAX_LIFE_S)),
    )
