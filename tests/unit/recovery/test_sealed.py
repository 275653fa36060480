"""Secrets of exports: only the private half of the key that they are for opens them."""

import base64

import pytest
from nacl.public import PublicKey, SealedBox

from chalicelib.recovery import sealed
from chalicelib.recovery.sealed import NoBackupKey, WrongBackupKey
from chalicelib.verification.key_recovery import KeySecrets

SECRETS = KeySecrets({"kid-one1": bytes(32), "kid-two2": bytes(range(32))}, b"t" * 32)


@pytest.mark.parametrize("secrets", [SECRETS, KeySecrets()])
def test_what_is_sealed_opens_with_the_private_half(secrets: KeySecrets) -> None:
    private = sealed.new_private_key()
    box = sealed.seal(secrets, sealed.public_half(private))
    assert sealed.open_sealed(box, f"{private}\n") == secrets


def test_a_key_is_read_in_either_base64_and_in_hexadecimal() -> None:
    key = bytes(range(250, 256)) * 5 + b"\xff\xfe"
    either = (
        base64.b64encode(key).decode(),
        base64.urlsafe_b64encode(key).decode(),
        base64.urlsafe_b64encode(key).decode().rstrip("="),
        key.hex(),
        key.hex().upper(),
    )
    assert {sealed.normal_form(text) for text in either} == {base64.b64encode(key).decode()}


@pytest.mark.parametrize("text", ["", "key", "AAAA", "g" * 64, "A" * 42, "A" * 45, "A" * 43])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoBackupKey):
        sealed.normal_form(text)


def test_the_private_half_is_not_taken_for_the_public_one() -> None:
    """What is sealed for it nobody could open, and the export would name it."""
    with pytest.raises(NoBackupKey):
        sealed.normal_form(sealed.new_private_key())


def test_another_key_and_a_changed_box_open_nothing() -> None:
    private = sealed.new_private_key()
    box = sealed.seal(SECRETS, sealed.public_half(private))
    with pytest.raises(WrongBackupKey):
        sealed.open_sealed(box, sealed.new_private_key())
    with pytest.raises(WrongBackupKey):
        sealed.open_sealed(box[:-1] + bytes([box[-1] ^ 1]), private)
    with pytest.raises(WrongBackupKey):
        sealed.open_sealed(b"", private)


@pytest.mark.parametrize(
    "plain",
    [
        b"none",
        b"[]",
        b"{}",
        b'{"seeds": [], "ticket_key": ""}',
        b'{"seeds": {"kid-one1": "AAAA"}, "ticket_key": ""}',
        b'{"seeds": {"kid-one1": null}, "ticket_key": ""}',
        b'{"seeds": {}, "ticket_key": "AAAA"}',
    ],
)
def test_what_anybody_else_sealed_for_the_key_is_refused(plain: bytes) -> None:
    """The public half is no secret: who has it can seal what he likes."""
    private = sealed.new_private_key()
    public = PublicKey(base64.b64decode(sealed.public_half(private)))
    with pytest.raises(WrongBackupKey):
        sealed.open_sealed(SealedBox(public).encrypt(plain), private)


def test_secrets_do_not_show_where_they_are_printed() -> None:
    assert "seeds" not in repr(SECRETS)
