"""Keys put back, and a lost registry made anew: no time is made up, and old codes stay good."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey, PublicKey, State
from chalicelib.verification.key_reader import pack
from chalicelib.verification.key_recovery import (
    KeyRecovery,
    KeySecrets,
    PrivateHalvesMissing,
    contradictions,
    ended,
)
from chalicelib.verification.keys import StepRefused
from chalicelib.verification.kms import KmsKeys, KmsSigner
from chalicelib.verification.private_keys import SeedKeys
from chalicelib.verification.signers import SeedSigner
from chalicelib.verification.vault import FileVault
from tests.unit.verification.fake_kms import FakeKms
from tests.unit.verification.sample_keys import CHANGE, LATER, STACK, at, seeds
from tests.unit.verification.sample_meeting import NOW, SECOND

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lost(tmp_path: Path) -> KeyRecovery:
    """A service's keys after one rotation."""
    keys = KeyRecovery(FileVault(tmp_path / "lost"))
    keys.ensure_signing_key(NOW)
    keys.rotate(LATER)
    return keys


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "found")


@pytest.fixture
def found(vault: FileVault) -> KeyRecovery:
    """Where keys are put back."""
    return KeyRecovery(vault)


DISASTER = LATER + timedelta(days=10)


def states(ring: KeyRing, moment: int) -> list[str]:
    return [key.state(moment).value for key in ring.keys.values()]


def test_with_their_seeds_keys_are_as_they_were(lost: KeyRecovery, found: KeyRecovery) -> None:
    assert found.restore(lost.ring(), lost.secrets(lost.ring()), DISASTER) == lost.ring()
    assert found.ring() == lost.ring()
    assert found.signer(DISASTER).kid == lost.signer(DISASTER).kid
    assert found.ticket_key() == lost.ticket_key()
    assert found.secrets(found.ring()) == lost.secrets(lost.ring())


def test_without_seeds_the_key_ends_now_and_another_begins_at_once(
    lost: KeyRecovery, found: KeyRecovery, vault: FileVault
) -> None:
    first, second, standby = lost.ring().keys.values()
    ring = found.restore(lost.ring(), KeySecrets(), DISASTER)
    new = ring.signing(at(DISASTER))
    assert ring.keys[first.kid] == first
    assert ring.keys[second.kid] == replace(second, signs_until=at(DISASTER))
    assert standby.kid in ring.revoked  # it signed nothing, and never will
    assert found.signer(DISASTER).kid == new.kid
    assert found.signer(DISASTER + SECOND).kid == new.kid
    assert new.published_at == at(DISASTER)
    assert new.signs_from and new.signs_from < at(DISASTER)  # where clocks are behind too
    assert ring.standby() and seeds(vault, ring) == [new.kid, ring.standby().kid]
    assert len(found.ticket_key()) == 32 and found.ticket_key() != lost.ticket_key()
    rotated = found.rotate(DISASTER + timedelta(days=30))
    assert states(rotated, at(DISASTER + timedelta(days=31))) == [
        "verify-only", "verify-only", "verify-only", "signing", "standby",
    ]  # fmt: skip


def test_a_standby_key_whose_seed_is_there_takes_over(
    lost: KeyRecovery, found: KeyRecovery
) -> None:
    first, second, standby = lost.ring().keys.values()
    kept = KeySecrets({standby.kid: lost.secrets(lost.ring()).seeds[standby.kid]})
    ring = found.restore(lost.ring(), kept, DISASTER)
    assert ring.signing(at(DISASTER)).kid == standby.kid
    assert ring.keys[standby.kid].published_at == standby.published_at
    assert found.signer(DISASTER).kid == standby.kid
    assert ring.standby() and not ring.revoked
    assert {first.kid, second.kid} < set(ring.keys)


def test_a_signing_key_goes_on_where_only_the_standby_seed_is_gone(
    lost: KeyRecovery, found: KeyRecovery
) -> None:
    _, second, standby = lost.ring().keys.values()
    kept = KeySecrets({second.kid: lost.secrets(lost.ring()).seeds[second.kid]})
    ring = found.restore(lost.ring(), kept, DISASTER)
    assert ring.signing(at(DISASTER)) == second
    assert standby.kid in ring.revoked
    assert ring.standby() and ring.standby().kid != standby.kid


def test_a_rotation_under_way_to_a_lost_key_ends_nothing(lost: KeyRecovery) -> None:
    first, second, standby = lost.ring().keys.values()
    ring = ended(lost.ring(), {first.kid}, at(LATER + MINUTE))
    assert ring.signing(at(LATER + CHANGE + MINUTE)) == replace(first, signs_until=None)
    assert set(ring.revoked) == {second.kid, standby.kid}


