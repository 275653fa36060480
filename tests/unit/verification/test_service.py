"""The checker of this process: what it comes to while one of its lists can't be reached."""

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import service
from chalicelib.verification.core.checking import Check, Outcome, Reason
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import VerificationTable, open_table
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.conftest import Tables
from tests.unit.verification.sample_meeting import NOW, give


@pytest.fixture(autouse=True)
def signing_key(moto_tables: Tables) -> None:
    open_key_store(moto_tables.settings).ensure_signing_key(NOW)


def test_a_code_that_was_given_is_genuine_until_it_is_withdrawn() -> None:
    code = give(service.issuer())
    assert service.check(code.url, NOW) == Check(Outcome.GENUINE, code.claims)
    open_table().withdraw(code.reference, code.claims.expires_at)
    assert service.check(code.token, NOW) == Check(Outcome.WITHDRAWN, code.claims)


def test_a_code_of_another_deployment_is_of_an_unknown_issuer(moto_tables: Tables) -> None:
    code = give(service.issuer())
    kid = next(iter(service.key_ring().keys))
    open_key_store(moto_tables.settings).revoke(kid, NOW)
    assert service.check(code.token, NOW).outcome is Outcome.WITHDRAWN
    (moto_tables.settings.data_dir / "keys" / "registry").unlink()
    open_key_store.cache_clear()
    assert service.check(code.token, NOW) == Check(Outcome.UNKNOWN_ISSUER)


def test_without_its_keys_a_code_could_not_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    code = give(service.issuer())

    def away(vault: FileVault, name: str) -> bytes:
        raise KeysUnavailable("away")

    open_key_store.cache_clear()
    monkeypatch.setattr(FileVault, "read", away)
    assert service.check(code.token, NOW) == Check(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS)


def test_without_the_withdrawals_a_code_could_not_be_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = give(service.issuer())

    def away(table: VerificationTable, reference: str, now: int) -> bool:
        raise StorageUnavailable("away")

    monkeypatch.setattr(VerificationTable, "is_withdrawn", away)
    assert service.check(code.token, NOW) == Check(
        Outcome.COULD_NOT_CHECK, code.claims, Reason.WITHDRAWALS
    )
