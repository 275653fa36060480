"""Writes tests/vectors/verification.json: codes, right and wrong, and the outcome each must have.

    make vectors

One file for both checkers, the service's (Python) and the page's (JavaScript). The file is
the same at each run.

    {"now": epoch s, "trust": {...}, "cases": [{"name", "rule", "text", "outcome", "reason"?,
     "now"?, "trust"?: members to replace, "attendance"?}]}

`rule` is the one of docs/verification.md by which the outcome is found. A case without `attendance`
is one with which a checker must not say any.

`trust` has the shape that check-code.js names: keys and revoked (JWKs as published), sample (a
JWK), withdrawals (references), keysFetchedAt and withdrawalsFetchedAt (epoch s, or null).
"""

import base64
import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
from nacl.bindings import crypto_scalarmult_ed25519_base_noclamp

from tests.vectors import boundaries
from tests.vectors.case_file import named_once, write
from tests.vectors.codes import (
    BASE64URL,
    CTI,
    DAY,
    EXPIRES,
    FULL,
    ISSUED,
    LISTING,
    NOW,
    REVOKED,
    ROTATED,
    SAMPLE,
    SIGNING,
    SMALL_ORDER,
    STANDBY,
    START,
    STRANGER,
    TRUST,
    VERIFY_ONLY,
    WITHDRAWN_CTI,
    Case,
    Code,
    L,
    attendance,
    base32,
    base64url,
    bstr,
    case,
    claims,
    fetched,
    header,
    key,
    key_id,
    listed,
    mixed_order_x,
    pairs,
    payload,
    reference,
    secret_scalar,
    small_order_r,
    with_claim,
)

FILE = Path(__file__).with_name("verification.json")


def good_codes() -> Iterable[Case]:
    good = Code(payload())
    shown: Case = {"attendance": attendance(claims())}
    yield case("full code", good.text, "genuine", **shown)
    yield case("in a link", f"https://waypost.example.org/v#{good.text}", "genuine", **shown)
    yield case("after two number signs", f"https://x.example/v#a#{good.text}", "genuine")
    yield case("lower case", good.text.lower(), "genuine")
    half = len(good.text) // 2
    yield case("mixed case", good.text[:half].lower() + good.text[half:], "genuine")
    yield case("white space at both ends", f" \t\r\n{good.text}\v\f\n", "genuine")
    bare = ["", START, -360, 90, "", ""]
    yield case(
        "date and time only",
        Code(payload(listing=bare)).text,
        "genuine",
        attendance=attendance(claims(listing=bare)),
    )
    yield case("alg -19", replace(good, protected=header(SIGNING, -19)).text, "genuine")
    longest = ["abcdEFGH_-12", START, 840, 1440, "Ä" * 16, "é" * 10]
    yield case(
        "longest texts",
        Code(payload(listing=longest)).text,
        "genuine",
        attendance=attendance(claims(listing=longest)),
    )
    yield case("shortest meeting", Code(listed(3, 1)).text, "genuine")
    yield case("offset +1439", Code(listed(2, 1439)).text, "genuine")
    yield case("offset -1439", Code(listed(2, -1439)).text, "genuine")
    yield case("offset zero", Code(listed(2, 0)).text, "genuine")
    yield case("start at zero", Code(listed(1, 0)).text, "genuine")
    yield case("last start", Code(listed(1, 2**37 - 1)).text, "genuine")
    bidi = ["a1", START, 60, 90, "\u202eabc\u2066", "\u05d7\u05d9\u05e4\u05d4"]
    yield case(
        "name with direction marks",
        Code(payload(listing=bidi)).text,
        "genuine",
        attendance=attendance(claims(listing=bidi)),
    )
    bom = ["a1", START, 60, 90, "\ufeffMeeting", ""]
    yield case(
        "name with a byte order mark",
        Code(payload(listing=bom)).text,
        "genuine",
        attendance=attendance(claims(listing=bom)),
    )
    null = ["a1", START, 60, 90, "\x00<b>&amp;", ""]
    yield case("name with markup", Code(payload(listing=null)).text, "genuine")
    longest_life = payload(exp=ISSUED + 366 * DAY)
    yield case("366 days", Code(longest_life).text, "genuine")
    before = payload(iat=ROTATED, exp=NOW + DAY)
    yield case("verify-only key, its last second", Code(before, VERIFY_ONLY).text, "genuine")
    first = payload(iat=ROTATED)
    yield case("signing key, its first second", Code(first).text, "genuine")