def test_a_rotation_under_way_to_a_key_that_is_there_is_brought_forward(
    lost: KeyRecovery, found: KeyRecovery
) -> None:
    _, second, _ = lost.ring().keys.values()
    kept = KeySecrets({second.kid: lost.secrets(lost.ring()).seeds[second.kid]})
    moment = LATER + MINUTE
    ring = found.restore(lost.ring(), kept, moment)
    assert ring.signing(at(moment)).kid == second.kid
    assert ring.signing(at(moment + 2 * CHANGE)).kid == second.kid
    assert ring.standby()


def test_restored_once_more_it_stays(lost: KeyRecovery, found: KeyRecovery) -> None:
    ring = found.restore(lost.ring(), KeySecrets(), DISASTER)
    assert found.restore(lost.ring(), KeySecrets(), DISASTER + CHANGE) == ring


def test_nothing_is_restored_over_other_keys(lost: KeyRecovery, found: KeyRecovery) -> None:
    found.ensure_signing_key(DISASTER)
    ring = found.ring()
    with pytest.raises(StepRefused, match="other keys"):
        found.restore(lost.ring(), lost.secrets(lost.ring()), DISASTER)
    assert found.ring() == ring


def test_a_seed_of_another_key_is_refused(
    lost: KeyRecovery, found: KeyRecovery, vault: FileVault
) -> None:
    first, second, _ = lost.ring().keys
    other = lost.secrets(lost.ring()).seeds[second]
    with pytest.raises(StepRefused, match=first):
        found.restore(lost.ring(), KeySecrets({first: other}), DISASTER)
    assert vault.names() == set()


def test_a_revoked_key_stays_revoked_and_gets_no_seed(
    lost: KeyRecovery, found: KeyRecovery, vault: FileVault
) -> None:
    kept = lost.secrets(lost.ring())
    first, *_ = lost.ring().keys
    ring = lost.revoke(first, DISASTER)
    assert found.restore(ring, kept, DISASTER) == ring
    assert first not in seeds(vault, ring)


def test_a_service_without_keys_has_none_again(found: KeyRecovery, vault: FileVault) -> None:
    assert found.restore(KeyRing(), KeySecrets(), NOW) == KeyRing()
    assert vault.names() == set()
    with pytest.raises(NoSigningKey):
        found.signer(NOW)


# a lost registry


def lose_registry(tmp_path: Path) -> None:
    (tmp_path / "lost" / "registry").unlink()


@pytest.mark.parametrize("left", [None, b"", b"not a registry"])
def test_a_lost_registry_is_made_anew_as_it_was(
    lost: KeyRecovery, tmp_path: Path, left: bytes | None
) -> None:
    ring, kept = lost.ring(), lost.secrets(lost.ring())
    lose_registry(tmp_path)
    if left is not None:
        (tmp_path / "lost" / "registry").write_bytes(left)
    assert lost.rebuild(KeyRing.from_jwks(ring.jwks()), DISASTER) == ring
    assert KeyRecovery(FileVault(tmp_path / "lost")).ring() == ring
    assert lost.secrets(ring) == kept


def test_a_private_half_of_a_revoked_key_stands_in_no_way(
    lost: KeyRecovery, tmp_path: Path
) -> None:
    """The sweep destroys it later, where that broke off with the revocation."""
    first, *_ = lost.ring().keys
    seed = lost.secrets(lost.ring()).seeds[first]
    ring = lost.revoke(first, DISASTER)
    FileVault(tmp_path / "lost").create(f"seed-{first}", seed)
    lose_registry(tmp_path)
    assert lost.rebuild(ring, DISASTER) == ring


def test_a_ticket_key_that_is_lost_with_the_registry_is_made_anew(
    lost: KeyRecovery, tmp_path: Path
) -> None:
    ring = lost.ring()
    lose_registry(tmp_path)
    (tmp_path / "lost" / "ticket-key").unlink()
    lost.rebuild(ring, DISASTER)
    assert len(KeyRecovery(FileVault(tmp_path / "lost")).ticket_key()) == 32


def test_a_list_from_before_a_rotation_is_refused(lost: KeyRecovery, tmp_path: Path) -> None:
    before = lost.ring()
    *_, newest = lost.rotate(LATER + timedelta(days=31)).keys
    lose_registry(tmp_path)
    with pytest.raises(StepRefused, match=f"{newest}; it is from before a rotation"):
        lost.rebuild(before, DISASTER)
    assert lost.registry() is None


def test_a_key_that_is_to_sign_without_a_seed_ends_only_when_asked(
    lost: KeyRecovery, tmp_path: Path
) -> None:
    ring = lost.ring()
    first, second, standby = ring.keys
    lose_registry(tmp_path)
    (tmp_path / "lost" / f"seed-{second}").unlink()
    with pytest.raises(PrivateHalvesMissing) as refused:
        lost.rebuild(ring, DISASTER)
    assert refused.value.kids == [second]
    assert lost.registry() is None
    rebuilt = lost.rebuild(ring, DISASTER, new_key=True)
    assert rebuilt.signing(at(DISASTER)).kid == standby
    assert rebuilt.keys[second].state(at(DISASTER + SECOND)) is State.VERIFY_ONLY
    assert rebuilt.keys[first] == ring.keys[first]


