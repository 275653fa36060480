"""AWS KMS as its client sees it: keys in memory behind a real client, and no network.

Answers have the shapes that MiniStack 1.5.33 gave for the same calls (November 2026). Where the API
reference says otherwise they follow that: `DisableKey` answers with nothing at all, and a disabled
key gives no public half.
"""

import base64
import io
import json
from collections.abc import Callable, Iterator
from typing import Any, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from nacl.signing import SigningKey

from chalicelib.verification.kms import PUBLIC_PREFIX

ACCOUNT = "arn:aws:kms:us-east-1:000000000000:key"
Answer = tuple[int, bytes]


class _Raw(io.BytesIO):
    """A body as urllib3 has it."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


class FakeKms:
    """Keys by their ARN, each as its private half and its state; and what was asked for."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.states: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.instead: dict[str, Callable[[], Answer]] = {}  # by operation
        self._keys: dict[str, SigningKey] = {}

    def answer(self, request: AWSPreparedRequest, **_others: Any) -> AWSResponse:
        """What is sent back for a request."""
        operation = request.headers["X-Amz-Target"].decode().removeprefix("TrentService.")
        said = json.loads(cast(bytes, request.body))
        self.asked.append((operation, said))
        if operation in self.instead:
            status, body = self.instead[operation]()
        else:
            status, body = getattr(self, operation)(**said)
        headers = HTTPHeaders()
        headers["Content-Type"] = "application/x-amz-json-1.1"
        headers["Content-Length"] = str(len(body))
        return AWSResponse(request.url, status, headers, _Raw(body))

    def CreateKey(self, KeySpec: str, KeyUsage: str, **_others: Any) -> Answer:
        number = len(self._keys)
        arn = f"{ACCOUNT}/00000000-0000-4000-8000-{number:012}"
        self._keys[arn] = SigningKey(number.to_bytes(32, "big"))
        self.states[arn] = "Enabled"
        metadata = {
            "KeyId": arn.rpartition("/")[2],
            "Arn": arn,
            "CreationDate": 1795913048,
            "Enabled": True,
            "KeyUsage": KeyUsage,
            "KeyState": "Enabled",
            "Origin": "AWS_KMS",
            "KeyManager": "CUSTOMER",
            "KeySpec": KeySpec,
            "SigningAlgorithms": ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
            "MultiRegion": False,
        }
        return _said({"KeyMetadata": metadata})

    def GetPublicKey(self, KeyId: str) -> Answer:
        if refusal := self._refusal(KeyId):
            return refusal
        public = PUBLIC_PREFIX + bytes(self._keys[KeyId].verify_key)
        return _said(
            {
                "KeyId": KeyId,
                "KeyUsage": "SIGN_VERIFY",
                "KeySpec": "ECC_NIST_EDWARDS25519",
                "PublicKey": base64.b64encode(public).decode(),
                "SigningAlgorithms": ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
            }
        )

    def Sign(self, KeyId: str, Message: str, MessageType: str, SigningAlgorithm: str) -> Answer:
        if refusal := self._refusal(KeyId):
            return refusal
        message = base64.b64decode(Message)
        if (MessageType, SigningAlgorithm) != ("RAW", "ED25519_SHA_512") or len(message) > 4096:
            return refused("ValidationException")
        return signature(KeyId, self._keys[KeyId].sign(message).signature)

    def DisableKey(self, KeyId: str) -> Answer:
        if self.states.get(KeyId) in (None, "PendingDeletion"):
            return self._refusal(KeyId) or refused("NotFoundException")
        self.states[KeyId] = "Disabled"
        return 200, b""

    def ScheduleKeyDeletion(self, KeyId: str, PendingWindowInDays: int) -> Answer:
        if self.states.get(KeyId) in (None, "PendingDeletion"):
            return self._refusal(KeyId) or refused("NotFoundException")
        if not 7 <= PendingWindowInDays <= 30:
            return refused("ValidationException")
        self.states[KeyId] = "PendingDeletion"
        return _said({"KeyId": KeyId, "KeyState": "PendingDeletion", "DeletionDate": 1796517848})

    def _refusal(self, arn: str) -> Answer | None:
        return {
            "Enabled": None,
            "Disabled": refused("DisabledException"),
            "PendingDeletion": refused("KMSInvalidStateException"),
        }.get(self.states.get(arn, ""), refused("NotFoundException"))


def _said(answer: dict[str, Any]) -> Answer:
    return 200, json.dumps(answer).encode()


def refused(code: str, status: int = 400) -> Answer:
    """An error of KMS."""
    return status, json.dumps({"__type": code, "message": "as KMS says it"}).encode()


def signature(arn: str, signed: bytes) -> Answer:
    """The answer to `Sign`."""
    text = base64.b64encode(signed).decode()
    return _said({"KeyId": arn, "Signature": text, "SigningAlgorithm": "ED25519_SHA_512"})
