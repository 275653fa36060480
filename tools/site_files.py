"""Puts the built files into the bucket of a CDN, each under the hash of its content.

Those of earlier releases stay: pages of theirs, in caches and on devices, name them.
"""

from typing import Any

from chalicelib.web.http.static_files import StaticObject, objects

_PREFIX = "static/"


def upload_static(bucket: str, s3: Any) -> int:
    """Uploads with that client of S3 the files that are not there yet; returns how many."""
    there = _keys(bucket, s3)
    new = [found for found in objects() if found.key not in there]
    for found in new:
        _upload(bucket, s3, found)
    return len(new)


def _keys(bucket: str, s3: Any) -> set[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=_PREFIX)
    return {each["Key"] for page in pages for each in page.get("Contents", ())}


def _upload(bucket: str, s3: Any, found: StaticObject) -> None:
    s3.put_object(
        Bucket=bucket,
        Key=found.key,
        Body=found.file.read_bytes(),
        ContentType=found.headers["Content-Type"],
        CacheControl=found.headers["Cache-Control"],
    )
