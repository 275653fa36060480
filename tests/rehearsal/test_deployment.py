"""What operators see of the stack, and what their tools make of it."""

from pathlib import Path

from tests.rehearsal.deployed import Deployed
from tests.rehearsal.deployment import preview
from tests.rehearsal.stages import MAIN


def test_what_was_deployed_as_it_is_here_needs_no_change(deployed: Deployed) -> None:
    assert "Nothing to change" in preview(deployed.aws, MAIN, Path(deployed.folder))


def test_an_api_has_one_stage(deployed: Deployed) -> None:
    gateway = deployed.aws.client("apigateway")
    (stage,) = gateway.get_stages(restApiId=deployed.outputs["RestAPIId"])["item"]
    assert stage["stageName"] == "api"


def test_logs_are_kept_for_two_weeks(deployed: Deployed) -> None:
    groups = deployed.aws.client("logs").describe_log_groups()["logGroups"]
    assert len(groups) >= 2
    assert {group["retentionInDays"] for group in groups} == {14}
