"""Signing keys in AWS KMS, which makes them, signs with them, and gives no private half away.

Of each key the vault keeps, as `kms-<kid>`, its public half and its ARN. An alias would tell the
ARN as well, but `DisableKey` and `ScheduleKeyDeletion` take none, the right to make one is a right
on every key that it may lead to, and permissions may know a new one only minutes later. What is in
the vault is read as a seed is, and is gone when it is deleted.

Who may do what with which key goes by its tag, the name of the stack: `.chalice/template/keys.yaml`
has the permissions.
"""

from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from functools import cached_property
from typing import Any

from chalicelib.aws import calls
from chalicelib.aws.clients import NO_RETRIES, bounded
from chalicelib.verification.core.public_keys import NoSigningKey, PublicKey, key_id
from chalicelib.verification.private_keys import Read
from chalicelib.verification.vault import KeysUnavailable, Vault

KEY_SPEC = "ECC_NIST_EDWARDS25519"
ALGORITHM = "ED25519_SHA_512"  # of the whole message (RFC 8032), which any checker verifies
STACK_TAG = "waypost:stack"
PENDING_DAYS = 7  # the fewest that KMS allows until a key is deleted; it signs nothing in them
MAX_MESSAGE = 4096  # bytes; a code has about 200
PUBLIC_PREFIX = bytes.fromhex("302a300506032b6570032100")  # RFC 8410; the 32 bytes follow
_NEWEST = "kms-new"  # the key that was made last, which the registry may not have yet
_GONE = frozenset({"DisabledException", "KMSInvalidStateException", "NotFoundException"})


