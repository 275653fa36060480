"""What operators see of the stack, and what their tools make of it."""

from pathlib import Path

from tests.rehearsal.deployed import Deployed
from tests.rehearsal.deployment import preview


def test_what_was_deployed_as_it_is_here_needs_no_change(deployed: Deployed) -> None:
    folder = Path(deployed.folder)
    assert "Nothing to change" in preview(deployed.aws, folder, folder / "package")


def test_there_is_one_stage_and_one_api(deployed: Deployed) -> None:
    gateway = deployed.aws.client("apigateway")
    (api,) = gateway.get_rest_apis()["items"]
    assert [each["stageName"] for each in gateway.get_stages(restApiId=api["id"])["item"]] == [
        "api"
    ]


def test_logs_are_kept_for_two_weeks_and_tell_no_request(deployed: Deployed) -> None:
    groups = deployed.aws.client("logs").describe_log_groups()["logGroups"]
    assert len(groups) >= 2
    assert {group["retentionInDays"] for group in groups} == {14}
