"""Where secrets are stored: files of their owner, or encrypted parameters."""

import base64
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.vault import FileVault, KeysUnavailable, ParameterVault, Vault
from tests.unit.verification.sample_codes import NOW


def test_a_vault_keeps_what_was_first_there(vault: Vault) -> None:
    assert vault.read("one") is None
    assert vault.create("one", b"\x00first\xff")
    assert not vault.create("one", b"second")
    assert vault.read("one") == b"\x00first\xff"
    vault.write("one", b"third")
    assert vault.read("one") == b"third"
    assert vault.read("other") is None


def test_a_vault_names_what_it_keeps(vault: Vault) -> None:
    assert vault.names() == set()
    names = {f"seed-{number}" for number in range(12)}  # parameters come ten at a time
    for name in names:
        vault.create(name, b"seed")
    assert vault.names() == names
    assert vault.delete("seed-3", "seed-none") == {"seed-3"}
    assert vault.names() == names - {"seed-3"}
    assert vault.delete(*names) == names - {"seed-3"}  # parameters go ten at a time, too
    assert vault.delete("seed-3") == vault.delete() == vault.names() == set()


def test_parameters_are_kept_encrypted(parameter_store: Any) -> None:
    KeyStore(ParameterVault(parameter_store, "/waypost")).ensure_signing_key(NOW)
    kept = parameter_store.describe_parameters()["Parameters"]
    assert {parameter["Type"] for parameter in kept} == {"SecureString"}
    assert {parameter["Name"].rpartition("-")[0] or parameter["Name"] for parameter in kept} >= {
        "/waypost/registry"
    }


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
        ("get_parameters_by_path", vault.names),
        ("delete_parameters", lambda: vault.delete("step")),
    ):
        with Stubber(ssm) as stub:
            stub.add_client_error(operation, "AccessDeniedException")
            with pytest.raises(KeysUnavailable):
                attempt()
    (tmp_path / "keys").write_bytes(b"not a folder")
    with pytest.raises(KeysUnavailable):
        FileVault(tmp_path / "keys").read("registry")


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_secret_whose_answer_was_lost_is_told_from_anothers(is_ours: bool) -> None:
    """Two that make the first keys at once must not both believe that theirs are the ones."""
    answers = iter([("InternalServerError", 500), ("ParameterAlreadyExists", 400)])

    def put_parameter(**_: object) -> None:
        code, status = next(answers)
        metadata = {"HTTPStatusCode": status}
        raise ClientError({"Error": {"Code": code}, "ResponseMetadata": metadata}, "PutParameter")  # type: ignore[typeddict-item]

    there = base64.b64encode(b"ours" if is_ours else b"another's").decode()
    store = SimpleNamespace(
        put_parameter=put_parameter, get_parameter=lambda **_: {"Parameter": {"Value": there}}
    )
    assert ParameterVault(store, "/waypost").create("registry", b"ours") is is_ours


@pytest.mark.parametrize(
    "answer",
    [{}, {"Parameter": {}}, {"Parameter": {"Value": "AAA"}}, {"Parameter": {"Value": "é"}}],
)
def test_half_an_answer_is_no_secret_and_no_mistake_of_ours(answer: dict[str, Any]) -> None:
    store = SimpleNamespace(get_parameter=lambda **_: answer)
    with pytest.raises(KeysUnavailable):
        ParameterVault(store, "/waypost").read("registry")


def test_without_a_region_or_with_an_unknown_profile_there_are_no_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # which other tests may go on with
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    with pytest.raises(KeysUnavailable, match="NoRegion"):
        ParameterVault.open("/waypost")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(KeysUnavailable, match="ProfileNotFound"):
        ParameterVault.open("/waypost")
