"""Reads a CloudFormation stack: for commands that are to talk to what it made."""

from collections.abc import Mapping
from typing import NamedTuple


class StackUnavailable(Exception):
    """The stack could not be read; the message says why, in one line."""


class Stack(NamedTuple):
    """What CloudFormation says of a stack."""

    name: str
    region: str
    account: str
    status: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]


def read(name: str, region: str | None = None) -> Stack | None:
    """Returns the stack of that name; None where there is none in the region.

    Without a region it is the one of the environment. Raises StackUnavailable.
    """
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

    waits = Config(
        connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3}
    )
    try:
        client = boto3.client("cloudformation", region_name=region, config=waits)
        (found,) = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        refusal = error.response["Error"]
        if refusal["Code"] == "ValidationError" and "does not exist" in refusal["Message"]:
            return None
        raise StackUnavailable(f"{refusal['Code']}: {refusal['Message']}") from error
    except NoRegionError as error:
        raise StackUnavailable("no region is set: give AWS_REGION") from error
    except (BotoCoreError, ValueError) as error:  # no credentials, no answer
        raise StackUnavailable(" ".join(str(error).split())) from error
    _, _, _, stack_region, account, _ = found["StackId"].split(":", 5)
    return Stack(
        found["StackName"],
        stack_region,
        account,
        found["StackStatus"],
        {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", ())},
        {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())},
    )
