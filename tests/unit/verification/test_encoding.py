"""A code's format: what it says, and how long it is."""

from dataclasses import replace

import pytest
from hypothesis import given

from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.core.decoding import (
    decode,
    read_claims,
)
from chalicelib.verification.core.public_keys import PublicKey
from chalicelib.verification.encoding import encode
from tests.unit.verification.sample_codes import (
    ATTENDANCE,
    LONGEST,
    PUBLIC,
    SIGNER,
    TIME_ONLY,
    any_claims,
    bytes_of,
)

GOLDEN = (
    "d284"  # tag 18, array of 4
    "4d"  # the protected header in 13 bytes:
    "a2012704483149473274"
    "4d4837"  # {1: -8, 4: "1IG2tMH7"}
    "a0"  # the unprotected header: {}
    "584e"  # the payload in 78 bytes:
    "a4"
    "041a6bea5ba8"  # exp 1810521000
    "061a6afd0da8"  # iat 1794969000
    "074aa0a1a2a3a4a5a6a7a8a9"  # cti
    "3a0001000086"  # -65537: [
    "6a61316232633364346535"  # "a1b2c3d4e5"
    "1a6afcf890"  # start 1794963600
    "390167"  # UTC offset -360
    "185a"  # 90 minutes
    "6d54756573646179204e69676874"  # "Tuesday Night"
    "6b537072696e676669656c64"  # "Springfield" ]
    "5840"  # the signature in 64 bytes:
    "8a890aa75aed27d41ba6cff91bdab671f13bad7671fb6e23ae9db2fc33684181"
    "abba4e73064f40b6debfb0604729a510e6b0a21f45ba056a4f9e6ba768542503"
)
TOKEN = encode(ATTENDANCE, SIGNER)


def test_the_format_of_a_code_stays_as_it_is() -> None:
    assert bytes_of(TOKEN).hex() == GOLDEN


@given(any_claims())
def test_a_code_says_what_was_put_in(attendance: AttendanceClaims) -> None:
    code = decode(encode(attendance, SIGNER))
    assert PublicKey(PUBLIC).verify(code.signed_bytes, code.signature)
    assert code.kid == SIGNER.kid
    assert read_claims(code.payload) == attendance


@pytest.mark.parametrize(
    ("attendance", "length"),
    [
        (LONGEST, 194),
        (replace(LONGEST, length_min=256), 195),
        (replace(LONGEST, length_min=1440, utc_offset_min=840), 195),
        (TIME_ONLY, 129),
    ],
    ids=["longest texts", "256 minutes", "24 hours at UTC+14", "date and time only"],
)
def test_a_code_has_at_most_so_many_bytes(attendance: AttendanceClaims, length: int) -> None:
    assert len(bytes_of(encode(attendance, SIGNER))) == length