def times() -> Iterable[Case]:
    good = Code(payload()).text
    yield case("last second", good, "genuine", now=EXPIRES - 1, trust=fetched(EXPIRES - 1))
    yield case(
        "hand-in date reached",
        good,
        "expired",
        now=EXPIRES,
        trust=fetched(EXPIRES),
        attendance=attendance(claims()),
    )
    old = Code(payload(iat=ROTATED, exp=NOW), VERIFY_ONLY).text
    yield case("expired, key no longer signs", old, "expired")
    yield case("clock 300 s slow", good, "genuine", now=ISSUED - 300, trust=fetched(ISSUED - 300))
    yield case(
        "clock 301 s slow",
        good,
        "not_yet_valid",
        now=ISSUED - 301,
        trust=fetched(ISSUED - 301),
        attendance=attendance(claims()),
    )
    equal = payload(exp=ISSUED)
    yield case("exp is iat", Code(equal).text, "not_genuine", rule=6)
    yield case("exp before iat", Code(payload(exp=ISSUED - 1)).text, "not_genuine", rule=6)
    yield case(
        "366 days and a second",
        Code(payload(exp=ISSUED + 366 * DAY + 1)).text,
        "not_genuine",
        rule=6,
    )
    last = payload(iat=2**37 - DAY, exp=2**37 - 1)
    yield case("exp is 2^37 - 1", Code(last).text, "not_yet_valid")
    beyond = payload(iat=2**37 - DAY, exp=2**37)
    yield case("exp is 2^37", Code(beyond).text, "not_genuine", rule=6)
    early = payload(iat=ROTATED - 1, exp=NOW + DAY)
    yield case("issued before the key signed", Code(early).text, "not_genuine")
    standby = Code(payload(), STANDBY).text
    yield case("issued with a standby key", standby, "not_genuine")
    name = "issued with a key that was standby when the list was fetched"
    yield case(name, standby, "genuine", trust=fetched(ISSUED - 1), attendance=attendance(claims()))
    name = "issued with a standby key a second from now"
    yield case(name, standby, "not_genuine", now=ISSUED - 1, trust=fetched(ISSUED - 60))
    name = "issued with a standby key in the second in which the list was fetched"
    yield case(name, standby, "not_genuine", trust=fetched(ISSUED))
    late = payload(iat=ROTATED + 1, exp=NOW + DAY)
    yield case("issued after the key signed", Code(late, VERIFY_ONLY).text, "not_genuine")


