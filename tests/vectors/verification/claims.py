"""The claims that are signed: how they are encoded, their types, their shape and their bounds."""

import struct
from collections.abc import Iterable
from typing import Any

import cbor2

from tests.vectors.codes import (
    CTI,
    DAY,
    EXPIRES,
    FULL,
    LISTING,
    Case,
    Code,
    case,
    claims,
    listed,
    pairs,
    payload,
    said,
    with_claim,
)

NEWER = "could_not_check"


def signed(name: str, body: bytes, outcome: str = "not_genuine") -> Case:
    return case(name, Code(body).text, outcome, *(["newer"] * (outcome != "not_genuine")))


def encoded_claims() -> list[tuple[bytes, bytes]]:
    """The claims' labels and values, each encoded."""
    return [(cbor2.dumps(label), cbor2.dumps(value)) for label, value in claims().items()]


def encoding() -> Iterable[Case]:
    body = payload()
    (exp_key, exp), (iat_key, iat), (cti_key, cti), (own_key, own) = encoded_claims()
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
    yield signed("nests to the eighth level", with_claim(LISTING, b"\x81" * 6 + b"\x00"), NEWER)
    yield signed("nests to the ninth level", with_claim(LISTING, b"\x81" * 7 + b"\x00"))
    yield signed("nests 20 deep", with_claim(LISTING, b"\x81" * 20 + b"\x00"))


def numbers() -> Iterable[Case]:
    exp = cbor2.dumps(EXPIRES)
    nan = b"\xf9\x7e\x00"
    yield signed("exp is NaN", with_claim(4, nan), NEWER)
    yield signed("exp is a long NaN", with_claim(4, b"\xfb\x7f\xf8" + bytes(6)))
    yield signed("exp is NaN with a load", with_claim(4, b"\xf9\x7e\x01"))
    yield signed("exp is infinite", with_claim(4, b"\xf9\x7c\x00"), NEWER)
    yield signed("exp is infinite, long", with_claim(4, b"\xfa\x7f\x80\x00\x00"))
    yield signed("exp is a half float", with_claim(4, b"\xf9\x3c\x00"), NEWER)
    yield signed("exp is a single that fits a half", with_claim(4, b"\xfa\x3f\x80\x00\x00"))
    smallest = struct.pack(">f", 2.0**-24)
    yield signed("exp is a single that fits the smallest half", with_claim(4, b"\xfa" + smallest))
    below = struct.pack(">f", 2.0**-25)
    yield signed("exp is a single below the smallest half", with_claim(4, b"\xfa" + below), NEWER)
    above = struct.pack(">f", 65536.0)
    yield signed("exp is a single above the largest half", with_claim(4, b"\xfa" + above), NEWER)
    double = b"\xfb" + struct.pack(">d", float(EXPIRES) + 0.1)
    yield signed("exp is a double", with_claim(4, double), NEWER)
    double = b"\xfb" + struct.pack(">d", 1.5)
    yield signed("exp is a double that fits a half", with_claim(4, double))
    big = b"\xc2\x49\x01" + bytes(8)
    yield signed("exp is a bignum", with_claim(4, big), NEWER)
    small_bignum = b"\xc2\x44" + EXPIRES.to_bytes(4, "big")
    yield signed("exp is a bignum that fits an integer", with_claim(4, small_bignum))
    zero_led = b"\xc2\x4a\x00\x01" + bytes(8)
    yield signed("exp is a bignum with a leading zero", with_claim(4, zero_led))
    yield signed("exp is a bignum of no bytes", with_claim(4, b"\xc2\x40"))
    yield signed("exp is a bignum's tag on a number", with_claim(4, b"\xc2" + exp), NEWER)
    yield signed("exp is a negative bignum's tag on text", with_claim(4, b"\xc3\x61x"), NEWER)
    yield signed("exp is tagged", with_claim(4, b"\xc1" + exp), NEWER)
    yield signed(
        "exp is a date as text", with_claim(4, b"\xc0\x74" + b"2026-11-17T19:00:00Z"), NEWER
    )
    yield signed("exp is negative", payload(exp=-1), NEWER)
    yield signed("exp is text", payload(exp="soon"), NEWER)
    yield signed("exp is null", payload(exp=None), NEWER)
    yield signed("exp is true", payload(exp=True), NEWER)
    yield signed("exp is simple value 32", with_claim(4, b"\xf8\x20"), NEWER)
    yield signed("exp is a short simple value", with_claim(4, b"\xf8\x10"))
    yield signed("exp is 2^53", payload(exp=2**53), NEWER)
    yield signed("exp is 2^53 - 1", payload(exp=2**53 - 1))
    yield signed("exp is 2^64 - 1", payload(exp=2**64 - 1), NEWER)
    yield signed("iat is 2^53", payload(iat=2**53), NEWER)
    yield signed("iat is negative", payload(iat=-1), NEWER)
    yield signed("iat is true", payload(iat=True), NEWER)


def shapes() -> Iterable[Case]:
    for missing in (4, 6, 7, LISTING):
        rest = {k: v for k, v in claims().items() if k != missing}
        yield signed(f"claim {missing} missing", cbor2.dumps(rest), NEWER)
    yield signed("no claims", b"\xa0", NEWER)
    yield signed("iss as well", cbor2.dumps({1: "us"} | claims()), NEWER)
    (exp_key, exp), (iat_key, iat), (cti_key, cti), (own_key, own) = encoded_claims()
    # Bytewise order puts 24 (18 18) before -1 (20); the older length-first order does not.
    extra = (exp_key, exp, iat_key, iat, cti_key, cti)
    bytewise = pairs(*extra, b"\x18\x18", b"\x00", b"\x20", b"\x00", own_key, own)
    yield signed("further claims in bytewise order", bytewise, NEWER)
    length_first = pairs(*extra, b"\x20", b"\x00", b"\x18\x18", b"\x00", own_key, own)
    yield signed("further claims in length-first order", length_first)
    yield signed("cti of 9 bytes", payload(cti=CTI[:9]), NEWER)
    yield signed("cti of 11 bytes", payload(cti=CTI + b"\x00"), NEWER)
    yield signed("cti is text", payload(cti="A" * 10), NEWER)
    yield signed("listing of 5", payload(listing=list(FULL[:5])), NEWER)
    yield signed("listing of 7", payload(listing=[*FULL, ""]), NEWER)
    yield signed("listing is a map", payload(listing={0: 1}), NEWER)
    yield signed("listing is null", payload(listing=None), NEWER)
    for position, what in enumerate(("id", "start", "offset", "length", "name", "place")):
        yield signed(f"{what} is null", listed(position, None), NEWER)
        yield signed(f"{what} is bytes", listed(position, b"x"), NEWER)
        yield signed(
            f"{what} is a float",
            listed(position, 1.5).replace(cbor2.dumps(1.5), b"\xf9\x3e\x00"),
            NEWER,
        )
    yield signed("start is negative", listed(1, -1), NEWER)
    yield signed("length is negative", listed(3, -1), NEWER)
    for position, what in ((1, "start"), (2, "offset"), (3, "length")):
        yield signed(f"{what} is a bignum", listed(position, 2**64), NEWER)
        yield signed(f"{what} is a negative bignum", listed(position, -(2**64) - 1), NEWER)


def beyond_bounds() -> Iterable[Case]:
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
