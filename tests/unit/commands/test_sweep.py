"""`sweep`: an operator sees whether all is deleted that has expired."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chalicelib import expired_items, sweeping
from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.facilitators import table as facilitators
from chalicelib.verification import withdrawal_items
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.table import open_table
from tests.conftest import Tables

PROJECT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_that_time(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")  # a local service


def run(*arguments: str) -> list[str]:
    ran = CliRunner().invoke(main, ["sweep", *arguments])
    assert ran.exit_code == 0, ran.output
    return ran.output.splitlines()[1:]  # behind the name of the database


def test_it_sweeps_and_says_so() -> None:
    assert run("--status") == ["verification: not swept yet", "facilitators: not swept yet"]
    assert sweeping.status(NOW).age(NOW) is None
    open_table().mark_revoked("AAAA", int(NOW.timestamp()) - 3600)
    whole = "nothing is kept that had expired at 2026-11-18 02:30, 0 min ago"
    assert run() == ["Deleted: 1", f"verification: {whole}", f"facilitators: {whole}"]


def test_the_status_is_the_age_of_the_older_sweep_and_deletes_nothing() -> None:
    moment = int(NOW.timestamp())
    open_table().sweep(moment - 3600)
    facilitators.open_table().sweep(moment - 60)
    open_table().withdraw(reference_text(bytes(10)), moment)
    assert sweeping.status(NOW).age(NOW) == timedelta(hours=1)
    assert run("--status") == [
        "verification: nothing is kept that had expired at 2026-11-18 01:30, 60 min ago",
        "facilitators: nothing is kept that had expired at 2026-11-18 02:29, 1 min ago",
        "withdrawn codes that end in 2026-11: 11 of 400,000 bytes",
    ]
    assert sweeping.status(NOW).age(NOW) == timedelta(hours=1)


def test_a_sweep_that_goes_on_is_told() -> None:
    for number in range(expired_items.BATCH + 1):
        open_table()._table.put({"pk": {"S": f"T#{number}"}, "expires": {"N": "1"}})
    open_table().sweep(int(NOW.timestamp()), 0)
    assert (
        run("--status")[0] == "verification: not swept yet; a sweep since 2026-11-18 02:30 goes on"
    )


def test_a_large_list_of_withdrawals_is_logged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said() -> list[Any]:
        sweeping.sweep(NOW)
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    monkeypatch.setattr(sweeping, "WARN_BYTES", 22)
    ends = int(NOW.timestamp())
    for number in range(2):
        assert said() == []
        open_table().withdraw(reference_text(bytes([number] * 10)), ends)
    about = {"month": "2026-11", "bytes": 22}
    assert said() == [{"level": "WARNING", "event": "withdrawals_large", **about}]
    assert withdrawal_items.WARN_BYTES == 200_000


def test_the_schedule_has_time_for_both_tables_and_the_keys() -> None:
    config: Any = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    functions = config["stages"]["production"]["lambda_functions"]
    assert functions["sweep"]["lambda_timeout"] >= 2 * expired_items.SWEEP_LIMIT_S + 30
    assert functions["sweep"]["lambda_timeout"] < 15 * 60
