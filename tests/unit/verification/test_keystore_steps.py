"""A key's life: standby, signing, verify-only, retired, or revoked; and what each step leaves."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.verification.core.checking import Check, Outcome, Reason, TrustedLists, check
from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey, PublicKey, State
from chalicelib.verification.encoding import encode
from chalicelib.verification.key_reader import pack
from chalicelib.verification.keys import MAX_KEYS, StepRefused, rotate, with_standby
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.signers import SeedSigner
from chalicelib.verification.vault import KeysUnavailable, ParameterVault, Vault
from tests.unit.verification.sample_codes import ATTENDANCE, KEY
from tests.unit.verification.sample_keys import CHANGE, KEPT, LATER, MONTH, at, key_store, seeds
from tests.unit.verification.sample_meeting import NOW, SECOND


@pytest.fixture
def store(vault: Vault) -> KeyStore:
    """Two keys: one that signs, one on standby."""
    made = key_store(vault)
    made.ensure_signing_key(NOW)
    return made


def states(ring: KeyRing, now: datetime) -> list[State]:
    return [key.state(at(now)) for key in ring.keys.values()]


def signed(store: KeyStore, now: datetime) -> str:
    """A code that is given then."""
    said = {name: getattr(ATTENDANCE, name) for name in AttendanceClaims.__slots__}
    said |= {"issued_at": at(now), "expires_at": at(now + timedelta(days=180))}
    return encode(AttendanceClaims(**said), store.signer(now))


def outcome(token: str, ring: KeyRing, now: datetime) -> Check:
    return check(token, TrustedLists(ring, (), at(now), at(now)), now)


def test_the_first_key_signs_at_once_with_the_next_on_standby(store: KeyStore) -> None:
    ring = store.ring()
    assert states(ring, NOW) == [State.SIGNING, State.STANDBY]
    assert [key["published_at"] for key in ring.jwks()["keys"]] == [at(NOW)] * 2
    assert ["signs_from" in key for key in ring.jwks()["keys"]] == [True, False]


def test_a_code_signed_by_a_standby_key_is_not_genuine(store: KeyStore) -> None:
    standby = store.ring().standby()
    assert standby is not None
    token = encode(ATTENDANCE, store.signer_of(standby.kid))
    assert outcome(token, store.ring(), NOW).outcome is Outcome.NOT_GENUINE


def test_an_old_list_knows_the_key_whose_turn_came_since(store: KeyStore) -> None:
    old = store.ring()
    fetched = at(LATER)
    store.rotate(LATER)
    given = LATER + CHANGE + timedelta(hours=8)
    token = signed(store, given)
    offline = TrustedLists(old, (), fetched, fetched)
    assert check(token, offline, given).outcome is Outcome.GENUINE
    assert check(token, offline, LATER + MONTH).outcome is Outcome.GENUINE


def test_the_fullest_registry_fits_a_parameter_and_a_key_can_still_be_revoked(
    parameter_store: Any,
) -> None:
    ring = KeyRing({KEY.kid: replace(KEY, signs_from=at(NOW), published_at=at(NOW))})
    ring, now = with_standby(ring, SeedSigner(bytes(32)).public, at(NOW)), NOW
    while len(ring.keys) < MAX_KEYS:
        now += MONTH
        rotated = rotate(ring, at(now))
        ring = with_standby(rotated, SeedSigner(secrets.token_bytes(32)).public, at(now))
    vault = ParameterVault(parameter_store, "/waypost")
    vault.create("registry", pack(ring))
    store = key_store(vault)
    with pytest.raises(StepRefused, match="60 keys"):
        store.rotate(now + MONTH)
    for _ in range(5):
        store.revoke(store.ring().signing(at(now + MONTH)).kid, now + MONTH)
    ring = key_store(vault).ring()
    assert len(ring.revoked) == 5
    assert ring.signing(at(now + MONTH)).kid not in ring.revoked
    with pytest.raises(KeysUnavailable, match="larger"):
        vault.write("registry", bytes(6145))


def test_a_registry_that_cannot_be_read_is_said_to_be(vault: Vault, store: KeyStore) -> None:
    vault.write("registry", b'{"keys": []}')
    with pytest.raises(KeysUnavailable, match="registry"):
        key_store(vault).ring()


def test_a_key_that_takes_over_signs_where_clocks_are_behind(store: KeyStore) -> None:
    ring = store.revoke(store.ring().signing(at(LATER)).kid, LATER)
    behind = LATER - timedelta(minutes=4)
    assert outcome(signed(store, behind), ring, behind).outcome is Outcome.GENUINE


def test_a_process_that_changes_the_keys_publishes_what_it_wrote(store: KeyStore) -> None:
    """As the sweep, which rotates and then copies the list."""
    assert store.published().ring.standby()
    rotated = store.rotate(LATER)
    assert store.published().ring == rotated
    revoked = store.revoke(next(iter(rotated.keys)), LATER + SECOND)
    assert store.published().ring == revoked


def test_a_key_goes_from_standby_to_retired(store: KeyStore) -> None:
    ring = store.rotate(LATER)
    first, second, third = ring.keys.values()
    assert (first.signs_until, second.signs_from) == (at(LATER + CHANGE), at(LATER + CHANGE))
    assert states(ring, LATER) == [State.SIGNING, State.STANDBY, State.STANDBY]
    after = LATER + CHANGE + SECOND
    assert states(ring, after) == [State.VERIFY_ONLY, State.SIGNING, State.STANDBY]
    a_year = LATER + CHANGE + timedelta(days=366)
    assert states(ring, a_year)[0] is State.VERIFY_ONLY
    assert states(ring, a_year + SECOND)[0] is State.RETIRED
    assert first.kid in {key["kid"] for key in ring.jwks()["keys"]}
    assert ring.standby() == third


def test_codes_of_every_age_verify_through_two_rotations(store: KeyStore) -> None:
    before = signed(store, NOW)
    store.rotate(LATER)
    during = signed(store, LATER + CHANGE - SECOND)
    after = signed(store, LATER + CHANGE + SECOND)
    store.rotate(LATER + MONTH)
    last = LATER + 2 * MONTH
    newest = signed(store, last)
    ring = store.ring()
    tokens = (before, during, after, newest)
    assert [outcome(token, ring, last).outcome for token in tokens] == [Outcome.GENUINE] * 4
    old = NOW + timedelta(days=800)
    assert outcome(before, ring, old).outcome is Outcome.EXPIRED


def test_a_process_that_read_the_keys_before_a_rotation_signs_what_verifies(
    vault: Vault, store: KeyStore
) -> None:
    running = key_store(vault)
    kid = running.signer(LATER).kid
    store.rotate(LATER)
    for moment in (LATER, LATER + timedelta(minutes=1), LATER + CHANGE - SECOND):
        assert running.signer(moment).kid == kid
        token = signed(running, moment)
        assert outcome(token, key_store(vault).ring(), moment).outcome is Outcome.GENUINE
    late = LATER + CHANGE + SECOND  # longer than any process goes without reading them anew
    token = signed(running, late)
    assert outcome(token, key_store(vault).ring(), late).outcome is Outcome.NOT_GENUINE


def test_a_step_that_would_break_codes_is_refused_and_changes_nothing(
    vault: Vault, store: KeyStore
) -> None:
    before = vault.read("registry")
    kept = seeds(vault, store.ring())
    with pytest.raises(StepRefused, match="30 days"):
        store.rotate(LATER - SECOND)
    with pytest.raises(StepRefused, match="standby"):
        store.add_standby(LATER)
    with pytest.raises(StepRefused, match="nosuchid"):
        store.revoke("nosuchid", LATER)
    assert vault.read("registry") == before
    assert seeds(vault, store.ring()) == kept
    rotated = store.rotate(LATER)
    with pytest.raises(StepRefused, match="under way"):
        store.rotate(LATER + SECOND)
    assert key_store(vault).ring() == rotated


def test_before_the_first_key_there_is_no_step(vault: Vault) -> None:
    store = key_store(vault)
    for step in (store.rotate, store.add_standby, lambda now: store.revoke("nosuchid", now)):
        with pytest.raises(NoSigningKey):
            step(NOW)
    assert store.ensure_signing_key(NOW).state(at(NOW)) is State.SIGNING


def test_without_a_standby_key_one_is_made_and_signs_a_month_later(
    vault: Vault, store: KeyStore
) -> None:
    first, _ = store.ring().keys.values()
    vault.write("registry", pack(KeyRing({first.kid: first})))
    with pytest.raises(StepRefused, match="no standby key"):
        store.rotate(LATER)
    with pytest.raises(StepRefused, match="take over"):
        store.revoke(first.kid, LATER)
    assert states(store.add_standby(LATER), LATER) == [State.SIGNING, State.STANDBY]
    with pytest.raises(StepRefused, match="30 days"):
        store.rotate(LATER + MONTH - SECOND)
    store.rotate(LATER + MONTH)
    assert signed(store, LATER + MONTH + CHANGE)


def test_the_standby_key_takes_over_from_a_revoked_one_in_the_same_minute(
    vault: Vault, store: KeyStore
) -> None:
    first, standby = store.ring().keys.values()
    lost = signed(store, NOW)
    ring = store.revoke(first.kid, LATER)
    assert store.signer(LATER).kid == standby.kid
    assert outcome(signed(store, LATER), ring, LATER).outcome is Outcome.GENUINE
    assert first.kid not in {key["kid"] for key in ring.jwks()["keys"]}
    assert [key["kid"] for key in ring.jwks()["revoked"]] == [first.kid]
    assert first.kid.encode() not in ring.cose_key_set()
    result = outcome(lost, ring, LATER)
    assert (result.outcome, result.reason) == (Outcome.WITHDRAWN, Reason.KEY_REVOKED)
    assert states(ring, LATER) == [State.SIGNING, State.STANDBY]
    assert first.kid not in seeds(vault, ring)
    with pytest.raises(NoSigningKey):
        key_store(vault).signer_of(first.kid).sign(b"")
    with pytest.raises(StepRefused):
        store.revoke(first.kid, LATER)


@pytest.mark.parametrize("which", [0, 1, 2], ids=["the old", "the new", "the standby"])
@pytest.mark.parametrize("after", [SECOND, CHANGE - SECOND, CHANGE + SECOND])
def test_whichever_key_is_revoked_around_a_rotation_one_signs_at_every_moment(
    store: KeyStore, which: int, after: timedelta
) -> None:
    kid = list(store.rotate(LATER).keys)[which]
    moment = LATER + after
    ring = store.revoke(kid, moment)
    assert kid in ring.revoked
    assert ring.standby() is not None
    for later in (SECOND, CHANGE, CHANGE + SECOND, MONTH):
        token = signed(store, moment + later)
        assert outcome(token, ring, moment + later).outcome is Outcome.GENUINE
    again = store.rotate(moment + 2 * MONTH)
    assert signed(store, moment + 2 * MONTH + CHANGE)
    assert kid not in again.keys


def test_a_seed_is_destroyed_once_no_ticket_can_need_it(vault: Vault, store: KeyStore) -> None:
    ring = store.rotate(LATER)
    first, second, third = ring.keys
    ended = LATER + CHANGE
    assert store.destroy_old_private_keys(ended + KEPT, KEPT) == []
    assert seeds(vault, ring) == [first, second, third]
    assert store.destroy_old_private_keys(ended + KEPT + SECOND, KEPT) == [first]
    assert seeds(vault, ring) == [second, third]
    assert store.destroy_old_private_keys(ended + MONTH, KEPT) == []
    assert store.ring() == ring
    assert signed(store, ended + MONTH)


def test_a_seed_left_behind_by_a_broken_off_revocation_is_destroyed(
    vault: Vault, store: KeyStore
) -> None:
    first, _ = store.ring().keys
    ring = store.revoke(first, NOW)
    vault.create(f"seed-{first}", bytes(32))
    assert store.destroy_old_private_keys(NOW, KEPT) == [first]
    assert first not in seeds(vault, ring)


class Interrupting:
    """A vault in which another operator tries a step while the registry is being written."""

    def __init__(self, vault: Vault, other: Any) -> None:
        self._vault, self._other = vault, other
        self.refusals: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vault, name)

    def write(self, name: str, value: bytes) -> None:
        try:
            if name == "registry":
                self._other()
        except StepRefused as reason:
            self.refusals.append(str(reason))
        self._vault.write(name, value)


def test_two_operators_at_once_do_not_undo_each_others_steps(vault: Vault, store: KeyStore) -> None:
    first, standby = store.ring().keys
    slow = Interrupting(vault, lambda: key_store(vault).revoke(first, LATER))
    rotated = key_store(slow).rotate(LATER)
    assert slow.refusals == ["another step is under way: wait for it, at most ten minutes"]
    assert key_store(vault).ring() == rotated
    revoked = key_store(vault).revoke(first, LATER)
    slow = Interrupting(vault, lambda: key_store(vault).rotate(LATER))
    other = key_store(slow).revoke(standby, LATER)
    assert len(slow.refusals) == 1
    assert set(other.revoked) == {first, standby}
    assert set(key_store(vault).ring().keys) | {standby} == set(revoked.keys) | set(other.keys)


def test_a_step_that_was_broken_off_holds_others_up_for_ten_minutes(
    vault: Vault, store: KeyStore
) -> None:
    vault.create("step", str(at(LATER)).encode())
    with pytest.raises(StepRefused, match="ten minutes"):
        store.rotate(LATER + timedelta(minutes=10) - SECOND)
    assert store.rotate(LATER + timedelta(minutes=10))
    assert vault.read("step") is None


def test_the_step_after_one_that_was_broken_off_holds_others_up_as_well(
    vault: Vault, store: KeyStore
) -> None:
    first, _ = store.ring().keys
    vault.create("step", str(at(LATER - timedelta(minutes=10))).encode())
    slow = Interrupting(vault, lambda: key_store(vault).revoke(first, LATER))
    rotated = key_store(slow).rotate(LATER)
    assert len(slow.refusals) == 1
    assert key_store(vault).ring() == rotated


def test_a_step_that_fails_leaves_the_way_free(vault: Vault, store: KeyStore) -> None:
    with pytest.raises(StepRefused):
        store.rotate(NOW)
    assert vault.read("step") is None
    assert store.rotate(LATER)


def test_published_times_read_back(store: KeyStore) -> None:
    ring = store.revoke(next(iter(store.rotate(LATER).keys)), LATER)
    assert KeyRing.from_jwks(ring.jwks()) == ring
    (gone,) = ring.revoked.values()
    assert PublicKey.from_jwk(gone.jwk()) == gone
    assert gone.signs_until is not None
