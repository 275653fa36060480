"""The strict reader against the examples of RFC 8949 and another implementation's encoder."""

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.verification.core.strict_cbor import MAX_DEPTH, Malformed, Map, Simple, Tagged, read

# RFC 8949 appendix A, except what has a length left open, a float or a simple value
EXAMPLES: list[tuple[str, Any]] = [
    ("00", 0),
    ("01", 1),
    ("0a", 10),
    ("17", 23),
    ("1818", 24),
    ("1819", 25),
    ("1864", 100),
    ("1903e8", 1000),
    ("1a000f4240", 1000000),
    ("1b000000e8d4a51000", 1000000000000),
    ("1bffffffffffffffff", 18446744073709551615),
    ("c249010000000000000000", Tagged(2, b"\x01" + bytes(8))),
    ("3bffffffffffffffff", -18446744073709551616),
    ("c349010000000000000000", Tagged(3, b"\x01" + bytes(8))),
    ("20", -1),
    ("29", -10),
    ("3863", -100),
    ("3903e7", -1000),
    ("c074323031332d30332d32315432303a30343a30305a", Tagged(0, "2013-03-21T20:04:00Z")),
    ("c11a514b67b0", Tagged(1, 1363896240)),
    ("d74401020304", Tagged(23, b"\x01\x02\x03\x04")),
    ("d818456449455446", Tagged(24, b"dIETF")),
    ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", Tagged(32, "http://www.example.com")),
    ("40", b""),
    ("4401020304", b"\x01\x02\x03\x04"),
    ("60", ""),
    ("6161", "a"),
    ("6449455446", "IETF"),
    ("62225c", '"\\'),
    ("62c3bc", "ü"),
    ("63e6b0b4", "水"),
    ("64f0908591", "\U00010151"),
    ("80", []),
    ("83010203", [1, 2, 3]),
    ("8301820203820405", [1, [2, 3], [4, 5]]),
    ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", list(range(1, 26))),
    ("a0", Map(())),
    ("a201020304", Map(((1, 2), (3, 4)))),
    ("a26161016162820203", Map((("a", 1), ("b", [2, 3])))),
    ("826161a161626163", ["a", Map((("b", "c"),))]),
    (
        "a56161614161626142616361436164614461656145",
        Map((("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E"))),
    ),
]
FLOATS_AND_SIMPLE_VALUES = """
    f90000 f98000 f93c00 fb3ff199999999999a f93e00 f97bff fa47c35000 fa7f7fffff fb7e37e43c8800759c
    f90001 f90400 f9c400 fbc010666666666666 f97c00 f97e00 f9fc00 f4 f5 f6 f7 f0 f8ff
""".split()
LONGER_FLOATS = """
    fa7f800000 fa7fc00000 faff800000 fb7ff0000000000000 fb7ff8000000000000 fbfff0000000000000
""".split()
LENGTHS_LEFT_OPEN = """
    5f42010243030405ff 7f657374726561646d696e67ff 9fff 9f018202039f0405ffff 9f01820203820405ff
    83018202039f0405ff 83019f0203ff820405
    9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff
    bf61610161629f0203ffff 826161bf61626163ff bf6346756ef563416d7421ff
""".split()
# RFC 8949 appendix F, and items that are not whole
NOT_WELL_FORMED = """
    18 19 1a 1b 1901 1a0102 1b01020304050607 38 58 78 98 9a01ff00 b8 d8 f8 f900 fa0000 fb000000
    41 61 5affffffff00 5bffffffffffffffff010203 7affffffff00 7b7fffffffffffffff010203
    81 818181818181818181 8200 a1 a20102 a100 a2000000 c0
    5f4100 7f6100 9f 9f0102 bf bf01020102 819f 9f8000 9f9f9f9f9fffffffff ff
    1c 1d 1e 3c 3d 3e 5c 5d 5e 7c 7d 7e 9c 9d 9e bc bd be dc dd de fc fd fe
    f800 f801 f818 f81f 1f 3f df
""".split()


@pytest.mark.parametrize(("encoded", "value"), EXAMPLES, ids=[encoded for encoded, _ in EXAMPLES])
def test_reads_the_examples_of_the_rfc(encoded: str, value: Any) -> None:
    found = read(bytes.fromhex(encoded))
    assert (found.value, found.deterministic) == (value, True)


@pytest.mark.parametrize("encoded", FLOATS_AND_SIMPLE_VALUES)
def test_a_float_or_simple_value_is_never_taken_for_a_number(encoded: str) -> None:
    found = read(bytes.fromhex(encoded))
    assert type(found.value) is Simple
    assert found.deterministic


@pytest.mark.parametrize("encoded", LONGER_FLOATS)
def test_a_float_longer_than_it_needs_is_not_deterministic(encoded: str) -> None:
    assert not read(bytes.fromhex(encoded)).deterministic


