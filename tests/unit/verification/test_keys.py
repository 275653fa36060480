"""Keys: which ones prove something, who makes the first, and where they rest."""

import base64
import json
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest

from chalicelib.verification.keys import (
    KeyRing,
    NoSigningKey,
    PublicKey,
    SeedSigner,
    UnsafeKey,
    key_id,
)
from chalicelib.verification.keystore import KeyStore, pack
from chalicelib.verification.vault import FileVault, KeysUnavailable, ParameterVault, Vault
from tests.unit.verification.codes import KEY, NOW, PUBLIC, SEED, SIGNER
from tests.unit.verification.signatures import RFC_8032

PROJECT = Path(__file__).parents[3]

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
UNSAFE = {
    "y = 0": "00" * 32,
    "y = 0, sign bit": "00" * 31 + "80",
    "y = 1, the neutral element": "01" + "00" * 31,
    "y = -1": "ec" + "ff" * 30 + "7f",
    "order 8": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8, sign bit": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order 8, other y": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order 8, other y, sign bit": (
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
    ),
    "y = p": "ed" + "ff" * 30 + "7f",
    "y = p + 1": "ee" + "ff" * 30 + "7f",
    "y = 2^255 - 1": "ff" * 31 + "7f",
    "no point": "02" + "00" * 31,
    "31 bytes": "58" + "66" * 30,
    "33 bytes": "58" + "66" * 32,
    "nothing": "",
}


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_signs_and_verifies_the_examples_of_the_rfc(
    seed: str, public: str, message: str, signature: str
) -> None:
    key = PublicKey(bytes.fromhex(public))
    said, signed = bytes.fromhex(message), bytes.fromhex(signature)
    signer = SeedSigner(bytes.fromhex(seed))
    assert signer.kid == key.kid
    assert signer.sign(said) == signed
    assert key.verify(said, signed)
    assert not key.verify(said + b"\x00", signed)
    for position in range(64):
        changed = bytearray(signed)
        changed[position] ^= 1
        assert not key.verify(said, bytes(changed))


def test_a_signature_has_one_form() -> None:
    _, public, message, signature = (bytes.fromhex(part) for part in RFC_8032[1])
    grown = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    assert not PublicKey(public).verify(message, signature[:32] + grown.to_bytes(32, "little"))
    for other in (b"", signature[:63], signature + b"\x00", bytes(64)):
        assert not PublicKey(public).verify(message, other)


def test_a_key_id_begins_the_thumbprint() -> None:
    # RFC 8037 appendix A.3: kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
    x = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    assert key_id(x) == "kPrK_qmx"


@pytest.mark.parametrize("encoded", UNSAFE.values(), ids=UNSAFE)
def test_a_key_that_would_prove_nothing_is_refused(encoded: str) -> None:
    with pytest.raises(UnsafeKey):
        PublicKey(bytes.fromhex(encoded))
    x = base64.urlsafe_b64encode(bytes.fromhex(encoded)).decode().rstrip("=")
    with pytest.raises(UnsafeKey):
        PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": x})


@pytest.mark.parametrize(
    "other",
    [{"kty": "RSA"}, {"crv": "Ed448"}, {"crv": None}, {"x": None}, {"x": "A"}, {"x": "é" * 43}],
    ids=str,
)
def test_a_published_key_of_another_kind_is_passed_over(other: dict[str, Any]) -> None:
    odd = KEY.jwk() | other
    with pytest.raises(UnsafeKey):
        PublicKey.from_jwk(odd)
    assert KeyRing.from_jwks({"keys": [odd], "revoked": [odd]}) == KeyRing()
    assert KeyRing.from_jwks({"keys": [odd, KEY.jwk()]}) == KeyRing({KEY.kid: KEY})


def test_the_published_key_set_reads_back_the_same() -> None:
    revoked = PublicKey(bytes.fromhex(RFC_8032[0][1]), 5, 9)
    standby = PublicKey(bytes.fromhex(RFC_8032[1][1]))
    ring = KeyRing({KEY.kid: KEY, standby.kid: standby}, {revoked.kid: revoked})
    assert KeyRing.from_jwks(json.loads(json.dumps(ring.jwks()))) == ring
    assert KeyRing.from_jwks({}) == KeyRing()


def test_the_published_sets_hold_public_halves_only() -> None:
    ring = KeyRing({KEY.kid: KEY})
    (jwk,) = ring.jwks()["keys"]
    assert jwk == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64.urlsafe_b64encode(PUBLIC).decode().rstrip("="),
        "kid": KEY.kid,
        "alg": "EdDSA",
        "use": "sig",
        "signs_from": KEY.signs_from,
    }
    assert cbor2.loads(ring.cose_key_set()) == [
        {1: 1, 2: KEY.kid.encode(), 3: -8, -1: 6, -2: PUBLIC}
    ]
    assert SEED not in ring.cose_key_set()


