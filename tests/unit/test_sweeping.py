"""The sweep: what has expired goes from both tables, and seeds of old keys."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import settings, sweeping
from chalicelib.verification import service
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import open_table
from chalicelib.verification.tickets import new_ticket
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.conftest import Tables
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


def test_tables_are_swept_though_the_keys_cannot_be_reached(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_table().withdraw("AAAA-AAAA-AAAA-AAAA", at(NOW))

    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    monkeypatch.setattr(FileVault, "read", away)
    with pytest.raises(KeysUnavailable):
        sweeping.sweep(NOW)
    assert moto_tables.client.scan(TableName=moto_tables.settings.verification_table)["Count"] == 0


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

    def everything() -> list[Any]:
        current = moto_tables.settings
        names = (current.verification_table, current.facilitators_table, current.meetings_table)
        return [i for name in names for i in moto_tables.client.scan(TableName=name)["Items"]]

    sweeping.sweep(REDEEMED_UNTIL - SECOND)
    assert len(everything()) == 5
    assert sweeping.sweep(REDEEMED_UNTIL) == 4
    ends = str(taken_back.claims.expires_at)
    assert everything() == [
        {"pk": {"S": f"W#{taken_back.reference}"}, "expires": {"N": ends}},
    ]
    assert sweeping.sweep(taken_back.claims.hand_in_by) == 1
    assert everything() == []
