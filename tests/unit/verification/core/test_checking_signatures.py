"""The RFC's examples and the Wycheproof suite, on the way that every code takes."""

from collections import Counter
from dataclasses import replace

import pytest

from chalicelib.verification.core import checking
from chalicelib.verification.core.checking import Outcome, check
from chalicelib.verification.core.decoding import SignedCode, decode
from chalicelib.verification.core.public_keys import KeyRing, PublicKey, UnsafeKey
from tests.unit.verification.known_signatures import Signature, rfc_8032, wycheproof
from tests.unit.verification.sample_codes import NOW, trust

SIGNATURES = [*rfc_8032(), *wycheproof()]
REFUSED_KEYS = {"SmallOrderPublicKey", "MixedOrderPublicKey"}
"""Verifiers may differ on signatures of keys that aren't of full order. Here no such key is ever
one of ours, whether or not the signature holds."""

each_case = pytest.mark.parametrize("case", SIGNATURES, ids=lambda case: case.name)


@each_case
def test_its_code_is_judged_as_the_suite_says(
    case: Signature, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode_for_its_message(text: str) -> SignedCode:
        return replace(decode(text), signed_bytes=case.message)

    monkeypatch.setattr(checking, "decode", decode_for_its_message)
    found = check(case.code, trust(ring=KeyRing.from_jwks({"keys": [case.jwk]})), NOW)
    if case.flag in REFUSED_KEYS:
        assert found.outcome is Outcome.UNKNOWN_ISSUER
    elif case.result == "valid":
        assert found.outcome is Outcome.GENUINE
    else:
        assert case.result == "invalid"
        assert found.outcome is Outcome.NOT_GENUINE


@each_case
def test_its_key_verifies_it_as_the_suite_says(case: Signature) -> None:
    if case.flag in REFUSED_KEYS:
        with pytest.raises(UnsafeKey):
            PublicKey(case.public)
    else:
        verified = PublicKey(case.public).verify(case.message, case.signature)
        assert verified is (case.result == "valid")


def test_the_suite_is_the_one_that_is_known() -> None:
    """A newer one may hold cases on which it is to be decided anew."""
    assert Counter((case.result, case.flag) for case in wycheproof()) == {
        ("valid", "Valid"): 47,
        ("valid", "Ktv"): 38,
        ("valid", "TinkOverflow"): 32,
        ("invalid", "InvalidSignature"): 20,
        ("invalid", "TruncatedSignature"): 3,
        ("invalid", "SignatureWithGarbage"): 5,
        ("invalid", "CompressedSignature"): 4,
        ("invalid", "InvalidEncoding"): 22,
        ("invalid", "SignatureMalleability"): 8,
        ("invalid", "InvalidKtv"): 1,
        ("invalid", "MixedOrderPublicKey"): 1,
        ("acceptable", "SmallOrderPublicKey"): 8,
        ("acceptable", "MixedOrderPublicKey"): 21,
    }
