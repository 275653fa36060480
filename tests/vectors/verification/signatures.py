"""Signatures that are not the key's over the code."""

from collections.abc import Iterable
from dataclasses import replace

import cbor2

from tests.vectors.codes import (
    DAY,
    EXPIRES,
    REVOKED,
    SAMPLE,
    SMALL_ORDER,
    Case,
    Code,
    L,
    case,
    header,
    listed,
    payload,
    small_order_r,
)


def signatures() -> Iterable[Case]:
    good = Code(payload())
    right = good.signer.signer.sign(good.signed).signature

    def with_signature(name: str, signature: bytes) -> Case:
        rule = 5 if len(signature) == 64 else 2
        return case(name, replace(good, signature=signature).text, "not_genuine", rule=rule)

    yield with_signature("signature of zeros", bytes(64))
    yield with_signature("signature of 63 bytes", right[:63])
    yield with_signature("signature of 65 bytes", right + b"\x00")
    yield with_signature("no signature", b"")
    for position in (0, 31, 32, 63):
        flipped = bytearray(right)
        flipped[position] ^= 1
        yield with_signature(f"bit flipped in signature byte {position}", bytes(flipped))
    grown = int.from_bytes(right[32:], "little") + L
    yield with_signature("S plus the group order", right[:32] + grown.to_bytes(32, "little"))
    yield with_signature("R of small order", small_order_r(good.signer, good.signed))
    other = replace(good, payload=payload(cti=bytes(10)))
    yield with_signature(
        "signature of another code", other.signer.signer.sign(other.signed).signature
    )
    yield with_signature(
        "payload signed without its structure", good.signer.signer.sign(good.payload).signature
    )
    swapped = cbor2.dumps(["Signature", good.header, b"", good.payload])
    yield with_signature("another context", good.signer.signer.sign(swapped).signature)
    aad = cbor2.dumps(["Signature1", good.header, b"x", good.payload])
    yield with_signature("external data signed too", good.signer.signer.sign(aad).signature)
    changed = replace(Code(listed(4, "Tuesday Nighs")), signature=right)
    yield case("name changed", changed.text, "not_genuine")
    changed = replace(Code(payload(exp=EXPIRES + DAY)), signature=right)
    yield case("hand-in date changed", changed.text, "not_genuine")


def odd_signatures() -> Iterable[Case]:
    good = Code(payload())
    right = good.signer.signer.sign(good.signed).signature

    def with_signature(name: str, signature: bytes) -> Case:
        return case(name, replace(good, signature=signature).text, "not_genuine", rule=5)

    yield with_signature("R and S swapped", right[32:] + right[:32])
    for bit in (0x20, 0x40, 0x80):
        high = right[:-1] + bytes([right[-1] | bit])
        yield with_signature(f"S with bit {bit:#x} of its last byte", high)
    yield with_signature(
        "R with the other sign", right[:31] + bytes([right[31] ^ 0x80]) + right[32:]
    )
    yield with_signature("S is zero", right[:32] + bytes(32))
    for number, point in enumerate(SMALL_ORDER, 1):
        yield with_signature(
            f"R small-order or non-canonical {number}", bytes.fromhex(point) + right[32:]
        )
    sample = Code(payload(), SAMPLE, protected=header(SAMPLE, -19))
    yield case("sample, alg -19", sample.text, "sample")
    revoked = Code(payload(), REVOKED, protected=header(REVOKED, -19))
    yield case("revoked key, alg -19", revoked.text, "withdrawn", "key")
