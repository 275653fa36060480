"""One meeting, the claims of its codes, and what the service's checker says of a code."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from nacl.signing import SigningKey

from chalicelib.geo.point import Point
from chalicelib.meetings.attendance import AttendanceOption, VerificationPolicy
from chalicelib.meetings.meeting import Meeting, Venue
from chalicelib.meetings.schedule.schedule import Schedule
from chalicelib.verification.core.checking import Check, TrustedLists, check
from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.core.public_keys import KeyRing, key_id

NOW = datetime.now(UTC)  # python-cwt looks at the clock itself
BEGAN = NOW - timedelta(hours=1)
MEETING = Meeting(
    id="a1b2c3d4e5",
    source="springfield",
    slug="every-day",
    name="Später am Tag",
    attendance=AttendanceOption.IN_PERSON,
    verification=VerificationPolicy.OFFERED,
    schedule=Schedule(tuple(range(7)), BEGAN.hour * 60 + BEGAN.minute, 90, "UTC"),
    venue=Venue("Town Hall", regions=("Springfield",), point=Point(39.8, -89.6)),
)
STRANGER = bytes(range(32))
"""The seed of a key that is nobody's."""


def raw(token: str) -> bytes:
    """The bytes of a code by plain base32."""
    return base64.b32decode(token + "=" * (-len(token) % 8))


def text(data: bytes) -> str:
    """The code of those bytes."""
    return base64.b32encode(data).decode().rstrip("=")


def with_a_changed_byte(data: bytes) -> Iterator[bytes]:
    """The code with another byte: in its header, its payload, and its signature."""
    for position in (12, 20, len(data) - 70, len(data) - 64, len(data) - 1):
        changed = bytearray(data)
        changed[position] ^= 1
        yield bytes(changed)


def claims(attended: AttendanceClaims) -> dict[int, Any]:
    listed = [attended.meeting_id, attended.start, attended.utc_offset_min, attended.length_min]
    return {
        4: attended.expires_at,
        6: attended.issued_at,
        7: attended.reference,
        -65537: [*listed, attended.name, attended.place],
    }


def public_half(seed: bytes) -> bytes:
    return bytes(SigningKey(seed).verify_key)


def kid_of(seed: bytes) -> str:
    return key_id(public_half(seed))


def check_code(code: bytes, published: KeyRing) -> Check:
    """What the service's checker says, its lists fetched just now."""
    fetched = int(NOW.timestamp())
    return check(text(code), TrustedLists(published, (), fetched, fetched), NOW)
