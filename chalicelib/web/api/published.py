"""The lists that a check relies on, for any checker.

Each says in `Age` (RFC 9111 section 5.1) how old it is, where its source fails and it is held.
"""

import json
from datetime import datetime
from typing import Any

from chalice.app import Response

from chalicelib.verification.publishing import Dated, open_publisher
from chalicelib.web.http.etag import not_modified, strong_etag, weak_etag
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import COSE_KEY_SET, JSON_HEADERS, json_response


def jwks(request: Request) -> Response:
    """Returns the published keys as a JWK set (RFC 7517)."""
    keys = open_publisher().keys(request.now)
    jwks = keys.value.jwks()
    return _list(request, jwks, jwks, _headers(keys, request.now))


def cose_key_set(request: Request) -> Response:
    """Returns the published keys as a COSE key set (RFC 9052).

    Raises NotAcceptable where something else is asked for first.
    """
    request.require_first_accepted(COSE_KEY_SET)
    keys = open_publisher().keys(request.now)
    headers: dict[str, Any] = {
        **_headers(keys, request.now),
        "Content-Type": COSE_KEY_SET,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(keys.value.cose_key_set(), headers)


def withdrawals(request: Request) -> Response:
    """Returns the references of withdrawn codes, each until the month of its code's end is over."""
    found = open_publisher().withdrawals(request.now)
    body = {"references": found.value, "as_of": found.as_of}
    # Another tag each hour: else a cache would keep the `as_of` of a list that stays the same.
    listed = [found.value, found.as_of // 3600]
    return _list(request, body, listed, _headers(found, request.now))


def trust_snapshot(request: Request) -> Response:
    """Returns keys and withdrawals in one, signed: a flattened JWS (RFC 7515 section 7.2.2)."""
    snapshot = open_publisher().snapshot(request.now)
    headers: dict[str, Any] = {
        **JSON_HEADERS,
        **_headers(snapshot, request.now),
        "Content-Type": "application/jose+json",
        "ETag": strong_etag(snapshot.value),
    }
    return not_modified(request, headers) or Response(snapshot.value, headers)


def _headers(published: Dated[Any], now: datetime) -> dict[str, str]:
    age_s = int(now.timestamp()) - published.as_of
    if age_s <= 0:
        return {}
    return {"Age": str(age_s), "Access-Control-Expose-Headers": "Age"}


def _list(request: Request, body: Any, listed: Any, own: dict[str, str]) -> Response:
    """A list with a tag of what it holds, or 304 for who has that."""
    headers: dict[str, Any] = {**own, "ETag": weak_etag(json.dumps(listed))}
    return not_modified(request, headers) or json_response(body, headers=headers)
