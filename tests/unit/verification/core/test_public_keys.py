"""Keys: which ones prove something, who makes the first, and where they rest."""

import base64
import json
import math
from typing import Any

import cbor2
import pytest

from chalicelib.verification.core.public_keys import (
    KeyRing,
    NoSigningKey,
    NotAKeyList,
    PublicKey,
    UnsafeKey,
    key_id,
    thumbprint,
)
from chalicelib.verification.signers import SeedSigner
from tests.unit.verification.known_signatures import RFC_8032
from tests.unit.verification.sample_codes import KEY, PUBLIC, SEED

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
UNSAFE = {
    "y = 0": "00" * 32,
    "y = 0, sign bit": "00" * 31 + "80",
    "y = 1, the neutral element": "01" + "00" * 31,
    "y = -1": "ec" + "ff" * 30 + "7f",
    "order 8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8, sign bit": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order 8, other y": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order 8, other y, sign bit": (
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
    ),
    "y = p": "ed" + "ff" * 30 + "7f",
    "y = p + 1": "ee" + "ff" * 30 + "7f",
    "y = 2^255 - 1": "ff" * 31 + "7f",
    "no point": "02" + "00" * 31,
    "31 bytes": "58" + "66" * 30,
    "33 bytes": "58" + "66" * 32,
    "nothing": "",
}


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_signs_and_verifies_the_examples_of_the_rfc(
    seed: str, public: str, message: str, signature: str
) -> None:
    key = PublicKey(bytes.fromhex(public))
    said, signed = bytes.fromhex(message), bytes.fromhex(signature)
    signer = SeedSigner(bytes.fromhex(seed))
    assert signer.kid == key.kid
    assert signer.sign(said) == signed
    assert key.verify(said, signed)
    assert not key.verify(said + b"\x00", signed)
    for position in range(64):
        changed = bytearray(signed)
        changed[position] ^= 1
        assert not key.verify(said, bytes(changed))


def test_a_signature_has_one_form() -> None:
    _, public, message, signature = (bytes.fromhex(part) for part in RFC_8032[1])
    grown = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    assert not PublicKey(public).verify(message, signature[:32] + grown.to_bytes(32, "little"))
    for other in (b"", signature[:63], signature + b"\x00", bytes(64)):
        assert not PublicKey(public).verify(message, other)


def test_a_key_id_begins_the_thumbprint() -> None:
    # RFC 8037 appendix A.3
    x = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    assert thumbprint(x) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert key_id(x) == "kPrK_qmx"


@pytest.mark.parametrize("encoded", UNSAFE.values(), ids=UNSAFE)
def test_a_key_that_would_prove_nothing_is_refused(encoded: str) -> None:
    with pytest.raises(UnsafeKey):
        PublicKey(bytes.fromhex(encoded))
    x = base64.urlsafe_b64encode(bytes.fromhex(encoded)).decode().rstrip("=")
    with pytest.raises(UnsafeKey):
        PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": x})


@pytest.mark.parametrize(
    "other",
    [{"kty": "RSA"}, {"crv": "Ed448"}, {"crv": None}, {"x": None}, {"x": "A"}, {"x": "é" * 43}],
    ids=str,
)
def test_a_published_key_of_another_kind_is_passed_over(other: dict[str, Any]) -> None:
    odd = KEY.jwk() | other
    with pytest.raises(UnsafeKey):
        PublicKey.from_jwk(odd)
    assert KeyRing.from_jwks({"keys": [odd], "revoked": [odd]}) == KeyRing()
    assert KeyRing.from_jwks({"keys": [odd, KEY.jwk()]}) == KeyRing({KEY.kid: KEY})


def test_the_published_key_set_reads_back_the_same() -> None:
    revoked = PublicKey(bytes.fromhex(RFC_8032[0][1]), 5, 9)
    standby = PublicKey(bytes.fromhex(RFC_8032[1][1]))
    ring = KeyRing({KEY.kid: KEY, standby.kid: standby}, {revoked.kid: revoked})
    assert KeyRing.from_jwks(json.loads(json.dumps(ring.jwks()))) == ring
    assert KeyRing.from_jwks({"keys": []}) == KeyRing()


@pytest.mark.parametrize(
    "body", [None, [], "", {}, {"keys": None}, {"keys": {}}, {"keys": [], "revoked": {}}], ids=str
)
def test_what_has_no_array_of_keys_is_no_key_list(body: object) -> None:
    with pytest.raises(NotAKeyList):
        KeyRing.from_jwks(body)


@pytest.mark.parametrize("entry", [None, True, 7, "key", [], {}, {"kid": 7}], ids=str)
def test_an_entry_that_is_no_key_is_passed_over(entry: object) -> None:
    listed = [entry, KEY.jwk()]
    assert KeyRing.from_jwks({"keys": listed, "revoked": [entry]}) == KeyRing({KEY.kid: KEY})


@pytest.mark.parametrize("name", ["signs_from", "signs_until", "published_at"])
@pytest.mark.parametrize("value", [-1, 0.5, math.inf, math.nan, 2**53, "0", True, []], ids=str)
def test_a_time_that_is_none_leaves_the_key_out(name: str, value: object) -> None:
    with pytest.raises(UnsafeKey):
        PublicKey.from_jwk(KEY.jwk() | {name: value})


def test_a_time_may_be_null_or_have_a_point() -> None:
    jwk = KEY.jwk() | {"signs_from": 5.0, "signs_until": None}
    assert PublicKey.from_jwk(jwk) == PublicKey(KEY.public, 5, None, KEY.published_at)


def test_the_published_sets_hold_public_halves_only() -> None:
    ring = KeyRing({KEY.kid: KEY})
    (jwk,) = ring.jwks()["keys"]
    assert jwk == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64.urlsafe_b64encode(PUBLIC).decode().rstrip("="),
        "kid": KEY.kid,
        "alg": "EdDSA",
        "use": "sig",
        "signs_from": KEY.signs_from,
    }
    assert cbor2.loads(ring.cose_key_set()) == [
        {1: 1, 2: KEY.kid.encode(), 3: -8, -1: 6, -2: PUBLIC}
    ]
    assert SEED not in ring.cose_key_set()


def test_the_signing_key_is_the_one_whose_time_it_is() -> None:
    before = PublicKey(bytes.fromhex(RFC_8032[0][1]), 100, 200)
    after = PublicKey(bytes.fromhex(RFC_8032[1][1]), 201)
    standby = PublicKey(bytes.fromhex(RFC_8032[2][1]))
    ring = KeyRing({key.kid: key for key in (standby, before, after)})
    assert [ring.signing(moment) for moment in (100, 200, 201, 10**9)] == [
        before,
        before,
        after,
        after,
    ]
    with pytest.raises(NoSigningKey):
        ring.signing(99)
