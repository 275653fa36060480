"""A stack on MiniStack: packaged for this machine, uploaded, put up by a change set."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rehearsal.ministack import PATIENCE_S, MiniStack
from tools import package

STACK = "waypost"
_BUCKET = "rehearsal-packages"
_CHANGE = "rehearsal"
_LOOK_AGAIN_S = 0.1


class NotDeployed(Exception):
    """The stack did not come up; the message says what failed."""


@dataclass(frozen=True)
class Stack:
    """A stack that is up. `outputs`: name -> value; `resources`: logical name -> physical name."""

    outputs: Mapping[str, str]
    resources: Mapping[str, str]


def build(folder: Path) -> None:
    """Packages this project for this machine's interpreter and processor into the folder."""
    package.build(package.PROJECT, folder, package.this_architecture())


def deploy(aws: MiniStack, packaged: Path, parameters: Mapping[str, str]) -> Stack:
    """Uploads what was packaged and creates the stack. Raises NotDeployed."""
    bucket = aws.client("s3")
    bucket.create_bucket(Bucket=_BUCKET)
    bucket.upload_file(str(packaged / "deployment.zip"), _BUCKET, "deployment.zip")
    template = json.loads((packaged / "sam.json").read_text("utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{_BUCKET}/deployment.zip"
    bucket.put_object(Bucket=_BUCKET, Key="template.json", Body=json.dumps(template))
    cloud = aws.client("cloudformation")
    cloud.create_change_set(
        StackName=STACK,
        ChangeSetName=_CHANGE,
        ChangeSetType="CREATE",
        TemplateURL=f"{aws.endpoint}/{_BUCKET}/template.json",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ],
    )
    _until_settled(
        lambda: cloud.describe_change_set(StackName=STACK, ChangeSetName=_CHANGE), "Status"
    )
    cloud.execute_change_set(StackName=STACK, ChangeSetName=_CHANGE)
    try:
        up = _until_settled(
            lambda: cloud.describe_stacks(StackName=STACK)["Stacks"][0], "StackStatus"
        )
    except NotDeployed as reason:
        raise NotDeployed(f"{reason}\n{_failures(cloud)}") from None
    resources = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
    return Stack(
        {each["OutputKey"]: each["OutputValue"] for each in up.get("Outputs", ())},
        {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources},
    )


def _until_settled(describe: Any, status: str) -> Any:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = describe()
        if found[status] == "CREATE_COMPLETE":
            return found
        if not found[status].endswith(("IN_PROGRESS", "PENDING")):
            raise NotDeployed(f"{found[status]}: {found.get(f'{status}Reason', '')}")
        time.sleep(_LOOK_AGAIN_S)
    raise NotDeployed(f"{found[status]} for {PATIENCE_S} s")


def _failures(cloud: Any) -> str:
    events = cloud.describe_stack_events(StackName=STACK)["StackEvents"]
    return "\n".join(
        f"{each['LogicalResourceId']} ({each['ResourceType']}): "
        f"{each.get('ResourceStatusReason', '')}"
        for each in events
        if each["ResourceStatus"].endswith("FAILED")
    )
