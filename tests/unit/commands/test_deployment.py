"""A stack's own settings, as environment variables."""

import pytest

from chalicelib.aws.stack import Stack
from chalicelib.commands.deployment import NoDeployment, environment

OUTPUTS = {
    "PublicUrl": "https://codes.example.org",
    "KeyParameters": "/waypost/waypost-prod/keys",
    "MeetingsTableName": "m",
    "VerificationTableName": "v",
    "FacilitatorsTableName": "f",
}


def stack(status: str = "UPDATE_COMPLETE", **parameters: str) -> Stack:
    return Stack("waypost-prod", "us-east-1", "123456789012", status, parameters, OUTPUTS)


def test_settings_are_parameters_and_what_the_stack_worked_out_is_its_outputs() -> None:
    told = environment(
        stack(
            PublicUrl="https://codes.example.org",
            KeyParameters="",
            KeyKind="kms",
            RowsHeldS="30",
            MeetingsTableName="",
            CertificateArn="arn:of:it",
        )
    )
    assert told == {
        "PUBLIC_URL": "https://codes.example.org",
        "KEY_PARAMETERS": "/waypost/waypost-prod/keys",
        "KEY_KIND": "kms",
        "ROWS_HELD_S": "30",
        "MEETINGS_TABLE": "m",
        "VERIFICATION_TABLE": "v",
        "FACILITATORS_TABLE": "f",
        "STACK_NAME": "waypost-prod",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


@pytest.mark.parametrize(
    "status",
    ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"],
)
def test_a_whole_stack_is_talked_to_also_while_it_changes(status: str) -> None:
    assert environment(stack(status))["MEETINGS_TABLE"] == "m"


@pytest.mark.parametrize(
    "status", ["CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "DELETE_FAILED"]
)
def test_a_half_made_stack_is_not(status: str) -> None:
    with pytest.raises(NoDeployment, match=rf"waypost-prod is half-made \({status}\)"):
        environment(stack(status))
