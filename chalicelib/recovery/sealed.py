"""The secrets of a service, encrypted for whoever holds one private key (NaCl's sealed box).

The key that encrypts is public: who makes exports can't read the seeds in any of them.
"""

import base64
import binascii
import json

from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as SodiumError
from nacl.public import PrivateKey, PublicKey, SealedBox

from chalicelib.verification.key_recovery import KeySecrets

KEY_BYTES = 32
_PRIVATE = "private:"  # so that nobody gives the private half for the public one


class NoBackupKey(ValueError):
    """The text is no key of 32 bytes in base64 or hexadecimal."""


class WrongBackupKey(Exception):
    """The secrets are encrypted for another key, or damaged."""


def new_private_key() -> str:
    """Returns a new private key: base64 behind "private:"."""
    return _PRIVATE + _base64(bytes(PrivateKey.generate()))


def public_half(private_key: str) -> str:
    """Returns the public key of a private one, in base64. Raises NoBackupKey."""
    return _base64(bytes(_private(private_key).public_key))


def normal_form(public_key: str) -> str:
    """Returns a public key, which may be in hexadecimal, in base64.

    Raises NoBackupKey, also for one that nothing can be encrypted for, and for a private half.
    """
    key = _key(public_key)
    try:
        SealedBox(PublicKey(key)).encrypt(b"")
    except SodiumError:  # a point of small order
        raise NoBackupKey from None
    return _base64(key)


def seal(secrets: KeySecrets, public_key: str) -> bytes:
    """Returns the secrets, encrypted for that key. Raises NoBackupKey."""
    plain = {
        "seeds": {kid: _base64(seed) for kid, seed in secrets.seeds.items()},
        "ticket_key": _base64(secrets.ticket_key) if secrets.ticket_key else "",
    }
    return SealedBox(PublicKey(_key(public_key))).encrypt(json.dumps(plain).encode())


def open_sealed(sealed: bytes, private_key: str) -> KeySecrets:
    """Returns the secrets. Raises NoBackupKey and WrongBackupKey."""
    box = SealedBox(_private(private_key))
    try:
        plain = json.loads(box.decrypt(sealed))
        seeds = {kid: _bytes(seed) for kid, seed in plain["seeds"].items()}
        ticket_key = _bytes(plain["ticket_key"]) if plain["ticket_key"] else None
    except (CryptoError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise WrongBackupKey from error
    return KeySecrets(seeds, ticket_key)


def _private(text: str) -> PrivateKey:
    return PrivateKey(_key(text.strip().removeprefix(_PRIVATE)))


def _key(text: str) -> bytes:
    text = text.strip()
    try:
        is_hex = len(text) == 2 * KEY_BYTES
        key = bytes.fromhex(text) if is_hex else base64.b64decode(_padded(text), b"-_", True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise NoBackupKey
    return key


def _padded(text: str) -> str:
    """Returns base64 in either alphabet as the one for addresses, with its padding."""
    text = text.rstrip("=").translate(str.maketrans("+/", "-_"))
    return text + "=" * (-len(text) % 4)


def _bytes(text: str) -> bytes:
    """Returns a secret of base64. Raises ValueError for one that is not of 32 bytes."""
    secret = base64.b64decode(text, validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError
    return secret


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
