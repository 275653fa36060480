"""Private halves of the signing keys, by kind: how one is made, found again and destroyed.

Of each the vault keeps one value under its kind and its key's id: `seed-<kid>` is the seed itself,
`kms-<kid>` says which key of AWS KMS it is. So a key is signed with by what the vault has of it,
whatever the setting says by now: a deployment that goes over to another kind goes on with the keys
that it has, and makes the next ones as the new kind.
"""

import secrets
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Protocol

from chalicelib.verification.signers import SeedSigner, Signer
from chalicelib.verification.vault import Vault

SEED = "seed-"  # before the key's id, what a seed is kept under

Read = Callable[[str], bytes | None]
"""Reads a value of the vault, maybe one that was read some minutes ago."""


class PrivateKeys(Protocol):
    """Private halves of one kind. Raises KeysUnavailable where they can't be reached."""

    @property
    def place(self) -> str:
        """Where new ones are made, in words."""

    def create(self, listed: Container[str]) -> bytes:
        """Makes one, and returns its public half; `listed`: kids that the registry has already."""
        ...

    def signer(self, kid: str, read: Read) -> Signer | None:
        """Returns what signs with that key; None where its private half is none of these."""

    def disable(self, kid: str) -> None:
        """Sees to it that nobody signs with that key from now on; no error where it is none."""

    def destroy(self, kids: Iterable[str]) -> frozenset[str]:
        """Destroys the private halves of those keys; returns the kids of which there was one."""
        ...


PrivateKinds = Sequence[PrivateKeys]
"""The kinds that a deployment may have; the first is that of new ones."""


class SeedKeys:
    """Seeds of 32 bytes, kept in the vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def place(self) -> str:
        """Where new ones are made, in words."""
        return f"seeds in {self._vault.place}"

    def create(self, listed: Container[str]) -> bytes:
        """Stores a new seed, and returns its public half."""
        seed = secrets.token_bytes(32)
        signer = SeedSigner(seed)
        # not `create`: that may have to read, which who makes keys may not
        self._vault.write(_seed_name(signer.kid), seed)
        return signer.public

    def signer(self, kid: str, read: Read) -> SeedSigner | None:
        """Returns what signs with that key; None where no seed of it is kept."""
        seed = read(_seed_name(kid))
        return None if seed is None else SeedSigner(seed)

    def disable(self, kid: str) -> None:
        """Destroys the seed: nobody is to sign with it any more."""
        self._vault.delete(_seed_name(kid))

    def destroy(self, kids: Iterable[str]) -> frozenset[str]:
        """Destroys the seeds of those keys, unread; returns the kids of which there was one."""
        there = self._vault.delete(*map(_seed_name, kids))
        return frozenset(name.removeprefix(SEED) for name in there)


def _seed_name(kid: str) -> str:
    return SEED + kid
