"""What the benchmarks set beside a code is real: each format's own library verifies it."""

import json
import zlib

import base45  # type: ignore[import-untyped]
import cbor2
import pyseto
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey
from pycose.keys.curves import P256
from pycose.keys.ec2 import EC2Key
from pycose.messages.sign1message import Sign1Message

from benchmarks import other_formats
from chalicelib.verification.qr import Level, matrix
from tests.unit.verification.sample_codes import ATTENDANCE

ED25519 = other_formats.ED25519_KEY.public_key()
PEM = ED25519.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
P256_PEM = other_formats.P256_KEY.public_key().public_bytes(
    Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
)
SAID = [
    ATTENDANCE.meeting_id,
    ATTENDANCE.start,
    ATTENDANCE.utc_offset_min,
    ATTENDANCE.length_min,
    ATTENDANCE.name,
    ATTENDANCE.place,
]


def test_a_jwt_verifies() -> None:
    token = other_formats.jwt(ATTENDANCE)
    found = jws.deserialize_compact(token, OKPKey.import_key(PEM), algorithms=["EdDSA"])
    assert json.loads(found.payload)["att"] == SAID


def test_a_paseto_token_verifies() -> None:
    key = pyseto.Key.new(version=4, purpose="public", key=PEM)
    # Given a deserializer, the library refuses what is over by its own clock.
    found = pyseto.decode(key, other_formats.paseto(ATTENDANCE))
    assert isinstance(found.payload, bytes)
    assert json.loads(found.payload)["att"] == SAID


def test_a_health_card_verifies() -> None:
    digits = other_formats.health_card(ATTENDANCE).removeprefix(other_formats.HEALTH_CARD_PREFIX)
    token = "".join(chr(int(digits[at : at + 2]) + 45) for at in range(0, len(digits), 2))
    found = jws.deserialize_compact(
        token,
        ECKey.import_key(P256_PEM),
        registry=jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False),
    )
    assert json.loads(zlib.decompress(found.payload, wbits=-15))["att"] == SAID


def test_a_dcc_verifies() -> None:
    text = other_formats.dcc(ATTENDANCE).removeprefix(other_formats.DCC_PREFIX)
    message = Sign1Message.decode(zlib.decompress(base45.b45decode(text)))
    numbers = other_formats.P256_KEY.public_key().public_numbers()
    message.key = EC2Key(crv=P256, x=numbers.x.to_bytes(32, "big"), y=numbers.y.to_bytes(32, "big"))
    assert message.verify_signature()
    assert message.payload
    assert cbor2.loads(message.payload)[-65537] == SAID


@pytest.mark.parametrize("level", Level)
def test_a_health_card_takes_digits_alone(level: Level) -> None:
    card = other_formats.health_card(ATTENDANCE)
    as_bytes = "x" * len(card)
    assert len(matrix(card, level)) < len(matrix(as_bytes, level))
