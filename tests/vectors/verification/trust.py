"""What the lists say of a code and of its key, how old they are, and the training key."""

from collections.abc import Iterable
from dataclasses import replace

import cbor2

from tests.vectors.codes import (
    DAY,
    EXPIRES,
    ISSUED,
    NOW,
    REVOKED,
    ROTATED,
    SAMPLE,
    SIGNING,
    STRANGER,
    VERIFY_ONLY,
    WITHDRAWN_CTI,
    Case,
    Code,
    case,
    claims,
    fetched,
    header,
    listed,
    payload,
    said,
)


def withdrawn_codes() -> Iterable[Case]:
    gone = Code(payload(cti=WITHDRAWN_CTI))
    yield case("withdrawn", gone.text, "withdrawn", **said(cti=WITHDRAWN_CTI))
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


def revoked_keys() -> Iterable[Case]:
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
    yield case("key listed and revoked", Code(payload()).text, "withdrawn", "key", trust=both)


def unknown_keys() -> Iterable[Case]:
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


def old_keys() -> Iterable[Case]:
    good = Code(payload()).text
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
        Code(payload(), REVOKED).text,
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


def old_withdrawals() -> Iterable[Case]:
    good = Code(payload()).text
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
        Code(payload(cti=WITHDRAWN_CTI)).text,
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
    yield case("sample", sample.text, "sample", **said())
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
