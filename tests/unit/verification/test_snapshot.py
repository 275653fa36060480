"""The snapshot that the service signs is one that a reader takes."""

import pytest

from chalicelib.verification.core.public_keys import (
    KeyRing,
    NoSigningKey,
    PublicKey,
    thumbprint,
)
from chalicelib.verification.core.trust_snapshot import TrustedIssuer, read_snapshot
from chalicelib.verification.snapshot import PublishedLists, signed_snapshot
from tests.unit.verification.sample_codes import KEY, NOW, PUBLIC, SIGNER

MOMENT = int(NOW.timestamp())
ISSUER = "https://codes.example.org"
LISTS = PublishedLists(ISSUER, "Tür & <more>", KeyRing({KEY.kid: KEY}), ["AAAA", "BBBB"])
TRUSTED = {ISSUER: TrustedIssuer({thumbprint(PUBLIC)})}


def test_a_reader_takes_it_as_of_the_full_hour() -> None:
    read = read_snapshot(signed_snapshot(LISTS, SIGNER, MOMENT), TRUSTED, MOMENT)
    assert read.as_of == MOMENT - MOMENT % 3600
    assert (read.issuer, read.name, read.withdrawals) == (ISSUER, LISTS.name, ["AAAA", "BBBB"])
    assert KeyRing.from_jwks(read.jwks) == LISTS.ring


def test_a_key_signs_none_as_of_before_its_turn() -> None:
    begins = MOMENT - MOMENT % 3600 + 7
    key = PublicKey(PUBLIC, signs_from=begins)
    lists = PublishedLists(ISSUER, "", KeyRing({key.kid: key}), ())
    read = read_snapshot(signed_snapshot(lists, SIGNER, begins + 60), TRUSTED, begins + 60)
    assert read.as_of == begins


def test_without_a_signing_key_there_is_none() -> None:
    with pytest.raises(NoSigningKey):
        signed_snapshot(PublishedLists(ISSUER, "", KeyRing(), ()), SIGNER, MOMENT)
