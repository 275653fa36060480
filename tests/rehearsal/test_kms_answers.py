"""What the emulator's KMS answers at each step of the life of keys that it makes itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.aws.clients import bounded
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.kms import STACK_TAG, KmsKeys, KmsSigner
from chalicelib.verification.private_keys import SeedKeys
from chalicelib.verification.vault import ParameterVault
from tests.rehearsal.deployed import Deployed

NOW = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
MONTH, MINUTE = timedelta(days=30), timedelta(minutes=1)
STACK = "waypost-keys-in-kms"
MESSAGE = b"what a code says"


@pytest.fixture
def kms(deployed: Deployed) -> Any:
    return bounded(deployed.aws.client("kms"))


def test_keys_are_made_signed_with_disabled_and_deleted(deployed: Deployed, kms: Any) -> None:
    vault = ParameterVault(deployed.aws.client("ssm"), f"/{STACK}/{id(kms)}")
    kinds = KmsKeys(vault, STACK, lambda: kms), SeedKeys(vault)
    store = KeyStore(vault, lambda: kinds)
    assert store.place.startswith("AWS KMS in us-east-1, listed in Parameter Store below")
    store.ensure_signing_key(NOW)
    ring = store.rotate(NOW + MONTH)
    signers = {kid: store.signer_of(kid) for kid in ring.keys}
    for kid, key in ring.keys.items():
        assert isinstance(signers[kid], KmsSigner)
        assert key.verify(MESSAGE, signers[kid].sign(MESSAGE))
        assert vault.read(f"seed-{kid}") is None

    first, second, _ = ring.keys
    arns = {kid: (vault.read(f"kms-{kid}") or b"")[32:].decode() for kid in ring.keys}
    tags = kms.list_resource_tags(KeyId=arns[first])["Tags"]
    assert tags == [{"TagKey": STACK_TAG, "TagValue": STACK}]
    store.revoke(first, NOW + MONTH + MINUTE)
    assert kms.describe_key(KeyId=arns[first])["KeyMetadata"]["KeyState"] == "Disabled"
    with pytest.raises(NoSigningKey):
        signers[first].sign(MESSAGE)
    assert store.destroy_old_private_keys(NOW + MONTH + MINUTE, timedelta(days=4)) == [first]
    assert kms.describe_key(KeyId=arns[first])["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert store.signer(NOW + MONTH + MINUTE).kid == second
    assert signers[second].sign(MESSAGE)
