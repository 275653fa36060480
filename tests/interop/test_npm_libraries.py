"""Codes as the service gives them, read by npm's libraries with the published keys; and codes that
those libraries make of the same claims, read by the service."""

import os
from pathlib import Path
from typing import Any

import pytest

from chalicelib.verification.core.checking import Check, Outcome
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.encoding import encode
from chalicelib.verification.issuing import Verification
from chalicelib.verification.signers import SeedSigner
from local.npm import NpmUnavailable
from tests.interop import npm_packages
from tests.interop.codes import (
    STRANGER,
    check_code,
    claims,
    kid_of,
    public_half,
    raw,
    with_a_changed_byte,
)
from tests.interop.npm_packages import Library, encoded


@pytest.fixture(scope="module")
def folder() -> Path:
    try:
        return npm_packages.install(os.environ)
    except NpmUnavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"npm's libraries can't be had: {reason}")


@pytest.fixture(params=["cose-kit", "auth0-cose"])
def library(request: pytest.FixtureRequest, folder: Path) -> Library:
    return Library(request.param, folder)


def key_set(kind: str, published: KeyRing) -> dict[str, Any]:
    if kind == "jwks":
        return {"jwks": published.jwks()}
    return {"coseKeySet": encoded(published.cose_key_set())}


def private_jwk(seed: bytes, kid: str) -> dict[str, str]:
    x, d = encoded(public_half(seed)), encoded(seed)
    return {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x, "d": d}


@pytest.mark.parametrize("kind", ["jwks", "coseKeySet"])
def test_it_verifies_with_the_published_keys_and_refuses_what_was_changed_or_forged(
    library: Library, kind: str, given: Verification, published: KeyRing, seed: bytes
) -> None:
    code = raw(given.token)
    forger = SeedSigner(STRANGER)
    in_its_own_name = raw(encode(given.claims, forger))
    forger.kid = kid_of(seed)
    wrong = [*with_a_changed_byte(code), raw(encode(given.claims, forger)), in_its_own_name]
    found = library.verify([code, *wrong], key_set(kind, published))
    assert found == [claims(given.claims)] + [None] * len(wrong)


def test_a_code_that_it_makes_is_the_one_that_the_service_gives(
    library: Library, given: Verification, published: KeyRing, seed: bytes
) -> None:
    kid, stranger = kid_of(seed), kid_of(STRANGER)
    keys = [(seed, kid), (STRANGER, kid), (STRANGER, stranger)]
    codes = library.sign(claims(given.claims), [private_jwk(*key) for key in keys])
    code, in_our_name, in_its_own_name = codes
    assert check_code(code, published) == Check(Outcome.GENUINE, given.claims)
    assert code == raw(given.token)
    assert check_code(in_our_name, published) == Check(Outcome.NOT_GENUINE)
    assert check_code(in_its_own_name, published) == Check(Outcome.UNKNOWN_ISSUER)
    for changed in with_a_changed_byte(code):
        assert check_code(changed, published).outcome in (
            Outcome.NOT_GENUINE,
            Outcome.UNKNOWN_ISSUER,
        )
