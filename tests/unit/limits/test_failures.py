"""Failures are counted exactly, in all processes together, and nothing of them stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.expired_items import STATE_ITEM_KEY
from chalicelib.limits.failures import TooManyFailures, count_failure
from chalicelib.limits.table import FailuresTable
from chalicelib.verification.table import VerificationTable
from tests.conftest import Tables

NOW = datetime(2026, 11, 17, 20, 4, 31, tzinfo=UTC)
HOME, OTHER = "192.0.2.1", "192.0.2.2"
LIMIT = 3


@pytest.fixture
def another_process(tables: Tables) -> Callable[[], FailuresTable]:
    return lambda: FailuresTable(tables.client, tables.settings.verification_table)


def count(table: FailuresTable, address: str = HOME, now: datetime = NOW) -> int:
    """Seconds to wait; 0 where there is nothing to wait for."""
    try:
        count_failure(address, LIMIT, table, now)
    except TooManyFailures as limited:
        return limited.wait_s
    return 0


def test_all_processes_count_together_and_each_address_by_itself(
    another_process: Callable[[], FailuresTable],
) -> None:
    assert [count(another_process()) for _ in range(LIMIT + 2)] == [0, 0, 0, 329, 329]
    assert count(another_process(), OTHER) == 0
    assert count(another_process(), now=NOW + timedelta(seconds=328)) == 1
    assert count(another_process(), now=NOW + timedelta(seconds=329)) == 0


def test_without_an_address_nothing_is_counted(
    another_process: Callable[[], FailuresTable], tables: Tables
) -> None:
    for address in ("", "test-invoke-source-ip"):
        assert [count(another_process(), address) for _ in range(LIMIT + 1)] == [0] * (LIMIT + 1)
    assert items(tables) == []


def items(tables: Tables) -> list[Any]:
    """What is in the table, but for how far the sweep is."""
    found = tables.client.scan(TableName=tables.settings.verification_table)["Items"]
    return [item for item in found if item["pk"]["S"] != STATE_ITEM_KEY]


def test_a_day_has_one_key_however_many_begin_it(dynoxide_tables: Tables) -> None:
    name = dynoxide_tables.settings.verification_table
    client = dynoxide_tables.another_client()
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: FailuresTable(client, name).day_key("d", 1), range(8)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert FailuresTable(client, name).day_key("e", 1) != keys[0]


def test_the_sweep_leaves_nothing_of_it(
    another_process: Callable[[], FailuresTable], tables: Tables
) -> None:
    table = another_process()
    swept = VerificationTable(tables.client, tables.settings.verification_table).sweep
    count(table)
    count(table, OTHER)
    assert len(items(tables)) == 3
    window_end = int(NOW.replace(minute=10, second=0).timestamp())
    assert swept(window_end - 1) == 0
    assert swept(window_end) == 2
    midnight = int(datetime(2026, 11, 18, tzinfo=UTC).timestamp())
    assert swept(midnight) == 1
    assert items(tables) == []


def test_where_the_counts_fail_nobody_is_hindered(
    another_process: Callable[[], FailuresTable], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: Any, **named: Any) -> Any:
        raise StorageUnavailable("away")

    for method in ("day_key", "failures", "add"):
        table = another_process()
        monkeypatch.setattr(table, method, away)
        assert [count(table) for _ in range(LIMIT)] == [0] * LIMIT
