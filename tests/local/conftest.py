"""The two databases, each with a folder of its own, and clients for them."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from local import dynoxide
from local.database import Engine
from local.dynoxide import DynoxideUnavailable

PATIENCE_S = 120  # what never comes ends a test; when it comes is no matter


@pytest.fixture(params=["dynoxide", "moto"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each database, to be started on a file in an empty folder."""
    if request.param == "moto":
        server = (sys.executable, "-m", "local.moto_server")
        return Engine("moto", server, "--recording", tmp_path / "moto.jsonl")
    try:
        program = str(dynoxide.install(os.environ))
    except DynoxideUnavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"dynoxide can't be had: {reason}")
    return Engine("dynoxide", (program,), "--db-path", tmp_path / "dynoxide.sqlite")


@pytest.fixture
def client() -> Callable[[str], Any]:
    """A DynamoDB client for an endpoint."""

    def connect(endpoint: str) -> Any:
        return boto3.client(
            "dynamodb",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(
                connect_timeout=PATIENCE_S, read_timeout=PATIENCE_S, retries={"max_attempts": 0}
            ),
        )

    return connect
