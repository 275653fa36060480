"""Snapshots from their pieces, each free to be wrong, and what becomes of one, in short."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from tests.vectors.codes import (
    DAY,
    NOW,
    REVOKED,
    SIGNING,
    STANDBY,
    VERIFY_ONLY,
    WITHDRAWN_CTI,
    Key,
    base64url,
    reference,
)

ISSUER = "https://codes.example.org"
OTHER = "https://other.example.net/meetings"
AS_OF = NOW - NOW % 3600
WITHDRAWN = reference(WITHDRAWN_CTI)
TYPE = "waypost-trust+jwt"
TYPE_OF_DIGEST = "waypost-trust-sha256+jwt"
Case = dict[str, Any]


def thumbprint(signer: Key) -> str:
    members = {"crv": "Ed25519", "kty": "OKP", "x": signer.x}
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    return base64url(hashlib.sha256(text.encode()).digest())


KEYS = [SIGNING.jwk, VERIFY_ONLY.jwk, STANDBY.jwk]
LAST: dict[str, Any] = {"asOf": AS_OF - 5 * DAY, "keys": KEYS, "revoked": [REVOKED.jwk]}
KNOWN = {ISSUER: {"pins": [], "last": LAST}}
PINNED = {ISSUER: {"pins": [thumbprint(SIGNING)], "last": None}}
PAYLOAD: dict[str, Any] = {
    "iss": ISSUER,
    "name": "Offene Tür",
    "as_of": AS_OF,
    "keys": KEYS,
    "revoked": [REVOKED.jwk],
    "withdrawals": [WITHDRAWN],
}


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def signed_by_digest(header: dict[str, Any] | None = None) -> str:
    """The text of a snapshot whose key signed a digest, whatever its header says."""
    header = header or {"alg": "EdDSA", "kid": SIGNING.kid, "typ": TYPE_OF_DIGEST}
    protected, body = base64url(compact(header)), base64url(compact(PAYLOAD))
    digest = base64url(hashlib.sha256(body.encode()).digest())
    signature = SIGNING.signer.sign(f"{protected}.{digest}".encode()).signature
    return json.dumps({"payload": body, "protected": protected, "signature": base64url(signature)})


def signed(
    payload: dict[str, Any] | bytes = PAYLOAD,
    signer: Key = SIGNING,
    header: dict[str, Any] | bytes | None = None,
) -> str:
    """The text of a snapshot, each piece free to be wrong."""
    if header is None:
        header = {"alg": "EdDSA", "kid": signer.kid, "typ": TYPE}
    pieces = [part if isinstance(part, bytes) else compact(part) for part in (header, payload)]
    protected, body = (base64url(piece) for piece in pieces)
    signature = signer.signer.sign(f"{protected}.{body}".encode()).signature
    return json.dumps({"payload": body, "protected": protected, "signature": base64url(signature)})


def replaced(text: str, **members: Any) -> str:
    """The snapshot with other members; without those that are `...`."""
    parts = json.loads(text) | members
    return json.dumps({name: value for name, value in parts.items() if value is not ...})


def accepted(name: str, text: str, payload: dict[str, Any] = PAYLOAD, **more: Any) -> Case:
    revoked = more.pop("revoked", [entry["kid"] for entry in payload["revoked"]])
    withdrawals = more.pop("withdrawals", payload["withdrawals"])
    said = {
        "issuer": payload["iss"],
        "name": payload["name"],
        "asOf": int(payload["as_of"]),
        "keys": [entry["kid"] for entry in payload["keys"]],
        "revoked": revoked,
        "withdrawals": withdrawals,
    }
    return {"name": name, "text": text, "accepted": said} | more


def refused(name: str, refusal: str, text: str, **more: Any) -> Case:
    return {"name": name, "text": text, "refusal": refusal} | more


def trusting(pins: Iterable[str] = (), last: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"trusted": {ISSUER: {"pins": list(pins), "last": last}}}
