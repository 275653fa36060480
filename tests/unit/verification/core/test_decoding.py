"""Nothing but a code of the profile is read as one."""

from dataclasses import replace
from typing import Any

import cbor2
import pytest

from chalicelib.verification.core.claims import AttendanceClaims, InvalidClaims
from chalicelib.verification.core.decoding import (
    MAX_TEXT,
    NewerShape,
    NotOurProfile,
    Unreadable,
    decode,
    read_claims,
)
from chalicelib.verification.core.public_keys import PublicKey
from chalicelib.verification.encoding import encode
from chalicelib.verification.signers import SAMPLE_SIGNER
from tests.unit.verification.sample_codes import (
    ATTENDANCE,
    LONGEST,
    PUBLIC,
    SIGNER,
    bytes_of,
    sign_code,
    text_of,
)

TOKEN = encode(ATTENDANCE, SIGNER)


def claims(attendance: AttendanceClaims = ATTENDANCE, **changed: Any) -> dict[int, Any]:
    """The claims of a code, as they are before encoding."""
    names = ("meeting_id", "start", "utc_offset_min", "length_min", "name", "place")
    listed = [changed.pop(name, getattr(attendance, name)) for name in names]
    said = {4: attendance.expires_at, 6: attendance.issued_at, 7: attendance.reference}
    return {**said, -65537: listed} | {
        {"exp": 4, "iat": 6, "cti": 7, "listed": -65537}[name]: value
        for name, value in changed.items()
    }


def map_of(pairs: dict[Any, Any]) -> bytes:
    """The deterministic encoding, bytewise: cbor2 sorts shorter keys first."""
    encoded = [tuple(cbor2.dumps(part, canonical=True) for part in pair) for pair in pairs.items()]
    return bytes([0xA0 | len(pairs)]) + b"".join(key + value for key, value in sorted(encoded))


@pytest.mark.parametrize(
    "wrap",
    [
        str.lower,
        str.swapcase,
        lambda text: f" \t\r\n{text}\v\f\n",
        lambda text: f"https://waypost.example.org/v#{text}",
        lambda text: f"https://waypost.example.org/v#{text.lower()}\n",
        lambda text: text[:100] + text[100:].lower(),
    ],
    ids=["lower case", "other case", "white space", "link", "link and line end", "mixed case"],
)
def test_case_white_space_and_a_link_do_not_matter(wrap: Any) -> None:
    assert decode(wrap(TOKEN)) == decode(TOKEN)


def test_no_other_text_reads_as_the_same_code() -> None:
    for text in (
        TOKEN + "=" * (-len(TOKEN) % 8),
        TOKEN + "A",
        TOKEN + "A" * 8,
        TOKEN[:50] + " " + TOKEN[50:],
        TOKEN[:50] + "-" + TOKEN[50:],
        TOKEN.replace("I", "1", 1),
        TOKEN.replace("O", "0", 1),
        TOKEN.replace("S", "\u017f", 1),  # long s, whose upper case is S
        TOKEN.replace("I", "\u0131", 1),  # i without a dot, whose upper case is I
        "\u00a0" + TOKEN,
        "\ufeff" + TOKEN,
        "",
        "#",
        TOKEN + "#",
        "\ud800",
    ):
        with pytest.raises(Unreadable):
            decode(text)


def test_the_unused_bits_of_the_last_character_must_be_zero() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    with_unused_bits = [
        encode(replace(ATTENDANCE, name="N" * length), SIGNER) for length in range(5)
    ]
    assert {len(token) % 8 for token in with_unused_bits} == {0, 2, 4, 5, 7}
    for token in with_unused_bits:
        if len(token) % 8:
            last = alphabet[alphabet.index(token[-1]) + 1]
            with pytest.raises(Unreadable):
                decode(token[:-1] + last)


def test_a_text_too_long_for_a_code_is_not_read() -> None:
    def of_length(payload: int) -> str:
        parts = [b"", {}, bytes(payload), bytes(57)]
        return text_of(cbor2.dumps(cbor2.CBORTag(18, parts)))

    assert len(of_length(255)) == MAX_TEXT
    with pytest.raises(NotOurProfile):
        decode(of_length(255))
    with pytest.raises(Unreadable):
        decode(of_length(256))


def test_a_code_cut_anywhere_is_unreadable() -> None:
    data = bytes_of(TOKEN)
    for end in range(len(data)):
        with pytest.raises(Unreadable):
            decode(text_of(data[:end]))
    for start in range(1, len(data)):
        with pytest.raises(Unreadable):
            decode(text_of(data[start:]))
    for end in range(len(TOKEN)):
        with pytest.raises(Unreadable):
            decode(TOKEN[:end])


