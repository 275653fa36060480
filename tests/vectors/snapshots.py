"""Writes tests/vectors/snapshot.json: signed snapshots, right and wrong, and what becomes of each.

    make vectors

One file for both readers, the service's (Python) and the desk's (JavaScript), made here from PyNaCl
and text alone. All keys come from published seeds: the file is the same at each run.

    {"now": epoch s, "trusted": {address: {"pins": [thumbprint], "last": null or {"asOf": epoch s,
     "keys": [...], "revoked": [...], "withdrawals"?: [...]}}}, "cases": [{"name", "text", "refusal"
     or "accepted", "now"?, "trusted"?: instead of the common ones}]}

`accepted` names keys by their ids.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.vectors.case_file import named_once, write
from tests.vectors.codes import (
    BASE64URL,
    DAY,
    ISSUED,
    NOW,
    REVOKED,
    SIGNING,
    STANDBY,
    STRANGER,
    VERIFY_ONLY,
    WITHDRAWN_CTI,
    Key,
    base64url,
    key,
    mixed_order_x,
    reference,
    small_order_r,
)

FILE = Path(__file__).with_name("snapshot.json")
ISSUER = "https://codes.example.org"
OTHER = "https://other.example.net/meetings"
AS_OF = NOW - NOW % 3600
WITHDRAWN = reference(WITHDRAWN_CTI)
TYPE = "waypost-trust+jwt"
Case = dict[str, Any]


def thumbprint(signer: Key) -> str:
    members = {"crv": "Ed25519", "kty": "OKP", "x": signer.x}
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return base64url(hashlib.sha256(text.encode()).digest())


KEYS = [SIGNING.jwk, VERIFY_ONLY.jwk, STANDBY.jwk]
LAST: dict[str, Any] = {"asOf": AS_OF - 5 * DAY, "keys": KEYS, "revoked": [REVOKED.jwk]}
KNOWN = {ISSUER: {"pins": [], "last": LAST}}
PINNED = {ISSUER: {"pins": [thumbprint(SIGNING)], "last": None}}
PAYLOAD: dict[str, Any] = {
    "iss": ISSUER,
    "name": "Offene Tür",
    "as_of": AS_OF,
    "keys": KEYS,
    "revoked": [REVOKED.jwk],
    "withdrawals": [WITHDRAWN],
}


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def signed(
    payload: dict[str, Any] | bytes = PAYLOAD,
    signer: Key = SIGNING,
    header: dict[str, Any] | bytes | None = None,
) -> str:
    """The text of a snapshot, each piece free to be wrong."""
    if header is None:
        header = {"alg": "EdDSA", "kid": signer.kid, "typ": TYPE}
    pieces = [part if isinstance(part, bytes) else compact(part) for part in (header, payload)]
    protected, body = (base64url(piece) for piece in pieces)
    signature = signer.signer.sign(f"{protected}.{body}".encode()).signature
    return json.dumps({"payload": body, "protected": protected, "signature": base64url(signature)})


def replaced(text: str, **members: Any) -> str:
    """The snapshot with other members; without those that are `...`."""
    parts = json.loads(text) | members
    return json.dumps({name: value for name, value in parts.items() if value is not ...})


def accepted(name: str, text: str, payload: dict[str, Any] = PAYLOAD, **more: Any) -> Case:
    revoked = more.pop("revoked", [entry["kid"] for entry in payload["revoked"]])
    withdrawals = more.pop("withdrawals", payload["withdrawals"])
    said = {
        "issuer": payload["iss"],
        "name": payload["name"],
        "asOf": int(payload["as_of"]),
        "keys": [entry["kid"] for entry in payload["keys"]],
        "revoked": revoked,
        "withdrawals": withdrawals,
    }
    return {"name": name, "text": text, "accepted": said} | more


def refused(name: str, refusal: str, text: str, **more: Any) -> Case:
    return {"name": name, "text": text, "refusal": refusal} | more


def trusting(pins: Iterable[str] = (), last: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"trusted": {ISSUER: {"pins": list(pins), "last": last}}}


def shapes() -> Iterable[Case]:
    value: Any
    good = signed()
    parts = json.loads(good)
    yield accepted("signer in the last list", good)
    yield accepted("signer pinned", good, trusted=PINNED, revoked=[REVOKED.kid])
    yield accepted("white space around it", f" \n{json.dumps(parts, indent=2)}\t\r\n")
    yield accepted("members in another order", json.dumps(dict(reversed(parts.items()))))
    reordered = {"typ": TYPE, "kid": SIGNING.kid, "alg": "EdDSA"}
    yield accepted("header in another order", signed(header=reordered))
    spaced = json.dumps(PAYLOAD, indent=1).encode()
    yield accepted("payload with white space", signed(spaced))
    more = PAYLOAD | {"more": {"of": [None, 1.5]}}
    yield accepted("payload with further members", signed(more), more)
    huge = compact(PAYLOAD)[:-1] + b',"far":' + b"1" * 5000 + b',"off":1e999}'
    yield accepted("payload with numbers beyond all bounds", signed(huge))
    again = compact(PAYLOAD)[:-1] + b',"name":"Open Door"}'
    yield accepted(
        "a member twice: the last counts", signed(again), PAYLOAD | {"name": "Open Door"}
    )
    none = PAYLOAD | {"withdrawals": [], "revoked": []}
    yield accepted("nothing withdrawn", signed(none), none, revoked=[REVOKED.kid])
    pointed = PAYLOAD | {"as_of": float(AS_OF)}
    yield accepted("as_of with a point", signed(pointed), pointed)

    def unreadable(name: str, text: str) -> Case:
        return refused(name, "unreadable", text)

    yield unreadable("empty", "")
    yield unreadable("no JSON", "hello")
    yield unreadable("a byte order mark", f"\ufeff{good}")
    yield unreadable("cut", good[:-1])
    yield unreadable("something after it", f"{good} x")
    for name, value in (("null", None), ("an array", [parts]), ("text", good), ("a number", 1)):
        yield unreadable(f"is {name}", json.dumps(value))
    yield unreadable("a key list", json.dumps({"keys": KEYS, "revoked": []}))
    compact_form = f"{parts['protected']}.{parts['payload']}.{parts['signature']}"
    yield unreadable("compact serialization", compact_form)
    listed = {"protected": parts["protected"], "signature": parts["signature"]}
    general = {"payload": parts["payload"], "signatures": [listed]}
    yield unreadable("general serialization", json.dumps(general))
    yield unreadable("an unprotected header", replaced(good, header={"kid": SIGNING.kid}))
    yield unreadable("a further member", replaced(good, comment="x"))
    for member in ("payload", "protected", "signature"):
        yield unreadable(f"no {member}", replaced(good, **{member: ...}))
        yield unreadable(f"{member} is null", replaced(good, **{member: None}))
        yield unreadable(f"{member} is empty", replaced(good, **{member: ""}))
        yield unreadable(f"{member} in an array", replaced(good, **{member: [parts[member]]}))
        yield unreadable(f"{member} padded", replaced(good, **{member: f"{parts[member]}="}))
        yield unreadable(f"{member} with a space", replaced(good, **{member: f" {parts[member]}"}))
        yield unreadable(
            f"{member} with a newline", replaced(good, **{member: f"{parts[member]}\n"})
        )
        yield unreadable(f"{member} in the other alphabet", replaced(good, **{member: "+/+/"}))
        yield unreadable(
            f"{member} of a length that nothing has", replaced(good, **{member: "AAAAA"})
        )
    last = parts["signature"][-1]
    other = BASE64URL[BASE64URL.index(last) + 1]
    yield unreadable("bits left over", replaced(good, signature=parts["signature"][:-1] + other))
    yield unreadable("signature of 63 bytes", replaced(good, signature=base64url(bytes(63))))
    yield unreadable("signature of 65 bytes", replaced(good, signature=base64url(bytes(65))))

    header = {"alg": "EdDSA", "kid": SIGNING.kid, "typ": TYPE}
    for name, changed in (
        ("alg none", {"alg": "none"}),
        ("alg Ed25519", {"alg": "Ed25519"}),
        ("alg HS256", {"alg": "HS256"}),
        ("alg null", {"alg": None}),
        ("typ JWT", {"typ": "JWT"}),
        ("typ of the whole media type", {"typ": f"application/{TYPE}"}),
        ("typ in capitals", {"typ": TYPE.upper()}),
        ("kid null", {"kid": None}),
        ("kid a number", {"kid": 7}),
        ("kid in an array", {"kid": [SIGNING.kid]}),
        ("crit", {"crit": ["b64"], "b64": False}),
        ("its key in the header", {"jwk": SIGNING.jwk}),
    ):
        yield unreadable(f"header: {name}", signed(header=header | changed))
    for member in header:
        rest = {name: value for name, value in header.items() if name != member}
        yield unreadable(f"header: no {member}", signed(header=rest))
    yield unreadable("header is an array", signed(header=b"[]"))
    yield unreadable("header is no UTF-8", signed(header=b'{"alg":"\xff"}'))

    for member in PAYLOAD:
        rest = {name: value for name, value in PAYLOAD.items() if name != member}
        yield unreadable(f"payload: no {member}", signed(rest))
        for value in (None, True, {}):
            changed = PAYLOAD | {member: value}
            yield unreadable(f"payload: {member} is {json.dumps(value)}", signed(changed))
    for value in (-1, 0.5, 2**53, 1e300, "0", f"{AS_OF}"):
        yield unreadable(
            f"payload: as_of is {json.dumps(value)}", signed(PAYLOAD | {"as_of": value})
        )
    yield unreadable("payload is an array", signed(b"[]"))
    yield unreadable("payload is no UTF-8", signed(compact(PAYLOAD).replace("ü".encode(), b"\xfc")))
    yield unreadable("payload with a byte order mark", signed(b"\xef\xbb\xbf" + compact(PAYLOAD)))
    yield unreadable("payload with NaN", signed(compact(PAYLOAD)[:-1] + b',"x":NaN}'))
    yield unreadable("payload with Infinity", signed(compact(PAYLOAD)[:-1] + b',"x":-Infinity}'))
    yield unreadable("payload with a comma too many", signed(compact(PAYLOAD)[:-1] + b",}"))


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
    first_second = LAST | {"revoked": [REVOKED.jwk | {"signs_from": 1}]}
    naming = PAYLOAD | {"revoked": [REVOKED.jwk | {"signs_from": True}]}
    yield accepted(
        "what was revoked stays so, beside an entry with true for 1",
        signed(naming),
        naming,
        revoked=[REVOKED.kid, REVOKED.kid],
        **trusting((), first_second),
    )
    naming = PAYLOAD | {"revoked": [REVOKED.jwk | {"signs_until": 12345}]}
    endless = {k: v for k, v in REVOKED.jwk.items() if k != "signs_until"}
    yield accepted(
        "what was revoked stays so, beside an entry with a number too large for anything",
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


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call; ValueError if two cases share a name."""
    cases = [
        found for group in (shapes, signers, turns, times, same_time, issuers) for found in group()
    ]
    return {"now": NOW, "trusted": KNOWN, "cases": named_once(cases)}


if __name__ == "__main__":
    write(FILE, generate())
