"""Checks a code: any text -> one of nine outcomes, in the order of docs/verification.md.

The browser's `check-code.js` decides by the same rules; tests/vectors/verification.json holds both
to them.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .claims import AttendanceClaims, reference_text
from .decoding import NewerShape, NotOurProfile, SignedCode, Unreadable, decode, is_kid, read_claims
from .public_keys import SAMPLE_KID, SAMPLE_PUBLIC_KEY, KeyRing, NotAKeyList, PublicKey

MAX_LIST_AGE_S = 30 * 24 * 3600
JUST_FETCHED_S = 300
CLOCK_TOLERANCE_S = 300
MAX_DAMAGE = 2  # characters of a kid


class Outcome(StrEnum):
    """What a checker is told first."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WITHDRAWN = "withdrawn"
    NOT_GENUINE = "not_genuine"
    UNKNOWN_ISSUER = "unknown_issuer"
    UNREADABLE = "unreadable"
    COULD_NOT_CHECK = "could_not_check"
    SAMPLE = "sample"


class Reason(StrEnum):
    """Why an outcome that has several causes came about."""

    KEYS = "keys"  # the key list is too old or was never loaded
    WITHDRAWALS = "withdrawals"  # the list of withdrawals is
    NEWER = "newer"  # the code's claims are of a later version
    KEY_REVOKED = "key"  # the issuer's key was withdrawn, not this code


@dataclass(frozen=True, slots=True)
class TrustedLists:
    """What a check relies on: the published keys, and the references that were withdrawn.

    The times of fetching are in epoch seconds, None where a list was never fetched.
    """

    ring: KeyRing
    withdrawn: Container[str]  # references as text
    keys_fetched_at: int | None
    withdrawals_fetched_at: int | None

    @classmethod
    def from_published(
        cls,
        jwks: object,
        references: object,
        keys_fetched_at: int | None,
        withdrawals_fetched_at: int | None,
    ) -> "TrustedLists":
        """Returns the lists of a JWK set and of the references, as JSON has them.

        What is no such list counts as never fetched.
        """
        try:
            ring = KeyRing.from_jwks(jwks)
        except NotAKeyList:
            ring, keys_fetched_at = KeyRing(), None
        if not isinstance(references, list):
            references, withdrawals_fetched_at = [], None
        return cls(ring, references, keys_fetched_at, withdrawals_fetched_at)


@dataclass(frozen=True, slots=True)
class Check:
    """An outcome, with what the code says wherever its signature held and its shape is known."""

    outcome: Outcome
    claims: AttendanceClaims | None = None
    reason: Reason | None = None


def check(text: str, trust: TrustedLists, now: datetime) -> Check:
    """Returns the outcome for any text whatever; raises nothing for what the text holds."""
    try:
        code = decode(text)
    except Unreadable:
        return Check(Outcome.UNREADABLE)
    except NotOurProfile:
        return Check(Outcome.NOT_GENUINE)
    moment = int(now.timestamp())
    if code.kid == SAMPLE_KID:
        return _check_signature(code, PublicKey(SAMPLE_PUBLIC_KEY), Check(Outcome.SAMPLE))
    if not _is_recent(trust.keys_fetched_at, moment):
        return Check(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS)
    if revoked := trust.ring.revoked.get(code.kid):
        withdrawn = Check(Outcome.WITHDRAWN, reason=Reason.KEY_REVOKED)
        return _check_signature(code, revoked, withdrawn)
    key = trust.ring.keys.get(code.kid)
    if key is None:
        if _is_ours_but_for_its_kid(code, trust.ring):
            return Check(Outcome.NOT_GENUINE)
        fetched = trust.keys_fetched_at
        if fetched is not None and abs(moment - fetched) <= JUST_FETCHED_S:
            return Check(Outcome.UNKNOWN_ISSUER)
        return Check(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS)
    checked = _check_signature(code, key, Check(Outcome.GENUINE))
    if checked.claims is None:
        return checked
    return _check_time_and_withdrawals(checked.claims, key, trust, moment)


def _is_ours_but_for_its_kid(code: SignedCode, ring: KeyRing) -> bool:
    """Tells whether a signature holds once the kid is mended: a damaged code of ours.

    It would read as another issuer's otherwise.
    """
    listed = [*ring.revoked.items(), *ring.keys.items(), (SAMPLE_KID, PublicKey(SAMPLE_PUBLIC_KEY))]
    return any(
        _is_near(kid, code.kid) and key.verify(code.signed_bytes_under(kid), code.signature)
        for kid, key in listed
    )


def _is_near(kid: str, other: str) -> bool:
    """Tells whether a listed kid has at most two other characters at the same places."""
    different = sum(a != b for a, b in zip(kid, other, strict=False))
    return is_kid(kid.encode(errors="replace")) and different <= MAX_DAMAGE


def _check_signature(code: SignedCode, key: PublicKey, good: Check) -> Check:
    """Returns the good outcome with the claims, where the signature holds and the shape is ours."""
    if not key.verify(code.signed_bytes, code.signature):
        return Check(Outcome.NOT_GENUINE)
    try:
        claims = read_claims(code.payload)
    except NotOurProfile:
        return Check(Outcome.NOT_GENUINE)
    except NewerShape:
        if good.outcome is Outcome.GENUINE:
            return Check(Outcome.COULD_NOT_CHECK, reason=Reason.NEWER)
        return good
    return Check(good.outcome, claims, good.reason)


def _check_time_and_withdrawals(
    claims: AttendanceClaims, key: PublicKey, trust: TrustedLists, moment: int
) -> Check:
    known_at = trust.keys_fetched_at
    if known_at is None or not key.may_have_signed_at(claims.issued_at, known_at, moment):
        return Check(Outcome.NOT_GENUINE)
    if not _is_recent(trust.withdrawals_fetched_at, moment):
        return Check(Outcome.COULD_NOT_CHECK, claims, Reason.WITHDRAWALS)
    if reference_text(claims.reference) in trust.withdrawn:
        return Check(Outcome.WITHDRAWN, claims)
    if claims.issued_at > moment + CLOCK_TOLERANCE_S:
        return Check(Outcome.NOT_YET_VALID, claims)
    if moment >= claims.expires_at:
        return Check(Outcome.EXPIRED, claims)
    return Check(Outcome.GENUINE, claims)


def _is_recent(fetched_at: int | None, moment: int) -> bool:
    return fetched_at is not None and moment - fetched_at <= MAX_LIST_AGE_S
