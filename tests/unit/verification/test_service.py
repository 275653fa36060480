"""The checker of this process: what it comes to while one of its lists can't be reached."""

from types import SimpleNamespace

import pytest

from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import key_reader, publishing, service
from chalicelib.verification.core.checking import Check, Outcome, Reason
from chalicelib.verification.keystore import KeyStore, open_key_store
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
    kid = next(iter(open_key_store(moto_tables.settings).ring().keys))
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

    def away(table: VerificationTable, references: object, now: int) -> frozenset[str]:
        raise StorageUnavailable("away")

    monkeypatch.setattr(VerificationTable, "withdrawn_among", away)
    assert service.check(code.token, NOW) == Check(
        Outcome.COULD_NOT_CHECK, code.claims, Reason.WITHDRAWALS
    )


def revoke_elsewhere(tables: Tables) -> None:
    """Revokes the signing key in another process."""
    elsewhere = KeyStore(FileVault(tables.settings.data_dir / "keys"))
    elsewhere.revoke(elsewhere.signer(NOW).kid, NOW)


def test_a_code_of_a_key_that_began_to_sign_since_the_keys_were_read_is_genuine(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(monotonic=lambda: 0.0, time=lambda: 0.0)
    monkeypatch.setattr(key_reader, "time", clock)
    open_key_store.cache_clear()
    checker = open_key_store(moto_tables.settings)
    checker.ring()
    revoke_elsewhere(moto_tables)
    open_key_store.cache_clear()
    code = give(service.issuer())
    for module in (service, publishing):
        monkeypatch.setattr(module, "open_key_store", lambda settings: checker)
    assert service.check(code.token, NOW).outcome is Outcome.NOT_GENUINE  # read just now
    clock.monotonic = lambda: 5.0
    assert service.check(code.token, NOW) == Check(Outcome.GENUINE, code.claims)


def test_codes_that_are_not_genuine_have_the_keys_read_every_few_seconds_at_most(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds, reads = 0.0, list[float]()
    clock = SimpleNamespace(monotonic=lambda: seconds, time=lambda: seconds)
    monkeypatch.setattr(key_reader, "time", clock)
    open_key_store.cache_clear()
    token = give(service.issuer()).token
    wrong = token[:-20] + ("A" if token[-20] != "A" else "B") + token[-19:]
    read, is_away = FileVault.read, False

    def counted(vault: FileVault, name: str) -> bytes | None:
        if name == "registry":
            reads.append(seconds)
            if is_away:
                raise KeysUnavailable("away")
        return read(vault, name)

    monkeypatch.setattr(FileVault, "read", counted)
    for tenth in range(200):
        seconds, is_away = tenth / 10, tenth >= 100
        assert service.check(wrong, NOW).outcome is Outcome.NOT_GENUINE
    assert reads == [5, 10, 15]
