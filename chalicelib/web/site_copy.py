"""What checking needs, in a bucket beside the service: lists, and the pages that check with them.

A CDN asks the bucket for the lists while the service fails, and for the pages before it asks the
service, so that codes are checked while there is neither function nor database. The sweep alone
writes there. A list that could not be read anew stays as it was, with its age: `as_of`;
so do those of keys where there are none any more.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from html import escape

from chalice.app import Response

from chalicelib.aws.bucket import Bucket, BucketUnavailable, StoredObject
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.publishing import Publisher, open_publisher
from chalicelib.verification.vault import KeysUnavailable
from chalicelib.web.http.caching import LISTS, PAGE, cache_control
from chalicelib.web.http.responses import COSE_KEY_SET, json_response
from chalicelib.web.i18n.catalogue import languages
from chalicelib.web.lasting_pages import NAMES, lasting_page

SNAPSHOT = ".well-known/waypost-trust.json"
WRITTEN = "pages/written"  # a digest of the pages that are there
_FAILURES = (BucketUnavailable, KeysUnavailable, StorageUnavailable)
_HEAD = '<meta charset="utf-8">'
_IN_HEADERS_ONLY = "frame-ancestors"  # the CDN says it for all pages


def write(bucket: Bucket, now: datetime) -> int:
    """Writes the lists, and the pages where they are others than were written last.

    Returns how many objects that were. What fails hinders nothing else, and is raised at the end:
    BucketUnavailable, KeysUnavailable or StorageUnavailable.
    """
    publisher, written = open_publisher(), 0
    failures: list[Exception] = []
    for objects in (
        _keys(publisher, now),
        _withdrawals(publisher, now),
        _snapshot(publisher, now),
        _new_pages(bucket),
    ):
        try:
            for stored in objects:
                bucket.write(stored)
                written += 1
        except NoSigningKey:  # there is none yet
            continue
        except _FAILURES as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return written


def snapshot_at(bucket: Bucket) -> int | None:
    """Returns as of when the copied snapshot is, in epoch seconds; None where there is none.

    Raises BucketUnavailable.
    """
    copied = bucket.read(SNAPSHOT)
    if not copied:
        return None
    payload = json.loads(copied)["payload"]
    as_of: int = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["as_of"]
    return as_of


def _keys(publisher: Publisher, now: datetime) -> Iterator[StoredObject]:
    keys = publisher.keys(now)
    ring = keys.value
    if not _is_new(keys.as_of, now):
        return
    if (
        not ring.keys and not ring.revoked
    ):  # none yet, or the list is lost: the copy may be its last
        return
    jwks = str(json_response(keys.value.jwks()).body)
    yield _list(".well-known/jwks.json", jwks.encode(), "application/json", keys.as_of)
    cose = keys.value.cose_key_set()
    yield _list(".well-known/cose-key-set", cose, COSE_KEY_SET, keys.as_of)


def _withdrawals(publisher: Publisher, now: datetime) -> Iterator[StoredObject]:
    found = publisher.withdrawals(now)
    if _is_new(found.as_of, now):
        body = str(json_response({"references": found.value, "as_of": found.as_of}).body)
        yield _list("v1/withdrawals.json", body.encode(), "application/json", found.as_of)


def _snapshot(publisher: Publisher, now: datetime) -> Iterator[StoredObject]:
    found = publisher.snapshot(now)
    if _is_new(found.as_of, now):
        yield _list(SNAPSHOT, found.value.encode(), "application/jose+json", found.as_of)


def _is_new(as_of: int, now: datetime) -> bool:
    """Tells whether a list was read just now, and is not held while its source fails."""
    return as_of >= int(now.timestamp())


def _list(key: str, body: bytes, content_type: str, as_of: int) -> StoredObject:
    kept = cache_control(LISTS, through_cdn=True)
    return StoredObject(key, body, content_type, kept, as_of=as_of)


def _new_pages(bucket: Bucket) -> Iterator[StoredObject]:
    """Yields all pages, and their digest last; nothing where these are there already."""
    pages = [_stored(name, language) for language in languages() for name in NAMES]
    digest = hashlib.sha256(repr(pages).encode()).hexdigest().encode()
    if bucket.read(WRITTEN) == digest:
        return
    yield from pages
    yield StoredObject(WRITTEN, digest, "text/plain", "no-store")


def _stored(name: str, language: str) -> StoredObject:
    page = lasting_page(name, language)
    kept = cache_control(PAGE, through_cdn=True)
    content_type = str(page.headers["Content-Type"])
    body = _with_own_policy(page) if content_type.startswith("text/html") else str(page.body)
    return StoredObject(f"pages/{language}/{name}", body.encode(), content_type, kept, language)


def _with_own_policy(page: Response) -> str:
    """Returns the page with its policy within: no object of a bucket has such a header.

    What the CDN gives them all allows any issuer; this one those that the settings name.
    """
    directives = str(page.headers["Content-Security-Policy"]).split("; ")
    policy = "; ".join(each for each in directives if not each.startswith(_IN_HEADERS_ONLY))
    own = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    html = str(page.body)
    if html.count(_HEAD) != 1:
        raise ValueError("a page says its characters once, in its head")
    return html.replace(_HEAD, _HEAD + own)
