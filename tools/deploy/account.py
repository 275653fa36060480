"""The AWS account and region that a deployment goes to."""

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import NoRegionError

from tools.deploy.errors import NotDeployed, in_plain_words
from tools.deploy.stage import Stage

_CONFIG = Config(
    connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 5}
)


class Account(NamedTuple):
    """Where a deployment goes, and its clients, which don't wait for ever."""

    number: str
    region: str
    caller: str  # the ARN of who deploys
    session: Any

    def client(self, service: str) -> Any:
        """Returns a client of this service."""
        return self.session.client(service, config=_CONFIG)


def open_session(stage: Stage, environ: Mapping[str, str] = os.environ) -> Any:
    """Returns a boto3 session of the stage's region, else of the environment's.

    Raises NotDeployed.
    """
    region = stage.region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    with in_plain_words("opening a session"):
        session = boto3.Session(region_name=region or None)
        if not session.region_name:
            raise NoRegionError
    return session


def identify(session: Any, stage: Stage) -> Account:
    """Returns the account of a session's credentials.

    Raises NotDeployed without any, where AWS_ENDPOINT_URL is no address, and where the stage's file
    names another account.
    """
    with in_plain_words("asking whose credentials they are"):
        try:
            sts = session.client("sts", config=_CONFIG)
        except ValueError as error:  # of an address in AWS_ENDPOINT_URL that is none
            raise NotDeployed(f"{error}: look at AWS_ENDPOINT_URL") from error
        caller = sts.get_caller_identity()
    account = Account(caller["Account"], sts.meta.region_name, caller["Arn"], session)
    if stage.account and account.number != stage.account:
        raise NotDeployed(
            f"These credentials are of account {account.number}, and the stage {stage.name} is in"
            f" {stage.account}: look at AWS_PROFILE"
        )
    return account
