"""`--stack`: commands take tables, keys, address and settings from a stack, or say why not."""

import json
import os
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from chalicelib import settings
from chalicelib.__main__ import main
from tests.conftest import Tables

REGION = "us-east-1"
VARIABLES = {
    "PUBLIC_URL",
    "ORGANISATION",
    "KEY_PARAMETERS",
    "KEY_LIFE_DAYS",
    "STACK_NAME",
    "MEETINGS_TABLE",
    "VERIFICATION_TABLE",
    "FACILITATORS_TABLE",
    "AWS_DEFAULT_REGION",
}


@pytest.fixture(autouse=True)
def cloud(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Any:
    """CloudFormation, beside tables that no stack made: those of the environment."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in VARIABLES:  # what a command sets is undone after the test
        monkeypatch.setenv(name, os.environ.get(name, ""))
    settings.current.cache_clear()
    return boto3.client("cloudformation", REGION)


def make_stack(cloud: Any, name: str = "waypost-prod", **outputs: str) -> None:
    tables = ("MeetingsTable", "VerificationTable", "FacilitatorsTable")
    resources = {
        table: {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": f"{name}-{table}",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            },
        }
        for table in tables
    }
    values = {
        **{f"{table}Name": {"Ref": table} for table in tables},
        "PublicUrl": {"Ref": "PublicUrl"},
        "KeyParameters": f"/waypost/{name}/keys",
    }
    values.update(outputs)
    template = {
        "Parameters": {
            "PublicUrl": {"Type": "String"},
            "KeyLifeDays": {"Type": "Number", "Default": 60},
            "KeyParameters": {"Type": "String", "Default": ""},
            "CertificateArn": {"Type": "String", "Default": ""},
        },
        "Resources": resources,
        "Outputs": {key: {"Value": value} for key, value in values.items() if value},
    }
    cloud.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[
            {"ParameterKey": "PublicUrl", "ParameterValue": "https://codes.example.org"},
        ],
    )


def run(*arguments: str, stack: str = "waypost-prod") -> Result:
    settings.current.cache_clear()
    return CliRunner().invoke(main, ["--stack", stack, *arguments])


def refusal(*arguments: str, **named: str) -> str:
    result = run(*arguments, **named)
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def test_keys_are_made_where_the_stack_has_them_and_that_is_said(cloud: Any) -> None:
    make_stack(cloud)
    result = run("keys", "create")
    assert result.exit_code == 0, result.output
    said = result.stdout.splitlines()
    assert said[:2] == [
        "Database: stack waypost-prod in us-east-1, account 123456789012, tables"
        " waypost-prod-MeetingsTable, waypost-prod-VerificationTable,"
        " waypost-prod-FacilitatorsTable",
        "Keys: seeds in Parameter Store below /waypost/waypost-prod/keys in us-east-1",
    ]
    pages = boto3.client("ssm", REGION).get_paginator("describe_parameters").paginate()
    names = [each["Name"] for page in pages for each in page["Parameters"]]
    assert names and all(name.startswith("/waypost/waypost-prod/keys/") for name in names)
    assert not any(settings.current().data_dir.rglob("*"))


def test_two_stacks_have_keys_of_their_own(cloud: Any) -> None:
    make_stack(cloud)
    make_stack(cloud, "waypost-test")
    assert run("keys", "create").exit_code == 0
    listed = run("keys", "list", stack="waypost-test")
    assert listed.exit_code == 0
    assert "signing" not in listed.stdout
    assert (
        "Keys: seeds in Parameter Store below /waypost/waypost-test/keys in us-east-1"
        in listed.stdout
    )


def test_settings_are_the_stacks_and_not_this_machines(
    cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_stack(cloud)
    monkeypatch.setenv("PUBLIC_URL", "https://elsewhere.example.org")
    monkeypatch.setenv("MEETINGS_TABLE", "elsewhere")
    assert run("meeting", "verify").exit_code == 0
    current = settings.current()
    assert current.public_url == "https://codes.example.org"
    assert current.key_life_days == 60
    assert current.meetings_table == "waypost-prod-MeetingsTable"
    assert os.environ["STACK_NAME"] == "waypost-prod"


def test_a_stack_that_is_not_there_is_said(cloud: Any) -> None:
    assert refusal("keys", "list", stack="waypost-nix") == (
        "There is no stack waypost-nix in us-east-1 in the account of these credentials"
    )


def test_a_stack_of_something_else_is_refused(cloud: Any) -> None:
    make_stack(cloud, PublicUrl="", KeyParameters="")
    line = refusal("keys", "list")
    assert "does not say its KeyParameters, PublicUrl" in line


def test_a_local_database_and_a_stack_are_not_mixed(
    cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_stack(cloud)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")
    assert "AWS_ENDPOINT_URL_DYNAMODB leads to another database" in refusal("keys", "list")


def test_without_a_region_it_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert "The stack waypost-prod can't be read: no region is set: give AWS_REGION" in refusal(
        "keys", "list"
    )


def test_help_names_the_option() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert "--stack NAME" in result.stdout
