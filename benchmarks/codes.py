"""Codes: how large they are, and what giving and checking one costs."""

import base64
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from nacl.signing import SigningKey

from benchmarks import other_formats
from benchmarks.figures import Figure, percentile
from chalicelib.verification import qr
from chalicelib.verification.core.checking import Outcome, TrustedLists, check
from chalicelib.verification.core.claims import MAX_NAME_BYTES, MAX_PLACE_BYTES, AttendanceClaims
from chalicelib.verification.core.decoding import decode
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.encoding import encode
from chalicelib.verification.qr import QUIET_ZONE, Level
from chalicelib.verification.signers import SeedSigner

PUBLIC_URL = "https://waypost.example.org"
NOW = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
MAX_TOKEN_BYTES = 195
MAX_MODULES = {Level.M: 61, Level.Q: 73}
_MOMENT = int(NOW.timestamp())
SIGNER = SeedSigner(other_formats.SEED)
FORMATS: dict[str, Callable[[AttendanceClaims], str]] = {
    "a JWT in a link": lambda claims: link(other_formats.jwt(claims)),
    "PASETO in a link": lambda claims: link(other_formats.paseto(claims)),
    "a SMART Health Card, no link": other_formats.health_card,
    "an EU DCC, no link": other_formats.dcc,
}
_FULL = AttendanceClaims(
    meeting_id="k3qwz7ma2d",
    start=_MOMENT - 5400,
    utc_offset_min=-360,
    length_min=90,
    name="Wednesday Nights Open Discussion",
    place="Grand Island, NE, US",
    reference=bytes(range(10, 20)),
    issued_at=_MOMENT,
    expires_at=_MOMENT + 180 * 24 * 3600,
)


def measure(announce: Callable[[str], None]) -> list[Figure]:
    """Returns sizes and times of a code with the longest name and place."""
    announce("Codes")
    assert len(_FULL.name.encode()) == MAX_NAME_BYTES
    assert len(_FULL.place.encode()) == MAX_PLACE_BYTES
    time_only = replace(_FULL, meeting_id="", name="", place="")
    return [
        *_sizes("code, full", _FULL, MAX_TOKEN_BYTES, MAX_MODULES),
        *_sizes("code, date and time only", time_only, None, {}),
        *(figure for name in FORMATS for figure in _same_claims(name)),
        *_times(),
    ]


def link(token: str) -> str:
    """Returns the address in a symbol, which any phone can open, for a token."""
    return f"{PUBLIC_URL}/v#{token}"


def _sizes(
    name: str, claims: AttendanceClaims, max_bytes: int | None, max_modules: dict[Level, int]
) -> list[Figure]:
    token = encode(claims, SIGNER)
    data = base64.b32decode(token + "=" * (-len(token) % 8))
    figures = [Figure(name, "token", len(data), "B", max_bytes)]
    for level in Level:
        size = _modules(link(token), level)
        figures += [
            Figure(name, f"QR version at {level.value}", (size - 17) // 4),
            Figure(name, f"QR modules a side at {level.value}", size, "", max_modules.get(level)),
        ]
    return figures


def _same_claims(name: str) -> list[Figure]:
    text = FORMATS[name](_FULL)
    subject = f"the same as {name}"
    return [
        Figure(subject, "text", len(text), "characters"),
        *(
            Figure(subject, f"QR modules a side at {level.value}", _modules(text, level))
            for level in Level
        ),
    ]


def _modules(text: str, level: Level) -> int:
    return len(qr.matrix(text, level)) - 2 * QUIET_ZONE


def _times() -> list[Figure]:
    token = encode(_FULL, SIGNER)
    signed = decode(token)
    verify_key = SigningKey(other_formats.SEED).verify_key
    key = PublicKey(bytes(verify_key), signs_from=_MOMENT - 1)
    trust = TrustedLists(KeyRing({key.kid: key}), frozenset(), _MOMENT, _MOMENT)
    assert check(token, trust, NOW).outcome is Outcome.GENUINE

    issue_ms = _p50(lambda: qr.svg(link(encode(_FULL, SIGNER))), 60)
    sign_ms = _p50(lambda: encode(_FULL, SIGNER), 300)
    check_ms = _p50(lambda: check(token, trust, NOW), 1000)
    raw_ms = _p50(lambda: verify_key.verify(signed.signed_bytes, signed.signature), 1000)
    return [
        Figure("giving", "a code with its SVG", issue_ms, "ms"),
        Figure("giving", "of that, the signed token", sign_ms, "ms"),
        Figure("checking", "one code", check_ms, "ms"),
        Figure("checking", "a bare Ed25519 verification", raw_ms, "ms"),
        Figure("checking", "ratio", check_ms / raw_ms),
    ]


def _p50(work: Callable[[], object], repeats: int) -> float:
    """Returns the median of the thread's processor time, in milliseconds."""
    times_ms = []
    for _ in range(repeats):
        began = time.thread_time()
        work()
        times_ms.append((time.thread_time() - began) * 1e3)
    return percentile(times_ms, 0.5)
