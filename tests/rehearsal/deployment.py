"""A stage on MiniStack, put up and taken down as `make deploy` and `make destroy` do it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.rehearsal.ministack import PATIENCE_S, PROJECT, REGION, MiniStack
from tools import package

STAGE = "rehearsal"
STACK = f"waypost-{STAGE}"


class NotDeployed(Exception):
    """The stack did not come up, or go; the message says what failed."""


@dataclass(frozen=True)
class Stack:
    """A stack that is up. `outputs`: name -> value; `resources`: logical name -> physical name."""

    outputs: Mapping[str, str]
    resources: Mapping[str, str]


def build(folder: Path) -> None:
    """Packages this project for this machine's interpreter and processor into the folder."""
    package.build(package.PROJECT, folder, package.this_architecture())


def deploy(aws: MiniStack, folder: Path, packaged: Path, parameters: Mapping[str, str]) -> Stack:
    """Puts the stage up; its file stays in the folder. Raises NotDeployed."""
    file = folder / f"{STAGE}.json"
    file.write_text(json.dumps({"region": REGION, "parameters": dict(parameters)}))
    _run(aws, "up", folder, "--package", str(packaged))
    cloud = aws.client("cloudformation")
    (up,) = cloud.describe_stacks(StackName=STACK)["Stacks"]
    resources = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
    return Stack(
        {each["OutputKey"]: each["OutputValue"] for each in up.get("Outputs", ())},
        {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources},
    )


def preview(aws: MiniStack, folder: Path, packaged: Path) -> str:
    """Returns what `make diff` says. Raises NotDeployed."""
    return _run(aws, "diff", folder, "--package", str(packaged))


def destroy(aws: MiniStack, folder: Path) -> str:
    """Takes the stage down, and returns what is said of it. Raises NotDeployed."""
    return _run(aws, "down", folder, "--confirm", STACK)


def _run(aws: MiniStack, command: str, folder: Path, *more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tools.deploy", command, STAGE, "--stages", str(folder), *more],
        cwd=PROJECT,
        env=aws.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode:
        raise NotDeployed(f"{said}\n{_failures(aws.client('cloudformation'))}")
    return said


def _failures(cloud: Any) -> str:
    try:
        events = cloud.describe_stack_events(StackName=STACK)["StackEvents"]
    except cloud.exceptions.ClientError:
        return ""  # it did not come to a stack
    return "\n".join(
        f"{each['LogicalResourceId']} ({each['ResourceType']}): "
        f"{each.get('ResourceStatusReason', '')}"
        for each in events
        if each["ResourceStatus"].endswith("FAILED")
    )