@pytest.mark.parametrize("encoded", ["", *LENGTHS_LEFT_OPEN, *NOT_WELL_FORMED])
def test_what_is_open_cut_off_or_reserved_is_malformed(encoded: str) -> None:
    with pytest.raises(Malformed):
        read(bytes.fromhex(encoded))


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        ("1817", "23 in two bytes"),
        ("1900ff", "255 in three bytes"),
        ("1a0000ffff", "65535 in five bytes"),
        ("1b00000000ffffffff", "2^32 - 1 in nine bytes"),
        ("3817", "-24 in two bytes"),
        ("5800", "an empty byte string with a long head"),
        ("7800", "an empty text with a long head"),
        ("9800", "an empty array with a long head"),
        ("b800", "an empty map with a long head"),
        ("d81200", "a short tag in two bytes"),
        ("a202000100", "keys in the wrong order"),
        ("a22000181800", "keys in length-first order"),
        ("a201000100", "a key twice"),
        ("c243010000", "a bignum that fits an integer"),
        ("c24a00010000000000000000", "a bignum with a leading zero"),
        ("c340", "an empty bignum"),
        ("61ff", "text that is not UTF-8"),
        ("63eda080", "text with a surrogate"),
        ("62c080", "text in an overlong form"),
        ("f97e01", "a NaN with a load"),
        ("f9fe00", "a negative NaN"),
        ("fa3f800000", "1.0 in five bytes"),
        ("fb3ff0000000000000", "1.0 in nine bytes"),
    ],
)
def test_another_form_of_a_value_is_told(encoded: str, why: str) -> None:
    assert not read(bytes.fromhex(encoded)).deterministic, why


@pytest.mark.parametrize(
    ("encoded", "tag", "value"),
    [
        ("d9d9f701", 55799, 1),  # self-described CBOR
        ("d81c01", 28, 1),  # shared
        ("d9010280", 258, []),  # a set
        ("c24107", 2, b"\x07"),
        ("d81e820100", 30, [1, 0]),  # one divided by nothing
    ],
)
def test_a_tag_is_not_interpreted(encoded: str, tag: int, value: Any) -> None:
    assert read(bytes.fromhex(encoded)).value == Tagged(tag, value)


def test_eight_levels_are_read_and_nine_are_not() -> None:
    inside = b"\x81" * (MAX_DEPTH - 1) + b"\x00"
    assert read(inside).deterministic
    for deeper in (b"\x81" + inside, b"\xa1\x00" + inside, b"\xc1" + inside):
        with pytest.raises(Malformed):
            read(deeper)


def test_an_array_of_more_items_than_there_are_bytes_ends_at_once() -> None:
    with pytest.raises(Malformed):
        read(b"\x9b" + b"\xff" * 8 + b"\x00" * 300)


def plain(value: Any) -> Any:
    """A value read, as Python has it."""
    if isinstance(value, Map):
        return {key: plain(inner) for key, inner in value.pairs}
    if isinstance(value, Tagged):
        number = int.from_bytes(value.value, "big")
        return number if value.number == 2 else -1 - number
    return [plain(inner) for inner in value] if isinstance(value, list) else value


scalars = st.integers(-(2**70), 2**70) | st.binary(max_size=300) | st.text(max_size=80)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    # Keys of one kind: cbor2 sorts by length first (RFC 7049), which is the same order only there.
    keys = (st.integers(0, 2**64 - 1), st.integers(-(2**64), -1), st.text(max_size=30))
    maps = [st.dictionaries(kind, inner, max_size=5) for kind in keys]
    return st.lists(inner, max_size=30) | maps[0] | maps[1] | maps[2] | inner


values = nested(nested(nested(scalars)))


@given(values)
def test_reads_what_another_encoder_wrote_canonically(value: Any) -> None:
    found = read(cbor2.dumps(value, canonical=True))
    assert found.deterministic
    assert plain(found.value) == value


@given(st.floats(width=64))
def test_agrees_with_another_encoder_on_the_shortest_float(number: float) -> None:
    shortest = cbor2.dumps(number, canonical=True)
    assert read(shortest).deterministic
    longest = cbor2.dumps(number)
    assert read(longest).deterministic == (longest == shortest)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_malformed(data: bytes) -> None:
    try:
        found = read(data)
    except Malformed:
        return
    assert type(found.deterministic) is bool


@given(values, st.data())
def test_a_part_of_an_item_is_malformed(value: Any, data: st.DataObject) -> None:
    whole = cbor2.dumps(value, canonical=True)
    end = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Malformed):
        read(whole[:end])
    with pytest.raises(Malformed):
        read(whole + b"\x00")
