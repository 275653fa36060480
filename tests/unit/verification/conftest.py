"""A service that gives codes: its table, its keys, its rules."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.expired_items import STATE_ITEM_KEY
from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.vault import FileVault, ParameterVault, Vault
from tests.conftest import PATIENCE_S, Tables
from tests.unit.verification.sample_keys import VaultWithKms
from tests.unit.verification.sample_meeting import NOW, SETTINGS


@pytest.fixture
def table(moto_tables: Tables) -> VerificationTable:
    name = moto_tables.settings.verification_table
    return VerificationTable(moto_tables.client, name, deadline_s=PATIENCE_S)


@pytest.fixture
def key_files(moto_tables: Tables) -> FileVault:
    """The vault of the issuer's keys."""
    return FileVault(moto_tables.settings.data_dir / "keys")


@pytest.fixture
def listings(moto_tables: Tables) -> MeetingsTable:
    """The listing, in which nothing is listed yet."""
    return MeetingsTable(moto_tables.client, moto_tables.settings.meetings_table)


@pytest.fixture
def issuer(table: VerificationTable, key_files: FileVault, listings: MeetingsTable) -> Issuer:
    keys = KeyStore(key_files)
    keys.ensure_signing_key(NOW - timedelta(days=100))
    return Issuer(table, keys, SETTINGS, listings)


@pytest.fixture(scope="session")
def ssm() -> Any:
    """A client of the parameter store, made once: that takes longer than any test with it."""
    import boto3
    from moto import mock_aws

    with mock_aws():
        return boto3.client("ssm", region_name="us-east-1")


@pytest.fixture
def parameter_store(ssm: Any) -> Iterator[Any]:
    """A client of an empty parameter store, in this process."""
    from moto import mock_aws

    with mock_aws():
        yield ssm


@pytest.fixture(params=["files", pytest.param("parameters", marks=pytest.mark.database), "kms"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    """What keys are kept in; beside one kind new keys are made in KMS (`key_store`)."""
    if request.param == "files":
        return FileVault(tmp_path / "data" / "keys")
    if request.param == "kms":
        return VaultWithKms(tmp_path / "keys", request.getfixturevalue("kms"))
    return ParameterVault(request.getfixturevalue("parameter_store"), "/waypost/test/")


@pytest.fixture
def items(moto_tables: Tables) -> Callable[[], list[dict[str, Any]]]:
    """Everything in the verification table, but for how far the sweep is."""

    def dump() -> list[dict[str, Any]]:
        answer = moto_tables.client.scan(TableName=moto_tables.settings.verification_table)
        return [item for item in answer["Items"] if item["pk"]["S"] != STATE_ITEM_KEY]

    return dump


@pytest.fixture
def busy_issuer(dynoxide_tables: Tables) -> Issuer:
    """The same on a database whose transactions are real, for many at once."""
    keys = KeyStore(FileVault(dynoxide_tables.settings.data_dir / "keys"))
    keys.ensure_signing_key(NOW - timedelta(days=100))
    client, settings = dynoxide_tables.another_client(), dynoxide_tables.settings
    table = VerificationTable(client, settings.verification_table, deadline_s=PATIENCE_S)
    return Issuer(table, keys, SETTINGS, MeetingsTable(client, settings.meetings_table))
