"""Cases at the edges of the rules: a text's two ends, equal times, every claim's bounds, the order
in which keys are listed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.vectors.codes import (
    DAY,
    EXPIRES,
    FULL,
    ISSUED,
    NOW,
    REVOKED,
    ROTATED,
    SAMPLE,
    SIGNING,
    SMALL_ORDER,
    STANDBY,
    START,
    STRANGER,
    VERIFY_ONLY,
    Case,
    Code,
    attendance,
    case,
    claims,
    fetched,
    header,
    key,
    listed,
    payload,
    with_claim,
)

HOUR = 3600
MIDNIGHT = START - 19 * HOUR  # of 17 November at UTC-06:00
SPACES = {"\t": "tab", "\n": "line feed", "\v": "vertical tab", "\f": "form feed", "\r": "return"}
NO_SPACES = {
    "\x00": "NUL",
    "\x1c": "file separator",
    "\x1f": "unit separator",
    "\x85": "next line",
    "\xa0": "no-break space",
    "\u2003": "em space",
    "\u200b": "zero-width space",
    "\u3000": "ideographic space",
    "\ufeff": "byte order mark",
}
"""What some languages' trim functions take off too."""
LOOK_ALIKE = {
    "K": "\u212a",  # the sign of the kelvin, which is lower-cased to k
    "S": "\u00df",  # which is upper-cased to SS
    "A": "\uff21",  # full width
    "I": "\ufb01",  # a ligature, which is upper-cased to FI
}


def said(**changed: Any) -> Case:
    return {"attendance": attendance(claims(**changed))}


def text_ends() -> Iterable[Case]:
    good = Code(payload()).text
    link = f"https://waypost.example.org/v#{good}"
    for space, name in (SPACES | {" ": "space"}).items():
        yield case(f"{name} before", space + good, "genuine")
        yield case(f"{name} after", good + space, "genuine")
        yield case(f"{name} after a link", link + space, "genuine")
        yield case(f"{name} after the number sign", link.replace("#", f"#{space}"), "unreadable")
    for space, name in NO_SPACES.items():
        yield case(f"{name} before", space + good, "unreadable")
        yield case(f"{name} after", good + space, "unreadable")
    yield case("number sign before", f"#{good}", "genuine")
    yield case("two number signs before", f"##{good}", "genuine")
    yield case("number sign after", f"{good}#", "unreadable")
    yield case("space and number sign after", f"{good} #", "unreadable")
    yield case("number sign only", "#", "unreadable")
    yield case("number sign in percent code", link.replace("#", "%23"), "unreadable")
    yield case("full stop after", f"{good}.", "unreadable")
    yield case("query after", f"{link}?from=mail", "unreadable")
    yield case("link of 700 characters", f"https://x.example/{'a' * 700}#{good}", "genuine")


def letter_case() -> Iterable[Case]:
    good = Code(payload()).text
    letters = enumerate(good)
    every_other = "".join(char.lower() if at % 2 else char for at, char in letters)
    yield case("every other letter in lower case", every_other, "genuine")
    yield case("first letter in lower case", good[:2].lower() + good[2:], "genuine")
    yield case("last letter in lower case", good[:-1] + good[-1].lower(), "genuine")
    link = f"https://waypost.example.org/v#{good}"
    yield case("link in upper case", link.upper(), "genuine")
    yield case("link in lower case", link.lower(), "genuine")
    for letter, other in LOOK_ALIKE.items():
        changed = good.replace(letter, other, 1)
        yield case(f"{other!a} in the place of {letter}", changed, "unreadable")


def equal_times() -> Iterable[Case]:
    def at(name: str, now: int, outcome: str, **changed: Any) -> Case:
        code = Code(payload(**changed)).text
        return case(name, code, outcome, now=now, trust=fetched(now), **said(**changed))

    yield at("lives for a second, in it", ISSUED, "genuine", exp=ISSUED + 1)
    yield at("lives for a second, after it", ISSUED + 1, "expired", exp=ISSUED + 1)
    yield at("issued in this second", ISSUED, "genuine")
    leap = 1_483_228_800  # 1 January 2017, after a leap second, which epoch seconds do not count
    signer = key("before the leap second", leap - 100 * DAY)
    old = Code(payload(iat=leap - 50 * DAY, exp=leap), signer).text
    for now, outcome in ((leap - 1, "genuine"), (leap, "expired")):
        trust = fetched(now, keys=[signer.jwk])
        yield case(f"over after a leap second, {outcome}", old, outcome, now=now, trust=trust)

    good = Code(payload()).text
    later = fetched(NOW + 10 * DAY)
    yield case("lists fetched in ten days, by this clock", good, "genuine", trust=later)
    stranger = Code(payload(), STRANGER).text
    yield case(
        "unknown key, keys fetched 300 s from now",
        stranger,
        "unknown_issuer",
        trust={"keysFetchedAt": NOW + 300},
    )
    yield case(
        "unknown key, keys fetched 301 s from now",
        stranger,
        "could_not_check",
        "keys",
        trust={"keysFetchedAt": NOW + 301},
    )
    standby = Code(payload(), STANDBY).text
    just_then = fetched(ISSUED - 1)
    yield case(
        "standby key, issued in this second", standby, "genuine", now=ISSUED, trust=just_then
    )
    moment = key("one second", ISSUED, ISSUED)
    short = fetched(NOW, keys=[moment.jwk])
    yield case("key of one second, in it", Code(payload(), moment).text, "genuine", trust=short)
    for name, iat in (("before", ISSUED - 1), ("after", ISSUED + 1)):
        code = Code(payload(iat=iat), moment).text
        yield case(f"key of one second, {name} it", code, "not_genuine", rule=7, trust=short)


