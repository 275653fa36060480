"""Who signed a snapshot: keys that are pinned or listed, their turns, and other issuers."""

import json
from collections.abc import Iterable

from tests.vectors.codes import (
    DAY,
    ISSUED,
    NOW,
    REVOKED,
    SIGNING,
    STANDBY,
    STRANGER,
    VERIFY_ONLY,
    base64url,
    key,
    mixed_order_x,
    small_order_r,
)
from tests.vectors.snapshot.pieces import (
    AS_OF,
    ISSUER,
    KEYS,
    KNOWN,
    LAST,
    OTHER,
    PAYLOAD,
    PINNED,
    TYPE,
    Case,
    accepted,
    compact,
    refused,
    replaced,
    signed,
    thumbprint,
    trusting,
)


def signers() -> Iterable[Case]:
    good = signed()
    parts = json.loads(good)
    for position in (0, 31, 32, 63):
        signature = bytearray(SIGNING.signer.sign(b"").signature)
        signature[position] ^= 1
        flipped = base64url(bytes(signature))
        yield refused(
            f"signature wrong in byte {position}", "changed", replaced(good, signature=flipped)
        )
    yield refused("signature of zeros", "changed", replaced(good, signature=base64url(bytes(64))))
    message = f"{parts['protected']}.{parts['payload']}".encode()
    small = base64url(small_order_r(SIGNING, message))
    yield refused("signature with R of small order", "changed", replaced(good, signature=small))
    newer = base64url(compact(PAYLOAD | {"withdrawals": []}))
    yield refused("payload changed", "changed", replaced(good, payload=newer))
    own = base64url(STRANGER.signer.sign(message).signature)
    yield refused("signed by another", "changed", replaced(good, signature=own))

    yield refused("signer neither pinned nor known", "unknown_signer", good, **trusting())
    wrong = [
        thumbprint(STRANGER),
        SIGNING.kid,
        thumbprint(SIGNING)[:42],
        thumbprint(SIGNING).lower(),
    ]
    yield refused("another key pinned", "unknown_signer", good, **trusting(wrong))
    # a pin is of the signer, not of a list that holds the pinned key
    stranger = STRANGER.jwk | {"signs_from": 0}
    both = PAYLOAD | {"keys": [*KEYS, stranger]}
    yield refused(
        "the pinned key is only listed", "unknown_signer", signed(both, STRANGER), trusted=PINNED
    )
    yield refused("signed by a key that only it lists", "unknown_signer", signed(both, STRANGER))
    alone = PAYLOAD | {"keys": [stranger]}
    named = {"alg": "EdDSA", "kid": SIGNING.kid, "typ": TYPE}
    posing = PAYLOAD | {"keys": [stranger | {"kid": SIGNING.kid}]}
    forged = signed(posing, STRANGER, named)
    yield refused("another key under the signer's id", "unknown_signer", forged)
    yield refused("another key under the pinned id", "unknown_signer", forged, trusted=PINNED)
    absent = PAYLOAD | {"keys": [VERIFY_ONLY.jwk]}
    yield refused("does not list its signer", "unknown_signer", signed(absent))
    yield refused(
        "does not list its pinned signer", "unknown_signer", signed(absent), trusted=PINNED
    )
    padded = PAYLOAD | {"keys": [SIGNING.jwk | {"x": f"{SIGNING.x}="}]}
    yield refused("lists its signer in a way that does not count", "unknown_signer", signed(padded))
    mixed = PAYLOAD | {"keys": [SIGNING.jwk | {"x": mixed_order_x()}]}
    yield refused("signer of mixed order", "unknown_signer", signed(mixed))
    odd = PAYLOAD | {"keys": [None, 7, [], *KEYS]}
    yield accepted("entries that are no keys", signed(odd))
    pinned_stranger = trusting([thumbprint(STRANGER)])
    yield accepted("another signer, pinned", signed(alone, STRANGER), alone, **pinned_stranger)
    beside = trusting([thumbprint(STRANGER)], LAST)
    yield accepted("pinned anew beside a last list", signed(alone, STRANGER), alone, **beside)

    for name, entry in (
        ("", SIGNING.jwk),
        (", written otherwise", {"x": SIGNING.x}),
        (", by its id alone", {"kid": SIGNING.kid}),
    ):
        revoking = PAYLOAD | {"revoked": [entry]}
        gone = LAST | {"revoked": [REVOKED.jwk, entry]}
        pin = [thumbprint(SIGNING)]
        yield refused(f"revokes its own signer{name}", "revoked_signer", signed(revoking))
        yield refused(
            f"signer revoked in the last list{name}", "revoked_signer", good, **trusting((), gone)
        )
        yield refused(f"pinned, and revoked{name}", "revoked_signer", good, **trusting(pin, gone))
    yield refused("signed by a revoked key", "revoked_signer", signed(signer=REVOKED))
    revoked_then = PAYLOAD | {"revoked": [STRANGER.jwk]}
    yield accepted(
        "what was revoked stays so",
        signed(revoked_then),
        revoked_then,
        revoked=[STRANGER.kid, REVOKED.kid],
    )
    no_keys = (
        {"kid": REVOKED.kid},
        REVOKED.jwk | {"crv": "Ed448"},
        REVOKED.jwk | {"signs_from": -1},
    )
    for entry in (*no_keys, STRANGER.jwk | {"kid": REVOKED.kid}):
        naming = PAYLOAD | {"revoked": [entry]}
        said = " ".join(f"{name} {value}" for name, value in entry.items())
        yield accepted(
            f"what was revoked stays so, beside another entry of its kid: {said}",
            signed(naming),
            naming,
            revoked=[REVOKED.kid, REVOKED.kid],
        )
    naming = PAYLOAD | {"revoked": [REVOKED.jwk | {"signs_from": True}]}
    yield accepted(
        "what was revoked stays so, beside an entry with true for 1",
        signed(naming),
        naming,
        revoked=[REVOKED.kid, REVOKED.kid],
        **trusting((), LAST | {"revoked": [REVOKED.jwk | {"signs_from": 1}]}),
    )
    naming = PAYLOAD | {"revoked": [REVOKED.jwk | {"signs_until": 12345}]}
    endless = {name: value for name, value in REVOKED.jwk.items() if name != "signs_until"}
    yield accepted(
        "what was revoked stays so, beside an entry with a number beyond all bounds",
        signed(compact(naming).replace(b"12345", b"1e999")),
        naming,
        revoked=[REVOKED.kid, REVOKED.kid],
        **trusting((), LAST | {"revoked": [endless]}),
    )
    gone = LAST | {"revoked": [SIGNING.jwk | {"kid": "another1"}]}
    naming = PAYLOAD | {"revoked": [STRANGER.jwk | {"kid": "another1"}]}
    yield refused(
        "signer revoked in the last list, whose kid this one gives to another key",
        "revoked_signer",
        signed(naming),
        **trusting((), gone),
    )