@pytest.mark.parametrize("more", [b"\x00", b"\xf6", b"\xff", bytes(8), bytes_of(TOKEN)])
def test_bytes_before_or_after_a_code_make_it_unreadable(more: bytes) -> None:
    for data in (bytes_of(TOKEN) + more, more + bytes_of(TOKEN)):
        with pytest.raises(Unreadable):
            decode(text_of(data))


def test_no_changed_byte_leaves_a_signed_code() -> None:
    data = bytes_of(TOKEN)
    key = PublicKey(PUBLIC)
    for position in range(len(data)):
        for mask in (1, 2, 4, 8, 16, 32, 64, 128, 255):
            changed = bytearray(data)
            changed[position] ^= mask
            try:
                code = decode(text_of(bytes(changed)))
            except (Unreadable, NotOurProfile):
                continue
            holds = code.kid == SIGNER.kid and key.verify(code.signed_bytes, code.signature)
            assert not holds, (position, mask)


def head_in_more_bytes(data: bytes, at: int) -> list[bytes]:
    """The same item with the head at that place written in 2, 3, 5 and 9 bytes."""
    major, info = data[at] & 0xE0, data[at] & 31
    if info > 24:
        return []
    argument, end = (info, at + 1) if info < 24 else (data[at + 1], at + 2)
    return [
        data[:at] + bytes([major | 24 + power]) + argument.to_bytes(1 << power, "big") + data[end:]
        for power in range(4)
        if power or info < 24
    ]


# Where the heads of the golden code's frame, header and payload are
@pytest.mark.parametrize("at", [0, 1, 2, 16, 17], ids=["tag", "array", "header", "map", "payload"])
def test_a_longer_head_in_the_frame_is_not_ours(at: int) -> None:
    for longer in head_in_more_bytes(bytes_of(TOKEN), at):
        with pytest.raises(NotOurProfile):
            decode(text_of(longer))


def test_a_longer_head_in_the_header_or_payload_is_not_ours() -> None:
    header = bytes_of(TOKEN)[3:16]
    payload = decode(TOKEN).payload
    for at in (0, 1, 2, 3, 4):
        for longer in head_in_more_bytes(header, at):
            with pytest.raises(NotOurProfile):
                decode(sign_code(payload, longer))
    heads = [0, 1, 7, 13, 14, 25, 30, 31, 50, 52, 66]
    for at in heads:
        for longer in head_in_more_bytes(payload, at):
            assert decode(sign_code(longer)).payload == longer
            with pytest.raises(NotOurProfile):
                read_claims(longer)


@pytest.mark.parametrize(
    "protected",
    [
        b"",
        b"\xa0",
        b"\x80",
        {1: -8},
        {4: b"1IG2tMH7"},
        {1: -8, 4: b"1IG2tMH7", 5: 0},
        {1: -8, 4: b"1IG2tMH7", 2: [4]},
        {1: -8, 4: "1IG2tMH7"},
        {1: -8, 4: b"1IG2tMH"},
        {1: -8, 4: b"1IG2tMH7A"},
        {1: -8, 4: b"1IG2tMH/"},
        {1: -8, 4: b"1IG2tMH\n"},
        {1: -8, 4: b"\xff" * 8},
        {1: -7, 4: b"1IG2tMH7"},
        {1: -53, 4: b"1IG2tMH7"},
        {1: "EdDSA", 4: b"1IG2tMH7"},
        {1: -8.0, 4: b"1IG2tMH7"},
        {1: cbor2.CBORTag(3, b"\x07"), 4: b"1IG2tMH7"},
        {"1": -8, 4: b"1IG2tMH7"},
        bytes.fromhex("a2044831494732744d48370127"),  # kid first
        bytes.fromhex("a30127044831494732744d4837044831494732744d4837"),  # kid twice
        bytes.fromhex("bf0127044831494732744d4837ff"),  # without end
        bytes.fromhex("a20127044831494732744d483700"),  # a trailing byte
    ],
    ids=str,
)
def test_another_protected_header_is_not_ours(protected: Any) -> None:
    encoded = protected if isinstance(protected, bytes) else cbor2.dumps(protected)
    with pytest.raises(NotOurProfile):
        decode(sign_code(decode(TOKEN).payload, encoded))


def test_the_newer_name_of_the_algorithm_is_read() -> None:
    protected = cbor2.dumps({1: -19, 4: SIGNER.kid.encode()})
    code = decode(sign_code(decode(TOKEN).payload, protected))
    assert PublicKey(PUBLIC).verify(code.signed_bytes, code.signature)


@pytest.mark.parametrize("unprotected", [{1: -8}, {4: b"1IG2tMH7"}, {99: None}, {"a": []}], ids=str)
def test_an_unprotected_header_that_holds_something_is_not_ours(unprotected: Any) -> None:
    with pytest.raises(NotOurProfile):
        decode(sign_code(decode(TOKEN).payload, unprotected=unprotected))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_not_ours(length: int) -> None:
    data = bytes_of(TOKEN)[:-66] + cbor2.dumps(bytes(length))
    with pytest.raises(NotOurProfile):
        decode(text_of(data))


