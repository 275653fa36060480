"""The COSE structure around the claims: its tag and array, its parts, its headers."""

from collections.abc import Iterable
from dataclasses import replace

import cbor2

from tests.vectors.codes import (
    SIGNING,
    STRANGER,
    VERIFY_ONLY,
    Case,
    Code,
    base32,
    bstr,
    case,
    claims,
    header,
    pairs,
    payload,
)


def frames() -> Iterable[Case]:
    good = Code(payload())
    raw = good.raw
    for cut in (1, 2, 3, 10, 16, 17, 20, 60, len(raw) - 65, len(raw) - 1):
        yield case(f"cut to {cut} bytes", base32(raw[:cut]), "unreadable")
    yield case("trailing byte", base32(raw + b"\x00"), "unreadable")
    yield case("trailing item", base32(raw + b"\xf6"), "unreadable")
    yield case("leading byte", base32(b"\x00" + raw), "unreadable")
    for name, head in (
        ("no tag", b"\x84"),
        ("tag 17", b"\xd1\x84"),
        ("tag 61 outside", b"\xd8\x3d\xd2\x84"),
        ("tag 18 twice", b"\xd2\xd2\x84"),
        ("self-described CBOR", b"\xd9\xd9\xf7\xd2\x84"),
        ("array of 3", b"\xd2\x83"),
        ("array of 5", b"\xd2\x85"),
        ("array without end", b"\xd2\x9f"),
        ("map instead of array", b"\xd2\xa2"),
        ("reserved head", b"\xd2\x9c"),
        ("array of 2^32 items", b"\xd2\x9a\xff\xff\xff\xff"),
        ("array of 2^64 - 1 items", b"\xd2\x9b" + b"\xff" * 8),
    ):
        yield case(name, replace(good, head=head).text, "unreadable")
    ended = base32(b"\xd2\x9f" + raw[2:] + b"\xff")
    yield case("indefinite array", ended, "unreadable")
    for name, head in (
        ("tag in two bytes", b"\xd8\x12\x84"),
        ("tag in nine bytes", b"\xdb" + bytes(7) + b"\x12\x84"),
        ("array head in two bytes", b"\xd2\x98\x04"),
        ("array head in nine bytes", b"\xd2\x9b" + bytes(7) + b"\x04"),
    ):
        yield case(name, replace(good, head=head).text, "not_genuine")


def parts() -> Iterable[Case]:
    good = Code(payload())
    for name, bad in (
        ("unprotected is null", b"\xf6"),
        ("unprotected is an array", b"\x80"),
        ("unprotected is indefinite", b"\xbf\xff"),
        ("unprotected holds half a pair", b"\xa1\x01"),
        ("unprotected holds a reserved simple value", b"\xa1\x01\xf8\x14"),
        ("unprotected nests to the ninth level", b"\xa1\x01" + b"\x81" * 5 + b"\x00"),
        ("unprotected nests 20 deep", b"\xa1\x01" + b"\x81" * 20 + b"\x00"),
    ):
        yield case(name, replace(good, unprotected=bad).text, "unreadable")
    for name, odd in (
        ("alg in both headers", b"\xa1\x01\x27"),
        ("kid in both headers", b"\xa1\x04\x48" + SIGNING.kid.encode()),
        ("another kid unprotected", b"\xa1\x04\x48" + STRANGER.kid.encode()),
        ("unprotected duplicate keys", b"\xa2\x01\x27\x01\x27"),
        ("unprotected text that is not UTF-8", b"\xa1\x01\x61\xff"),
        ("unprotected nests to the eighth level", b"\xa1\x01" + b"\x81" * 4 + b"\x00"),
        ("empty map in two bytes", b"\xb8\x00"),
        ("empty map in nine bytes", b"\xbb" + bytes(8)),
    ):
        yield case(name, replace(good, unprotected=odd).text, "not_genuine")
    for name, four in (
        ("protected is text", [good.header.decode("latin1"), {}, good.payload, bytes(64)]),
        ("protected is a map", [{1: -8}, {}, good.payload, bytes(64)]),
        ("payload is null", [good.header, {}, None, bytes(64)]),
        ("payload is a map", [good.header, {}, claims(), bytes(64)]),
        ("signature is text", [good.header, {}, good.payload, "a" * 64]),
        ("signature is an array", [good.header, {}, good.payload, []]),
    ):
        yield case(name, base32(cbor2.dumps(cbor2.CBORTag(18, four))), "unreadable")
    long_head = b"\x59\x00" + bytes([len(good.payload)])
    spread = base32(good.raw.replace(bstr(good.payload), long_head + good.payload))
    yield case("payload head in three bytes", spread, "not_genuine")
    chunks = b"\x5f" + bstr(good.payload) + b"\xff"
    yield case(
        "payload in chunks", base32(good.raw.replace(bstr(good.payload), chunks)), "unreadable"
    )


