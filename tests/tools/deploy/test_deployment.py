"""A deployment from the change set to its end, a preview that leaves nothing, and a deletion."""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.deploy.cloud import (
    API,
    NAME,
    UNCHANGED,
    CloudFormation,
    account,
    change,
    quick_clock,
)
from tools.deploy import deployment
from tools.deploy.deployment import Place, Prepared
from tools.deploy.errors import NotDeployed
from tools.deploy.stage import Stage

TABLE = change("Modify", "MeetingsTable", "AWS::DynamoDB::Table", Replacement="True")
DECLARED = {"PublicUrl": {"Type": "String"}, "Organisation": {"Type": "String", "Default": "W"}}
VALUES = {"PublicUrl": "https://codes.example.org"}


@pytest.fixture(autouse=True)
def uploads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from moto import mock_aws

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    (tmp_path / "deployment.zip").write_bytes(b"code")
    template = {
        "Parameters": DECLARED,
        "Resources": {"Api": {"Type": "AWS::Serverless::Function", "Properties": {}}},
    }
    return Prepared(template, VALUES, tmp_path / "deployment.zip")


def at(cloud: CloudFormation, said: list[str] | None = None) -> Place:
    say = [] if said is None else said
    return Place(Stage("prod"), account(cloud), say.append, quick_clock())


def test_a_new_stack_is_made_and_what_happens_is_told(prepared: Prepared) -> None:
    said: list[str] = []
    cloud = CloudFormation(
        changes=([API], [change("Add", "MeetingsTable", "AWS::DynamoDB::Table")])
    )
    state, new = deployment.up(at(cloud, said), prepared, "first")
    assert new
    assert state.status == "CREATE_COMPLETE"
    assert state.outputs["MeetingsTableName"] == "m"
    (asked,) = cloud.asked
    assert asked["ChangeSetType"] == "CREATE"
    assert asked["Capabilities"] == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    assert asked["Parameters"] == [
        {"ParameterKey": "PublicUrl", "ParameterValue": "https://codes.example.org"}
    ]
    assert asked["TemplateURL"].startswith("https://s3.eu-west-1.amazonaws.com/waypost-deploy-")
    text = "\n".join(said)
    assert "New stack waypost-prod" in text
    assert "add   RestAPI" in text
    assert "add   MeetingsTable" in text  # of the second page
    assert "CREATE_COMPLETE" in text


def test_an_update_is_told_with_its_parameters(prepared: Prepared) -> None:
    said: list[str] = []
    cloud = CloudFormation("UPDATE_COMPLETE", parameters={"Organisation": "Old"})
    state, new = deployment.up(at(cloud, said), prepared, "next")
    assert not new
    assert state.status == "UPDATE_COMPLETE"
    assert "  Organisation: 'Old' -> 'W'" in said


@pytest.mark.parametrize("reason", [UNCHANGED, "No updates are to be performed."])
def test_nothing_to_change_is_a_success(prepared: Prepared, reason: str) -> None:
    said: list[str] = []
    cloud = CloudFormation("CREATE_COMPLETE", fails=reason)
    state, new = deployment.up(at(cloud, said), prepared, "same")
    assert (state.status, new) == ("CREATE_COMPLETE", False)
    assert said[-1] == "Nothing to change: waypost-prod is as it is here."
    assert not cloud.executed and not cloud.change_sets


def test_a_change_set_that_fails_is_one_line_and_leaves_nothing(prepared: Prepared) -> None:
    cloud = CloudFormation(fails="Template error:\n no such resource")
    with pytest.raises(NotDeployed, match="does not take it: Template error: no such resource"):
        deployment.up(at(cloud), prepared, "broken")
    assert cloud.status is None and not cloud.change_sets


def test_a_table_is_not_replaced_unless_it_is_asked_for(prepared: Prepared) -> None:
    cloud = CloudFormation("UPDATE_COMPLETE", changes=([TABLE],))
    with pytest.raises(NotDeployed, match="Nothing was changed") as refused:
        deployment.up(at(cloud), prepared, "lossy")
    assert "ALLOW=tables" in str(refused.value)
    assert not cloud.executed and not cloud.change_sets
    deployment.up(at(cloud), prepared, "lossy", ["tables"])
    assert cloud.executed == ["lossy"]


