"""The description of DynamoDB that a package carries: all that the tables ask for works with it."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from chalicelib import dynamodb
from chalicelib.aws import dynamodb_client, service_model
from chalicelib.dynamodb import Table

PROJECT = Path(__file__).resolve().parents[3]
WITH_OTHERS = "ConditionCheckItem"  # is no operation: what a transaction may contain


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Table]:
    """A table of a process that was started from a package."""
    service_model.compile_model(tmp_path)
    monkeypatch.setattr(dynamodb_client, "CARRIED", tmp_path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="table",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        dynamodb.client.cache_clear()
        yield Table(dynamodb.client(), "table")
        dynamodb.client.cache_clear()


def test_items_are_written_and_read(table: Table) -> None:
    item = {"pk": {"S": "A"}, "of": {"M": {"bytes": {"B": b"\x00"}, "all": {"L": [{"N": "1"}]}}}}
    assert table.put(item)
    assert table.get("A") == item
    table.update("A", "ADD marks :more", more={"SS": ["new"]})
    assert table.get_many(["A", "B"]) == {"A": {**item, "marks": {"SS": ["new"]}}}
    assert [each["pk"] for each in table.scan()] == [{"S": "A"}]
    assert table.delete("A")
    assert table.get("A") is None


def test_conditions_that_do_not_hold_are_told(table: Table) -> None:
    item = {"pk": {"S": "A"}}
    put = {"Put": {"Item": item, **dynamodb.revision_condition(None)}}
    assert table.transact([put]) == ()
    assert table.transact([put]) == ("ConditionalCheckFailed",)
    assert not table.put(item, "attribute_not_exists(pk)")


def test_every_operation_that_the_deployed_functions_may_use_is_carried(tmp_path: Path) -> None:
    service_model.compile_model(tmp_path)
    (file,) = tmp_path.rglob("service-2.json")
    carried = set(json.loads(file.read_text("utf-8"))["operations"])
    allowed = {
        action.removeprefix("dynamodb:")
        for policy in (PROJECT / ".chalice").glob("policy-*.json")
        for statement in json.loads(policy.read_text("utf-8"))["Statement"]
        for action in statement.get("Action", ())  # none of one that a condition chooses
        if action.startswith("dynamodb:")
    }
    assert allowed - {WITH_OTHERS} == carried - {"TransactWriteItems"}


def test_a_package_carries_no_more_than_that(tmp_path: Path) -> None:
    service_model.compile_model(tmp_path)
    (file,) = tmp_path.rglob("service-2.json")
    assert file.stat().st_size < 40_000
    assert "documentation" not in file.read_text("utf-8")
