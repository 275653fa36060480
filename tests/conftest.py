"""The three tables, as every test that stores something gets them: in this process (moto), or on a
server of their own (dynoxide), whose transactions are real."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from chalicelib import dynamodb, settings
from chalicelib.facilitators import table as facilitators
from chalicelib.limits import table as failures
from chalicelib.meetings.storage import table as meetings
from chalicelib.settings import Settings
from chalicelib.verification import keystore
from chalicelib.verification import table as verification
from chalicelib.web.files import BUILT
from local import database, dynoxide
from local.database import Engine
from local.dynoxide import DynoxideUnavailable
from local.tables import create_tables
from tools import build_frontend

if TYPE_CHECKING:
    from tests.unit.verification.fake_kms import FakeKms

# No test is timed, and the drawing of whole meetings is allowed to take its time. A run tries what
# the last one tried, so that it fails for a change only; `--hypothesis-profile=search` looks for
# what nobody has met, with other examples each time.
hypothesis_settings.register_profile(
    "search", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False
)
hypothesis_settings.register_profile(
    "same", hypothesis_settings.get_profile("search"), derandomize=True, database=None
)
hypothesis_settings.load_profile("same")

ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB"
# For which a write that others get in the way of is tried: on a slow machine too it comes to its
# turn, and how soon is no test's subject.
PATIENCE_S = 600.0

# A test has a marker where it uses one of these fixtures, itself or through another one. What they
# import is imported when they are used, so that a test without them starts at once.
NEEDS = {
    "database": {
        "moto_tables",
        "tables",
        "dynoxide_endpoint",
        "site_for_module",
        "parameter_store",
        "engine",
        "start",
        "service",
    },
    "browser": {"playwright"},
    "rehearsal": {"deployed", "deployed_with_options"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test with what its fixtures need."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for marker, fixtures in NEEDS.items():
            if used & fixtures:
                item.add_marker(marker)


@dataclass(frozen=True)
class Tables:
    """Empty tables, to which this process's settings point: `open_table()` opens them."""

    client: Any
    settings: Settings

    def another_client(self) -> Any:
        """A client of its own, for a test that listens to it or makes it fail."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "dynamodb", config=Config(max_pool_connections=60, retries={"max_attempts": 0})
        )


@pytest.fixture(scope="session")
def dynoxide_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a dynoxide answers that ends with the tests."""
    try:
        program = (str(dynoxide.install(os.environ)),)
    except DynoxideUnavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"dynoxide can't be had: {reason}")
    file = tmp_path_factory.mktemp("dynoxide") / "dynoxide.sqlite"
    with database.run(Engine("dynoxide", program, "--db-path", file), os.environ) as running:
        yield running.endpoint


@pytest.fixture(scope="session")
def bundles() -> None:
    """What make bundles with npm. Skips where npm was not to be had, except in CI."""
    missing = build_frontend.missing(BUILT)
    if missing:
        reason = f"built without npm: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def moto_tables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tables]:
    """The tables in this process. One request at a time: moto undoes a transaction by putting the
    whole table back, with it what another thread wrote meanwhile."""
    from moto import mock_aws
    from moto.core.botocore_stubber import BotocoreStubber

    ask, alone = BotocoreStubber.__call__, threading.RLock()

    def ask_alone(self: BotocoreStubber, *arguments: Any, **named: Any) -> Any:
        with alone:
            return ask(self, *arguments, **named)

    monkeypatch.setattr(BotocoreStubber, "__call__", ask_alone)
    with mock_aws(), open_tables(monkeypatch, tmp_path, None) as tables:
        yield tables


@pytest.fixture
def dynoxide_tables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dynoxide_endpoint: str
) -> Iterator[Tables]:
    """The tables on dynoxide."""
    with open_tables(monkeypatch, tmp_path, dynoxide_endpoint) as tables:
        yield tables


@pytest.fixture(params=["moto", "dynoxide"])
def tables(request: pytest.FixtureRequest) -> Tables:
    """The tables on each database: what both must agree on."""
    opened: Tables = request.getfixturevalue(f"{request.param}_tables")
    return opened


@contextmanager
def open_tables(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path, endpoint: str | None
) -> Iterator[Tables]:
    """Points this process's settings at new tables and a new data folder."""
    run = uuid4().hex[:12]
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "DATA_DIR": str(data_dir),
        "MEETINGS_TABLE": f"meetings-{run}",
        "VERIFICATION_TABLE": f"verification-{run}",
        "FACILITATORS_TABLE": f"facilitators-{run}",
        "WAIT_S": str(PATIENCE_S),
        "WRITE_DEADLINE_S": str(PATIENCE_S),
        "ROWS_HELD_S": "0",  # several writers, as if each were another process
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)  # whoever runs the tests may have one
    if endpoint is None:
        monkeypatch.delenv(ENDPOINT, raising=False)
    else:
        monkeypatch.setenv(ENDPOINT, endpoint)
    forget()
    try:
        create_tables(dynamodb.client(), settings.current())
        yield Tables(dynamodb.client(), settings.current())
    finally:
        forget()


def forget() -> None:
    """Empties what a process keeps for its whole life."""
    for kept in (
        settings.current,
        dynamodb.client,
        meetings.open_table,
        verification.open_table,
        facilitators.open_table,
        failures.open_table,
        keystore.open_key_store,
    ):
        kept.cache_clear()


@pytest.fixture(scope="session")
def kms_client() -> Any:
    """A client of KMS, made once: that takes longer than any test with it."""
    import boto3
    from botocore.config import Config

    from chalicelib.aws.clients import NO_RETRIES, bounded

    return bounded(
        boto3.client(
            "kms",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries=NO_RETRIES),
        )
    )


@pytest.fixture
def kms(kms_client: Any) -> "Iterator[FakeKms]":
    """AWS KMS, in which no key is yet."""
    from tests.unit.verification.fake_kms import FakeKms

    made = FakeKms(kms_client)
    kms_client.meta.events.register_first("before-send.kms", made.answer)
    yield made
    kms_client.meta.events.unregister("before-send.kms", made.answer)
