"""Keys in KMS: what they sign, what becomes of each, and what KMS may answer instead."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.aws import time_budget
from chalicelib.aws.time_budget import TimeBudget
from chalicelib.verification.core.public_keys import NoSigningKey, State, thumbprint
from chalicelib.verification.core.trust_snapshot import TrustedIssuer, read_snapshot
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.keystore import KeyStore
from chalicelib.verification.kms import KmsKeys, KmsSigner
from chalicelib.verification.private_keys import SeedKeys
from chalicelib.verification.signers import Signer
from chalicelib.verification.snapshot import PublishedLists, unsigned_snapshot
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.unit.verification.fake_kms import Answer, FakeKms, refused, signature
from tests.unit.verification.sample_keys import (
    CHANGE,
    KEPT,
    LATER,
    MONTH,
    STACK,
    VaultWithKms,
    at,
    key_store,
    seeds,
)
from tests.unit.verification.sample_meeting import NOW, SECOND, TICKET, give, redeem, register

MESSAGE = b"what a code says"
CREATED = {
    "KeySpec": "ECC_NIST_EDWARDS25519",
    "KeyUsage": "SIGN_VERIFY",
    "Description": f"Signs attendance verifications of the stack {STACK}",
    "Tags": [{"TagKey": "waypost:stack", "TagValue": STACK}],
}


@pytest.fixture
def vault(tmp_path: Path, kms: FakeKms) -> VaultWithKms:
    return VaultWithKms(tmp_path, kms)


@pytest.fixture
def store(vault: VaultWithKms) -> KeyStore:
    """Two keys in KMS: one that signs, one on standby."""
    made = key_store(vault)
    made.ensure_signing_key(NOW)
    return made


@pytest.fixture
def signer(store: KeyStore, kms: FakeKms) -> Signer:
    signer = store.signer(NOW)
    assert isinstance(signer, KmsSigner)
    kms.asked.clear()
    return signer


def arn(vault: FileVault, kid: str) -> str:
    """Which key of KMS that one is."""
    kept = vault.read(f"kms-{kid}")
    assert kept is not None
    return kept[32:].decode()


def test_a_key_is_made_for_this_stack_and_signs_whole_messages(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms
) -> None:
    assert [said for operation, said in kms.asked if operation == "CreateKey"] == [CREATED] * 2
    first, _ = store.ring().keys.values()
    signer = store.signer(NOW)
    assert (signer.kid, signer.public) == (first.kid, first.public)
    kms.asked.clear()
    assert first.verify(MESSAGE, signer.sign(MESSAGE))
    ((operation, said),) = kms.asked
    assert operation == "Sign"
    assert said["KeyId"] == arn(vault, first.kid)
    assert (said["MessageType"], said["SigningAlgorithm"]) == ("RAW", "ED25519_SHA_512")


def test_no_seed_is_kept_anywhere(vault: VaultWithKms, store: KeyStore, tmp_path: Path) -> None:
    store.rotate(LATER)
    names = {file.name for file in tmp_path.iterdir()}
    in_kms = {f"kms-{kid}" for kid in store.ring().keys}
    assert names == {"registry", "ticket-key", "kms-new", *in_kms}
    for kid, key in store.ring().keys.items():
        assert vault.read(f"kms-{kid}") == key.public + arn(vault, kid).encode()


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (refused("AccessDeniedException"), KeysUnavailable),
        (refused("DisabledException"), NoSigningKey),
        (refused("KMSInvalidStateException"), NoSigningKey),
        (refused("NotFoundException"), NoSigningKey),
        (refused("ThrottlingException"), KeysUnavailable),
        (refused("KMSInternalException", 500), KeysUnavailable),
        (refused("DependencyTimeoutException", 503), KeysUnavailable),
        ((200, b"{}"), KeysUnavailable),
        ((200, b""), KeysUnavailable),
        ((200, b"<html>"), KeysUnavailable),
    ],
)
def test_what_kms_does_not_sign_is_no_signature(
    signer: Signer, kms: FakeKms, answer: Answer, raised: type[Exception]
) -> None:
    kms.instead["Sign"] = lambda: answer
    with pytest.raises(raised):
        signer.sign(MESSAGE)


def test_a_key_that_kms_is_too_busy_for_is_asked_again(signer: Signer, kms: FakeKms) -> None:
    answers = [refused("ThrottlingException"), refused("KMSInternalException", 500)]
    right = signer.sign(MESSAGE)
    kms.instead["Sign"] = lambda: answers.pop() if answers else signature("", right)
    assert signer.sign(MESSAGE) == right
    assert not answers


@pytest.mark.parametrize("wrong", [bytes(64), b"", bytes(63), b"\xff" * 64])
def test_a_wrong_signature_never_leaves(signer: Signer, kms: FakeKms, wrong: bytes) -> None:
    kms.instead["Sign"] = lambda: signature("", wrong)
    with pytest.raises(KeysUnavailable, match="none of this key"):
        signer.sign(MESSAGE)


def test_a_signature_of_another_key_never_leaves(
    store: KeyStore, signer: Signer, kms: FakeKms
) -> None:
    standby = store.ring().standby()
    assert standby is not None
    theirs = store.signer_of(standby.kid).sign(MESSAGE)
    kms.instead["Sign"] = lambda: signature("", theirs)
    with pytest.raises(KeysUnavailable):
        signer.sign(MESSAGE)


@pytest.mark.parametrize("withdrawn", [0, 1, 50, 150, 5000])
def test_a_snapshot_of_any_length_is_signed(
    store: KeyStore, signer: Signer, kms: FakeKms, withdrawn: int
) -> None:
    """KMS takes 4,096 bytes: of a longer one it signs a digest, which the reader knows by `typ`."""
    references = [f"AAAA-AAAA-AAAA-{number:04}" for number in range(withdrawn)]
    lists = PublishedLists("https://codes.example.org", "", store.ring(), references)
    unsigned = unsigned_snapshot(lists, signer, at(NOW))
    assert (len(unsigned.signed) < 200) == (withdrawn > 100)
    text = unsigned.text(signer.sign(unsigned.signed))
    trusted = {lists.issuer: TrustedIssuer({thumbprint(signer.public)})}
    assert read_snapshot(text, trusted, at(NOW)).withdrawals == references


def test_a_request_that_has_waited_long_enough_asks_nobody(signer: Signer, kms: FakeKms) -> None:
    spent = TimeBudget(1.0)
    spent.left_s = 0
    with (
        time_budget.spent_together(spent),
        pytest.raises(KeysUnavailable, match="OutOfTime"),
    ):
        signer.sign(MESSAGE)
    assert not kms.asked


def test_a_name_that_leads_to_another_key_signs_nothing(
    vault: VaultWithKms, store: KeyStore
) -> None:
    first, standby = store.ring().keys
    vault.write(f"kms-{first}", vault.read(f"kms-{standby}") or b"")
    with pytest.raises(KeysUnavailable):
        key_store(vault).signer_of(first)


def test_a_revoked_key_is_disabled_at_once_and_deleted_by_the_next_sweep(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms
) -> None:
    running = key_store(vault)
    lost = running.signer(LATER)
    store.revoke(lost.kid, LATER)
    revoked = arn(vault, lost.kid)
    assert kms.states[revoked] == "Disabled"
    with pytest.raises(NoSigningKey):  # also in a process that had it
        lost.sign(MESSAGE)
    assert store.destroy_old_private_keys(LATER, KEPT) == [lost.kid]
    assert kms.asked[-1] == ("ScheduleKeyDeletion", {"KeyId": revoked, "PendingWindowInDays": 7})
    assert vault.read(f"kms-{lost.kid}") is None
    assert store.destroy_old_private_keys(LATER, KEPT) == []
    assert list(kms.states.values()).count("Enabled") == 2


def test_a_key_is_deleted_once_no_ticket_can_need_it(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms
) -> None:
    first, *_ = store.rotate(LATER).keys
    old = arn(vault, first)
    ended = LATER + CHANGE
    assert store.destroy_old_private_keys(ended + KEPT, KEPT) == []
    assert store.destroy_old_private_keys(ended + KEPT + SECOND, KEPT) == [first]
    assert kms.states[old] == "PendingDeletion"
    assert first in store.ring().keys


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion", ""])
def test_a_key_that_somebody_ended_before_is_no_failure(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms, state: str
) -> None:
    first, _ = store.ring().keys
    old = arn(vault, first)
    kms.states[old] = state
    store.revoke(first, LATER)
    assert store.destroy_old_private_keys(LATER, KEPT) == [first]
    assert kms.states[old] in ("PendingDeletion", "")


def test_a_key_that_cannot_be_ended_is_named_until_it_is(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms
) -> None:
    first, _ = store.ring().keys
    for operation in ("DisableKey", "ScheduleKeyDeletion"):
        kms.instead[operation] = lambda: refused("AccessDeniedException")
    with pytest.raises(KeysUnavailable, match="AccessDenied"):
        store.revoke(first, LATER)
    assert first in key_store(vault).ring().revoked
    with pytest.raises(KeysUnavailable, match="AccessDenied"):
        store.destroy_old_private_keys(LATER, KEPT)
    kms.instead.clear()
    assert store.destroy_old_private_keys(LATER, KEPT) == [first]


def test_a_revocation_waits_for_no_new_key(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms
) -> None:
    first, standby = store.ring().keys
    kms.instead["CreateKey"] = lambda: refused("LimitExceededException")
    ring = store.revoke(first, LATER)
    assert store.signer(LATER).kid == standby
    assert ring.standby() is None
    assert kms.states[arn(vault, first)] == "Disabled"
    kms.instead.clear()
    made = store.rotate_if_due(LATER + SECOND, timedelta(days=91))
    assert made is not None and made.standby() is not None


def refuse_newest(kms: FakeKms, answer: Answer) -> None:
    """Has KMS answer this to who asks for the public half of a key that is made from now on."""
    known = frozenset(kms.states)

    def answers() -> Answer:
        arn = str(kms.asked[-1][1]["KeyId"])
        return kms.GetPublicKey(arn) if arn in known else answer

    kms.instead["GetPublicKey"] = answers


@pytest.mark.parametrize(
    "answer",
    [
        refused("AccessDeniedException"),
        refused("NotFoundException"),
        refused("KMSInternalException", 500),
        (200, b"{}"),
        (200, json.dumps({"PublicKey": "AAAA"}).encode()),
    ],
)
def test_a_key_that_is_made_and_cannot_be_read_yet_is_taken_by_the_next_try(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms, answer: Answer
) -> None:
    before = vault.read("registry")
    refuse_newest(kms, answer)
    with pytest.raises(KeysUnavailable):
        store.rotate(LATER)
    assert vault.read("registry") == before
    assert len(kms.states) == 3
    del kms.instead["GetPublicKey"]
    assert store.rotate(LATER + SECOND)
    assert len(kms.states) == 3
    assert len(store.rotate(LATER + MONTH + MONTH).keys) == len(kms.states) == 4


def test_a_key_that_was_begun_and_deleted_since_gives_way_to_another(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms
) -> None:
    refuse_newest(kms, refused("AccessDeniedException"))
    with pytest.raises(KeysUnavailable):
        store.rotate(LATER)
    kms.instead.clear()
    kms.states[list(kms.states)[-1]] = "PendingDeletion"
    assert len(store.rotate(LATER).keys) == 3
    assert len(kms.states) == 4


def test_while_the_registry_cannot_be_written_no_try_makes_another_key(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would cost 1 USD a month, four times an hour."""
    write = vault.write

    def refuse(name: str, value: bytes) -> None:
        if name == "registry":
            raise KeysUnavailable("AccessDeniedException")
        write(name, value)

    monkeypatch.setattr(vault, "write", refuse)
    for later in range(3):
        with pytest.raises(KeysUnavailable):
            key_store(vault).rotate(LATER + later * SECOND)
    assert len(kms.states) == 3
    monkeypatch.undo()
    *_, standby = store.rotate(LATER + 4 * SECOND).keys.values()
    assert len(kms.states) == 3
    assert standby.verify(MESSAGE, store.signer_of(standby.kid).sign(MESSAGE))


