"""What each role may do, to the letter: no more than its function does."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib import dynamodb, sweeping
from chalicelib.meetings.storage import keys as storage_keys
from chalicelib.verification.keystore import open_key_store
from tests.conftest import Tables
from tests.deploy.template_parts import resource_text, statements

PROJECT = Path(__file__).resolve().parents[2]
KEYS = "parameter/waypost/${AWS::StackName}/keys"
KEPT = ("registry", "ticket-key", "seed-*", "step", "kms-*")
READ_AND_WRITE = ("BatchGetItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem")
MEETINGS, VERIFICATION, FACILITATORS = (
    f"table/{name}Table" for name in ("Meetings", "Verification", "Facilitators")
)


def permissions(template: dict[str, Any], role: str) -> dict[str, set[str]]:
    """What a role may do: the resources by action, of which none is a pattern of actions."""
    properties = template["Resources"][role]["Properties"]
    assert "ManagedPolicyArns" not in properties
    (policy,) = properties["Policies"]
    return allowed_by(policy)


def allowed_by(policy: dict[str, Any]) -> dict[str, set[str]]:
    """What a policy allows: the resources by action."""
    allowed: dict[str, set[str]] = {}
    for statement in statements(policy):
        assert statement["Effect"] == "Allow"
        resources = {resource_text(resource) for resource in statement["Resource"]}
        for action in statement["Action"]:
            assert ("*" in resources) == (action == "kms:CreateKey")
            assert "*" not in action
            allowed.setdefault(action, set()).update(resources)
    return allowed


def test_the_api_may_do_what_it_does_and_no_more(template: dict[str, Any]) -> None:
    assert permissions(template, "ApiHandlerRole") == {
        **{f"dynamodb:{a}": {MEETINGS, VERIFICATION, FACILITATORS} for a in READ_AND_WRITE},
        "dynamodb:ConditionCheckItem": {MEETINGS},  # items that a change rests on and leaves
        "geo-places:Geocode": {"arn:${AWS::Partition}:geo-places:${AWS::Region}::provider/default"},
        "ssm:GetParameter": {f"{KEYS}/{name}" for name in ("registry", "ticket-key", "seed-*")},
        "logs:CreateLogStream": {"ApiHandlerLogGroup"},
        "logs:PutLogEvents": {"ApiHandlerLogGroup"},
    }


def test_the_sweep_may_do_what_it_does_and_no_more(template: dict[str, Any]) -> None:
    """It reaches the keys, and reads neither seeds nor what tickets are stored under."""
    assert permissions(template, "SweepRole") == {
        **{f"dynamodb:{a}": {VERIFICATION, FACILITATORS} for a in (*READ_AND_WRITE, "Scan")},
        "dynamodb:GetItem": {MEETINGS, VERIFICATION, FACILITATORS},  # of meetings: see below
        "ssm:GetParameter": {f"{KEYS}/{name}" for name in ("registry", "step")},
        "ssm:PutParameter": {f"{KEYS}/{name}" for name in ("registry", "seed-*", "step")},
        "ssm:DeleteParameters": {f"{KEYS}/{name}" for name in ("seed-*", "step")},
        "logs:CreateLogStream": {"SweepLogGroup"},
        "logs:PutLogEvents": {"SweepLogGroup"},
    }


def test_of_the_meetings_the_sweep_reads_only_when_sources_were_imported(
    template: dict[str, Any],
) -> None:
    (policy,) = template["Resources"]["SweepRole"]["Properties"]["Policies"]
    (limited,) = (each for each in statements(policy) if "Condition" in each)
    assert limited["Action"] == ["dynamodb:GetItem"]
    assert {resource_text(resource) for resource in limited["Resource"]} == {MEETINGS}
    assert limited["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [storage_keys.IMPORTED]},
        "Null": {"dynamodb:LeadingKeys": "false"},  # for all of no keys would hold
    }


def test_an_operator_may_do_what_the_commands_do_and_no_more(template: dict[str, Any]) -> None:
    policy = template["Resources"]["OperatorsPolicy"]
    assert allowed_by(policy["Properties"]) == {
        "cloudformation:DescribeStacks": {"stack/${AWS::StackName}/*"},
        **{
            f"dynamodb:{action}": {MEETINGS, VERIFICATION, FACILITATORS}
            for action in (*READ_AND_WRITE, "Scan")
        },
        "dynamodb:ConditionCheckItem": {MEETINGS},
        "ssm:GetParameter": {f"{KEYS}/{name}" for name in KEPT},
        "ssm:PutParameter": {f"{KEYS}/{name}" for name in KEPT},
        "ssm:GetParametersByPath": {KEYS, f"{KEYS}/*"},  # to see what a lost registry leaves
        "ssm:DeleteParameters": {f"{KEYS}/{name}" for name in ("seed-*", "step", "kms-*")},
        "kms:CreateKey": {"*"},  # what is not yet has no ARN
        **{
            f"kms:{action}": {"key/*"}
            for action in ("DisableKey", "GetPublicKey", "ScheduleKeyDeletion", "TagResource")
        },
    }
    attached = {"Groups", "Roles", "Users"} & policy["Properties"].keys()
    assert not attached
    for part in (policy, template["Outputs"]["OperatorPolicyArn"]):
        assert template["Conditions"][part["Condition"]] == {
            "Fn::Equals": [{"Ref": "OperatorPolicy"}, "true"]
        }


def test_an_operator_reaches_only_the_stacks_own_keys_in_kms(template: dict[str, Any]) -> None:
    """By the same conditions as the sweep, which makes and ends them too."""
    resources = template["Resources"]
    of_sweep = {
        action: statement["Condition"]
        for name in ("SweepMakesKeysInKms", "SweepEndsKeysInKms")
        for statement in statements(resources[name]["Properties"])
        for action in statement["Action"]
        if action.startswith("kms:")
    }
    own = of_sweep["kms:ScheduleKeyDeletion"]
    for statement in statements(resources["OperatorsPolicy"]["Properties"]):
        for action in statement["Action"]:
            if action.startswith("kms:"):
                assert statement["Condition"] == of_sweep.get(action, own), action


def test_addresses_are_sent_nowhere_unless_a_geocoder_is_set(template: dict[str, Any]) -> None:
    (policy,) = template["Resources"]["ApiHandlerRole"]["Properties"]["Policies"]
    (conditional,) = (
        each["Fn::If"] for each in policy["PolicyDocument"]["Statement"] if "Fn::If" in each
    )
    condition, statement, otherwise = conditional
    assert statement["Action"] == ["geo-places:Geocode"]
    assert otherwise == {"Ref": "AWS::NoValue"}
    assert template["Conditions"][condition] == {
        "Fn::Equals": [{"Ref": "Geocoder"}, "amazon-location"]
    }


def test_a_policy_names_the_table_and_the_keys_that_the_function_uses(
    template: dict[str, Any],
) -> None:
    """Both by the same conditions, so that a copy that is mounted can be read."""
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    for role in ("ApiHandlerRole", "SweepRole"):
        written = json.dumps(template["Resources"][role]["Properties"]["Policies"])
        tables = ("MEETINGS_TABLE", "VERIFICATION_TABLE", "FACILITATORS_TABLE")
        for name in (*tables, "KEY_PARAMETERS"):
            assert json.dumps(variables[name]) in written
        assert "GetAtt" not in written.replace('"Fn::GetAtt": ["ApiHandlerLogGroup"', "").replace(
            '"Fn::GetAtt": ["SweepLogGroup"', ""
        )


def test_each_function_is_called_by_what_calls_it(template: dict[str, Any]) -> None:
    """The schedule's own permission, with its rule as source, is what SAM makes of the event."""
    permitted = {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Permission"
    }
    assert list(permitted) == ["APIHandlerInvokePermission"]
    source = permitted["APIHandlerInvokePermission"]["SourceArn"]
    assert source["Fn::Sub"][1] == {"RestAPIId": {"Ref": "RestAPI"}}
    (event,) = template["Resources"]["Sweep"]["Properties"]["Events"].values()
    assert event["Type"] == "Schedule"