def test_codes_do_not_get_another_address_unless_it_is_asked_for(prepared: Prepared) -> None:
    cloud = CloudFormation("UPDATE_COMPLETE", parameters={"PublicUrl": "https://old.example.org"})
    with pytest.raises(NotDeployed, match="ALLOW=address"):
        deployment.up(at(cloud), prepared, "moved")
    assert not cloud.executed


def test_where_it_fails_the_reasons_are_told_and_not_their_consequences(
    prepared: Prepared,
) -> None:
    cloud = CloudFormation(
        "UPDATE_COMPLETE",
        end=(
            ("Api", "UPDATE_FAILED", "The role may not\nbe assumed"),
            ("Sweep", "UPDATE_FAILED", "Resource update cancelled"),
            (NAME, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed: [Api]"),
            (NAME, "UPDATE_ROLLBACK_COMPLETE", ""),
        ),
    )
    with pytest.raises(NotDeployed) as failed:
        deployment.up(at(cloud), prepared, "bad")
    assert str(failed.value).splitlines() == [
        "The stack waypost-prod failed.",
        "Api (AWS::Lambda::Function): The role may not be assumed",
        "The stack is as it was before",
    ]


VALIDATION = "Validation failed with 1 error(s). Call DescribeEvents to retrieve the full list."
FOUND = [
    {
        "OperationId": "newest",
        "LogicalResourceId": "Site",
        "ResourceType": "AWS::S3::Bucket",
        "ValidationStatusReason": "It already\nexists.",
    },
    {"OperationId": "newest", "ResourceStatusReason": "Validation failed"},
    {"OperationId": "older", "ValidationStatusReason": "Something else"},
]


def test_what_a_check_before_the_first_step_found_is_told(prepared: Prepared) -> None:
    """CloudFormation goes on from the failure to the way back, and keeps the reasons elsewhere."""
    end = (
        (NAME, "UPDATE_FAILED", VALIDATION),
        (NAME, "UPDATE_ROLLBACK_IN_PROGRESS", "Validation failure detected."),
        (NAME, "UPDATE_ROLLBACK_COMPLETE", ""),
    )
    cloud = CloudFormation("UPDATE_COMPLETE", end=end)
    cloud.operation_events = FOUND
    with pytest.raises(NotDeployed) as failed:
        deployment.up(at(cloud), prepared, "bad")
    assert str(failed.value).splitlines() == [
        "The stack waypost-prod failed.",
        "Site (AWS::S3::Bucket): It already exists.",
        "The stack is as it was before",
    ]
    cloud.operation_events = []
    with pytest.raises(NotDeployed, match="Call DescribeEvents"):
        deployment.up(at(cloud), prepared, "worse")


def test_what_a_check_of_the_change_set_found_is_told(prepared: Prepared) -> None:
    cloud = CloudFormation("UPDATE_COMPLETE", fails="Use the DescribeEvents API for details.")
    cloud.operation_events = FOUND
    with pytest.raises(NotDeployed, match=r"Site \(AWS::S3::Bucket\): It already exists"):
        deployment.up(at(cloud), prepared, "bad")
    assert not cloud.change_sets


def test_where_the_way_back_is_switched_off_it_is_not_waited_for(prepared: Prepared) -> None:
    cloud = CloudFormation(end=(("Api", "CREATE_FAILED", "No"), (NAME, "CREATE_FAILED", "")))
    with pytest.raises(NotDeployed, match=r"Api .*: No\nThe stack is in CREATE_FAILED"):
        deployment.up(at(cloud), prepared, "bad")


def test_where_a_first_deployment_fails_the_way_on_is_told(prepared: Prepared) -> None:
    end = (("Api", "CREATE_FAILED", "No"), (NAME, "ROLLBACK_COMPLETE", ""))
    cloud = CloudFormation(end=end)
    with pytest.raises(NotDeployed, match="`make destroy`"):
        deployment.up(at(cloud), prepared, "first")
    with pytest.raises(NotDeployed, match=r"never whole \(ROLLBACK_COMPLETE\)"):
        deployment.up(at(cloud), prepared, "again")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("ROLLBACK_COMPLETE", "`make destroy` removes what there is of it"),
        ("CREATE_FAILED", "`make destroy` removes what there is of it"),
        ("DELETE_FAILED", "`make destroy` removes what there is of it"),
        ("UPDATE_ROLLBACK_FAILED", "Continue update rollback"),
        ("UPDATE_IN_PROGRESS", "Something else is changing"),
    ],
)
def test_a_stack_that_cannot_be_changed_is_explained(
    prepared: Prepared, status: str, said: str
) -> None:
    for act in (deployment.up, deployment.diff):
        cloud = CloudFormation(status)
        with pytest.raises(NotDeployed, match=said):
            act(at(cloud), prepared, "x")
        assert not cloud.asked


