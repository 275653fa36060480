"""What is published while its source fails: what was read last, for an hour, and never too much."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import dynamodb
from chalicelib.aws import time_budget
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import key_reader, service
from chalicelib.verification.core.checking import Outcome
from chalicelib.verification.core.public_keys import KeyRing, thumbprint
from chalicelib.verification.core.trust_snapshot import TrustedIssuer, read_snapshot
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.publishing import Dated, Publisher, open_publisher
from chalicelib.verification.signers import SeedSigner
from chalicelib.verification.table import VerificationTable, open_table
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.verification.sample_meeting import NOW, give

MOMENT = int(NOW.timestamp())
REFERENCE = "AAAQ-EAYE-AUDA-OCAJ"
Publish = Callable[[Publisher, datetime], Dated[Any]]


class Away:
    """A switch for the vault: it can be read or not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_away = False
        self.hangs = False
        self.reads = 0
        read = FileVault.read

        def maybe(vault: FileVault, name: str) -> bytes | None:
            self.reads += 1
            if self.hangs:  # until the request has no time left for it
                time_budget.current().left_s = 0
            if self.is_away or self.hangs:
                raise KeysUnavailable("away")
            return read(vault, name)

        monkeypatch.setattr(FileVault, "read", maybe)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(seconds=1000.0)
    clock.monotonic = clock.time = lambda: clock.seconds
    monkeypatch.setattr(key_reader, "time", clock)
    return clock


@pytest.fixture
def publisher(moto_tables: Tables, clock: SimpleNamespace) -> Publisher:
    open_key_store(moto_tables.settings).ensure_signing_key(NOW)
    return open_publisher()


