"""The keys by the schedule: a rotation once it is due, a standby key where there is none."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.verification.core.public_keys import KeyRing, State
from chalicelib.verification.key_reader import pack
from chalicelib.verification.keys import StepUnderWay, room_warning, rotation_due
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.vault import KeysUnavailable, Vault
from tests.unit.verification.sample_codes import KEY
from tests.unit.verification.sample_keys import CHANGE, KEPT, MONTH, at, key_store
from tests.unit.verification.sample_meeting import NOW, SECOND

QUARTER = timedelta(days=91)
LATE = NOW + QUARTER


@pytest.fixture
def store(vault: Vault) -> KeyStore:
    """Two keys: one that signs, one on standby."""
    made = key_store(vault)
    made.ensure_signing_key(NOW)
    return made


def rotated(store: KeyStore, now: datetime, life: timedelta = QUARTER) -> KeyRing:
    """The ring after a step that was due."""
    ring = store.rotate_if_due(now, life)
    assert ring is not None
    return ring


class Watched:
    """A vault beside which something happens once, just before a secret is written or made."""

    def __init__(self, vault: Vault, name: str, happens: Any) -> None:
        self._vault, self._name, self._happens = vault, name, happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vault, name)

    def write(self, name: str, value: bytes) -> None:
        self._look(name)
        self._vault.write(name, value)

    def create(self, name: str, value: bytes) -> bool:
        self._look(name)
        return self._vault.create(name, value)

    def _look(self, name: str) -> None:
        if name == self._name:
            self._name = ""
            self._happens()


def test_a_key_is_rotated_once_it_has_signed_for_its_life(vault: Vault, store: KeyStore) -> None:
    first, second = store.ring().keys.values()
    assert first.signs_from is not None
    due = NOW + QUARTER - timedelta(seconds=at(NOW) - first.signs_from)
    assert rotation_due(store.ring(), at(NOW), 91 * 24 * 3600) == at(due)
    before = vault.read("registry")
    assert store.rotate_if_due(due - SECOND, QUARTER) is None
    assert vault.read("registry") == before

    ring = rotated(store, due)
    assert ring.keys[first.kid].signs_until == at(due + CHANGE)
    assert ring.keys[second.kid].signs_from == at(due + CHANGE)
    third = ring.standby()
    assert third is not None and third.published_at == at(due)

    for moment in (due + SECOND, due + CHANGE, due + CHANGE + QUARTER - SECOND):
        assert store.rotate_if_due(moment, QUARTER) is None
    assert rotated(store, due + CHANGE + QUARTER).keys[third.kid].signs_from


def test_where_nothing_is_due_nothing_is_written(vault: Vault) -> None:
    key_store(vault).ensure_signing_key(NOW)

    def written() -> None:
        raise AssertionError

    for name in ("registry", "step"):
        store = key_store(Watched(vault, name, written))
        assert store.rotate_if_due(LATE - MONTH, QUARTER) is None
        with pytest.raises(AssertionError):
            store.rotate_if_due(LATE, QUARTER)


def test_after_a_revocation_the_next_key_is_known_to_all_before_it_signs(store: KeyStore) -> None:
    ring = store.revoke(store.ring().signing(at(LATE)).kid, LATE)
    at_once = timedelta()
    assert rotation_due(ring, at(LATE), 0) == at(LATE + MONTH)
    assert store.rotate_if_due(LATE + MONTH - SECOND, at_once) is None
    assert rotated(store, LATE + MONTH, at_once)


def test_a_missing_standby_key_is_made_and_its_turn_comes_in_a_month(
    vault: Vault, store: KeyStore
) -> None:
    first, _ = store.ring().keys.values()
    vault.write("registry", pack(KeyRing({first.kid: first})))
    states = [key.state(at(LATE)) for key in rotated(store, LATE).keys.values()]
    assert states == [State.SIGNING, State.STANDBY]
    assert store.rotate_if_due(LATE + MONTH - SECOND, QUARTER) is None
    assert len(rotated(store, LATE + MONTH).keys) == 3


def test_of_two_sweeps_at_once_one_rotates(vault: Vault, store: KeyStore) -> None:
    before = vault.read("registry")
    assert before is not None

    def other() -> None:
        with pytest.raises(StepUnderWay):
            key_store(vault).rotate_if_due(LATE, QUARTER)

    ring = rotated(key_store(Watched(vault, "registry", other)), LATE)
    assert key_store(vault).ring() == ring

    vault.write("registry", before)  # now the other one is through before this one begins
    quicker = Watched(vault, "step", lambda: rotated(key_store(vault), LATE))
    assert key_store(quicker).rotate_if_due(LATE, QUARTER) is None
    assert len(key_store(vault).ring().keys) == 3
    assert vault.read("step") is None


def test_a_rotation_that_fails_changes_nothing_and_is_made_up_for(
    vault: Vault, store: KeyStore
) -> None:
    before = vault.read("registry")

    def refused() -> None:
        raise KeysUnavailable("AccessDenied")

    with pytest.raises(KeysUnavailable):
        key_store(Watched(vault, "registry", refused)).rotate_if_due(LATE, QUARTER)
    assert vault.read("registry") == before
    assert store.signer(LATE).kid == store.ring().signing(at(LATE)).kid
    assert len(rotated(store, LATE + SECOND).keys) == 3


def test_an_operator_is_told_where_there_is_little_room_for_more_keys() -> None:
    def ring(listed: int, revoked: int) -> KeyRing:
        keys = {f"listed {number}": KEY for number in range(listed)}
        return KeyRing(keys, {f"revoked {number}": KEY for number in range(revoked)})

    assert room_warning(ring(49, 0)) == room_warning(ring(45, 4)) == ""
    assert room_warning(ring(50, 0)).startswith("50 of 60 keys")
    assert room_warning(ring(45, 7)).startswith("52 of 60 keys")


class Recorded:
    """A vault that notes which of its secrets are asked for, and how."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.kms = getattr(vault, "kms", None)
        self.asked: set[tuple[str, str]] = set()

    def __getattr__(self, operation: str) -> Any:
        def ask(*arguments: str | bytes) -> Any:
            for name in arguments:
                if isinstance(name, str):
                    kind, dash, _ = name.partition("-")
                    self.asked.add((operation, kind + dash))
            return getattr(self._vault, operation)(*arguments)

        return ask


def test_the_schedule_asks_for_what_the_deployments_policy_lets_it(vault: Vault) -> None:
    """As in .chalice/policy-sweep.json: `create` and `write` put a parameter there."""
    key_store(vault).ensure_signing_key(NOW)
    recorded = Recorded(vault)
    store = key_store(recorded)
    assert rotated(store, LATE)
    assert store.destroy_old_private_keys(LATE + MONTH, KEPT)
    assert recorded.asked <= {
        *(("read", name) for name in ("registry", "kms-", "step")),  # no seed: the API alone
        *(("create", name) for name in ("kms-", "step")),
        *(("write", name) for name in ("registry", "seed-", "kms-", "step")),
        *(("delete", name) for name in ("seed-", "kms-", "step")),
    }