def lists() -> Iterable[Case]:
    good = Code(payload()).text
    gone = Code(payload(cti=WITHDRAWN_CTI))
    shown: Case = {"attendance": attendance(claims(cti=WITHDRAWN_CTI))}
    yield case("withdrawn", gone.text, "withdrawn", **shown)
    yield case("withdrawn and expired", gone.text, "withdrawn", now=EXPIRES, trust=fetched(EXPIRES))
    yield case(
        "withdrawn and not yet valid",
        gone.text,
        "withdrawn",
        now=ISSUED - DAY,
        trust=fetched(ISSUED - DAY),
    )
    late = payload(iat=ROTATED + 1, exp=NOW + DAY, cti=WITHDRAWN_CTI)
    yield case(
        "withdrawn, issued after the key signed",
        Code(late, VERIFY_ONLY).text,
        "not_genuine",
        rule=7,
    )
    revoked = Code(payload(), REVOKED)
    yield case("revoked key", revoked.text, "withdrawn", "key")
    yield case(
        "revoked key, forged",
        replace(revoked, signature=bytes(range(64))).text,
        "not_genuine",
        rule=4,
    )
    yield case(
        "revoked key, expired",
        revoked.text,
        "withdrawn",
        "key",
        now=EXPIRES,
        trust=fetched(EXPIRES),
    )
    odd = replace(revoked, payload=b"\xbf" + revoked.payload[1:] + b"\xff")
    yield case("revoked key, claims without end", odd.text, "not_genuine", rule=4)
    newer = cbor2.dumps({1: "us"} | claims())
    yield case("revoked key, newer shape", replace(revoked, payload=newer).text, "withdrawn", "key")
    both = {"keys": [SIGNING.jwk], "revoked": [SIGNING.jwk]}
    yield case("key listed and revoked", good, "withdrawn", "key", trust=both)
    stranger = Code(payload(), STRANGER).text
    yield case("unknown key", stranger, "unknown_issuer")
    yield case(
        "unknown key, keys 300 s old",
        stranger,
        "unknown_issuer",
        trust={"keysFetchedAt": NOW - 300},
    )
    yield case(
        "unknown key, keys 301 s old",
        stranger,
        "could_not_check",
        "keys",
        trust={"keysFetchedAt": NOW - 301},
    )
    wrong_signature = Code(payload(), STRANGER, signature=bytes(64)).text
    yield case("unknown key, no signature", wrong_signature, "unknown_issuer")
    yield case(
        "keys never loaded",
        good,
        "could_not_check",
        "keys",
        trust={"keys": [], "revoked": [], "keysFetchedAt": None},
    )
    yield case("keys 30 days old", good, "genuine", trust={"keysFetchedAt": NOW - 30 * DAY})
    yield case(
        "keys older than 30 days",
        good,
        "could_not_check",
        "keys",
        trust={"keysFetchedAt": NOW - 30 * DAY - 1},
    )
    yield case(
        "revoked key, keys older than 30 days",
        revoked.text,
        "could_not_check",
        "keys",
        trust={"keysFetchedAt": NOW - 30 * DAY - 1},
    )
    yield case("unreadable, keys never loaded", "hello", "unreadable", trust=fetched(None))
    outside = replace(Code(payload()), unprotected=b"\xa1\x01\x27").text
    yield case(
        "outside the profile, keys never loaded",
        outside,
        "not_genuine",
        rule=2,
        trust=fetched(None),
    )
    yield case(
        "withdrawals never loaded",
        good,
        "could_not_check",
        "withdrawals",
        trust={"withdrawals": [], "withdrawalsFetchedAt": None},
    )
    yield case(
        "withdrawals 30 days old", good, "genuine", trust={"withdrawalsFetchedAt": NOW - 30 * DAY}
    )
    yield case(
        "withdrawals older than 30 days",
        good,
        "could_not_check",
        "withdrawals",
        trust={"withdrawalsFetchedAt": NOW - 30 * DAY - 1},
    )
    yield case(
        "withdrawals too old, code withdrawn in them",
        gone.text,
        "could_not_check",
        "withdrawals",
        trust={"withdrawalsFetchedAt": NOW - 30 * DAY - 1},
    )
    forged = replace(Code(payload()), signature=bytes(64)).text
    yield case(
        "forged, withdrawals never loaded",
        forged,
        "not_genuine",
        trust={"withdrawalsFetchedAt": None},
    )
    future = Code(cbor2.dumps(claims() | {8: 1}, canonical=True)).text
    yield case(
        "newer shape, withdrawals never loaded",
        future,
        "could_not_check",
        "newer",
        trust={"withdrawalsFetchedAt": None},
    )


def samples() -> Iterable[Case]:
    sample = Code(payload(), SAMPLE)
    shown: Case = {"attendance": attendance(claims())}
    yield case("sample", sample.text, "sample", **shown)
    yield case(
        "sample, no lists at all",
        sample.text,
        "sample",
        trust=fetched(None, keys=[], revoked=[], withdrawals=[]),
    )
    for name, odd in (
        ("with a start of 2^37", listed(1, 2**37)),
        ("with an offset of a day", listed(2, 1440)),
        ("with an offset of minus a day", listed(2, -1440)),
        ("issued at 2^37", payload(iat=2**37, exp=2**37 + DAY)),
    ):
        yield case(f"sample {name}", replace(sample, payload=odd).text, "not_genuine")
    first = payload(iat=0, exp=1, listing=["a1", 0, -1439, 1440, "", ""])
    yield case("sample of the first second", replace(sample, payload=first).text, "sample")
    yield case("sample past its date", sample.text, "sample", now=EXPIRES + DAY)
    yield case("sample, forged", replace(sample, signature=bytes(64)).text, "not_genuine")
    endless = replace(sample, payload=b"\xbf" + sample.payload[1:] + b"\xff")
    yield case("sample, claims without end", endless.text, "not_genuine")
    newer = cbor2.dumps({1: "us"} | claims())
    yield case("sample of a newer shape", replace(sample, payload=newer).text, "sample")
    yield case(
        "sample key id, our signature",
        replace(Code(payload()), protected=header(SAMPLE)).text,
        "not_genuine",
    )