@pytest.mark.parametrize("end", ["revoke", "by hand"])
def test_a_key_that_was_made_last_and_ended_is_no_next_one(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms, end: str
) -> None:
    first, standby = store.ring().keys
    if end == "revoke":
        ring = store.revoke(standby, LATER)
    else:
        kms.states[arn(vault, standby)] = "Disabled"
        ring = store.rotate(LATER)
    made = ring.standby()
    assert made is not None and made.kid not in (first, standby)
    assert made.verify(MESSAGE, store.signer_of(made.kid).sign(MESSAGE))


@pytest.mark.parametrize(
    "answer",
    [refused("AccessDeniedException"), (200, b"{}"), refused("KMSInternalException", 500)],
)
def test_without_a_new_key_nothing_changes(
    vault: VaultWithKms, store: KeyStore, kms: FakeKms, answer: Answer
) -> None:
    before = vault.read("registry")
    kms.instead["CreateKey"] = lambda: answer
    with pytest.raises(KeysUnavailable):
        store.rotate(LATER)
    assert vault.read("registry") == before
    assert [operation for operation, _ in kms.asked].count("CreateKey") == 3  # once, this time
    kms.instead.clear()
    assert store.rotate(LATER)


def test_a_key_that_could_not_be_noted_is_deleted(
    vault: VaultWithKms, kms: FakeKms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, value: bytes) -> None:
        raise KeysUnavailable("AccessDeniedException")

    monkeypatch.setattr(vault, "write", refuse)
    with pytest.raises(KeysUnavailable):
        KmsKeys(vault, STACK, lambda: kms.client).create(())
    assert list(kms.states.values()) == ["PendingDeletion"]


