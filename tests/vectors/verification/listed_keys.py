"""Keys that no code is to be checked with, and keys of one id."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import replace

from nacl.bindings import crypto_scalarmult_ed25519_base_noclamp

from tests.vectors.codes import (
    ISSUED,
    REVOKED,
    ROTATED,
    SAMPLE,
    SIGNING,
    SMALL_ORDER,
    STANDBY,
    STRANGER,
    VERIFY_ONLY,
    Case,
    Code,
    L,
    base64url,
    case,
    header,
    key,
    key_id,
    mixed_order_x,
    payload,
    said,
    secret_scalar,
)


def of_mixed_order() -> Code:
    """A code of that key which the bare equation takes.

    Twice the point (0, -1) is the neutral element, so it vanishes where the challenge is even.
    """
    x = mixed_order_x()
    public = base64.urlsafe_b64decode(f"{x}=")
    unsigned = Code(payload(), protected=header(SIGNING, kid=key_id(x).encode()))
    for nonce in range(1, 100):
        point = crypto_scalarmult_ed25519_base_noclamp(nonce.to_bytes(32, "little"))
        k = int.from_bytes(hashlib.sha512(point + public + unsigned.signed).digest(), "little") % L
        if k % 2 == 0:
            s = (nonce + k * secret_scalar(SIGNING)) % L
            return replace(unsigned, signature=point + s.to_bytes(32, "little"))
    raise AssertionError("no even challenge")


def points_off_the_curve() -> Iterable[Case]:
    off_curve = base64url((2).to_bytes(32, "little"))
    forged = Code(payload(), protected=header(SIGNING, kid=key_id(off_curve).encode()))
    entry = SIGNING.jwk | {"x": off_curve, "kid": key_id(off_curve)}
    yield case(
        "list: key that is no point of the curve",
        forged.text,
        "unknown_issuer",
        trust={"keys": [SIGNING.jwk, entry]},
    )
    mixed = mixed_order_x()
    entry = SIGNING.jwk | {"x": mixed, "kid": key_id(mixed)}
    yield case(
        "list: key of mixed order",
        of_mixed_order().text,
        "unknown_issuer",
        trust={"keys": [SIGNING.jwk, entry]},
    )


def unusable_keys() -> Iterable[Case]:
    good = Code(payload())
    for number, encoding in enumerate(SMALL_ORDER, 1):
        x = base64url(bytes.fromhex(encoding))
        kid = key_id(x)
        weak = {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "signs_from": 0}
        forged = Code(
            payload(), protected=header(SIGNING, kid=kid.encode()), signature=b"\x01" + bytes(63)
        )
        yield case(
            f"small-order or non-canonical key {number}",
            forged.text,
            "unknown_issuer",
            trust={"keys": [SIGNING.jwk, weak]},
        )
    for name, member in (
        ("RSA key", {"kty": "RSA"}),
        ("Ed448 key", {"crv": "Ed448"}),
        ("key of 31 bytes", {"x": base64url(bytes(31))}),
    ):
        yield case(
            f"{name} in the key set",
            good.text,
            "unknown_issuer",
            trust={"keys": [SIGNING.jwk | member]},
        )


def ids_of_keys() -> Iterable[Case]:
    good = Code(payload())
    renamed = SIGNING.jwk | {"kid": STRANGER.kid}
    yield case(
        "key listed under another id", good.text, "unknown_issuer", trust={"keys": [renamed]}
    )
    by_that_name = Code(payload(), protected=header(SIGNING, kid=STRANGER.kid.encode()))
    yield case(
        "key listed under another id, which the code names",
        by_that_name.text,
        "genuine",
        trust={"keys": [renamed]},
        **said(),
    )
    nameless = {name: value for name, value in SIGNING.jwk.items() if name != "kid"}
    yield case("key listed without an id", good.text, "unknown_issuer", trust={"keys": [nameless]})
    namesake = STRANGER.jwk | {"kid": SIGNING.kid, "signs_from": 0}
    yield case(
        "two keys of one id, the signer first",
        good.text,
        "genuine",
        trust={"keys": [SIGNING.jwk, namesake]},
        **said(),
    )
    yield case(
        "two keys of one id, the signer second",
        good.text,
        "not_genuine",
        trust={"keys": [namesake, SIGNING.jwk]},
    )
    yield case(
        "two keys of one id, the first unusable",
        good.text,
        "genuine",
        trust={"keys": [SIGNING.jwk | {"kty": "RSA"}, SIGNING.jwk]},
        **said(),
    )


def listed_keys() -> Iterable[Case]:
    good = Code(payload()).text
    narrow = SIGNING.jwk | {"signs_until": ISSUED - 1}
    yield case(
        "key listed twice, first with a time that is over",
        good,
        "not_genuine",
        rule=7,
        trust={"keys": [narrow, SIGNING.jwk]},
    )
    yield case(
        "key listed twice, second with a time that is over",
        good,
        "genuine",
        trust={"keys": [SIGNING.jwk, narrow]},
    )
    reverse = {"keys": [STANDBY.jwk, VERIFY_ONLY.jwk, SIGNING.jwk]}
    yield case("keys in another order", good, "genuine", trust=reverse)
    many = [key(f"number {n}", ROTATED).jwk for n in range(60)]
    yield case("key after sixty others", good, "genuine", trust={"keys": [*many, SIGNING.jwk]})
    yield case("no keys listed", good, "unknown_issuer", trust={"keys": []})
    revoked = Code(payload(), REVOKED).text
    namesake = STRANGER.jwk | {"kid": REVOKED.kid}
    yield case(
        "two revoked keys of one id, the signer first",
        revoked,
        "withdrawn",
        "key",
        trust={"revoked": [REVOKED.jwk, namesake]},
    )
    yield case(
        "two revoked keys of one id, the signer second",
        revoked,
        "not_genuine",
        rule=4,
        trust={"revoked": [namesake, REVOKED.jwk]},
    )
    other = STRANGER.jwk | {"kid": SIGNING.kid}
    yield case(
        "revoked key of the id of one that is listed",
        good,
        "not_genuine",
        rule=4,
        trust={"revoked": [other]},
    )
    sample = Code(payload(), SAMPLE).text
    ours = SAMPLE.jwk | {"signs_from": 0}
    yield case("training key listed", sample, "sample", trust={"keys": [SIGNING.jwk, ours]})
    yield case("training key listed as revoked", sample, "sample", trust={"revoked": [ours]})
    alike = STRANGER.jwk | {"kid": SAMPLE.kid, "signs_from": 0}
    by_that_name = Code(payload(), STRANGER, protected=header(SAMPLE)).text
    yield case(
        "key listed by the training key's id",
        by_that_name,
        "not_genuine",
        rule=3,
        trust={"keys": [alike]},
    )