def open_client() -> Any:
    """Returns a client of KMS. Raises KeysUnavailable without a region."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    limits = Config(connect_timeout=2, read_timeout=2, retries=NO_RETRIES)
    try:
        return bounded(boto3.client("kms", config=limits))
    except BotoCoreError as error:  # no such profile, no region
        raise KeysUnavailable(type(error).__name__) from error


class KmsSigner:
    """Signs with one key of KMS, at the price of a call; `public` is its public half."""

    longest = MAX_MESSAGE

    def __init__(self, client: Any, arn: str, public: bytes) -> None:
        self._client = client
        self._arn = arn
        self._key = PublicKey(public)
        self.public = public
        self.kid = self._key.kid

    def sign(self, message: bytes) -> bytes:
        """Returns the Ed25519 signature of the message, 64 bytes.

        It is verified first, in some 60 microseconds: a code is kept for half a year, and a wrong
        one would be found out by whom it was handed to.

        Raises NoSigningKey where the key is disabled or deleted, KeysUnavailable where KMS does
        not answer or may not be asked.
        """
        try:
            answer = _call(
                self._client.sign,
                KeyId=self._arn,
                Message=message,
                MessageType="RAW",
                SigningAlgorithm=ALGORITHM,
            )
        except calls.Refused as error:
            if error.code in _GONE:
                raise NoSigningKey from error
            raise KeysUnavailable(error.code) from error
        signature: bytes = answer.get("Signature", b"")
        if not self._key.verify(message, signature):
            raise KeysUnavailable("KMS gave a signature that is none of this key")
        return signature


class KmsKeys:
    """The keys of one stack in KMS, and which they are."""

    def __init__(
        self, vault: Vault, stack: str, open_client: Callable[[], Any] = open_client
    ) -> None:
        self._vault = vault
        self._stack = stack
        self._open_client = open_client

    @cached_property
    def _client(self) -> Any:
        return self._open_client()  # with the first key of this kind: many deployments have none

    @property
    def place(self) -> str:
        """Where new ones are made, in words."""
        region = self._client.meta.region_name
        return f"AWS KMS in {region}, listed in {self._vault.place}"

    def create(self, listed: Container[str]) -> bytes:
        """Makes a key, and returns its public half.

        One that an earlier try made, and that came into no registry, is taken instead of another:
        permissions may know a new key's tag only minutes later, and each key costs 1 USD a month.
        """
        try:
            arn = self._unlisted(listed) or self._new_key()
            public = self._public_half(arn)
        except calls.Refused as error:
            raise KeysUnavailable(error.code) from error
        self._vault.create(_name(key_id(public)), public + arn.encode("ascii"))
        return public

    def _unlisted(self, listed: Container[str]) -> str | None:
        """Returns the ARN of the key that was made last, where it is in no registry and goes on.

        Raises calls.Refused and KeysUnavailable.
        """
        newest = self._vault.read(_NEWEST)
        if newest is None:
            return None
        arn = newest.decode("ascii")
        try:
            return None if key_id(self._public_half(arn)) in listed else arn
        except calls.Refused as error:
            if error.code in _GONE:  # somebody ended it
                return None
            raise

    def signer(self, kid: str, read: Read) -> KmsSigner | None:
        """Returns what signs with that key; None where it is none of these."""
        kept = read(_name(kid))
        if kept is None:
            return None
        arn, public = _unpacked(kid, kept)
        return KmsSigner(self._client, arn, public)

    def disable(self, kid: str) -> None:
        """Has KMS sign nothing more with that key, for whomever; no error where it is none."""
        kept = self._vault.read(_name(kid))
        if kept is not None:
            self._end(self._client.disable_key, KeyId=_unpacked(kid, kept)[0])

    def destroy(self, kids: Iterable[str]) -> frozenset[str]:
        """Has KMS delete those keys in a week, and sign nothing until then; returns which were its.

        Who made one by mistake can keep it for that week, from the console.
        """
        ended = set()
        for kid in kids:
            kept = self._vault.read(_name(kid))
            if kept is not None:
                self._schedule_deletion(_unpacked(kid, kept)[0])
                self._vault.delete(_name(kid))
                ended.add(kid)
        return frozenset(ended)

    def _new_key(self) -> str:
        """Makes a key, notes that it is made, and returns its ARN.

        Raises calls.Refused and KeysUnavailable.
        """
        try:
            answer = _call(
                self._client.create_key,
                attempts=1,  # each makes a key
                KeySpec=KEY_SPEC,
                KeyUsage="SIGN_VERIFY",
                Description=f"Signs attendance verifications of the stack {self._stack}",
                Tags=[{"TagKey": STACK_TAG, "TagValue": self._stack}],
            )
            arn = str(answer["KeyMetadata"]["Arn"])
        except KeyError as error:
            raise KeysUnavailable("not an answer of KMS") from error
        try:
            self._vault.write(_NEWEST, arn.encode("ascii"))
        except KeysUnavailable:
            with suppress(KeysUnavailable):  # that it is not there is worse
                self._schedule_deletion(arn)  # nothing would ever name it
            raise
        return arn

    def _public_half(self, arn: str) -> bytes:
        """Raises calls.Refused and KeysUnavailable."""
        answer = _call(self._client.get_public_key, KeyId=arn)
        encoded: bytes = answer.get("PublicKey", b"")
        public = encoded.removeprefix(PUBLIC_PREFIX)
        if len(public) != 32 or len(encoded) != len(PUBLIC_PREFIX) + 32:
            raise KeysUnavailable("KMS gave no Ed25519 key")
        return public

    def _schedule_deletion(self, arn: str) -> None:
        operation = self._client.schedule_key_deletion
        self._end(operation, KeyId=arn, PendingWindowInDays=PENDING_DAYS)

    def _end(self, operation: Callable[..., Any], **arguments: Any) -> None:
        """Asks for what ends a key; no error where it has ended already."""
        try:
            _call(operation, **arguments)
        except calls.Refused as error:
            if error.code not in _GONE:
                raise KeysUnavailable(error.code) from error


def _name(kid: str) -> str:
    return f"kms-{kid}"


def _unpacked(kid: str, kept: bytes) -> tuple[str, bytes]:
    """Returns the ARN and the public half. Raises KeysUnavailable where they are another key's."""
    public, arn = kept[:32], kept[32:]
    if key_id(public) != kid:
        raise KeysUnavailable("not what was stored")
    return arn.decode("ascii"), public


def _call(operation: Callable[..., Any], **arguments: Any) -> Any:
    """Raises KeysUnavailable where KMS does not answer, and calls.Refused."""
    try:
        return calls.call(operation, **arguments)
    except calls.Unanswered as error:
        raise KeysUnavailable(error.reason) from error
