"""Writes what the snapshot of keys and withdrawals says, as `core.trust_snapshot` reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.core.trust_snapshot import UnsignedSnapshot, unsigned
from chalicelib.verification.issue_times import KEY_SETTLED_S
from chalicelib.verification.signers import Signer

ROUNDED_S = 3600  # so that it is the same for everybody as long as nothing changed


@dataclass(frozen=True, slots=True)
class PublishedLists:
    """What an issuer publishes.

    `issuer`: its public address, without a final slash. `name`: what it calls itself.
    `withdrawals`: references.
    """

    issuer: str
    name: str
    ring: KeyRing
    withdrawals: Sequence[str]


def unsigned_snapshot(lists: PublishedLists, signer: Signer, now: int) -> UnsignedSnapshot:
    """Returns what that signer is to sign, of the lists that were read now (epoch seconds).

    It says the full hour; where its key began to sign in that hour, when it had done so for five
    minutes: a reader whose list is of the same hour, from before a revocation, takes it only as
    later than that. Raises NoSigningKey where none signs.
    """
    settled_at = (lists.ring.signing(now).signs_from or 0) + KEY_SETTLED_S
    as_of = max(now - now % ROUNDED_S, min(now, settled_at))
    payload = {
        "iss": lists.issuer,
        "name": lists.name,
        "as_of": as_of,
        **lists.ring.jwks(),
        "withdrawals": list(lists.withdrawals),
    }
    return unsigned(signer.kid, payload, signer.longest)