def test_a_registry_that_is_there_stays_unless_the_list_tells_more(
    lost: KeyRecovery, tmp_path: Path
) -> None:
    old = lost.ring()
    first, second, standby = old.keys.values()
    now = lost.rotate(LATER + timedelta(days=31))
    assert lost.rebuild(old, DISASTER) == now == lost.ring()
    older = pack(KeyRing({**now.keys, standby.kid: standby}))  # as restored from an older export
    FileVault(tmp_path / "lost").write("registry", older)
    assert lost.rebuild(now, DISASTER) == now == lost.ring()
    other = KeyRing({**now.keys, first.kid: replace(first, signs_until=1)})
    with pytest.raises(StepRefused, match=first.kid):
        lost.rebuild(other, DISASTER)
    assert lost.ring() == now
    assert second.kid in now.keys


def test_a_later_list_has_every_key_and_time_of_an_earlier_one(lost: KeyRecovery) -> None:
    before = lost.ring()
    first, second, standby = before.keys
    after = lost.rotate(LATER + timedelta(days=31))
    revoked = lost.revoke(first, DISASTER)
    assert contradictions(before, after) == []
    assert contradictions(after, revoked) == []
    assert contradictions(after, before) == [second, standby, list(after.keys)[-1]]
    assert contradictions(revoked, after) == [first]
    assert contradictions(KeyRing(), before) == []


def test_another_key_of_that_id_and_another_day_of_publishing_contradict(lost: KeyRecovery) -> None:
    ring = lost.ring()
    first, second, standby = ring.keys.values()
    other = PublicKey(SeedSigner(bytes(32)).public, *dates(standby))
    assert contradictions(ring, KeyRing({**ring.keys, standby.kid: other})) == [standby.kid]
    for moved in (
        replace(first, signs_from=1),
        replace(first, signs_until=1),
        replace(first, published_at=1),
    ):
        assert contradictions(ring, KeyRing({**ring.keys, first.kid: moved})) == [first.kid]
    undated = KeyRing({**ring.keys, second.kid: replace(second, published_at=None)})
    assert contradictions(undated, ring) == []
    assert contradictions(ring, undated) == [second.kid]


def dates(key: PublicKey) -> tuple[int | None, int | None, int | None]:
    return key.signs_from, key.signs_until, key.published_at


# keys in KMS


def in_kms(folder: Path, kms: FakeKms) -> KeyRecovery:
    vault = FileVault(folder)
    kinds = KmsKeys(vault, STACK, lambda: kms.client), SeedKeys(vault)
    return KeyRecovery(vault, lambda: kinds)


def test_keys_in_kms_have_no_seed_to_keep_and_outlive_their_registry(
    tmp_path: Path, kms: FakeKms
) -> None:
    keys = in_kms(tmp_path / "lost", kms)
    keys.ensure_signing_key(NOW)
    ring = keys.rotate(LATER)
    assert keys.secrets(ring) == KeySecrets({}, keys.ticket_key())
    lose_registry(tmp_path)
    assert in_kms(tmp_path / "lost", kms).rebuild(ring, DISASTER) == ring
    signer = in_kms(tmp_path / "lost", kms).signer(DISASTER)
    assert ring.keys[signer.kid].verify(b"code", signer.sign(b"code"))


def test_where_kms_is_lost_too_a_new_key_in_it_signs(tmp_path: Path, kms: FakeKms) -> None:
    lost, found = in_kms(tmp_path / "lost", kms), in_kms(tmp_path / "found", kms)
    lost.ensure_signing_key(NOW)
    first, _ = lost.ring().keys
    ring = found.restore(lost.ring(), lost.secrets(lost.ring()), DISASTER)
    signer = found.signer(DISASTER)
    assert isinstance(signer, KmsSigner) and signer.kid != first
    assert ring.keys[first].signs_until == at(DISASTER)
    assert found.ticket_key() == lost.ticket_key()


def test_a_list_from_before_a_rotation_in_kms_is_refused(tmp_path: Path, kms: FakeKms) -> None:
    keys = in_kms(tmp_path / "lost", kms)
    keys.ensure_signing_key(NOW)
    before = keys.ring()
    *_, newest = keys.rotate(LATER).keys
    lose_registry(tmp_path)
    (tmp_path / "lost" / "kms-new").write_bytes(b"arn")  # one that is being made
    with pytest.raises(StepRefused, match=f"know: {newest}; it is from before"):
        keys.rebuild(before, DISASTER)