def headers() -> Iterable[Case]:
    good = Code(payload())
    kid = SIGNING.kid.encode()
    alg_label, kid_label, eddsa = b"\x01", b"\x04", b"\x27"

    def signed(name: str, protected: bytes, unprotected: bytes = b"\xa0") -> Case:
        changed = replace(good, protected=protected, unprotected=unprotected)
        return case(name, changed.text, "not_genuine")

    yield signed("protected is empty", b"")
    yield signed("protected is an empty map", b"\xa0")
    yield signed("protected is an array", b"\x80")
    yield signed("protected is cut", header(SIGNING)[:-1])
    yield signed("protected has a trailing byte", header(SIGNING) + b"\x00")
    yield signed("alg only in the unprotected header", pairs(kid_label, bstr(kid)), b"\xa1\x01\x27")
    yield signed(
        "kid only in the unprotected header", pairs(alg_label, eddsa), pairs(kid_label, bstr(kid))
    )
    yield signed(
        "two kids",
        pairs(alg_label, eddsa, kid_label, bstr(kid), kid_label, bstr(STRANGER.kid.encode())),
    )
    yield signed(
        "two equal kids", pairs(alg_label, eddsa, kid_label, bstr(kid), kid_label, bstr(kid))
    )
    yield signed("two algs", pairs(alg_label, eddsa, alg_label, eddsa, kid_label, bstr(kid)))
    yield signed("headers in the wrong order", pairs(kid_label, bstr(kid), alg_label, eddsa))
    yield signed("ES256 label", header(SIGNING, -7))
    yield signed("HS256 label", header(SIGNING, 5))
    yield signed("Ed448 label", header(SIGNING, -53))
    yield signed("alg as text", cbor2.dumps({1: "EdDSA", 4: kid}))
    yield signed("alg as float", pairs(alg_label, b"\xf9\xc8\x00", kid_label, bstr(kid)))
    yield signed("alg in two bytes", pairs(alg_label, b"\x38\x07", kid_label, bstr(kid)))
    yield signed("alg as bignum", pairs(alg_label, b"\xc3\x41\x07", kid_label, bstr(kid)))
    yield signed("label in two bytes", pairs(b"\x18\x01", eddsa, kid_label, bstr(kid)))
    yield signed("kid as text", cbor2.dumps({1: -8, 4: SIGNING.kid}))
    yield signed("kid of 7 bytes", header(SIGNING, kid=kid[:7]))
    yield signed("kid of 9 bytes", header(SIGNING, kid=kid + b"A"))
    yield signed("kid with a slash", header(SIGNING, kid=b"/" + kid[1:]))
    yield signed("kid with a newline", header(SIGNING, kid=kid[:7] + b"\n"))
    yield signed("kid that is not ASCII", header(SIGNING, kid=b"\xff" * 8))
    yield signed("crit", cbor2.dumps({1: -8, 2: [99], 4: kid}))
    yield signed("unknown header", cbor2.dumps({1: -8, 4: kid, 99: 1}))
    yield signed("content type", cbor2.dumps({1: -8, 3: 61, 4: kid}))
    yield signed("protected map without end", b"\xbf" + header(SIGNING)[1:] + b"\xff")
    wrong = replace(good, protected=header(STRANGER))
    yield case("kid of another key", wrong.text, "unknown_issuer")
    wrong = replace(good, protected=header(VERIFY_ONLY))
    yield case("kid of another of our keys", wrong.text, "not_genuine", rule=5)