def test_every_kind_of_action_in_a_transaction_on_meetings_is_allowed(
    template: dict[str, Any],
) -> None:
    """DynamoDB asks for the permission of each; no database of the tests asks for any."""
    written = "".join(
        file.read_text("utf-8")
        for file in (PROJECT / "chalicelib" / "meetings" / "storage").rglob("*.py")
    )
    kinds = set(re.findall(r'\{"(Put|Delete|Update|ConditionCheck)":', written))
    assert {"Put", "Delete", "ConditionCheck"} <= kinds
    allowed = permissions(template, "ApiHandlerRole")
    for kind in kinds:
        assert MEETINGS in allowed[f"dynamodb:{kind}Item"]


def test_the_sweeps_calls_are_among_those_that_its_role_may_make(
    template: dict[str, Any], moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: set[str] = set()
    dynamodb.client().meta.events.register(
        "provide-client-params.dynamodb.*", lambda model, **_: called.add(model.name)
    )
    store = open_key_store(moto_tables.settings)
    now = datetime.now(UTC)
    store.ensure_signing_key(now)
    for later in (timedelta(), timedelta(days=92), timedelta(days=200)):
        sweeping.sweep_and_rotate(now + later)
    assert called
    allowed = permissions(template, "SweepRole")
    assert {f"dynamodb:{name}" for name in called} <= allowed.keys()


def test_nothing_at_all_is_allowed_by_a_pattern_of_actions_or_on_everything(
    template: dict[str, Any],
) -> None:
    """Of every policy, whatever it is attached to."""
    found = list(allowing(template["Resources"]))
    assert len(found) > 10
    for statement in found:
        actions = statement["Action"]
        resources = statement.get("Resource", [])
        for action in [actions] if isinstance(actions, str) else actions:
            assert "*" not in action
            assert ("*" in resources) == (action == "kms:CreateKey")


def allowing(part: Any) -> Iterator[dict[str, Any]]:
    """The statements that allow something, wherever they stand."""
    if isinstance(part, dict):
        if part.get("Effect") == "Allow":
            yield part
        for each in part.values():
            yield from allowing(each)
    if isinstance(part, list):
        for each in part:
            yield from allowing(each)
