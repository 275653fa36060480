"""A service that gives codes, with the keys that it publishes and the seed that it keeps."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.meetings.storage.table import MeetingsTable
from chalicelib.settings import Settings
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Issuer, Verification
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.vault import FileVault
from tests.interop.codes import MEETING, NOW

if TYPE_CHECKING:
    from tests.conftest import Tables


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "keys")


@pytest.fixture
def issuer(moto_tables: "Tables", vault: FileVault) -> Issuer:
    keys = KeyStore(vault)
    keys.ensure_signing_key(NOW - timedelta(days=400))
    client, names = moto_tables.client, moto_tables.settings
    table = VerificationTable(client, names.verification_table)
    return Issuer(table, keys, Settings(), MeetingsTable(client, names.meetings_table))


@pytest.fixture(params=Detail)
def given(request: pytest.FixtureRequest, issuer: Issuer) -> Verification:
    return issuer.give(MEETING, {MEETING.id}, "ABCDE12345", request.param, NOW)


@pytest.fixture
def published(issuer: Issuer) -> KeyRing:
    return issuer.keys.ring()


@pytest.fixture
def seed(issuer: Issuer, vault: FileVault) -> bytes:
    """The private half of the key that signs, as another library may be handed it."""
    kept = vault.read(f"seed-{issuer.keys.signer(NOW).kid}")
    assert kept
    return kept
