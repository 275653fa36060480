"""The lists that a check relies on, for any checker."""

import json
from typing import Any

from chalice.app import Response

from chalicelib.verification.keystore import open_key_store
from chalicelib.web.http.etag import not_modified, strong_etag, weak_etag
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import COSE_KEY_SET, JSON_HEADERS, json_response

_LIST = {"Cache-Control": "public, max-age=300"}


def jwks(request: Request) -> Response:
    """Returns the published keys as a JWK set (RFC 7517)."""
    jwks = open_key_store().ring().jwks()
    return _list(request, jwks, jwks)


def cose_key_set(request: Request) -> Response:
    """Returns the published keys as a COSE key set (RFC 9052).

    Raises NotAcceptable where something else is asked for first.
    """
    request.require_first_accepted(COSE_KEY_SET)
    headers: dict[str, str | list[str]] = {
        **_LIST,
        "Content-Type": COSE_KEY_SET,
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(open_key_store().ring().cose_key_set(), headers)


def withdrawals(request: Request) -> Response:
    """Returns the references of withdrawn codes, each until the month of its code's end is over."""
    from chalicelib.verification.table import open_table

    moment = int(request.now.timestamp())
    references = open_table().withdrawn_references(moment)
    return _list(request, {"references": references, "as_of": moment}, references)


def trust_snapshot(request: Request) -> Response:
    """Returns keys and withdrawals in one, signed: a flattened JWS (RFC 7515 section 7.2.2)."""
    from chalicelib import settings
    from chalicelib.verification.snapshot import PublishedLists, signed_snapshot
    from chalicelib.verification.table import open_table

    moment, store, table = int(request.now.timestamp()), open_key_store(), open_table()
    key, current = store.signing_key(request.now, table.revoked(moment)), settings.current()
    withdrawn = table.withdrawn_references(moment)
    lists = PublishedLists(current.public_url, current.organisation, store.ring(), withdrawn)
    snapshot = signed_snapshot(lists, store.signer_of(key.kid), moment)
    headers: dict[str, Any] = {
        **JSON_HEADERS,
        **_LIST,
        "Content-Type": "application/jose+json",
        "ETag": strong_etag(snapshot),
    }
    return not_modified(request, headers) or Response(snapshot, headers)


def _list(request: Request, body: Any, listed: Any) -> Response:
    """A list with a tag of what it holds, or 304 for who has that."""
    headers: dict[str, Any] = {**_LIST, "ETag": weak_etag(json.dumps(listed))}
    return not_modified(request, headers) or json_response(body, headers=headers)
