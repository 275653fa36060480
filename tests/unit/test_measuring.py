"""What the sweep measures, and which alarms that would set off."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import dynamodb, measuring, scheduled, settings, sweeping
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.measuring import Measures
from chalicelib.meetings.storage.table import open_table as open_listings
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.key_reader import pack
from chalicelib.verification.keys import MAX_KEYS
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.table import VerificationTable, open_table
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.conftest import Tables
from tests.deploy.alarms import is_bad, measured, tripped

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STACK = "waypost-test"
ALL_BUT_THE_SNAPSHOT = measured().keys() - {"SnapshotAgeAlarm"}
Run = Callable[[datetime], Mapping[str, float]]


@pytest.fixture
def run(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Lets the schedule come at a moment, and gives what CloudWatch reads in its one line."""
    monkeypatch.setenv("STACK_NAME", STACK)
    settings.current.cache_clear()

    def at(now: datetime) -> Mapping[str, float]:
        capfd.readouterr()
        with suppress(StorageUnavailable, KeysUnavailable):  # it counts as failed, and measures
            scheduled.run(now)
        (line,) = capfd.readouterr().out.splitlines()
        return read(json.loads(line))

    return at


def read(line: Any) -> Mapping[str, float]:
    """The values in a line, as CloudWatch's specification has them read."""
    head = line.pop("_aws")
    assert head.keys() == {"Timestamp", "CloudWatchMetrics"}
    (about,) = head["CloudWatchMetrics"]
    assert about["Namespace"] == "Waypost"
    assert about["Dimensions"] == [["Stack"]]
    assert line.pop("Stack") == STACK
    assert line.keys() == {metric["Name"] for metric in about["Metrics"]}
    assert all(isinstance(value, int | float) for value in line.values())
    values: dict[str, float] = line
    return values


def live(now: datetime = NOW) -> KeyStore:
    """A service as it should be: a key that signs and the next one, and a listing."""
    open_listings().note_import("ours", now)
    store = open_key_store(settings.current())
    store.ensure_signing_key(now)
    return store


def forget_standby_key() -> KeyStore:
    """As if none had been made after a rotation."""
    ring = open_key_store(settings.current()).ring()
    key = ring.signing(int(NOW.timestamp()))
    vault = FileVault(settings.current().data_dir / "keys")
    vault.write("registry", pack(KeyRing({key.kid: key})))
    open_key_store.cache_clear()
    return open_key_store(settings.current())


def test_all_is_well_where_everything_is_as_it_should_be(run: Run) -> None:
    live()
    values = run(NOW + timedelta(minutes=15))
    assert values == {
        "SweepAge": 0,
        "ImportAgeDays": pytest.approx(1 / 96, abs=0.001),
        "StandbyKeys": 1,
        "RotationLateDays": 0,
        "PublishedKeys": 2,
        "WithdrawalBytes": 0,
    }
    assert tripped(values) == set()


def test_all_stays_well_over_a_year_of_rotations(run: Run) -> None:
    live()
    for day in range(1, 366, 26):
        open_listings().note_import("ours", NOW + day * DAY)
        assert tripped(run(NOW + day * DAY)) == set()


def test_a_new_stack_asks_for_a_key_and_an_import(run: Run) -> None:
    assert tripped(run(NOW)) == {"StandbyKeyAlarm", "RotationAlarm", "ImportAgeAlarm"}


def test_a_sweep_that_fails_for_an_hour(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: object, now: int, limit_s: float) -> int:
        raise StorageUnavailable("away")

    live()
    run(NOW)
    monkeypatch.setattr(VerificationTable, "sweep", away)
    assert tripped(run(NOW + timedelta(minutes=60))) == set()
    values = run(NOW + timedelta(minutes=61))
    assert values["SweepAge"] == 61 * 60
    assert tripped(values) == {"SweepAgeAlarm"}


def test_a_database_that_is_away(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: object, **named: object) -> None:
        raise StorageUnavailable("away")

    live()
    for name in ("get", "get_many", "scan_pages", "put"):
        monkeypatch.setattr(dynamodb.Table, name, away)
    assert tripped(run(NOW)) == {"SweepAgeAlarm", "WithdrawalsAlarm", "ImportAgeAlarm"}


def test_keys_that_cannot_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    live()
    open_key_store.cache_clear()
    monkeypatch.setattr(FileVault, "read", away)
    assert tripped(run(NOW)) == {"StandbyKeyAlarm", "RotationAlarm", "KeyRoomAlarm"}


def test_a_source_that_is_imported_no_more_beside_one_that_is(run: Run) -> None:
    live()
    for day in range(1, 9):
        open_listings().note_import("others", NOW + day * DAY)
        assert tripped(run(NOW + day * DAY)) == set()
    values = run(NOW + 8 * DAY + timedelta(hours=1))
    assert tripped(values) == {"ImportAgeAlarm"}
    open_listings().forget_import("ours")
    assert tripped(run(NOW + 8 * DAY + timedelta(hours=2))) == set()


