"""Codes as the service gives them, read by other people's libraries with the published keys; and
codes that those libraries make of the same claims, read by the service.

A library that lets its user set the protected header gives the very bytes that the service gives.
Where it sets one itself, what it makes is a good CWT and none of our profile; the checker says so.
"""

import base64
from collections.abc import Callable

import cbor2
import cwt
import joserfc.jwk
import pytest
from cwt.cose_key_interface import COSEKeyInterface
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from chalicelib.verification.core.checking import Check, Outcome
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.issuing import Verification
from tests.interop.codes import (
    STRANGER,
    check_code,
    claims,
    kid_of,
    public_half,
    raw,
    with_a_changed_byte,
)


def test_python_cwt_verifies_with_the_jwk_set(given: Verification, published: KeyRing) -> None:
    keys = [cwt.COSEKey.from_jwk(jwk) for jwk in published.jwks()["keys"]]
    data = raw(given.token)
    assert cwt.decode(data, keys) == claims(given.claims)
    for changed in with_a_changed_byte(data):
        with pytest.raises((cwt.VerifyError, cwt.DecodeError, ValueError)):
            cwt.decode(changed, keys)


def test_python_cwt_verifies_with_the_cose_key_set(given: Verification, published: KeyRing) -> None:
    keys = [cwt.COSEKey.new(key) for key in cbor2.loads(published.cose_key_set())]
    data = raw(given.token)
    assert cwt.decode(data, keys) == claims(given.claims)
    for changed in with_a_changed_byte(data):
        with pytest.raises((cwt.VerifyError, cwt.DecodeError, ValueError)):
            cwt.decode(changed, keys)


def test_pycose_verifies_with_the_cose_key_set(given: Verification, published: KeyRing) -> None:
    message = Sign1Message.decode(raw(given.token))
    by_kid = {key[2]: key for key in cbor2.loads(published.cose_key_set())}
    published_key = by_kid.pop(message.phdr[KID])
    for other in by_kid.values():
        message.key = OKPKey.from_dict(other)
        assert not message.verify_signature()
    message.key = OKPKey.from_dict(published_key)
    assert message.verify_signature()
    assert cbor2.loads(message.payload or b"") == claims(given.claims)
    for changed in with_a_changed_byte(raw(given.token)):
        forged = Sign1Message.decode(changed)
        forged.key = OKPKey.from_dict(published_key)
        assert not forged.verify_signature()


def test_pycose_verifies_with_the_jwk_set(given: Verification, published: KeyRing) -> None:
    message = Sign1Message.decode(raw(given.token))
    signer = message.phdr[KID].decode()
    assert signer in {jwk["kid"] for jwk in published.jwks()["keys"]}
    for jwk in published.jwks()["keys"]:
        x = base64.urlsafe_b64decode(jwk["x"] + "=")
        message.key = OKPKey(crv=jwk["crv"].upper(), x=x)
        assert message.verify_signature() is (jwk["kid"] == signer)


def test_another_library_finds_the_same_thumbprint(published: KeyRing) -> None:
    for jwk in published.jwks()["keys"]:
        assert joserfc.jwk.import_key(jwk).thumbprint()[:8] == jwk["kid"]


def cwt_key(seed: bytes, kid: str) -> COSEKeyInterface:
    """python-cwt's own form of a private key."""
    pair = {1: 1, 2: kid.encode(), 3: -8, -1: 6, -2: public_half(seed), -4: seed}
    return cwt.COSEKey.new(pair)


def by_python_cwt(payload: bytes, seed: bytes, kid: str) -> bytes:
    header = {1: -8, 4: kid.encode()}
    made = cwt.COSE.new().encode_and_sign(payload, cwt_key(seed, kid), header, {})
    assert isinstance(made, bytes)
    return made


def by_pycose(payload: bytes, seed: bytes, kid: str) -> bytes:
    message = Sign1Message({Algorithm: EdDSA, KID: kid.encode()}, {}, payload)
    message.key = OKPKey(crv="ED25519", x=public_half(seed), d=seed)
    return message.encode()


@pytest.mark.parametrize("sign", [by_python_cwt, by_pycose])
def test_a_code_that_a_library_makes_is_the_one_that_the_service_gives(
    sign: Callable[[bytes, bytes, str], bytes],
    given: Verification,
    published: KeyRing,
    seed: bytes,
) -> None:
    code = sign(cbor2.dumps(claims(given.claims)), seed, kid_of(seed))
    assert check_code(code, published) == Check(Outcome.GENUINE, given.claims)
    assert code == raw(given.token)
    for changed in with_a_changed_byte(code):
        assert check_code(changed, published).outcome in (
            Outcome.NOT_GENUINE,
            Outcome.UNKNOWN_ISSUER,
        )


@pytest.mark.parametrize("sign", [by_python_cwt, by_pycose])
def test_a_code_that_a_library_signs_with_another_key_is_not_genuine(
    sign: Callable[[bytes, bytes, str], bytes],
    given: Verification,
    published: KeyRing,
    seed: bytes,
) -> None:
    payload = cbor2.dumps(claims(given.claims))
    in_our_name = sign(payload, STRANGER, kid_of(seed))
    assert check_code(in_our_name, published) == Check(Outcome.NOT_GENUINE)
    in_its_own = sign(payload, STRANGER, kid_of(STRANGER))
    assert check_code(in_its_own, published) == Check(Outcome.UNKNOWN_ISSUER)


def test_the_token_that_python_cwt_makes_by_itself_is_not_of_our_profile(
    given: Verification, published: KeyRing, seed: bytes
) -> None:
    """`cwt.encode` puts the kid into the unprotected header and adds the claim 5, `nbf`."""
    key = cwt_key(seed, kid_of(seed))
    made = cwt.encode(claims(given.claims), key)
    header, unprotected, payload, _ = cbor2.loads(made).value
    assert (cbor2.loads(header), unprotected) == ({1: -8}, {4: kid_of(seed).encode()})
    said = cbor2.loads(payload)
    assert said.pop(5)
    assert said == claims(given.claims)
    assert check_code(made, published) == Check(Outcome.NOT_GENUINE)
    within_the_tag_of_a_cwt = cwt.encode(claims(given.claims), key, tagged=True)
    assert check_code(within_the_tag_of_a_cwt, published) == Check(Outcome.UNREADABLE)


def test_the_kid_in_the_unprotected_header_is_not_of_our_profile(
    given: Verification, published: KeyRing, seed: bytes
) -> None:
    """As pycose's own examples write it."""
    payload = cbor2.dumps(claims(given.claims))
    message = Sign1Message({Algorithm: EdDSA}, {KID: kid_of(seed).encode()}, payload)
    message.key = OKPKey(crv="ED25519", x=public_half(seed), d=seed)
    assert check_code(message.encode(), published) == Check(Outcome.NOT_GENUINE)
