"""Entity tags and `If-None-Match` (RFC 9110 sections 8.8.3 and 13.1.2)."""

import re
import zlib
from typing import Any

from chalice.app import Response

from chalicelib.web.http.request import Request

_ENTITY_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')  # without the `W/` of a weak one


def strong_etag(content: str) -> str:
    """Returns the entity tag of a body that is the same byte by byte as long as its tag is."""
    import hashlib  # a page that checks codes starts without it

    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def weak_etag(content: str) -> str:
    """Returns the entity tag of what a body says, which may be written in several ways."""
    return f"W/{strong_etag(content)}"


def quick_etag(body: str | bytes) -> str:
    """Returns an entity tag by which a browser learns that a page is no longer what it has.

    Of sums that start quickly: nobody is kept from writing two pages with the same.
    """
    content = body if isinstance(body, bytes) else body.encode()
    return f'W/"{len(content):x}-{zlib.crc32(content):08x}{zlib.adler32(content):08x}"'


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