def test_no_standby_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the schedule can make none."""
    live()
    forget_standby_key()
    monkeypatch.setattr(KeyStore, "rotate_if_due", lambda self, now, life: None)
    assert tripped(run(NOW)) == {"StandbyKeyAlarm"}


def test_a_rotation_that_does_not_take_place(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    live()
    monkeypatch.setattr(KeyStore, "rotate_if_due", lambda self, now, life: None)
    for day, expected in ((91, set[str]()), (93, {"RotationAlarm"})):
        open_listings().note_import("ours", NOW + day * DAY)
        assert tripped(run(NOW + day * DAY)) == expected


def test_a_standby_key_that_will_be_too_young_when_its_turn_comes(run: Run) -> None:
    """It is known weeks before: the rotation will be late."""
    live()
    store = forget_standby_key()
    store.add_standby(NOW + 70 * DAY)
    open_listings().note_import("ours", NOW + 70 * DAY)
    values = run(NOW + 70 * DAY)
    assert values["RotationLateDays"] == pytest.approx(9, abs=0.01)
    assert tripped(values) == {"RotationAlarm"}


def test_little_room_for_keys(run: Run) -> None:
    store, now = live(), NOW
    while len(store.ring().keys) < 50:
        now += 92 * DAY
        store.rotate(now)
    open_listings().note_import("ours", now)
    values = run(now)
    assert values["PublishedKeys"] == 50 < MAX_KEYS
    assert tripped(values) == {"KeyRoomAlarm"}


@pytest.mark.parametrize(
    ("codes", "size", "expected"),
    [(1, 0, set()), (18_100, 199_000, set()), (18_182, 200_000, {"WithdrawalsAlarm"})],
)
def test_a_list_of_withdrawals_that_is_half_full(
    run: Run, moto_tables: Tables, codes: int, size: int, expected: set[str]
) -> None:
    """A single withdrawal shows in no number."""
    live()
    ends = int((NOW + 60 * DAY).timestamp())
    open_table().withdraw(reference_text(bytes(10)), ends)
    table, key = moto_tables.settings.verification_table, {"pk": {"S": "X#2026-05"}}
    references = [number.to_bytes(10, "big") for number in range(codes)]
    moto_tables.client.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET #r = :r",
        ExpressionAttributeNames={"#r": "references"},
        ExpressionAttributeValues={":r": {"BS": references}},
    )
    values = run(NOW)
    assert values["WithdrawalBytes"] == size
    assert tripped(values) == expected


def test_lists_beside_the_api_that_are_old(moto_tables: Tables) -> None:
    live()
    for minutes, expected in ((60, False), (61, True)):
        then = int((NOW - timedelta(minutes=minutes)).timestamp())
        measures = measuring.measure(NOW, snapshot_at=then)
        line = json.loads(measuring.metrics_line(measures, STACK, NOW))
        assert is_bad(measured()["SnapshotAgeAlarm"], read(line)) is expected
    assert is_bad(measured()["SnapshotAgeAlarm"], {})  # nobody knows


def test_a_schedule_that_does_not_come_sets_off_all_that_it_measures() -> None:
    assert tripped({}) == ALL_BUT_THE_SNAPSHOT


def test_on_a_machine_of_ones_own_nothing_is_printed(
    moto_tables: Tables, capfd: pytest.CaptureFixture[str]
) -> None:
    live()
    scheduled.run(NOW)
    assert capfd.readouterr().out == ""


def test_what_cannot_be_reached_is_left_out_and_logged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, name, error in (
        (sweeping, "status", StorageUnavailable),
        (measuring, "open_listings", StorageUnavailable),
        (measuring, "open_key_store", KeysUnavailable),
    ):

        def away(*_: object, error: type[Exception] = error) -> None:
            raise error("away")

        monkeypatch.setattr(module, name, away)
    assert measuring.measure(NOW) == Measures()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["cause"]) for line in lines] == [
        ("not_measured", "StorageUnavailable"),
        ("not_measured", "StorageUnavailable"),
        ("not_measured", "KeysUnavailable"),
    ]


def test_a_measurement_is_of_its_moment_in_milliseconds() -> None:
    """CloudWatch drops what is of another year, and says nothing."""
    line = json.loads(measuring.metrics_line(Measures(sweep_age=1), STACK, NOW))
    assert line["_aws"]["Timestamp"] == 1_772_625_600_000


def test_every_measure_has_a_unit_that_cloudwatch_knows() -> None:
    assert measuring.UNITS.keys() == set(Measures._fields)
    assert set(measuring.UNITS.values()) <= {"Seconds", "Count", "Bytes", "None"}


def test_no_measure_counts_what_people_did() -> None:
    """How much was swept would tell, for as long as metrics are kept, how many came."""
    assert set(Measures._fields) == {
        "sweep_age",
        "import_age_days",
        "snapshot_age",
        "standby_keys",
        "rotation_late_days",
        "published_keys",
        "withdrawal_bytes",
    }
