"""What signs codes and snapshots: `Signer`, and the one that has its seed in memory."""

import hashlib
from typing import Protocol

from nacl.signing import SigningKey

from chalicelib.verification.core.public_keys import key_id


class Signer(Protocol):
    """What signs with one key, wherever its private half is."""

    @property
    def kid(self) -> str:
        """The id of its key."""

    @property
    def public(self) -> bytes:
        """The public half of its key, 32 bytes."""
        ...

    @property
    def longest(self) -> int | None:
        """How long a message may be, in bytes; None where any may."""

    def sign(self, message: bytes) -> bytes:
        """Returns the Ed25519 signature of the message, 64 bytes.

        Raises NoSigningKey where the private half is no more, KeysUnavailable where it can't be
        reached.
        """
        ...


class SeedSigner:
    """Signs with a seed in memory; `public` is its key's public half."""

    longest = None

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public = bytes(self._key.verify_key)
        self.kid = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Returns the Ed25519 signature of the message, 64 bytes."""
        return self._key.sign(message).signature


SAMPLE_SIGNER = SeedSigner(hashlib.sha256(b"waypost sample key").digest())
"""Anyone may sign with this key: its codes are for training and read "sample"."""