def rounded_times() -> Iterable[Case]:
    """What the time of issuing may be: it is rounded, and no rule ties it to the meeting's."""

    def given(name: str, **changed: Any) -> Case:
        return case(name, Code(payload(**changed)).text, "genuine", **said(**changed))

    half_past = ["a1b2c3d4", START + 1800, -360, 90, "Tuesday Night", ""]
    yield given("issued at the hour before the start", iat=START, listing=half_past)
    yield given("issued at the start", iat=START)
    yield given("issued a second before the start", iat=START - 1)
    yield given("issued a day before the start", iat=START - DAY)
    yield given("issued five minutes into the key's time", iat=ROTATED + 300)
    yield given("start after the hand-in date", listing=["a1", EXPIRES + DAY, 0, 60, "", ""])
    yield given("start at the hand-in date", listing=["a1", EXPIRES, 0, 60, "", ""])
    for offset, midnight in (
        (-360, MIDNIGHT),
        (0, MIDNIGHT - 6 * HOUR),
        (330, MIDNIGHT - 6 * HOUR - 330 * 60),
        (840, MIDNIGHT - 20 * HOUR),
        (-720, MIDNIGHT + 6 * HOUR),
    ):
        date_only = ["", midnight, offset, 1440, "", ""]
        last_second = midnight + 181 * DAY - 1
        yield given(
            f"date only at offset {offset}", iat=midnight, exp=last_second, listing=date_only
        )
    date_only = ["", ROTATED - 10 * HOUR, -360, 1440, "", ""]
    yield given("date only, of the day of a rotation", iat=ROTATED + 300, listing=date_only)


def bounds() -> Iterable[Case]:
    def within(name: str, position: int, value: Any) -> Case:
        listing = list(FULL)
        listing[position] = value
        code = Code(listed(position, value)).text
        return case(name, code, "genuine", **said(listing=listing))

    def beyond(name: str, body: bytes) -> Case:
        return case(name, Code(body).text, "not_genuine", rule=6)

    yield within("id empty, name not", 0, "")
    yield within("id of one character", 0, "0")
    yield within("id of 12 hyphens", 0, "-" * 12)
    yield within("id of 12 underscores", 0, "_" * 12)
    for odd in (".", " ", "+", "=", "~", "\x7f", "\uff10"):
        yield beyond(f"id with {odd!a}", listed(0, f"a{odd}"))
    yield within("offset 1", 2, 1)
    yield within("offset -1", 2, -1)
    yield beyond("offset 2^64 - 1", listed(2, 2**64 - 1))
    yield beyond("offset -2^53", listed(2, -(2**53)))
    yield within("length 1440", 3, 1440)
    yield beyond("length 2^64 - 1", listed(3, 2**64 - 1))
    yield beyond("start is 2^53", listed(1, 2**53))
    yield within("name empty", 4, "")
    yield within("name of 32 bytes", 4, "a" * 32)
    yield within("name of eight letters of four bytes", 4, "\U0001f600" * 8)
    yield within("name of letters that combine", 4, "e\u0301" * 10)
    yield within("name with the last code point", 4, "\U0010ffff\uffff")
    yield beyond("name of nine letters of four bytes", listed(4, "\U0001f600" * 9))
    yield beyond("name of 31 bytes and a letter of two", listed(4, "a" * 31 + "é"))
    yield within("place empty", 5, "")
    yield within("place of 20 bytes", 5, "a" * 20)
    yield within("place of five letters of four bytes", 5, "\U0001f600" * 5)
    yield beyond("place of 19 bytes and a letter of two", listed(5, "a" * 19 + "é"))
    for what, bad in (
        ("five bytes", b"\xf8\x88\x80\x80\x80"),
        ("beyond the last code point", b"\xf4\x90\x80\x80"),
        ("overlong in three bytes", b"\xe0\x80\x80"),
        ("half of a letter", b"\xc3"),
        ("a second byte alone", b"\x80"),
    ):
        whole = listed(4, "?" * len(bad))
        text_of_it = bytes([0x60 | len(bad)])
        changed = whole.replace(text_of_it + b"?" * len(bad), text_of_it + bad)
        yield beyond(f"name not UTF-8: {what}", changed)
    yield beyond("iat is 2^37", payload(iat=2**37, exp=2**37 + 1))
    yield beyond("exp is zero", payload(exp=0))
    yield beyond("cti head in three bytes", with_claim(7, b"\x59\x00\x0a" + bytes(10)))
    late = payload(iat=2**37 - 2, exp=2**37 - 1)
    yield case("issued in the last second but one", Code(late).text, "not_yet_valid")


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


GROUPS = (
    text_ends,
    letter_case,
    equal_times,
    rounded_times,
    bounds,
    listed_keys,
    odd_signatures,
)
