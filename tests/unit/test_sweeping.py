"""The sweep: what has expired goes from both tables, and seeds of old keys."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import settings, sweeping
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.expired_items import STATE_ITEM_KEY, SweepState
from chalicelib.verification import service
from chalicelib.verification.core.checking import Outcome, TrustedLists, check
from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.encoding import encode
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.table import VerificationTable, open_table
from chalicelib.verification.tickets import new_ticket
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.conftest import Tables
from tests.unit.verification.sample_codes import ATTENDANCE
from tests.unit.verification.sample_keys import CHANGE, KEPT, LATER, at, seeds
from tests.unit.verification.sample_meeting import (
    HELD,
    NOW,
    REDEEMED_UNTIL,
    SECOND,
    SETTINGS,
    redeem,
    register,
)


def test_the_sweep_destroys_the_seed_four_days_after_a_rotation(moto_tables: Tables) -> None:
    store = open_key_store(moto_tables.settings)
    vault = FileVault(moto_tables.settings.data_dir / "keys")
    sweeping.sweep(NOW)
    store.ensure_signing_key(NOW)
    first, *others = ring = list(store.rotate(LATER).keys)
    sweeping.sweep(LATER + CHANGE + KEPT)
    assert seeds(vault, store.ring()) == ring
    sweeping.sweep(LATER + CHANGE + KEPT + SECOND)
    assert seeds(vault, store.ring()) == others
    assert first in store.ring().keys


def test_seeds_are_kept_as_long_as_tickets_are_redeemed_by_the_settings(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDEEM_HOURS", "240")
    settings.current.cache_clear()
    store = open_key_store(settings.current())
    vault = FileVault(moto_tables.settings.data_dir / "keys")
    store.ensure_signing_key(NOW)
    _, *others = ring = list(store.rotate(LATER).keys)
    sweeping.sweep(LATER + CHANGE + timedelta(days=11))
    assert seeds(vault, store.ring()) == ring
    sweeping.sweep(LATER + CHANGE + timedelta(days=11, seconds=1))
    assert seeds(vault, store.ring()) == others


@pytest.mark.slow
def test_a_year_of_sweeps_rotates_four_times_and_every_code_stays_genuine(
    moto_tables: Tables,
) -> None:
    store = open_key_store(moto_tables.settings)
    vault = FileVault(moto_tables.settings.data_dir / "keys")
    store.ensure_signing_key(NOW)
    half_a_day, codes, moment = timedelta(hours=12), list[str](), NOW
    for number in range(732):
        now = NOW + number * half_a_day
        codes.append(signed(store, now))
        sweeping.sweep_and_rotate(now)
        for after in (SECOND, CHANGE, CHANGE + SECOND):  # before a key's turn and in it
            moment = now + after
            codes.append(signed(store, moment))
        over = at(now - KEPT - half_a_day)
        for key in store.ring().keys.values():
            seed_is_gone = vault.read(f"seed-{key.kid}") is None
            assert not seed_is_gone or (key.signs_until or at(now)) < at(now - KEPT)
            assert seed_is_gone or (key.signs_until or at(now)) > over
    ring = store.ring()
    assert len(ring.keys) == 2 + 4
    trust = TrustedLists(ring, (), at(moment), at(moment))
    assert {check(code, trust, moment).outcome for code in codes} == {Outcome.GENUINE}


def signed(store: KeyStore, now: datetime) -> str:
    """A code that is given then, and counts for a year."""
    said = {name: getattr(ATTENDANCE, name) for name in AttendanceClaims.__slots__}
    said |= {"issued_at": at(now), "expires_at": at(now + timedelta(days=366))}
    return encode(AttendanceClaims(**said), store.signer(now))


def test_before_the_first_key_a_sweep_makes_none(moto_tables: Tables) -> None:
    assert sweeping.sweep_and_rotate(NOW) == 0
    assert not (moto_tables.settings.data_dir / "keys").exists()


def test_how_long_a_key_signs_is_a_setting(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY_LIFE_DAYS", "45")
    settings.current.cache_clear()
    store = open_key_store(settings.current())
    store.ensure_signing_key(NOW)
    for days, keys in ((44, 2), (45, 3), (89, 3), (91, 4)):
        sweeping.rotate_keys(NOW + timedelta(days=days))
        assert len(store.ring().keys) == keys


def logged(capfd: pytest.CaptureFixture[str]) -> list[Any]:
    """The lines that were logged since this was last asked."""
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_rotation_that_fails_hinders_no_deletion_and_is_reported(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store = open_key_store(moto_tables.settings)
    store.ensure_signing_key(NOW)
    open_table().mark_revoked("AAAA", at(NOW - timedelta(hours=1)))

    def refused(self: object, name: str, value: bytes) -> None:
        raise KeysUnavailable("AccessDenied")

    monkeypatch.setattr(FileVault, "write", refused)
    with pytest.raises(KeysUnavailable):
        sweeping.sweep_and_rotate(NOW + timedelta(days=91))
    (line,) = logged(capfd)
    assert (line["event"], line["cause"]) == ("rotation_failed", "KeysUnavailable")
    assert kept_in(moto_tables) == []
    assert len(store.ring().keys) == 2


def test_keys_are_rotated_though_the_tables_cannot_be_reached(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    store = open_key_store(moto_tables.settings)
    store.ensure_signing_key(NOW)

    def away(self: object, now: int, limit_s: float) -> int:
        raise StorageUnavailable("away")

    monkeypatch.setattr(VerificationTable, "sweep", away)
    with pytest.raises(StorageUnavailable):
        sweeping.sweep_and_rotate(NOW + timedelta(days=91))
    (line,) = logged(capfd)
    assert (line["event"], line["cause"]) == ("sweep_failed", "StorageUnavailable")
    assert len(store.ring().keys) == 3


def test_another_step_under_way_is_left_alone_and_is_no_failure(moto_tables: Tables) -> None:
    store, later = open_key_store(moto_tables.settings), NOW + timedelta(days=91)
    vault = FileVault(moto_tables.settings.data_dir / "keys")
    store.ensure_signing_key(NOW)
    vault.create("step", str(at(later)).encode())
    sweeping.sweep_and_rotate(later)
    assert len(store.ring().keys) == 2
    sweeping.sweep_and_rotate(later + timedelta(minutes=15))  # it was broken off
    assert len(store.ring().keys) == 3


def test_the_log_says_where_there_is_little_room_for_more_keys(
    moto_tables: Tables, capfd: pytest.CaptureFixture[str]
) -> None:
    store, now = open_key_store(moto_tables.settings), NOW
    store.ensure_signing_key(NOW)

    while len(store.ring().keys) < 50:
        sweeping.rotate_keys(now)
        assert logged(capfd) == []
        now += timedelta(days=92)
        store.rotate(now)
    sweeping.rotate_keys(now)
    assert logged(capfd) == [{"level": "WARNING", "event": "little_key_room", "keys": 50}]


def test_the_log_says_which_list_of_withdrawals_is_half_full(
    moto_tables: Tables, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"2027-05": 199_999, "2027-06": 200_000, "2027-07": 0}
    monkeypatch.setattr(VerificationTable, "withdrawal_bytes", lambda self, now: sizes)
    sweeping.sweep(NOW)
    (line,) = logged(capfd)
    assert line == {
        "level": "WARNING",
        "event": "withdrawals_large",
        "month": "2027-06",
        "bytes": 200_000,
    }


def test_the_table_that_was_swept_longest_ago_says_how_old_all_is() -> None:
    def age(*minutes: int | None) -> timedelta | None:
        swept = [None if ago is None else at(NOW - timedelta(minutes=ago)) for ago in minutes]
        tables = {str(number): SweepState(moment) for number, moment in enumerate(swept)}
        return sweeping.SweepStatus(tables, {}).age(NOW)

    assert age(5, 90) == age(90, 5) == timedelta(minutes=90)
    assert age(5, None) is None


def test_tables_are_swept_though_the_keys_cannot_be_reached(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_table().mark_revoked("AAAA", at(NOW - timedelta(hours=1)))

    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    monkeypatch.setattr(FileVault, "read", away)
    with pytest.raises(KeysUnavailable):
        sweeping.sweep(NOW)
    assert kept_in(moto_tables) == []


def test_one_sweep_after_the_redeem_window_leaves_withdrawn_references_only(
    moto_tables: Tables,
) -> None:
    store = open_key_store(moto_tables.settings)
    store.ensure_signing_key(NOW)
    issuer = replace(service.issuer(), settings=SETTINGS)
    tickets = [new_ticket() for _ in range(3)]
    register(issuer, *tickets)
    taken_back, *_ = [redeem(issuer, ticket) for ticket in tickets]
    issuer.withdraw(HELD, taken_back.reference, NOW)

    sweeping.sweep(REDEEMED_UNTIL - SECOND)
    assert len(kept_in(moto_tables)) == 3 + 3 + 2 + 3  # tickets, codes, occurrence, withdrawal
    assert sweeping.sweep(REDEEMED_UNTIL) == 3 + 3 + 1  # with the last start goes what has them
    ends = taken_back.claims.expires_at
    month = datetime.fromtimestamp(ends, UTC).replace(day=1, hour=0, minute=0, second=0)
    next_month = (month + timedelta(days=31)).replace(day=1)
    listed = f"X#{month:%Y-%m}"
    assert {item["pk"]["S"]: item for item in kept_in(moto_tables)} == {
        f"W#{taken_back.reference}": {
            "pk": {"S": f"W#{taken_back.reference}"},
            "expires": {"N": str(at(next_month))},
        },
        listed: {
            "pk": {"S": listed},
            "references": {"BS": [taken_back.claims.reference]},
            "expires": {"N": str(at(next_month))},
        },
        "X#months": {"pk": {"S": "X#months"}, "months": {"SS": [f"{month:%Y-%m}"]}},
    }
    assert sweeping.sweep(next_month - SECOND) == 0
    assert sweeping.sweep(next_month) == 2
    assert kept_in(moto_tables) == []


def kept_in(tables: Tables) -> list[Any]:
    """Everything in the three tables, but for how far the sweeps are."""
    current = tables.settings
    names = (current.verification_table, current.facilitators_table, current.meetings_table)
    kept = [item for name in names for item in tables.client.scan(TableName=name)["Items"]]
    return [item for item in kept if item["pk"]["S"] != STATE_ITEM_KEY]