@pytest.mark.parametrize(
    "value",
    [
        [b"", {}, b"", bytes(64)],
        cbor2.CBORTag(17, [b"", {}, b"", bytes(64)]),
        cbor2.CBORTag(18, cbor2.CBORTag(18, [b"", {}, b"", bytes(64)])),
        cbor2.CBORTag(61, cbor2.CBORTag(18, [b"", {}, b"", bytes(64)])),
        cbor2.CBORTag(55799, cbor2.CBORTag(18, [b"", {}, b"", bytes(64)])),
        cbor2.CBORTag(18, [b"", {}, b""]),
        cbor2.CBORTag(18, [b"", {}, b"", bytes(64), b""]),
        cbor2.CBORTag(18, [b"", None, b"", bytes(64)]),
        cbor2.CBORTag(18, [b"", {}, None, bytes(64)]),
        cbor2.CBORTag(18, ["", {}, b"", bytes(64)]),
        cbor2.CBORTag(18, {}),
        {},
        0,
        "text",
    ],
    ids=str,
)
def test_what_is_no_cose_sign1_is_unreadable(value: Any) -> None:
    with pytest.raises(Unreadable):
        decode(text_of(cbor2.dumps(value)))


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": ATTENDANCE.issued_at},
        {"exp": ATTENDANCE.issued_at - 1},
        {"exp": ATTENDANCE.issued_at + 366 * 24 * 3600 + 1},
        {"meeting_id": "a" * 13},
        {"meeting_id": "a/b"},
        {"meeting_id": "a\n"},
        {"meeting_id": "é"},
        {"start": 1 << 37},
        {"utc_offset_min": 1440},
        {"utc_offset_min": -1440},
        {"length_min": 0},
        {"length_min": 1441},
        {"name": "N" * 33},
        {"name": "Ä" * 17},
        {"place": "P" * 21},
    ],
    ids=str,
)
def test_a_claim_beyond_its_bounds_was_never_ours(changed: dict[str, Any]) -> None:
    with pytest.raises(NotOurProfile):
        read_claims(cbor2.dumps(claims(**changed)))
    names = {"exp": "expires_at"}
    with pytest.raises(InvalidClaims):
        replace(ATTENDANCE, **{names.get(name, name): value for name, value in changed.items()})


@pytest.mark.parametrize(("iat", "exp"), [((1 << 37) - 60, 1 << 37), (1 << 37, (1 << 37) + 60)])
def test_a_date_that_no_calendar_has_was_never_ours(iat: int, exp: int) -> None:
    with pytest.raises(NotOurProfile):
        read_claims(cbor2.dumps(claims(iat=iat, exp=exp)))
    with pytest.raises(InvalidClaims):
        replace(ATTENDANCE, issued_at=iat, expires_at=exp)


@pytest.mark.parametrize(
    "newer",
    [
        {},
        claims() | {1: "waypost"},
        claims() | {5: 0},
        {key: value for key, value in claims().items() if key != 7},
        claims() | {"a": 0},
        claims(exp=1.5),
        claims(exp=-1),
        claims(exp=1 << 53),
        claims(exp=None),
        claims(exp=True),
        claims(exp=float("nan")),
        claims(exp=float("inf")),
        claims(exp=1 << 64),
        claims(iat=-1),
        claims(iat="soon"),
        claims(cti=bytes(9)),
        claims(cti="A" * 10),
        claims(listed=[]),
        claims(listed=None),
        claims(listed=[*claims()[-65537], ""]),
        claims(start=-1),
        claims(length_min=None),
        claims(utc_offset_min=0.5),
        claims(name=None),
        claims(place=b""),
    ],
    ids=str,
)
def test_claims_of_another_shape_may_be_of_a_later_version(newer: Any) -> None:
    with pytest.raises(NewerShape):
        read_claims(map_of(newer))


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\x60", b"\xa0\x00", b"\xa1\x04", b"\xbf\xff"])
def test_a_payload_that_is_not_one_map_was_never_ours(payload: bytes) -> None:
    with pytest.raises(NotOurProfile):
        read_claims(payload)


def test_the_bounds_themselves_are_within() -> None:
    widest = replace(
        LONGEST,
        start=(1 << 37) - 1,
        utc_offset_min=-1439,
        length_min=1440,
        name="ä" * 16,
        place="日" * 6,
        expires_at=LONGEST.issued_at + 366 * 24 * 3600,
    )
    for attendance in (widest, replace(widest, start=0, utc_offset_min=1439, length_min=1)):
        assert read_claims(decode(encode(attendance, SAMPLE_SIGNER)).payload) == attendance
