"""Key lists and withdrawals as they should not be: what is passed over, and what counts."""

import json
from collections.abc import Iterable
from typing import Any

from tests.vectors.codes import (
    BASE64URL,
    CTI,
    ISSUED,
    SIGNING,
    STANDBY,
    VERIFY_ONLY,
    Case,
    Code,
    case,
    fetched,
    key,
    payload,
    reference,
    said,
)

GOOD = Code(payload()).text


def left_out(name: str, entry: Any) -> Case:
    trust = {"keys": [entry, VERIFY_ONLY.jwk]}
    return case(f"list: {name}", GOOD, "unknown_issuer", trust=trust)


def counts(name: str, entry: Any, **more: Any) -> Case:
    trust = {"keys": [entry]} | more
    return case(f"list: {name}", GOOD, "genuine", trust=trust, **said())


def odd_entries() -> Iterable[Case]:
    entries = [None, True, 0, 1.5, "", SIGNING.kid, [], [SIGNING.jwk], {}, {"kid": SIGNING.kid}]
    trust = {"keys": [*entries, SIGNING.jwk], "revoked": entries}
    yield case("list: entries that are no keys", GOOD, "genuine", trust=trust, **said())


def public_keys() -> Iterable[Case]:
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
        "list: x in the alphabet of URLs", odd, "genuine", trust={"keys": [signer.jwk]}, **said()
    )
    yield case("list: x in the other alphabet", odd, "unknown_issuer", trust={"keys": [plain]})


def types_and_ids() -> Iterable[Case]:
    value: Any
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


def signing_times() -> Iterable[Case]:
    no_times: list[Any] = [-1, 0.5, 2**53, 1e300, -1e300, "0", "", "NaN", True, False, [], [0], {}]
    for member in ("signs_from", "signs_until", "published_at"):
        for value in no_times:
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
        "list: signs_until before signs_from", GOOD, "not_genuine", trust={"keys": [backwards]}
    )
    earlier = fetched(ISSUED - 1)
    yield counts("signs_from is null", SIGNING.jwk | {"signs_from": None}, **earlier)
    yield case(
        "list: signs_from is null, fetched later",
        GOOD,
        "not_genuine",
        trust={"keys": [SIGNING.jwk | {"signs_from": None}]},
    )
    alone = STANDBY.jwk | {"signs_until": ISSUED - 99}
    yield case(
        "list: signs_until without signs_from",
        Code(payload(), STANDBY).text,
        "genuine",
        trust={"keys": [alone], **earlier},
        **said(),
    )


def members_of_lists() -> Iterable[Case]:
    yield counts("further members", SIGNING.jwk | {"key_ops": None, "ext": 7, "d": []})
    yield counts("no revoked", SIGNING.jwk, revoked=None)
    yield counts(
        "a revoked key whose x is padded",
        SIGNING.jwk,
        revoked=[SIGNING.jwk | {"x": f"{SIGNING.x}="}],
    )
    for member, others in (
        ("keys", (None, True, 0, "", {}, {"0": SIGNING.jwk})),
        ("revoked", (True, False, 0, "", {})),
    ):
        for value in others:
            what = "an object with a key" if value and value is not True else json.dumps(value)
            yield case(
                f"list: {member} is {what}",
                GOOD,
                "could_not_check",
                "keys",
                trust={member: value},
            )


def withdrawal_lists() -> Iterable[Case]:
    withdrawn = reference(CTI)
    for value in (None, True, 0, "", withdrawn, {}, {withdrawn: True}):
        yield case(
            f"list: withdrawals are {json.dumps(value)}",
            GOOD,
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
    yield case("list: entries that are no references", GOOD, "genuine", trust=trust, **said())