def test_of_two_that_make_the_first_keys_at_once_the_quicker_ones_stay(
    vault: VaultWithKms, kms: FakeKms, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicker, create = key_store(vault), vault.create

    def others_first(name: str, value: bytes) -> bool:
        if name == "registry":
            monkeypatch.undo()
            quicker.ensure_signing_key(NOW)
        return create(name, value)

    monkeypatch.setattr(vault, "create", others_first)
    slower = key_store(vault)
    assert slower.ensure_signing_key(NOW) == quicker.ring().signing(at(NOW))
    # the slower one's second key was in no registry yet: the quicker one took it
    assert sorted(kms.states.values()) == ["Enabled"] * 2 + ["PendingDeletion"]
    assert seeds(vault, slower.ring()) == list(slower.ring().keys)


# from one kind to the other


def both(vault: FileVault, kms: FakeKms, *, new_in_kms: bool) -> KeyStore:
    seeds, in_kms = SeedKeys(vault), KmsKeys(vault, STACK, lambda: kms.client)
    kinds = (in_kms, seeds) if new_in_kms else (seeds, in_kms)
    return KeyStore(vault, lambda: kinds)


@pytest.mark.parametrize("into_kms", [True, False])
def test_a_deployment_that_changes_its_kind_signs_on_and_makes_the_next_key_of_the_new_one(
    tmp_path: Path, kms: FakeKms, into_kms: bool
) -> None:
    vault = FileVault(tmp_path)
    both(vault, kms, new_in_kms=not into_kms).ensure_signing_key(NOW)
    store = both(vault, kms, new_in_kms=into_kms)
    first, standby, third = store.rotate(LATER).keys.values()
    is_in_kms = [isinstance(store.signer_of(key.kid), KmsSigner) for key in (first, standby, third)]
    assert is_in_kms == [not into_kms, not into_kms, into_kms]
    for key in (first, standby, third):
        assert key.verify(MESSAGE, store.signer_of(key.kid).sign(MESSAGE))
    after = LATER + CHANGE + KEPT + SECOND
    assert store.destroy_old_private_keys(after, KEPT) == [first.kid]
    with pytest.raises(NoSigningKey):
        store.signer_of(first.kid)
    ring = store.revoke(standby.kid, after)
    assert store.signer(after).kid == third.kid
    assert ring.signing(at(after)).state(at(after)) is State.SIGNING
    with pytest.raises(NoSigningKey):
        store.signer_of(standby.kid).sign(MESSAGE)


def test_where_there_are_only_seeds_kms_is_never_asked(tmp_path: Path) -> None:
    def none() -> FakeKms:
        raise AssertionError

    vault = FileVault(tmp_path)
    store = KeyStore(vault, lambda: (SeedKeys(vault), KmsKeys(vault, STACK, none)))
    store.ensure_signing_key(NOW)
    first, *_ = store.rotate(LATER).keys
    assert store.signer(LATER).sign(MESSAGE)
    store.revoke(first, LATER + CHANGE)
    assert store.destroy_old_private_keys(LATER + MONTH, KEPT) == []
    with pytest.raises(NoSigningKey):
        store.signer_of(first)


def test_where_new_keys_go_is_said(vault: VaultWithKms, store: KeyStore, tmp_path: Path) -> None:
    assert store.place == f"AWS KMS in us-east-1, listed in the folder {tmp_path}"
    assert KeyStore(vault).place == f"seeds in the folder {tmp_path}"


def test_without_a_region_there_are_no_keys(
    vault: VaultWithKms, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # which other tests may go on with
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    with pytest.raises(KeysUnavailable, match="NoRegion"):
        KmsKeys(vault, STACK).create(())


def test_a_code_is_a_call_and_a_redeemed_ticket_one_for_each_form(
    issuer: Issuer, store: KeyStore, kms: FakeKms
) -> None:
    """What docs/deploy.md reckons with."""
    issuer = replace(issuer, keys=store)
    kms.asked.clear()
    register(issuer, TICKET)
    assert not kms.asked
    give(issuer)
    assert [operation for operation, _ in kms.asked] == ["Sign"]
    kms.asked.clear()
    redeem(issuer, TICKET)
    assert [operation for operation, _ in kms.asked] == ["Sign"] * 3
    assert max(len(base64.b64decode(said["Message"])) for _, said in kms.asked) < 256