def turns() -> Iterable[Case]:
    """Whose turn to sign it was."""
    at = AS_OF
    ended = SIGNING.jwk | {"signs_until": at - DAY}
    turned = STANDBY.jwk | {"signs_from": at - DAY}
    rotated = PAYLOAD | {"keys": [ended, VERIFY_ONLY.jwk, turned]}
    yield accepted(
        "the standby key of the last list had its turn", signed(rotated, STANDBY), rotated
    )
    yield refused("standby key before its turn", "unknown_signer", signed(signer=STANDBY))
    yield refused("signed by a key whose turn is over", "unknown_signer", signed(rotated))
    yield refused("signed by an older key", "unknown_signer", signed(signer=VERIFY_ONLY))
    prolonged = VERIFY_ONLY.jwk | {"signs_until": NOW + DAY}
    lying = PAYLOAD | {"keys": [prolonged]}
    yield refused("a key that prolongs its own turn", "unknown_signer", signed(lying, VERIFY_ONLY))
    ending = LAST | {"keys": [SIGNING.jwk | {"signs_until": at - 1}]}
    yield refused("turn over by the last list", "unknown_signer", signed(), **trusting((), ending))
    pinned = trusting([thumbprint(SIGNING)], ending)
    yield refused("pinned, turn over by the last list", "unknown_signer", signed(), **pinned)
    lasting = LAST | {"keys": [SIGNING.jwk | {"signs_until": at}]}
    yield accepted("last second of its turn", signed(), **trusting((), lasting))
    begins = PAYLOAD | {"keys": [SIGNING.jwk | {"signs_from": at}]}
    yield accepted("first second of its turn", signed(begins), begins)
    begins = PAYLOAD | {"keys": [SIGNING.jwk | {"signs_from": at + 1}]}
    yield refused("before its turn", "unknown_signer", signed(begins))
    away = key("two rotations later", AS_OF - DAY)
    unknown = PAYLOAD | {"keys": [away.jwk]}
    yield refused("after two rotations", "unknown_signer", signed(unknown, away))
    anew = trusting([thumbprint(away)], LAST)
    yield accepted("after two rotations, pinned anew", signed(unknown, away), unknown, **anew)


def issuers() -> Iterable[Case]:
    elsewhere = PAYLOAD | {"iss": OTHER}
    yield refused("of another issuer", "other_issuer", signed(elsewhere))
    for iss in (f"{ISSUER}/", ISSUER.upper(), "", "__proto__", "toString"):
        yield refused(f"issuer is {iss!r}", "other_issuer", signed(PAYLOAD | {"iss": iss}))
    yield refused("nobody is trusted", "other_issuer", signed(), trusted={})
    stranger = STRANGER.jwk | {"signs_from": ISSUED - 99 * DAY}
    theirs = elsewhere | {"keys": [stranger], "name": "Others"}
    both = KNOWN | {OTHER: {"pins": [thumbprint(STRANGER)], "last": None}}
    yield accepted("of one issuer of two", signed(theirs, STRANGER), theirs, trusted=both)
    crossed = PAYLOAD | {"keys": [stranger]}
    yield refused(
        "signed by a key that is pinned for another issuer",
        "unknown_signer",
        signed(crossed, STRANGER),
        trusted=both,
    )
    yield refused(
        "signed by a key of another issuer's list",
        "unknown_signer",
        signed(elsewhere),
        trusted=both,
    )
