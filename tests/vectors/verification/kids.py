"""Codes whose header names another key than the one that signed them."""

from collections.abc import Iterable
from dataclasses import replace

import cbor2

from tests.vectors.codes import (
    DAY,
    EXPIRES,
    NOW,
    REVOKED,
    SAMPLE,
    SIGNING,
    STANDBY,
    VERIFY_ONLY,
    Case,
    Code,
    case,
    claims,
    fetched,
    header,
    listed,
    payload,
)


def damaged_kid(kid: str, *places: int) -> bytes:
    """The kid with other characters at these places, of those that a kid may have."""
    return bytes(
        (ord("A") if letter != "A" else ord("B")) if place in places else ord(letter)
        for place, letter in enumerate(kid)
    )


def resigned(code: Code, body: bytes) -> Code:
    """The code with that payload, signed as though its header named the key that signs."""
    right = replace(code, payload=body, protected=header(SIGNING))
    return replace(code, payload=body, signature=SIGNING.signer.sign(right.signed).signature)


def damaged_kids() -> Iterable[Case]:
    """Codes whose header names another key than the one that signed them."""
    issuers = {
        "signing": SIGNING,
        "verify-only": VERIFY_ONLY,
        "standby": STANDBY,
        "revoked": REVOKED,
        "training": SAMPLE,
    }
    for name, issuer in issuers.items():
        right = Code(payload(), issuer)
        signature = issuer.signer.sign(right.signed).signature
        for places in ((0,), (7,), (0, 7), (3, 4)):
            changed = header(issuer, kid=damaged_kid(issuer.kid, *places))
            at = " and ".join(str(place + 1) for place in places)
            yield case(
                f"kid of the {name} key, changed at {at}",
                replace(right, protected=changed, signature=signature).text,
                "not_genuine",
            )
        three = header(issuer, kid=damaged_kid(issuer.kid, 0, 3, 7))
        yield case(
            f"kid of the {name} key, changed at three places",
            replace(right, protected=three, signature=signature).text,
            "unknown_issuer",
        )


def damaged_kids_of_ours() -> Iterable[Case]:
    right = Code(payload())
    signature = SIGNING.signer.sign(right.signed).signature
    near = header(SIGNING, kid=damaged_kid(SIGNING.kid, 2))
    damaged = replace(right, protected=near, signature=signature)
    yield case(
        "damaged kid, keys 301 s old",
        damaged.text,
        "not_genuine",
        trust={"keysFetchedAt": NOW - 301},
    )
    yield case(
        "damaged kid, keys never loaded",
        damaged.text,
        "could_not_check",
        "keys",
        trust=fetched(None),
    )
    yield case(
        "damaged kid, keys older than 30 days",
        damaged.text,
        "could_not_check",
        "keys",
        trust={"keysFetchedAt": NOW - 30 * DAY - 1},
    )
    yield case(
        "damaged kid, claims out of their bounds",
        resigned(damaged, listed(2, 1440)).text,
        "not_genuine",
    )
    yield case(
        "damaged kid, claims of a newer shape",
        resigned(damaged, cbor2.dumps({1: "us"} | claims())).text,
        "not_genuine",
    )
    yield case(
        "damaged kid, claims without end",
        resigned(damaged, b"\xbf" + right.payload[1:] + b"\xff").text,
        "not_genuine",
    )
    yield case(
        "damaged kid and payload",
        replace(damaged, payload=payload(exp=EXPIRES + 1)).text,
        "unknown_issuer",
    )
    yield case(
        "signed under a kid that is near ours",
        replace(right, protected=near).text,
        "unknown_issuer",
    )
    minus = cbor2.dumps({1: -19, 4: damaged_kid(SIGNING.kid, 2)})
    signed_so = SIGNING.signer.sign(replace(right, protected=header(SIGNING, -19)).signed).signature
    yield case(
        "damaged kid, alg -19",
        replace(right, protected=minus, signature=signed_so).text,
        "not_genuine",
    )
    yield case(
        "damaged kid and alg",
        replace(right, protected=minus, signature=signature).text,
        "unknown_issuer",
    )
    for name, odd in (("a slash", b"/"), ("a space", b" "), ("no ASCII", b"\xff")):
        changed = header(SIGNING, kid=SIGNING.kid.encode()[:4] + odd + SIGNING.kid.encode()[5:])
        yield case(
            f"damaged kid with {name}",
            replace(right, protected=changed, signature=signature).text,
            "not_genuine",
            rule=2,
        )
