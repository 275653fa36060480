"""When a snapshot is of, against the clock and against the list that was accepted last."""

from collections.abc import Iterable
from typing import Any

from tests.vectors.codes import DAY, NOW, REVOKED, SIGNING, reference
from tests.vectors.snapshot.pieces import (
    AS_OF,
    LAST,
    PAYLOAD,
    PINNED,
    WITHDRAWN,
    Case,
    accepted,
    refused,
    signed,
    thumbprint,
    trusting,
)


def times() -> Iterable[Case]:
    def at(moment: int) -> dict[str, Any]:
        return PAYLOAD | {"as_of": moment}

    last = LAST["asOf"]
    for moment in (last, last + 1, NOW, NOW + 300):
        name = f"as of {moment - NOW} s from now"
        yield accepted(name, signed(at(moment)), at(moment))
    yield refused("301 s ahead", "ahead", signed(at(NOW + 301)))
    yield refused("a year ahead", "ahead", signed(at(NOW + 365 * DAY)))
    yield refused("a second before the last list", "older", signed(at(last - 1)))
    old = at(NOW - 30 * DAY)
    yield accepted("30 days old", signed(old), old, trusted=PINNED)
    old = at(NOW - 30 * DAY - 1)
    yield refused("older than 30 days", "too_old", signed(old), trusted=PINNED)
    yield refused("older than 30 days and than the last list", "too_old", signed(old))
    ahead = trusting((), LAST | {"asOf": NOW + 99})
    yield refused("the last list is ahead", "older", signed(), **ahead)


def same_time() -> Iterable[Case]:
    """Of two that are as of one time, nothing tells which was made first."""
    earlier, later = (reference(bytes([number] * 10)) for number in (1, 2))
    before = LAST | {"asOf": AS_OF, "withdrawals": [earlier, later, None, 7, {}]}
    none = PAYLOAD | {"withdrawals": []}
    yield accepted(
        "as of the last list, which withdrew more",
        signed(none),
        none,
        withdrawals=[earlier, later],
        **trusting((), before),
    )
    other = PAYLOAD | {"withdrawals": [later, WITHDRAWN, None]}
    yield accepted(
        "as of the last list, each withdrew what the other did not",
        signed(other),
        other,
        withdrawals=[later, WITHDRAWN, None, earlier],
        **trusting((), before),
    )
    yield accepted(
        "as of the last list, which withdrew the same",
        signed(),
        **trusting((), LAST | {"asOf": AS_OF, "withdrawals": [WITHDRAWN]}),
    )
    yield accepted(
        "as of the last list, pinned",
        signed(none),
        none,
        withdrawals=[earlier, later],
        **trusting([thumbprint(SIGNING)], before),
    )
    unrevoked = none | {"revoked": []}
    yield accepted(
        "as of the last list, which revoked more",
        signed(unrevoked),
        unrevoked,
        revoked=[REVOKED.kid],
        withdrawals=[earlier, later],
        **trusting((), before),
    )
    yield accepted(
        "a second later than the last list: what that had withdrawn has ended",
        signed(none),
        none,
        **trusting((), before | {"asOf": AS_OF - 1}),
    )
    yield refused(
        "a second before the last list, which withdrew less",
        "older",
        signed(),
        **trusting((), LAST | {"asOf": AS_OF + 1, "withdrawals": []}),
    )
