"""Entity tags and `If-None-Match` (RFC 9110 sections 8.8.3 and 13.1.2)."""

import hashlib
import re
from typing import Any

from chalice.app import Response

from chalicelib.web.http.request import Request

_ENTITY_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')  # without the `W/` of a weak one


def strong_etag(content: str | bytes) -> str:
    """Returns the entity tag of a body that is the same byte by byte as long as its tag is."""
    body = content if isinstance(content, bytes) else content.encode()
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def weak_etag(content: str | bytes) -> str:
    """Returns the entity tag of what a body says, which may be written in several ways."""
    return f"W/{strong_etag(content)}"


def etag_matches(etag: str, if_none_match: str) -> bool:
    """Tells whether an `If-None-Match` header names that entity tag.

    Tags are compared weakly, as section 13.1.2 asks; `*` names every one.
    """
    if if_none_match.strip() == "*":
        return True
    return etag.removeprefix("W/") in _ENTITY_TAG.findall(if_none_match)


def not_modified(request: Request, headers: dict[str, Any]) -> Response | None:
    """Returns 304 with those headers where the requester has what their `ETag` names.

    Returns None where the body has to be sent.
    """
    if etag_matches(headers["ETag"], request.header("if-none-match")):
        return Response("", dict(headers), 304)
    return None
