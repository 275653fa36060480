"""What each role may do with keys in KMS: those of this stack, by their tag, and nothing else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import read
from chalicelib.verification import kms as keys_in_kms
from tests.deploy.template_parts import resource_text
from tests.unit.verification.fake_kms import FakeKms
from tests.unit.verification.sample_keys import KEPT, LATER, MONTH, STACK, VaultWithKms, key_store
from tests.unit.verification.sample_meeting import NOW
from tools import template

OWN = {"aws:ResourceTag/waypost:stack": {"Ref": "AWS::StackName"}}
NEW = {"aws:RequestTag/waypost:stack": {"Ref": "AWS::StackName"}}
KEYS = "parameter/waypost/${AWS::StackName}/keys"
KIND = {"kms:KeySpec": "ECC_NIST_EDWARDS25519"}


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    return dict(template.read()["Resources"])


def allowed(resources: dict[str, Any], role: str, condition: str | None) -> dict[str, Any]:
    """What a role may do with KMS where that condition holds: the statements by their action."""
    found: dict[str, Any] = {}
    for each in resources.values():
        policy = each.get("Properties", {})
        if policy.get("Roles") != [{"Ref": role}] or each.get("Condition") != condition:
            continue
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            for action in statement["Action"]:
                assert "*" not in action
                found[action] = statement
    return found


def test_the_api_signs_with_keys_of_its_stack_and_no_more(resources: dict[str, Any]) -> None:
    may = allowed(resources, "ApiHandlerRole", None)
    assert may.keys() == {"ssm:GetParameter", "kms:Sign"}
    assert may["kms:Sign"]["Condition"] == {
        "StringEquals": {**OWN, "kms:SigningAlgorithm": keys_in_kms.ALGORITHM}
    }
    assert allowed(resources, "ApiHandlerRole", "KmsKeys") == {}


def test_the_sweep_makes_keys_only_where_new_ones_are_in_kms(resources: dict[str, Any]) -> None:
    always = allowed(resources, "SweepRole", None)
    assert always.keys() == {"ssm:GetParameter", "ssm:DeleteParameters", "kms:ScheduleKeyDeletion"}
    assert always["kms:ScheduleKeyDeletion"]["Condition"] == {"StringEquals": OWN}
    making = allowed(resources, "SweepRole", "KmsKeys")
    assert making.keys() == {
        *("ssm:PutParameter", "kms:CreateKey", "kms:TagResource", "kms:GetPublicKey")
    }
    assert making["kms:CreateKey"]["Condition"] == {
        "StringEquals": {**NEW, **KIND, "kms:KeyUsage": "SIGN_VERIFY"}
    }
    assert making["kms:TagResource"]["Condition"] == {
        "StringEquals": NEW,
        "ForAllValues:StringEquals": {"aws:TagKeys": [keys_in_kms.STACK_TAG]},
        "StringEqualsIfExists": {**OWN, **KIND},
    }
    assert making["kms:GetPublicKey"]["Condition"] == {"StringEquals": OWN}


def test_the_sweep_signs_only_where_it_copies_the_snapshot(resources: dict[str, Any]) -> None:
    copying = allowed(resources, "SweepRole", "UseCdn")
    assert copying.keys() == {"kms:Sign", "ssm:GetParameter"}
    (seeds,) = copying["ssm:GetParameter"]["Resource"]
    assert resource_text(seeds) == f"{KEYS}/seed-*"
    assert copying["kms:Sign"] == allowed(resources, "ApiHandlerRole", None)["kms:Sign"]


def test_what_the_list_of_keys_says_is_all_that_each_reaches_in_parameter_store(
    resources: dict[str, Any],
) -> None:
    for role in ("ApiHandlerRole", "SweepRole"):
        for condition in (None, "KmsKeys"):
            for action, statement in allowed(resources, role, condition).items():
                if action.startswith("ssm:"):
                    (resource,) = statement["Resource"]
                    assert (
                        resource_text(resource) == "parameter/waypost/${AWS::StackName}/keys/kms-*"
                    )


def test_a_stack_may_have_its_keys_in_kms() -> None:
    parameter = template.read()["Parameters"]["KeyKind"]
    assert parameter["AllowedValues"] == ["seed", "kms"]
    given = {"KEY_PARAMETERS": "/waypost/a/keys", "STACK_NAME": "a"}  # as every function has them
    for kind in parameter["AllowedValues"]:
        assert read({**given, "KEY_KIND": kind}).key_kind == kind


def test_only_a_key_that_is_not_yet_is_any_resource(resources: dict[str, Any]) -> None:
    for role in ("ApiHandlerRole", "SweepRole"):
        for condition in (None, "KmsKeys"):
            for action, statement in allowed(resources, role, condition).items():
                assert ("*" in statement["Resource"]) == (action == "kms:CreateKey")


def test_what_the_functions_ask_of_kms_is_allowed(
    resources: dict[str, Any], tmp_path: Path, kms: FakeKms
) -> None:
    """Who revokes a key is an operator, and disables it."""
    store = key_store(VaultWithKms(tmp_path, kms))
    store.ensure_signing_key(NOW)
    kms.asked.clear()
    assert store.rotate_if_due(LATER + 3 * MONTH, timedelta(days=91))
    assert store.destroy_old_private_keys(LATER + 4 * MONTH, KEPT)
    asked = {f"kms:{operation}" for operation, _ in kms.asked}
    may = {
        **allowed(resources, "SweepRole", None),
        **allowed(resources, "SweepRole", "KmsKeys"),
    }
    assert asked <= may.keys()
    kms.asked.clear()
    assert store.signer(LATER + 4 * MONTH).sign(STACK.encode())
    assert {f"kms:{operation}" for operation, _ in kms.asked} == {"kms:Sign"}
