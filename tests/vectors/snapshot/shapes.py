"""How a snapshot is written."""

import json
from collections.abc import Iterable
from typing import Any

from tests.vectors.codes import BASE64URL, REVOKED, SIGNING, base64url
from tests.vectors.snapshot.pieces import (
    AS_OF,
    KEYS,
    PAYLOAD,
    PINNED,
    TYPE,
    TYPE_OF_DIGEST,
    Case,
    accepted,
    compact,
    refused,
    replaced,
    signed,
    signed_by_digest,
)


def digests() -> Iterable[Case]:
    yield accepted("its key signed a digest", signed_by_digest())
    other = base64url(compact(PAYLOAD | {"name": "Open Door"}))
    yield refused(
        "another payload than the digest's", "changed", replaced(signed_by_digest(), payload=other)
    )
    whole = {"alg": "EdDSA", "kid": SIGNING.kid, "typ": TYPE}
    yield refused("a digest that is said to be the whole", "changed", signed_by_digest(whole))
    digest = whole | {"typ": TYPE_OF_DIGEST}
    yield refused("the whole that is said to be a digest", "changed", signed(header=digest))


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