def test_nothing_is_waited_for_without_an_end(prepared: Prepared) -> None:
    with pytest.raises(NotDeployed, match="did not end within 10 minutes"):
        deployment.up(at(CloudFormation("UPDATE_COMPLETE", slow=True)), prepared, "x")
    end = ((NAME, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", ""),)
    with pytest.raises(NotDeployed, match="did not end within 60 minutes"):
        deployment.up(at(CloudFormation("UPDATE_COMPLETE", end=end)), prepared, "x")


@pytest.mark.parametrize("status", [None, "UPDATE_COMPLETE"])
def test_files_go_to_the_bucket_of_the_cdn_where_there_is_one(
    prepared: Prepared, status: str | None
) -> None:
    said: list[str] = []
    place = at(CloudFormation(status, site_bucket="site"), said)
    s3 = place.account.client("s3")
    s3.create_bucket(Bucket="site", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    deployment.up(place, prepared, "with a CDN")
    files = s3.list_objects_v2(Bucket="site", Prefix="static/")["Contents"]
    assert [line for line in said if line.startswith("Files of the CDN:")] == [
        f"Files of the CDN: {len(files)} uploaded to site"
    ]


def test_files_that_a_broken_off_deployment_left_out_come_with_the_next(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where there is nothing else to change."""
    place = at(CloudFormation(site_bucket="site"))
    s3 = place.account.client("s3")
    with pytest.raises(NotDeployed, match="files of the CDN"):  # there is no such bucket yet
        deployment.up(place, prepared, "first")
    s3.create_bucket(Bucket="site", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    again = at(CloudFormation("CREATE_COMPLETE", fails=UNCHANGED, site_bucket="site"))
    deployment.up(again, prepared, "again")
    assert s3.list_objects_v2(Bucket="site", Prefix="static/")["KeyCount"]


def test_a_preview_of_a_new_stack_leaves_nothing(prepared: Prepared) -> None:
    said: list[str] = []
    cloud = CloudFormation()
    deployment.diff(at(cloud, said), prepared, "look")
    assert cloud.status is None and not cloud.change_sets and not cloud.executed
    assert "New stack waypost-prod:" in said


def test_a_preview_of_an_update_shows_what_would_be_refused(prepared: Prepared) -> None:
    said: list[str] = []
    cloud = CloudFormation("UPDATE_COMPLETE", changes=([TABLE],))
    deployment.diff(at(cloud, said), prepared, "look")
    assert cloud.status == "UPDATE_COMPLETE" and not cloud.change_sets and not cloud.executed
    assert "Not done without being asked for: MeetingsTable" in said[-1]


def test_an_interrupted_preview_is_in_nobodys_way(prepared: Prepared) -> None:
    cloud = CloudFormation("REVIEW_IN_PROGRESS")
    _, new = deployment.up(at(cloud), prepared, "first")
    assert new


def test_a_deletion_says_what_goes_and_what_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    cloud = CloudFormation("UPDATE_COMPLETE")
    deployment.down(at(cloud, said), NAME)
    assert cloud.status is None
    text = "\n".join(said)
    assert "1 resources" in text
    assert "Stays: AWS::DynamoDB::Table waypost-prod-MeetingsTable-1" in text
    assert "Stays: the signing keys, in Parameter Store below /waypost/waypost-prod/keys" in text
    # also where KeyKind has been taken back to seed
    assert "Stays: keys in AWS KMS with the tag waypost:stack=waypost-prod" in text


def test_a_deletion_says_which_table_was_mounted_in_the_place_of_the_stacks_own() -> None:
    said: list[str] = []
    mounted = {"MeetingsTableName": "copy-of-monday", "VerificationTableName": ""}
    deployment.down(at(CloudFormation("UPDATE_COMPLETE", parameters=mounted), said), NAME)
    text = "\n".join(said)
    assert "Stays: the table copy-of-monday, in use by MeetingsTableName" in text
    assert "VerificationTableName" not in text


@pytest.mark.parametrize("confirmed", ["prod", "", "waypost-production"])
def test_nothing_is_deleted_without_the_stacks_name(confirmed: str) -> None:
    cloud = CloudFormation("UPDATE_COMPLETE")
    with pytest.raises(NotDeployed, match="Nothing was deleted"):
        deployment.down(at(cloud), confirmed)
    assert cloud.status == "UPDATE_COMPLETE"


def test_without_a_terminal_a_deletion_needs_the_name_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NAME}\n"))
    cloud = CloudFormation("UPDATE_COMPLETE")
    with pytest.raises(NotDeployed, match="CONFIRM=waypost-prod"):
        deployment.down(at(cloud), None)
    assert cloud.status == "UPDATE_COMPLETE"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_question_without_an_answer_deletes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(""))
    cloud = CloudFormation("UPDATE_COMPLETE")
    with pytest.raises(NotDeployed, match="Nothing was deleted"):
        deployment.down(at(cloud), None)
    assert cloud.status == "UPDATE_COMPLETE"


def test_on_a_terminal_the_name_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(f"{NAME}\n"))
    cloud = CloudFormation("UPDATE_COMPLETE")
    deployment.down(at(cloud), None)
    assert cloud.status is None


def test_a_deletion_that_fails_says_why() -> None:
    reason = "The bucket you tried to delete is not empty"
    deletion = (("Site", "DELETE_FAILED", reason), (NAME, "DELETE_FAILED", ""))
    cloud = CloudFormation("UPDATE_COMPLETE", deletion=deletion)
    with pytest.raises(NotDeployed, match=reason):
        deployment.down(at(cloud), NAME)


def test_a_stack_that_was_never_made_is_deleted_too() -> None:
    cloud = CloudFormation("REVIEW_IN_PROGRESS")
    deployment.down(at(cloud), NAME)
    assert cloud.status is None


def test_what_is_not_there_is_not_deleted() -> None:
    with pytest.raises(NotDeployed, match="There is no stack waypost-prod in eu-west-1"):
        deployment.down(at(CloudFormation()), NAME)


def test_a_folder_without_a_package_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotDeployed, match="There is no package in"):
        deployment.prepare(Stage("prod"), tmp_path, "eu-west-1")


def test_a_check_of_the_template_that_does_not_end_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deployment.zip").write_bytes(b"")
    (tmp_path / "sam.json").write_text('{"Resources": {}}')

    def never(command: list[str], *, timeout: float, **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr("subprocess.run", never)
    with pytest.raises(NotDeployed, match="check of the template did not end within 300 s"):
        deployment.prepare(Stage("prod"), tmp_path, "eu-west-1")


@pytest.mark.slow
def test_a_template_that_is_not_sound_is_not_uploaded(tmp_path: Path) -> None:
    (tmp_path / "deployment.zip").write_bytes(b"")
    (tmp_path / "sam.json").write_text(
        '{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"Nonsense": 1}}}}'
    )
    with pytest.raises(NotDeployed, match=r"(?s)not sound.*Nonsense"):
        deployment.prepare(Stage("prod"), tmp_path, "eu-west-1")