def test_the_signing_key_is_the_one_whose_time_it_is() -> None:
    before = PublicKey(bytes.fromhex(RFC_8032[0][1]), 100, 200)
    after = PublicKey(bytes.fromhex(RFC_8032[1][1]), 201)
    standby = PublicKey(bytes.fromhex(RFC_8032[2][1]))
    ring = KeyRing({key.kid: key for key in (standby, before, after)})
    assert [ring.signing(moment) for moment in (100, 200, 201, 10**9)] == [
        before,
        before,
        after,
        after,
    ]
    with pytest.raises(NoSigningKey):
        ring.signing(99)


@pytest.fixture(params=["files", pytest.param("parameters", marks=pytest.mark.database)])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    if request.param == "files":
        return FileVault(tmp_path / "data" / "keys")
    return ParameterVault(request.getfixturevalue("parameter_store"), "/waypost/test/")


def test_a_vault_keeps_what_was_first_there(vault: Vault) -> None:
    assert vault.read("one") is None
    assert vault.create("one", b"\x00first\xff")
    assert not vault.create("one", b"second")
    assert vault.read("one") == b"\x00first\xff"
    vault.write("one", b"third")
    assert vault.read("one") == b"third"
    assert vault.read("other") is None


def test_the_first_key_is_made_once(vault: Vault) -> None:
    made = KeyStore(vault).ensure_signing_key(NOW)
    again = KeyStore(vault).ensure_signing_key(NOW + timedelta(days=100))
    assert made == again
    ring = KeyStore(vault).ring()
    standby = ring.standby()
    assert standby is not None
    assert standby == PublicKey(standby.public, published_at=int(NOW.timestamp()))
    assert ring == KeyRing({made.kid: made, standby.kid: standby})


def test_the_first_key_signs_what_it_publishes(vault: Vault) -> None:
    store = KeyStore(vault)
    key = store.ensure_signing_key(NOW)
    signer = KeyStore(vault).signer(NOW)
    assert signer.kid == key.kid
    assert key.verify(b"message", signer.sign(b"message"))
    assert key.signed_at(int(NOW.timestamp()))
    assert not key.signed_at(int(NOW.timestamp()) - 3600)


def test_the_ticket_key_stays_the_same(vault: Vault) -> None:
    store = KeyStore(vault)
    store.ensure_signing_key(NOW)
    assert len(store.ticket_key()) == 32
    KeyStore(vault).ensure_signing_key(NOW)
    assert store.ticket_key() == KeyStore(vault).ticket_key()


def test_without_a_key_nothing_is_signed(vault: Vault) -> None:
    store = KeyStore(vault)
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
    made = KeyStore(vault).ensure_signing_key(NOW)
    behind = NOW - timedelta(seconds=60)
    assert KeyStore(vault).ensure_signing_key(behind) == made
    assert KeyStore(vault).signer(behind).kid == made.kid


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
    assert seeds == {f"seed-{one}" for one in keys}
    assert len(keys) == 2


def test_parameters_are_kept_encrypted(parameter_store: Any) -> None:
    KeyStore(ParameterVault(parameter_store, "/waypost")).ensure_signing_key(NOW)
    kept = parameter_store.describe_parameters()["Parameters"]
    assert {one["Type"] for one in kept} == {"SecureString"}
    assert {one["Name"].rpartition("-")[0] or one["Name"] for one in kept} >= {"/waypost/registry"}


def test_a_vault_that_cannot_be_reached_says_so(tmp_path: Path) -> None:
    import boto3
    from botocore.stub import Stubber

    ssm = boto3.client(
        "ssm", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    vault = ParameterVault(ssm, "/waypost")
    for operation, attempt in (
        ("get_parameter", lambda: vault.read("registry")),
        ("put_parameter", lambda: vault.write("registry", b"")),
        ("put_parameter", lambda: vault.create("registry", b"")),
    ):
        with Stubber(ssm) as stub:
            stub.add_client_error(operation, "AccessDeniedException")
            with pytest.raises(KeysUnavailable):
                attempt()
    (tmp_path / "keys").write_bytes(b"not a folder")
    with pytest.raises(KeysUnavailable):
        FileVault(tmp_path / "keys").read("registry")


def test_keys_are_read_once_in_a_while() -> None:
    class Counting:
        reads = 0

        def read(self, name: str) -> bytes | None:
            self.reads += 1
            return pack(KeyRing({KEY.kid: KEY}))

        def write(self, name: str, value: bytes) -> None:
            raise AssertionError

        def create(self, name: str, value: bytes) -> bool:
            raise AssertionError

        def delete(self, name: str) -> None:
            raise AssertionError

    vault = Counting()
    store = KeyStore(vault)
    for _ in range(5):
        assert store.ring() == KeyRing({KEY.kid: KEY})
    assert vault.reads == 1