def texts() -> Iterable[Case]:
    good = Code(payload()).text
    yield case("empty", "", "unreadable")
    yield case("white space only", " \n", "unreadable")
    yield case("link without a code", "https://waypost.example.org/v", "unreadable")
    yield case("link with an empty code", "https://waypost.example.org/v#", "unreadable")
    yield case("513 characters", "A" * 513, "unreadable")
    yield case("512 characters", "A" * 512, "unreadable")
    for odd in ("0", "1", "8", "9", "=", "-", " ", "\u00e4", "\u017f", "\u0131", "%20"):
        changed = good[:40] + odd + good[41:]
        yield case(f"with {odd!a} inside", changed, "unreadable")
    yield case("white space that is not ASCII", "\u00a0" + good, "unreadable")
    yield case("padding", good + "=" * (-len(good) % 8 or 8), "unreadable")
    yield case("last character cut", good[:-1], "unreadable")
    yield case("first character cut", good[1:], "unreadable")
    tail = good[: len(good) // 8 * 8]
    for rest in ("A", "AAA", "AAAAAA"):
        yield case(f"{len(rest)} characters over", tail + rest, "unreadable")
    # The bits that a last character carries beyond the last byte must be zero.
    padded = Code(payload(listing=["", START, -360, 90, "", "x"])).text
    spare = {2: 2, 4: 4, 5: 1, 7: 3}
    for name, text in (("full code", good), ("short code", padded)):
        bits = spare.get(len(text) % 8)
        if bits:
            alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
            last = alphabet[alphabet.index(text[-1]) | 1]
            yield case(f"spare bit set, {name}", text[:-1] + last, "unreadable")
    yield case("twice", good + good, "unreadable")
    jwt = "eyJhbGciOiJFZERTQSJ9.e30.AAAA"
    yield case("a JWT", jwt, "unreadable")


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
    for name, parts in (
        ("protected is text", [good.header.decode("latin1"), {}, good.payload, bytes(64)]),
        ("protected is a map", [{1: -8}, {}, good.payload, bytes(64)]),
        ("payload is null", [good.header, {}, None, bytes(64)]),
        ("payload is a map", [good.header, {}, claims(), bytes(64)]),
        ("signature is text", [good.header, {}, good.payload, "a" * 64]),
        ("signature is an array", [good.header, {}, good.payload, []]),
    ):
        yield case(name, base32(cbor2.dumps(cbor2.CBORTag(18, parts))), "unreadable")
    long_head = b"\x59\x00" + bytes([len(good.payload)])
    spread = base32(raw.replace(bstr(good.payload), long_head + good.payload))
    yield case("payload head in three bytes", spread, "not_genuine")
    chunks = b"\x5f" + bstr(good.payload) + b"\xff"
    yield case("payload in chunks", base32(raw.replace(bstr(good.payload), chunks)), "unreadable")


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
    old = {"keysFetchedAt": NOW - 301}
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
    right = Code(payload())
    signature = SIGNING.signer.sign(right.signed).signature
    near = header(SIGNING, kid=damaged_kid(SIGNING.kid, 2))
    damaged = replace(right, protected=near, signature=signature)
    yield case("damaged kid, keys 301 s old", damaged.text, "not_genuine", trust=old)
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
        attendance=attendance(claims()),
    )
    nameless = {name: value for name, value in SIGNING.jwk.items() if name != "kid"}
    yield case("key listed without an id", good.text, "unknown_issuer", trust={"keys": [nameless]})
    namesake = STRANGER.jwk | {"kid": SIGNING.kid, "signs_from": 0}
    yield case(
        "two keys of one id, the signer first",
        good.text,
        "genuine",
        trust={"keys": [SIGNING.jwk, namesake]},
        attendance=attendance(claims()),
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
        attendance=attendance(claims()),
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


def key_lists() -> Iterable[Case]:
    """Key lists as they should not be."""
    value: Any
    good = Code(payload())
    shown: Case = {"attendance": attendance(claims())}

    def left_out(name: str, entry: Any) -> Case:
        trust = {"keys": [entry, VERIFY_ONLY.jwk]}
        return case(f"list: {name}", good.text, "unknown_issuer", trust=trust)

    def counts(name: str, entry: Any, **more: Any) -> Case:
        trust = {"keys": [entry]} | more
        return case(f"list: {name}", good.text, "genuine", trust=trust, **shown)

    odd_entries = [None, True, 0, 1.5, "", SIGNING.kid, [], [SIGNING.jwk], {}, {"kid": SIGNING.kid}]
    trust: dict[str, Any] = {"keys": [*odd_entries, SIGNING.jwk], "revoked": odd_entries}
    yield case("list: entries that are no keys", good.text, "genuine", trust=trust, **shown)

    x = SIGNING.x
    last = BASE64URL[BASE64URL.index(x[-1]) + 1]
    for name, other in (
        ("padded", f"{x}="),
        ("a space before it", f" {x}"),
        ("a newline after it", f"{x}\n"),
        ("a newline within it", f"{x[:20]}\n{x[20:]}"),
        ("a space for a character", f"{x[:20]} {x[21:]}"),
        ("a dot after it", f"{x}."),
        ("bits left over", x[:-1] + last),
        ("42 characters", x[:-1]),
        ("44 characters", f"{x}A"),
        ("empty", ""),
        ("null", None),
        ("a number", 1),
        ("in an array", [x]),
        ("bytes as numbers", list(bytes(SIGNING.signer.verify_key))),
        ("hexadecimal", bytes(SIGNING.signer.verify_key).hex()),
        ("a letter beyond ASCII", f"\u00e9{x[1:]}"),
        ("a digit beyond ASCII", f"\u0661{x[1:]}"),
    ):
        yield left_out(f"x is {name}", SIGNING.jwk | {"x": other})
    signer = next(made for n in range(99) if "-" in (made := key(f"alphabet {n}", 0)).x)
    plain = signer.jwk | {"x": signer.x.replace("-", "+").replace("_", "/")}
    odd = Code(payload(), signer).text
    yield case(
        "list: x in the alphabet of URLs", odd, "genuine", trust={"keys": [signer.jwk]}, **shown
    )
    yield case("list: x in the other alphabet", odd, "unknown_issuer", trust={"keys": [plain]})
    for name, value in (
        ("missing", ...),
        ("null", None),
        ("another", "okp"),
        ("in an array", ["OKP"]),
    ):
        entry = {member: v for member, v in SIGNING.jwk.items() if member != "kty"}
        yield left_out(f"kty is {name}", entry | ({} if value is ... else {"kty": value}))
    for name, kid in (
        ("null", None),
        ("in an array", [SIGNING.kid]),
        ("a number", 1),
        ("empty", ""),
    ):
        yield left_out(f"kid is {name}", SIGNING.jwk | {"kid": kid})

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

    for member in ("signs_from", "signs_until", "published_at"):
        for value in (-1, 0.5, 2**53, 1e300, -1e300, "0", "", "NaN", True, False, [], [0], {}):
            yield left_out(f"{member} is {json.dumps(value)}", SIGNING.jwk | {member: value})
        if member != "signs_from":
            yield counts(f"{member} is null", SIGNING.jwk | {member: None})
        if member != "signs_until":
            yield counts(f"{member} is 0", SIGNING.jwk | {member: 0})
        yield counts(
            f"{member} is a whole number with a point", SIGNING.jwk | {member: float(ISSUED)}
        )
    yield counts("signs_until is 2^53 - 1", SIGNING.jwk | {"signs_until": 2**53 - 1})
    yield counts("signs_from is -0.0", SIGNING.jwk | {"signs_from": -0.0})
    yield counts("signs_from is the second of iat", SIGNING.jwk | {"signs_from": ISSUED})
    backwards = SIGNING.jwk | {"signs_from": ISSUED, "signs_until": ISSUED - 1}
    yield case(
        "list: signs_until before signs_from", good.text, "not_genuine", trust={"keys": [backwards]}
    )
    earlier = fetched(ISSUED - 1)
    yield counts("signs_from is null", SIGNING.jwk | {"signs_from": None}, **earlier)
    yield case(
        "list: signs_from is null, fetched later",
        good.text,
        "not_genuine",
        trust={"keys": [SIGNING.jwk | {"signs_from": None}]},
    )
    alone = STANDBY.jwk | {"signs_until": ISSUED - 99}
    yield case(
        "list: signs_until without signs_from",
        Code(payload(), STANDBY).text,
        "genuine",
        trust={"keys": [alone], **earlier},
        **shown,
    )

    yield counts("further members", SIGNING.jwk | {"key_ops": None, "ext": 7, "d": []})
    yield counts("no revoked", SIGNING.jwk, revoked=None)
    yield counts(
        "a revoked key whose x is padded", SIGNING.jwk, revoked=[SIGNING.jwk | {"x": f"{x}="}]
    )
    for member, others in (
        ("keys", (None, True, 0, "", {}, {"0": SIGNING.jwk})),
        ("revoked", (True, False, 0, "", {})),
    ):
        for value in others:
            said = "an object with a key" if value and value is not True else json.dumps(value)
            yield case(
                f"list: {member} is {said}",
                good.text,
                "could_not_check",
                "keys",
                trust={member: value},
            )
    withdrawn = reference(CTI)
    for value in (None, True, 0, "", withdrawn, {}, {withdrawn: True}):
        yield case(
            f"list: withdrawals are {json.dumps(value)}",
            good.text,
            "could_not_check",
            "withdrawals",
            trust={"withdrawals": value},
        )
    odd_references = [
        None,
        0,
        True,
        "",
        [withdrawn],
        {withdrawn: 1},
        withdrawn.lower(),
        withdrawn.replace("-", ""),
        f"{withdrawn} ",
        f"#{withdrawn}",
    ]
    trust = {"withdrawals": odd_references}
    yield case("list: entries that are no references", good.text, "genuine", trust=trust, **shown)


def payloads() -> Iterable[Case]:
    def signed(name: str, body: bytes, outcome: str = "not_genuine") -> Case:
        return case(name, Code(body).text, outcome, *(["newer"] * (outcome != "not_genuine")))

    newer = "could_not_check"
    body = payload()
    entries = [(cbor2.dumps(k), cbor2.dumps(v)) for k, v in claims().items()]
    (exp_key, exp), (iat_key, iat), (cti_key, cti), (own_key, own) = entries

    yield signed("payload empty", b"")
    yield signed("payload cut", body[:-1])
    yield signed("payload with a trailing byte", body + b"\x00")
    yield signed("payload is an array", b"\x80")
    yield signed("payload is text", cbor2.dumps("hello"))
    yield signed(
        "claims in the wrong order", pairs(iat_key, iat, exp_key, exp, cti_key, cti, own_key, own)
    )
    yield signed("own claim first", pairs(own_key, own, exp_key, exp, iat_key, iat, cti_key, cti))
    yield signed(
        "exp twice", pairs(exp_key, exp, exp_key, exp, iat_key, iat, cti_key, cti, own_key, own)
    )
    later = cbor2.dumps(EXPIRES + DAY)
    yield signed(
        "exp twice, different",
        pairs(exp_key, exp, exp_key, later, iat_key, iat, cti_key, cti, own_key, own),
    )
    yield signed("claims without end", b"\xbf" + body[1:] + b"\xff")
    yield signed("map head in two bytes", b"\xb8\x04" + body[1:])
    yield signed(
        "label in two bytes, payload",
        pairs(b"\x18\x04", exp, iat_key, iat, cti_key, cti, own_key, own),
    )
    eight = b"\x1b" + EXPIRES.to_bytes(8, "big")
    yield signed("exp in eight bytes", with_claim(4, eight))
    yield signed("cti head in two bytes", with_claim(7, b"\x58\x0a" + CTI))
    yield signed("cti in chunks", with_claim(7, b"\x5f\x4a" + CTI + b"\xff"))
    yield signed("listing without end", with_claim(LISTING, b"\x9f" + own[1:] + b"\xff"))
    name = own.replace(b"\x6dTuesday Night", b"\x78\x0dTuesday Night")
    yield signed("name head in two bytes", with_claim(LISTING, name))
    name = own.replace(b"\x6dTuesday Night", b"\x7f\x6dTuesday Night\xff")
    yield signed("name in chunks", with_claim(LISTING, name))
    for what, bad in (
        ("0xFF", b"\xff" * 13),
        ("overlong", b"\xc0\x80" + b"A" * 11),
        ("a surrogate", b"\xed\xa0\x80" + b"A" * 10),
    ):
        yield signed(
            f"name not UTF-8: {what}",
            with_claim(LISTING, own.replace(b"\x6dTuesday Night", b"\x6d" + bad)),
        )
    yield signed("nests to the eighth level", with_claim(LISTING, b"\x81" * 6 + b"\x00"), newer)
    yield signed("nests to the ninth level", with_claim(LISTING, b"\x81" * 7 + b"\x00"))
    yield signed("nests 20 deep", with_claim(LISTING, b"\x81" * 20 + b"\x00"))

    nan = b"\xf9\x7e\x00"
    yield signed("exp is NaN", with_claim(4, nan), newer)
    yield signed("exp is a long NaN", with_claim(4, b"\xfb\x7f\xf8" + bytes(6)))
    yield signed("exp is NaN with a load", with_claim(4, b"\xf9\x7e\x01"))
    yield signed("exp is infinite", with_claim(4, b"\xf9\x7c\x00"), newer)
    yield signed("exp is infinite, long", with_claim(4, b"\xfa\x7f\x80\x00\x00"))
    yield signed("exp is a half float", with_claim(4, b"\xf9\x3c\x00"), newer)
    yield signed("exp is a single that fits a half", with_claim(4, b"\xfa\x3f\x80\x00\x00"))
    smallest = struct.pack(">f", 2.0**-24)
    yield signed("exp is a single that fits the smallest half", with_claim(4, b"\xfa" + smallest))
    below = struct.pack(">f", 2.0**-25)
    yield signed("exp is a single below the smallest half", with_claim(4, b"\xfa" + below), newer)
    above = struct.pack(">f", 65536.0)
    yield signed("exp is a single above the largest half", with_claim(4, b"\xfa" + above), newer)
    double = b"\xfb" + struct.pack(">d", float(EXPIRES) + 0.1)
    yield signed("exp is a double", with_claim(4, double), newer)
    double = b"\xfb" + struct.pack(">d", 1.5)
    yield signed("exp is a double that fits a half", with_claim(4, double))
    big = b"\xc2\x49\x01" + bytes(8)
    yield signed("exp is a bignum", with_claim(4, big), newer)
    small_bignum = b"\xc2\x44" + EXPIRES.to_bytes(4, "big")
    yield signed("exp is a bignum that fits an integer", with_claim(4, small_bignum))
    zero_led = b"\xc2\x4a\x00\x01" + bytes(8)
    yield signed("exp is a bignum with a leading zero", with_claim(4, zero_led))
    yield signed("exp is a bignum of no bytes", with_claim(4, b"\xc2\x40"))
    yield signed("exp is a bignum's tag on a number", with_claim(4, b"\xc2" + exp), newer)
    yield signed("exp is a negative bignum's tag on text", with_claim(4, b"\xc3\x61x"), newer)
    yield signed("exp is tagged", with_claim(4, b"\xc1" + exp), newer)
    yield signed(
        "exp is a date as text", with_claim(4, b"\xc0\x74" + b"2026-11-17T19:00:00Z"), newer
    )
    yield signed("exp is negative", payload(exp=-1), newer)
    yield signed("exp is text", payload(exp="soon"), newer)
    yield signed("exp is null", payload(exp=None), newer)
    yield signed("exp is true", payload(exp=True), newer)
    yield signed("exp is simple value 32", with_claim(4, b"\xf8\x20"), newer)
    yield signed("exp is a short simple value", with_claim(4, b"\xf8\x10"))
    yield signed("exp is 2^53", payload(exp=2**53), newer)
    yield signed("exp is 2^53 - 1", payload(exp=2**53 - 1))
    yield signed("exp is 2^64 - 1", payload(exp=2**64 - 1), newer)
    yield signed("iat is 2^53", payload(iat=2**53), newer)
    yield signed("iat is negative", payload(iat=-1), newer)
    yield signed("iat is true", payload(iat=True), newer)
    for missing in (4, 6, 7, LISTING):
        rest = {k: v for k, v in claims().items() if k != missing}
        yield signed(f"claim {missing} missing", cbor2.dumps(rest), newer)
    yield signed("no claims", b"\xa0", newer)
    yield signed("iss as well", cbor2.dumps({1: "us"} | claims()), newer)
    # Bytewise order puts 24 (18 18) before -1 (20); the older length-first order does not.
    extra = (exp_key, exp, iat_key, iat, cti_key, cti)
    bytewise = pairs(*extra, b"\x18\x18", b"\x00", b"\x20", b"\x00", own_key, own)
    yield signed("further claims in bytewise order", bytewise, newer)
    length_first = pairs(*extra, b"\x20", b"\x00", b"\x18\x18", b"\x00", own_key, own)
    yield signed("further claims in length-first order", length_first)
    yield signed("cti of 9 bytes", payload(cti=CTI[:9]), newer)
    yield signed("cti of 11 bytes", payload(cti=CTI + b"\x00"), newer)
    yield signed("cti is text", payload(cti="A" * 10), newer)
    yield signed("listing of 5", payload(listing=list(FULL[:5])), newer)
    yield signed("listing of 7", payload(listing=[*FULL, ""]), newer)
    yield signed("listing is a map", payload(listing={0: 1}), newer)
    yield signed("listing is null", payload(listing=None), newer)
    for position, what in enumerate(("id", "start", "offset", "length", "name", "place")):
        yield signed(f"{what} is null", listed(position, None), newer)
        yield signed(f"{what} is bytes", listed(position, b"x"), newer)
        yield signed(
            f"{what} is a float",
            listed(position, 1.5).replace(cbor2.dumps(1.5), b"\xf9\x3e\x00"),
            newer,
        )
    yield signed("start is negative", listed(1, -1), newer)
    yield signed("length is negative", listed(3, -1), newer)
    for position, what in ((1, "start"), (2, "offset"), (3, "length")):
        yield signed(f"{what} is a bignum", listed(position, 2**64), newer)
        yield signed(f"{what} is a negative bignum", listed(position, -(2**64) - 1), newer)

    yield signed("id of 13 characters", listed(0, "a" * 13))
    yield signed("id with a slash", listed(0, "a/b"))
    yield signed("id with a newline", listed(0, "abc\n"))
    yield signed("id with a letter beyond ASCII", listed(0, "\u00e9"))
    yield signed("id with a digit beyond ASCII", listed(0, "\u0661"))
    yield signed("start is 2^37", listed(1, 2**37))
    yield signed("start is 2^64 - 1", listed(1, 2**64 - 1))
    yield signed("offset 1440", listed(2, 1440))
    yield signed("offset -1440", listed(2, -1440))
    yield signed("offset -2^64", listed(2, -(2**64)))
    yield signed("length 0", listed(3, 0))
    yield signed("length 1441", listed(3, 1441))
    yield signed("name of 33 bytes", listed(4, "a" * 33))
    yield signed("name of 17 characters in 34 bytes", listed(4, "Ä" * 17))
    yield signed("place of 21 bytes", listed(5, "a" * 21))


GROUPS = {
    good_codes: 5,
    times: 7,
    lists: 5,
    samples: 3,
    texts: 1,
    frames: 2,
    headers: 2,
    damaged_kids: 4,
    signatures: 5,
    key_lists: 7,
    payloads: 6,
}
"""With the rule of docs/verification.md by which their codes are `not_genuine`, if not said."""


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call; ValueError if two cases share a name."""
    cases = [{"rule": rule} | found for group, rule in GROUPS.items() for found in group()]
    cases += [found for group in boundaries.GROUPS for found in group()]
    return {"now": NOW, "trust": TRUST, "cases": named_once(cases)}


if __name__ == "__main__":
    write(FILE, generate())
