"""The snapshot that the service signs is one that a reader takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.verification.core.public_keys import (
    KeyRing,
    NoSigningKey,
    PublicKey,
    thumbprint,
)
from chalicelib.verification.core.trust_snapshot import (
    AcceptedList,
    TrustedIssuer,
    read_snapshot,
)
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.signers import Signer
from chalicelib.verification.snapshot import PublishedLists, unsigned_snapshot
from chalicelib.verification.vault import FileVault
from tests.unit.verification.sample_codes import KEY, NOW, PUBLIC, SIGNER

MOMENT = int(NOW.timestamp())
ISSUER = "https://codes.example.org"
LISTS = PublishedLists(ISSUER, "Tür & <more>", KeyRing({KEY.kid: KEY}), ["AAAA", "BBBB"])
TRUSTED = {ISSUER: TrustedIssuer({thumbprint(PUBLIC)})}


def signed_snapshot(lists: PublishedLists, signer: Signer, now: int) -> str:
    unsigned = unsigned_snapshot(lists, signer, now)
    return unsigned.text(signer.sign(unsigned.signed))


def test_a_reader_takes_it_as_of_the_full_hour() -> None:
    read = read_snapshot(signed_snapshot(LISTS, SIGNER, MOMENT), TRUSTED, MOMENT)
    assert read.as_of == MOMENT - MOMENT % 3600
    assert (read.issuer, read.name, read.withdrawals) == (ISSUER, LISTS.name, ["AAAA", "BBBB"])
    assert KeyRing.from_jwks(read.jwks) == LISTS.ring


@pytest.mark.parametrize(("later", "said"), [(60, 60), (300, 300), (900, 300)])
def test_of_a_new_key_it_is_as_of_when_it_had_signed_for_five_minutes(
    later: int, said: int
) -> None:
    begins = MOMENT - MOMENT % 3600 + 7
    key = PublicKey(PUBLIC, signs_from=begins)
    lists = PublishedLists(ISSUER, "", KeyRing({key.kid: key}), ())
    read = read_snapshot(signed_snapshot(lists, SIGNER, begins + later), TRUSTED, begins + later)
    assert read.as_of == begins + said


def test_the_one_after_a_revocation_is_taken_by_who_had_one_of_the_same_hour(
    tmp_path: Path,
) -> None:
    store, full_hour = KeyStore(FileVault(tmp_path)), MOMENT - MOMENT % 3600

    def snapshot(now: int) -> str:
        lists = replace(LISTS, ring=store.ring())
        return signed_snapshot(lists, store.signer(datetime.fromtimestamp(now, UTC)), now)

    first = store.ensure_signing_key(NOW - timedelta(days=100))
    trusted = {ISSUER: TrustedIssuer({thumbprint(first.public)})}
    before = read_snapshot(snapshot(full_hour + 60), trusted, full_hour + 60)
    for revoked_at in (61, 3000):
        store.revoke(
            store.ring().signing(full_hour + revoked_at).kid,
            datetime.fromtimestamp(full_hour + revoked_at, UTC),
        )
        now = full_hour + revoked_at + 1
        trusted = {ISSUER: TrustedIssuer((), AcceptedList(before.as_of, before.jwks))}
        after = read_snapshot(snapshot(now), trusted, now)
        assert first.kid in KeyRing.from_jwks(after.jwks).revoked
        assert before.as_of < after.as_of <= now
        before = after


def test_without_a_signing_key_there_is_none() -> None:
    with pytest.raises(NoSigningKey):
        signed_snapshot(PublishedLists(ISSUER, "", KeyRing(), ()), SIGNER, MOMENT)
