"""What has expired is deleted in batches, and a sweep that runs out of its time goes on later."""

from typing import Any

import pytest

from chalicelib import expired_items
from chalicelib.dynamodb import StorageUnavailable, Table
from chalicelib.expired_items import BATCH, STATE_ITEM_KEY, SweepState, read_state, sweep
from tests.conftest import Tables
from tests.contracts import faults

NOW = 1_000_000
LONG_S = 600.0


def table_of(tables: Tables) -> Table:
    return Table(tables.client, tables.settings.verification_table)


def item(key: str, expires: int) -> dict[str, Any]:
    return {"pk": {"S": key}, "expires": {"N": str(expires)}}


def fill(table: Table, count: int, expires: int = NOW, prefix: str = "T#") -> set[str]:
    keys = [f"{prefix}{number:04}" for number in range(count)]
    for first in range(0, count, 100):
        chunk = keys[first : first + 100]
        assert table.transact([{"Put": {"Item": item(key, expires)}} for key in chunk]) == ()
    return set(keys)


def kept(table: Table) -> set[str]:
    return {each["pk"]["S"] for each in table.scan()} - {STATE_ITEM_KEY}


def test_what_has_expired_goes_and_nothing_else(tables: Tables) -> None:
    table = table_of(tables)
    fill(table, 2 * BATCH + 5)
    staying = fill(table, 30, NOW + 1, "U#")
    table.put({"pk": {"S": "without an end"}})
    assert sweep(table, NOW, LONG_S) == 2 * BATCH + 5
    assert kept(table) == staying | {"without an end"}
    assert read_state(table) == SweepState(whole_at=NOW)
    assert sweep(table, NOW + 1, LONG_S) == 30


def test_a_sweep_without_time_does_one_batch_and_the_next_goes_on_there(tables: Tables) -> None:
    table = table_of(tables)
    fill(table, 2 * BATCH + 5)
    assert sweep(table, NOW, 0) == BATCH
    stopped = read_state(table)
    assert (stopped.whole_at, stopped.began_at) == (None, NOW)
    assert stopped.after
    assert sweep(table, NOW + 900, 0) == BATCH
    assert read_state(table).began_at == NOW
    assert sweep(table, NOW + 1800, LONG_S) == 5
    # what expired while it went on may lie in what it had gone through
    assert read_state(table) == SweepState(whole_at=NOW)
    assert sweep(table, NOW + 2700, LONG_S) == 0
    assert read_state(table) == SweepState(whole_at=NOW + 2700)


def test_what_lies_before_the_place_where_one_stopped_goes_with_the_next_round(
    tables: Tables,
) -> None:
    table = table_of(tables)
    fill(table, 3 * BATCH)
    sweep(table, NOW, 0)
    late = fill(table, 50, NOW + 60, "late ")
    for _ in range(2):
        sweep(table, NOW + 60, LONG_S)
    assert not kept(table) & late


def test_a_stop_between_two_pages_is_remembered_too(moto_tables: Tables) -> None:
    table = table_of(moto_tables)
    page = {"Items": [], "LastEvaluatedKey": {"pk": {"S": "T#5"}}}
    faults.on(moto_tables.client, "Scan", lambda call: faults.answer(page))
    assert sweep(table, NOW, 0) == 0
    assert read_state(table) == SweepState(None, NOW, "T#5")


def test_what_is_written_anew_meanwhile_stays_and_hinders_no_other(moto_tables: Tables) -> None:
    table = table_of(moto_tables)
    fill(table, 40)

    def renew(call: int) -> faults.Answer:
        if call == 0:
            table.put(item("T#0007", NOW + 9))
            table.delete("T#0008")
        return None

    faults.on(moto_tables.client, "TransactWriteItems", renew)
    assert sweep(table, NOW, LONG_S) == 39  # one of them by another
    assert kept(table) == {"T#0007"}


def test_a_conflict_or_a_throttled_batch_is_tried_again(moto_tables: Tables) -> None:
    table = table_of(moto_tables)
    fill(table, 40)
    answers = [faults.conflict(), faults.failure("ThrottlingException"), None]
    faults.on(moto_tables.client, "TransactWriteItems", answers.__getitem__)
    assert sweep(table, NOW, LONG_S) == 40


def test_a_sweep_that_fails_has_kept_nothing_it_deleted_and_is_not_called_whole(
    moto_tables: Tables,
) -> None:
    table = table_of(moto_tables)
    fill(table, 2 * BATCH)
    sweep(table, NOW - 900, LONG_S)

    def fail_later(call: int) -> faults.Answer:
        return faults.failure("InternalServerError", 500) if call else None

    faults.on(moto_tables.client, "TransactWriteItems", fail_later)
    with pytest.raises(StorageUnavailable):
        sweep(table, NOW, LONG_S)
    assert len(kept(table)) == BATCH
    assert read_state(table).whole_at == NOW - 900


def test_batches_are_deleted_as_a_table_wants_it(moto_tables: Tables) -> None:
    table, batches = table_of(moto_tables), list[int]()

    def delete(keys: Any, now: int) -> int:
        batches.append(len(keys))
        return expired_items.delete_expired(table, keys, now)

    fill(table, BATCH + 1)
    assert sweep(table, NOW, LONG_S, delete) == BATCH + 1
    assert batches == [BATCH, 1]
