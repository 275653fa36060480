"""The key store: who makes the first key, and how often it is read."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.verification.core.public_keys import KeyRing, NoSigningKey, PublicKey
from chalicelib.verification.key_reader import pack
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.vault import FileVault, Vault
from tests.unit.verification.sample_codes import KEY, NOW, SIGNER
from tests.unit.verification.sample_keys import key_store

PROJECT = Path(__file__).parents[3]


def test_the_first_key_is_made_once(vault: Vault) -> None:
    made = key_store(vault).ensure_signing_key(NOW)
    again = key_store(vault).ensure_signing_key(NOW + timedelta(days=100))
    assert made == again
    ring = key_store(vault).ring()
    standby = ring.standby()
    assert standby is not None
    assert standby == PublicKey(standby.public, published_at=int(NOW.timestamp()))
    assert ring == KeyRing({made.kid: made, standby.kid: standby})


def test_the_first_key_signs_what_it_publishes(vault: Vault) -> None:
    store = key_store(vault)
    key = store.ensure_signing_key(NOW)
    signer = key_store(vault).signer(NOW)
    assert signer.kid == key.kid
    assert key.verify(b"message", signer.sign(b"message"))
    assert key.was_signing_at(int(NOW.timestamp()))
    assert not key.was_signing_at(int(NOW.timestamp()) - 3600)


def test_the_ticket_key_stays_the_same(vault: Vault) -> None:
    store = key_store(vault)
    store.ensure_signing_key(NOW)
    assert len(store.ticket_key()) == 32
    key_store(vault).ensure_signing_key(NOW)
    assert store.ticket_key() == key_store(vault).ticket_key()


def test_without_a_key_nothing_is_signed(vault: Vault) -> None:
    store = key_store(vault)
    assert store.ring() == KeyRing()
    with pytest.raises(NoSigningKey):
        store.signer(NOW)
    with pytest.raises(NoSigningKey):
        store.signer_of(SIGNER.kid)
    with pytest.raises(NoSigningKey):
        store.ticket_key()


def test_only_their_owner_may_read_key_files(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    store = KeyStore(FileVault(folder))
    store.ensure_signing_key(NOW)
    FileVault(folder).write("registry", (folder / "registry").read_bytes())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    seeds = {f"seed-{kid}" for kid in store.ring().keys}
    assert len(seeds) == 2
    assert names == dict.fromkeys({"registry", "ticket-key", *seeds}, 0o600)


def test_a_process_whose_clock_is_behind_signs_with_the_key_that_another_made(
    tmp_path: Path,
) -> None:
    vault = FileVault(tmp_path)
    made = key_store(vault).ensure_signing_key(NOW)
    behind = NOW - timedelta(seconds=60)
    assert key_store(vault).ensure_signing_key(behind) == made
    assert key_store(vault).signer(behind).kid == made.kid


MAKE_A_KEY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.vault import FileVault
store = KeyStore(FileVault(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
print(store.ensure_signing_key(datetime.now(UTC)).kid, store.ticket_key().hex())
"""


def test_processes_that_start_at_once_agree_on_the_first_key(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE_A_KEY, str(tmp_path / "keys")],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0] * 4
    assert len(answers) == 1
    kid, ticket_key = answers.pop().split()
    store = KeyStore(FileVault(tmp_path / "keys"))
    keys = store.ring().keys
    assert (store.signer(datetime.now(UTC)).kid, store.ticket_key().hex()) == (kid, ticket_key)
    seeds = {file.name for file in (tmp_path / "keys").glob("seed-*")}
    assert seeds == {f"seed-{kid}" for kid in keys}
    assert len(keys) == 2


def test_keys_are_read_once_in_a_while() -> None:
    class Counting:
        place = "nowhere"
        reads = 0

        def read(self, name: str) -> bytes | None:
            self.reads += 1
            return pack(KeyRing({KEY.kid: KEY}))

        def write(self, name: str, value: bytes) -> None:
            raise AssertionError

        def create(self, name: str, value: bytes) -> bool:
            raise AssertionError

        def delete(self, *names: str) -> frozenset[str]:
            raise AssertionError

        def names(self) -> frozenset[str]:
            raise AssertionError

    vault = Counting()
    store = key_store(vault)
    for _ in range(5):
        assert store.ring() == KeyRing({KEY.kid: KEY})
    assert vault.reads == 1
