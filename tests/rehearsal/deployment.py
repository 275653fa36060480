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

PACKAGE = "package"


class NotDeployed(Exception):
    """The stack did not come up, or go; the message says what failed."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage of a rehearsal: its name, and the parameters of its stack."""

    name: str
    parameters: Mapping[str, str]

    @property
    def stack(self) -> str:
        return f"waypost-{self.name}"


@dataclass(frozen=True)
class Stack:
    """A stack that is up. `outputs`: name -> value; `resources`: logical name -> physical name."""

    outputs: Mapping[str, str]
    resources: Mapping[str, str]


def build(folder: Path) -> None:
    """Packages this project for this machine's interpreter and processor, in the folder."""
    package.build(package.PROJECT, folder / PACKAGE, package.this_architecture())


def deploy(aws: MiniStack, stage: Stage, folder: Path) -> Stack:
    """Puts a stage up from the package in the folder, where its file stays. Raises NotDeployed."""
    file = folder / f"{stage.name}.json"
    file.write_text(json.dumps({"region": REGION, "parameters": dict(stage.parameters)}))
    _run(aws, "up", stage, folder, "--package", str(folder / PACKAGE))
    cloud = aws.client("cloudformation")
    (up,) = cloud.describe_stacks(StackName=stage.stack)["Stacks"]
    resources = cloud.describe_stack_resources(StackName=stage.stack)["StackResources"]
    return Stack(
        {each["OutputKey"]: each["OutputValue"] for each in up.get("Outputs", ())},
        {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources},
    )


def preview(aws: MiniStack, stage: Stage, folder: Path) -> str:
    """Returns what `make diff` says. Raises NotDeployed."""
    return _run(aws, "diff", stage, folder, "--package", str(folder / PACKAGE))


def destroy(aws: MiniStack, stage: Stage, folder: Path) -> str:
    """Takes the stage down, and returns what is said of it. Raises NotDeployed."""
    return _run(aws, "down", stage, folder, "--confirm", stage.stack)


def _run(aws: MiniStack, command: str, stage: Stage, folder: Path, *more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tools.deploy", command, stage.name, "--stages", folder, *more],
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
        raise NotDeployed(f"{said}\n{_failures(aws.client('cloudformation'), stage.stack)}")
    return said


def _failures(cloud: Any, stack: str) -> str:
    try:
        events = cloud.describe_stack_events(StackName=stack)["StackEvents"]
    except cloud.exceptions.ClientError:
        return ""  # it did not come to a stack
    return "\n".join(
        f"{each['LogicalResourceId']} ({each['ResourceType']}): "
        f"{each.get('ResourceStatusReason', '')}"
        for each in events
        if each["ResourceStatus"].endswith("FAILED")
    )
