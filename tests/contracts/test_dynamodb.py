"""The seam to the database: reads that finish, and errors by what happened."""

import socket
from collections.abc import Callable

import boto3
import pytest
from botocore.config import Config

from chalicelib.dynamodb import OutcomeUnknown, StorageUnavailable, Table, TooBusy
from chalicelib.meetings.storage.table import MeetingsTable
from tests.conftest import Tables
from tests.contracts import faults
from tests.unit.meetings.factories import NOW, meeting


def item(number: int) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"X#{number}"}, "n": {"N": str(number)}}


def test_reads_of_many_keys_are_complete(tables: Tables) -> None:
    table = Table(tables.client, tables.settings.meetings_table)
    for number in range(0, 230, 2):
        assert table.put(item(number))
    keys = [f"X#{number}" for number in range(230)]
    found = table.get_many([*keys, *keys])
    assert found == {f"X#{number}": item(number) for number in range(0, 230, 2)}
    assert sorted(item["pk"]["S"] for item in table.scan(Limit=50)) == sorted(found)


def test_keys_that_were_not_processed_are_asked_for_again(moto_tables: Tables) -> None:
    table = Table(moto_tables.client, moto_tables.settings.meetings_table)
    for number in range(5):
        table.put(item(number))
    keys = [{"pk": {"S": f"X#{number}"}} for number in range(5)]

    def two_at_a_time(call: int) -> faults.Answer:
        if call == 2:
            return None
        left = {table.name: {"Keys": keys[2 * call + 2 :], "ConsistentRead": False}}
        there = [item(number) for number in range(2 * call, 2 * call + 2)]
        return faults.answer({"Responses": {table.name: there}, "UnprocessedKeys": left})

    calls = faults.on(moto_tables.client, "BatchGetItem", two_at_a_time)
    assert table.get_many(f"X#{n}" for n in range(5)) == {f"X#{n}": item(n) for n in range(5)}
    assert len(calls) == 3


def test_a_condition_that_does_not_hold_writes_nothing(tables: Tables) -> None:
    table = Table(tables.client, tables.settings.meetings_table)
    assert table.put(item(1), "attribute_not_exists(pk)")
    assert not table.put({**item(1), "n": {"N": "2"}}, "attribute_not_exists(pk)")
    assert not table.delete("X#1", "n = :n", n={"N": "2"})
    assert table.get("X#1") == item(1)
    assert table.delete("X#1", "n = :n", n={"N": "1"})
    assert table.get("X#1") is None


def test_a_transaction_writes_all_or_says_what_stood_in_its_way(tables: Tables) -> None:
    table = Table(tables.client, tables.settings.meetings_table)
    new = {"ConditionExpression": "attribute_not_exists(pk)"}
    table.put(item(1))
    causes = table.transact([{"Put": {"Item": item(n), **new}} for n in range(2)])
    assert causes == ("None", "ConditionalCheckFailed")
    assert table.get("X#0") is None
    assert table.transact([{"Put": {"Item": item(0), **new}}]) == ()
    assert table.get("X#0") == item(0)


@pytest.mark.parametrize("code", ["InternalServerError", "ResourceNotFoundException"])
@pytest.mark.parametrize(
    "operation", ["GetItem", "BatchGetItem", "PutItem", "Scan", "TransactWriteItems"]
)
def test_a_database_that_refuses_is_unavailable(
    moto_tables: Tables, operation: str, code: str
) -> None:
    table = Table(moto_tables.client, moto_tables.settings.meetings_table)
    faults.on(moto_tables.client, operation, lambda call: faults.failure(code, 500))
    calls: dict[str, Callable[[], object]] = {
        "GetItem": lambda: table.get("X#1"),
        "BatchGetItem": lambda: table.get_many(["X#1"]),
        "PutItem": lambda: table.put(item(1)),
        "Scan": lambda: list(table.scan()),
        "TransactWriteItems": lambda: table.transact([{"Put": {"Item": item(1)}}]),
    }
    with pytest.raises(StorageUnavailable, match=code) as caught:
        calls[operation]()
    assert not isinstance(caught.value, TooBusy)


def test_a_write_whose_first_answer_was_lost_is_written_once(tables: Tables) -> None:
    table = Table(tables.client, tables.settings.meetings_table)
    table.put(item(2))
    writes: dict[str, Callable[[], object]] = {
        "PutItem": lambda: table.put(item(1), "attribute_not_exists(pk)"),
        "DeleteItem": lambda: table.delete("X#2", "n = :n", n={"N": "2"}),
    }
    for operation, write in writes.items():
        with faults.lost_answers(tables.client, operation, before=1):
            assert write() is True
    assert table.get("X#1") == item(1)
    assert table.get("X#2") is None


def test_a_transaction_whose_first_answer_was_lost_is_written_once(dynoxide_tables: Tables) -> None:
    client = dynoxide_tables.client
    table = Table(client, dynoxide_tables.settings.meetings_table)
    new = {"ConditionExpression": "attribute_not_exists(pk)"}
    with faults.lost_answers(client, "TransactWriteItems", before=2):
        assert table.transact([{"Put": {"Item": item(1), **new}}]) == ()
    assert table.get("X#1") == item(1)


def test_a_write_that_finds_anothers_in_its_way_after_a_lost_answer_is_unknown(
    moto_tables: Tables,
) -> None:
    table = Table(moto_tables.client, moto_tables.settings.meetings_table)
    table.put(item(1))
    another = {**item(1), "n": {"N": "7"}}
    with (
        faults.lost_answers(moto_tables.client, "PutItem", before=1, done=False),
        pytest.raises(OutcomeUnknown),
    ):
        table.put(another, "attribute_not_exists(pk)")
    assert table.put(another, "attribute_not_exists(pk)") is False


@pytest.mark.parametrize("operation", ["PutItem", "DeleteItem", "TransactWriteItems"])
def test_a_write_whose_every_answer_is_lost_is_unknown(moto_tables: Tables, operation: str) -> None:
    table = Table(moto_tables.client, moto_tables.settings.meetings_table)
    writes: dict[str, Callable[[], object]] = {
        "PutItem": lambda: table.put(item(1)),
        "DeleteItem": lambda: table.delete("X#1"),
        "TransactWriteItems": lambda: table.transact([{"Put": {"Item": item(1)}}]),
    }
    with (
        faults.lost_answers(moto_tables.client, operation),
        pytest.raises(OutcomeUnknown),
    ):
        writes[operation]()


def test_a_database_that_cannot_be_reached_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, and nobody listens
        client = boto3.client(
            "dynamodb",
            endpoint_url=f"http://127.0.0.1:{unused.getsockname()[1]}",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(connect_timeout=1, retries={"max_attempts": 0}),
        )
        listing = MeetingsTable(client, "meetings")
        with pytest.raises(StorageUnavailable):
            listing.get("a")
        with pytest.raises(StorageUnavailable):
            listing.directories(["D#dr"])
        with pytest.raises(StorageUnavailable):
            listing.put(meeting(), NOW)
