"""The command line: what it says where something is missing, and what it leaves behind."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.tools.deploy import cloud
from tests.tools.deploy.cloud import CloudFormation
from tools.deploy import __main__ as command
from tools.deploy import deployment, report
from tools.deploy.account import Account
from tools.deploy.stage import PROJECT

URL = "https://codes.example.org"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without any setting of AWS."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setattr(report, "FOLDER", tmp_path)


@pytest.fixture
def stages(tmp_path: Path) -> Path:
    """A folder in which the stage prod has a file."""
    folder = tmp_path / "stages"
    folder.mkdir()
    return write(folder, region="eu-west-1")


def write(folder: Path, **content: object) -> Path:
    (folder / "prod.json").write_text(json.dumps({"parameters": {"PublicUrl": URL}, **content}))
    return folder


def in_account(monkeypatch: pytest.MonkeyPatch, cloudformation: CloudFormation) -> Account:
    """Has the credentials be those of an account with this CloudFormation."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    account = cloud.account(cloudformation)
    monkeypatch.setattr(command, "identify", lambda session, stage: account)
    return account


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert command.main(list(arguments)) == 1
    return capsys.readouterr().err.strip()


def test_without_the_stages_file_nothing_is_begun(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "prod.json is missing. Write it" in failed(
        capsys, "up", "prod", "--stages", str(tmp_path)
    )


def test_without_a_region_it_is_said_where_to_write_it(
    capsys: pytest.CaptureFixture[str], stages: Path
) -> None:
    write(stages)
    said = failed(capsys, "up", "prod", "--stages", str(stages))
    assert said == (
        'No AWS region is set: write "region" into the stage\'s file, or set AWS_REGION'
    )


def test_where_nobody_reads_on_it_ends_in_one_line() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)  # as `head` does
    done = subprocess.run(
        [sys.executable, "-m", "tools.deploy", "parameters"],
        cwd=PROJECT,
        stdout=write_end,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write_end)
    assert done.returncode == 1
    assert done.stderr == "Stopped: nobody reads on. What was begun at AWS goes on there\n"


@pytest.mark.parametrize("what", ["up", "diff", "down", "outputs"])
def test_without_credentials_it_is_said_which_to_set(
    capsys: pytest.CaptureFixture[str], stages: Path, what: str
) -> None:
    said = failed(capsys, what, "prod", "--stages", str(stages))
    assert said.startswith("No AWS credentials were found: set AWS_PROFILE")
    assert "\n" not in said


def test_an_address_of_aws_that_is_none_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stages: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")
    said = failed(capsys, "outputs", "prod", "--stages", str(stages))
    assert said == "Invalid endpoint: nonsense: look at AWS_ENDPOINT_URL"


def test_the_account_is_shown_and_another_than_the_stages_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stages: Path
) -> None:
    from moto import mock_aws

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        boto3.client("cloudformation", "eu-west-1").create_stack(
            StackName="waypost-prod",
            TemplateBody='{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}',
        )
        assert command.main(["down", "prod", "--stages", str(stages), "--confirm", "no"]) == 1
        shown = capsys.readouterr().out.splitlines()[0]
        assert shown.startswith("Stack: waypost-prod in eu-west-1, account 123456789012, by arn:")
        write(stages, region="eu-west-1", account="000011112222")
        assert "are of account 123456789012, and the stage prod is in 000011112222" in failed(
            capsys, "down", "prod", "--stages", str(stages)
        )


def test_a_wrong_parameter_is_named_before_anything_is_packaged(
    capsys: pytest.CaptureFixture[str], stages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment, "make_package", None)
    write(stages, parameters={"PublicUrl": URL, "Organization": "x"})
    said = failed(capsys, "up", "prod", "--stages", str(stages))
    assert said == (
        "deploy/prod.json: no parameter is called Organization: did you mean Organisation?"
    )


@pytest.mark.slow
def test_a_deployment_leaves_its_settings_and_says_what_to_do_next(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    stages: Path,
    tmp_path: Path,
) -> None:
    from moto import mock_aws

    package = tmp_path / "package"
    package.mkdir()
    (package / "deployment.zip").write_bytes(b"code")
    template = {
        "Parameters": {"PublicUrl": {"Type": "String"}},
        "Resources": {
            "A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "PublicUrl"}}}
        },
    }
    (package / "sam.json").write_text(json.dumps(template))
    in_account(monkeypatch, CloudFormation())
    arguments = ["up", "prod", "--stages", str(stages), "--package", str(package)]
    with mock_aws():
        assert command.main(arguments) == 0
    out = capsys.readouterr().out
    assert "waypost-prod: CREATE_COMPLETE" in out
    assert "export AWS_REGION=eu-west-1" in out
    assert "python -m chalicelib --stack waypost-prod keys create" in out
    assert "codes.example.org" in out
    assert settings(tmp_path / "prod.env") == {
        "PUBLIC_URL": URL,
        "KEY_PARAMETERS": "/waypost/waypost-prod/keys",
        "MEETINGS_TABLE": "m",
        "VERIFICATION_TABLE": "v",
        "FACILITATORS_TABLE": "f",
        "STACK_NAME": "waypost-prod",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "API_URL": cloud.OUTPUTS["EndpointURL"],
    }


def settings(path: Path) -> dict[str, str]:
    """The variables of a file, as a shell takes them."""
    pairs = [line.split("=", 1) for line in path.read_text().splitlines()]
    return {name: "".join(shlex.split(value)) for name, value in pairs}


def test_what_a_stack_made_is_written_and_shown_again(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    stages: Path,
    tmp_path: Path,
) -> None:
    in_account(monkeypatch, CloudFormation("UPDATE_COMPLETE", parameters={"Organisation": "A B"}))
    assert command.main(["outputs", "prod", "--stages", str(stages)]) == 0
    assert "MeetingsTableName: m" in capsys.readouterr().out
    assert settings(tmp_path / "prod.env")["ORGANISATION"] == "A B"
    in_account(monkeypatch, CloudFormation())
    assert failed(capsys, "outputs", "prod", "--stages", str(stages)) == (
        "There is no stack waypost-prod in eu-west-1"
    )


def test_the_dns_record_is_named_where_the_stack_has_the_domain() -> None:
    state = any_state({"DomainTarget": "d-1.execute-api.eu-west-1.amazonaws.com"})
    lines = list(report.next_steps(state, "waypost-prod", "eu-west-1"))
    assert "codes.example.org is a CNAME of d-1.execute-api" in lines[1]
    assert (
        "CertificateArn" in list(report.next_steps(any_state({}), "waypost-prod", "eu-west-1"))[1]
    )


def test_a_command_that_is_stopped_says_whether_aws_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, stages: Path
) -> None:
    cloudformation = CloudFormation("UPDATE_COMPLETE")
    in_account(monkeypatch, cloudformation)
    arguments = ["down", "prod", "--stages", str(stages), "--confirm", "waypost-prod"]

    def stop(**_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cloudformation, "get_template", stop)
    assert command.main(arguments) == 130
    assert capsys.readouterr().err == "Stopped: nothing goes on at AWS\n"
    monkeypatch.undo()
    in_account(monkeypatch, cloudformation)
    monkeypatch.setattr(cloudformation, "delete_stack", stop)
    assert command.main(arguments) == 130
    assert "goes on there" in capsys.readouterr().err


def any_state(outputs: dict[str, str]) -> Any:
    from tools.deploy.stacks import State

    return State("id", "CREATE_COMPLETE", "", {"PublicUrl": URL}, outputs)


def test_every_parameter_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["parameters"]) == 0
    assert capsys.readouterr().out.startswith("PublicUrl (")