@pytest.fixture
def vault(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Away:
    return Away(monkeypatch)


@contextmanager
def database_away() -> Iterator[list[str]]:
    """Every read fails. The list that is given grows by each."""
    asked: list[str] = []

    def refuse(model: Any, **_: object) -> faults.Answer:
        asked.append(model.name)
        return faults.failure("ResourceNotFoundException")

    dynamodb.client().meta.events.register_first("before-call.dynamodb", refuse)
    try:
        yield asked
    finally:
        dynamodb.client().meta.events.unregister("before-call.dynamodb", refuse)


def withdraw_elsewhere(tables: Tables) -> None:
    """Another process withdraws a code."""
    other = VerificationTable(tables.client, tables.settings.verification_table)
    other.withdraw(REFERENCE, MOMENT + 10_000)


def test_keys_are_held_for_an_hour_and_say_how_old_they_are(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    keys = publisher.keys(NOW)
    assert keys.as_of == MOMENT
    vault.is_away = True
    for age_s in (120, 3599):
        clock.seconds = 1000 + age_s
        assert publisher.keys(NOW + timedelta(seconds=age_s)) == keys
    clock.seconds = 1000 + 3600
    with pytest.raises(KeysUnavailable):
        publisher.keys(NOW + timedelta(hours=1))


@pytest.mark.parametrize("going", ["monotonic", "time"])
def test_a_process_that_was_frozen_holds_keys_no_longer(
    publisher: Publisher, vault: Away, clock: SimpleNamespace, going: str
) -> None:
    """One of its clocks may have stood still meanwhile."""
    publisher.keys(NOW)
    vault.is_away = True
    setattr(clock, going, lambda: 1000 + 3600.0)
    with pytest.raises(KeysUnavailable):
        publisher.keys(NOW + timedelta(hours=1))


def test_a_vault_that_failed_is_left_alone_for_some_seconds_and_then_asked_again(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    publisher.keys(NOW)
    vault.is_away = True
    clock.seconds += 100
    asked = vault.reads
    for _ in range(10):
        publisher.keys(NOW)
    assert vault.reads == asked + 1
    vault.is_away = False
    clock.seconds += 5
    assert publisher.keys(NOW).as_of == MOMENT


def test_keys_are_not_held_past_a_revocation_that_the_table_tells_of(
    publisher: Publisher, vault: Away, clock: SimpleNamespace, moto_tables: Tables
) -> None:
    kid = publisher.keys(NOW).value.signing(MOMENT).kid
    KeyStore(FileVault(moto_tables.settings.data_dir / "keys")).revoke(
        kid, NOW, lambda: open_table().mark_revoked(kid, MOMENT)
    )
    vault.is_away = True
    clock.seconds += 100
    with database_away():
        assert kid in publisher.keys(NOW).value.keys  # nobody here can know
    with pytest.raises(KeysUnavailable):
        publisher.keys(NOW)
    with database_away(), pytest.raises(KeysUnavailable):
        publisher.keys(NOW)  # known by now
    vault.is_away = False
    clock.seconds += 5
    assert kid in publisher.keys(NOW).value.revoked


def test_a_process_holds_no_keys_from_before_its_own_revocation(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    kid = publisher.keys(NOW).value.signing(MOMENT).kid
    service.revoke_key(kid, NOW)
    vault.is_away = True
    with pytest.raises(KeysUnavailable):
        publisher.keys(NOW)


def test_nothing_is_signed_by_held_keys(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    publisher.keys(NOW)
    vault.is_away = True
    clock.seconds += 100
    with pytest.raises(KeysUnavailable):
        open_key_store().signing_key(NOW, ())


def test_withdrawals_are_held_for_an_hour_as_of_when_they_were_read(publisher: Publisher) -> None:
    open_table().withdraw(REFERENCE, MOMENT + 10_000)
    assert publisher.withdrawals(NOW) == Dated([REFERENCE], MOMENT)
    with database_away():
        later = NOW + timedelta(seconds=3599)
        assert publisher.withdrawals(later) == Dated([REFERENCE], MOMENT)
        with pytest.raises(StorageUnavailable):
            publisher.withdrawals(NOW + timedelta(hours=1))


def test_withdrawals_are_not_held_past_one_of_this_process(publisher: Publisher) -> None:
    publisher.withdrawals(NOW)
    open_table().withdraw(REFERENCE, MOMENT + 10_000)
    with database_away(), pytest.raises(StorageUnavailable):
        publisher.withdrawals(NOW)


def test_a_withdrawal_whose_answer_was_lost_counts_as_one(publisher: Publisher) -> None:
    publisher.withdrawals(NOW)
    lost = faults.lost_answers(dynamodb.client(), "TransactWriteItems")
    with lost, pytest.raises(StorageUnavailable):
        open_table().withdraw(REFERENCE, MOMENT + 10_000)
    with database_away(), pytest.raises(StorageUnavailable):
        publisher.withdrawals(NOW)


def test_withdrawals_are_not_held_past_one_that_a_snapshot_told_of(
    publisher: Publisher, moto_tables: Tables
) -> None:
    publisher.withdrawals(NOW)
    withdraw_elsewhere(moto_tables)
    later = NOW + timedelta(minutes=1)
    publisher.snapshot(later)
    with database_away():
        held = publisher.withdrawals(later + timedelta(minutes=1))
    assert held == Dated([REFERENCE], int(later.timestamp()))


def test_a_snapshot_is_not_held_past_a_withdrawal_that_the_list_told_of(
    publisher: Publisher, moto_tables: Tables
) -> None:
    publisher.snapshot(NOW)
    withdraw_elsewhere(moto_tables)
    publisher.withdrawals(NOW + timedelta(minutes=1))
    with database_away(), pytest.raises(StorageUnavailable):
        publisher.snapshot(NOW + timedelta(minutes=2))


def test_a_snapshot_is_not_held_past_a_revocation_that_the_keys_told_of(
    publisher: Publisher, clock: SimpleNamespace, moto_tables: Tables
) -> None:
    publisher.snapshot(NOW)
    kid = publisher.keys(NOW).value.signing(MOMENT).kid
    KeyStore(FileVault(moto_tables.settings.data_dir / "keys")).revoke(kid, NOW)
    clock.seconds += 100
    later = NOW + timedelta(seconds=100)
    assert kid in publisher.keys(later).value.revoked
    with database_away(), pytest.raises(StorageUnavailable):
        publisher.snapshot(later)


def test_no_snapshot_is_signed_with_a_key_that_the_table_says_is_revoked(
    publisher: Publisher, moto_tables: Tables
) -> None:
    publisher.snapshot(NOW)
    standby = publisher.keys(NOW).value.standby()
    assert standby is not None
    KeyStore(FileVault(moto_tables.settings.data_dir / "keys")).revoke(
        standby.kid, NOW, lambda: open_table().mark_revoked(standby.kid, MOMENT)
    )
    snapshot = publisher.snapshot(NOW).value
    pins = {thumbprint(open_key_store().signer(NOW).public)}
    trusted = {moto_tables.settings.public_url: TrustedIssuer(pins)}
    ring = KeyRing.from_jwks(read_snapshot(snapshot, trusted, MOMENT).jwks)
    assert standby.kid in ring.revoked
    assert standby.kid not in ring.keys


@pytest.mark.parametrize("publish", [Publisher.withdrawals, Publisher.snapshot])
def test_nothing_is_held_that_does_not_list_a_code_which_a_check_found_withdrawn(
    publisher: Publisher, moto_tables: Tables, publish: Publish
) -> None:
    code = give(service.issuer())
    publish(publisher, NOW)
    other = VerificationTable(moto_tables.client, moto_tables.settings.verification_table)
    other.withdraw(code.reference, code.claims.expires_at)
    assert service.check(code.token, NOW).outcome is Outcome.WITHDRAWN
    later = NOW + timedelta(minutes=1)
    with database_away(), pytest.raises(StorageUnavailable):
        publish(publisher, later)
    again = later + timedelta(seconds=5)
    listed = publish(publisher, again)
    assert service.check(code.token, again).outcome is Outcome.WITHDRAWN
    with database_away():
        assert publish(publisher, again + timedelta(minutes=1)) == listed


@pytest.mark.parametrize("publish", [Publisher.withdrawals, Publisher.snapshot])
def test_a_database_that_failed_is_left_alone_for_five_seconds_and_then_asked_again(
    publisher: Publisher, publish: Publish
) -> None:
    held = publish(publisher, NOW)
    failed = NOW + timedelta(minutes=1)
    with database_away() as asked:
        assert publish(publisher, failed) == held
        assert len(asked) == 1
        for later_s in (0, 1, 4.9):
            assert publish(publisher, failed + timedelta(seconds=later_s)) == held
        assert len(asked) == 1
        assert publish(publisher, failed + timedelta(seconds=5)) == held
        assert len(asked) == 2
    back = failed + timedelta(seconds=10)
    assert publish(publisher, back).as_of == int(back.timestamp())


@pytest.mark.parametrize("publish", [Publisher.withdrawals, Publisher.snapshot])
def test_what_this_process_withdraws_is_listed_though_the_database_failed_just_before(
    publisher: Publisher, publish: Publish
) -> None:
    publish(publisher, NOW)
    with database_away():
        publish(publisher, NOW)
    open_table().withdraw(REFERENCE, MOMENT + 10_000)
    later = NOW + timedelta(seconds=1)
    assert publish(publisher, later).as_of == int(later.timestamp())
    assert publisher.withdrawals(later).value == [REFERENCE]


def test_a_revocation_of_this_process_ends_a_snapshot_though_the_database_failed_just_before(
    publisher: Publisher,
) -> None:
    publisher.snapshot(NOW)
    with database_away():
        publisher.snapshot(NOW)
    service.revoke_key(open_key_store().signer(NOW).kid, NOW)
    later = NOW + timedelta(seconds=1)
    assert publisher.snapshot(later).as_of == int(later.timestamp())


def test_a_vault_that_failed_is_left_alone_by_snapshots_which_still_learn_of_revocations(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    held = publisher.snapshot(NOW)
    vault.is_away = True
    clock.seconds += 400
    later = NOW + timedelta(seconds=400)
    assert publisher.snapshot(later) == held
    asked = vault.reads
    assert publisher.snapshot(later + timedelta(seconds=4)) == held
    assert vault.reads == asked
    open_table().mark_revoked(publisher.keys(later).value.signing(MOMENT).kid, MOMENT)
    with pytest.raises(KeysUnavailable):
        publisher.snapshot(later + timedelta(seconds=4))


def test_a_snapshot_is_held_while_either_source_fails(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    snapshot = publisher.snapshot(NOW)
    with database_away():
        assert publisher.snapshot(NOW + timedelta(minutes=59)) == snapshot
        with pytest.raises(StorageUnavailable):
            publisher.snapshot(NOW + timedelta(hours=1))
    vault.is_away = True
    clock.seconds += 100
    assert publisher.snapshot(NOW + timedelta(minutes=59)) == snapshot


@pytest.mark.parametrize("known", ["revoked", "withdrawn"])
def test_no_snapshot_is_held_past_what_this_process_knows(
    publisher: Publisher, vault: Away, clock: SimpleNamespace, known: str
) -> None:
    publisher.snapshot(NOW)
    table: VerificationTable = open_table()
    if known == "revoked":
        table.mark_revoked(open_key_store().signer(NOW).kid, MOMENT)
    else:
        table.withdraw(REFERENCE, MOMENT + 10_000)
    vault.is_away = True
    clock.seconds += 400
    with pytest.raises(KeysUnavailable):
        publisher.snapshot(NOW)


def test_a_code_is_checked_by_held_keys(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    token = give(service.issuer()).token
    vault.is_away = True
    clock.seconds += 100
    assert service.check(token, NOW).outcome is Outcome.GENUINE
    with database_away():
        assert service.check(token, NOW).outcome is Outcome.COULD_NOT_CHECK


def test_keys_that_hang_leave_the_time_to_look_for_a_withdrawal(
    publisher: Publisher, vault: Away, clock: SimpleNamespace
) -> None:
    token = give(service.issuer()).token
    assert service.check(token, NOW).outcome is Outcome.GENUINE
    vault.hangs = True
    clock.seconds += key_reader.REGISTRY_CACHE_S
    with time_budget.spent_together(time_budget.TimeBudget(600)):
        assert service.check(token, NOW).outcome is Outcome.GENUINE


def test_a_snapshot_is_signed_once_for_as_long_as_it_says_the_same(
    publisher: Publisher, moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key in KMS is asked by a call, and anybody may fetch snapshots."""
    signed, sign = list[bytes](), SeedSigner.sign

    def counted(signer: SeedSigner, message: bytes) -> bytes:
        signed.append(message)
        return sign(signer, message)

    monkeypatch.setattr(SeedSigner, "sign", counted)
    first = publisher.snapshot(NOW)
    later = publisher.snapshot(NOW + timedelta(minutes=1))
    assert (later.value, later.as_of) == (first.value, MOMENT + 60)
    assert len(signed) == 1
    withdraw_elsewhere(moto_tables)
    assert publisher.snapshot(NOW + timedelta(minutes=2)).value != first.value
    assert publisher.snapshot(NOW + timedelta(hours=1)).value != first.value
    assert len(signed) == len(set(signed)) == 3
