"""The site behind a CDN: the service under its stage, a bucket, and the proxy in front of both."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

import app as front_door
from chalicelib import settings
from chalicelib.aws.bucket import Bucket
from chalicelib.verification import publishing
from chalicelib.verification.keystore import open_key_store
from chalicelib.web import site_copy
from chalicelib.web.http.responses import COSE_KEY_SET
from tests.cdn.edge_function import EdgeFunction
from tests.cdn.proxy import VISITOR, Answer, Asked, CachingProxy
from tests.unit.web.site import HOST, NOW, Page, Site, freeze_clock
from tools.site_files import upload_static

BUCKET = "site"


@dataclass
class Deployment:
    """A deployment with a CDN. While `down`, nothing but the bucket answers."""

    site: Site
    proxy: CachingProxy
    s3: Any
    down: bool = False

    def get(self, target: str, ip: str = VISITOR, **headers: str) -> Answer:
        return self.proxy.answer("GET", target, headers, ip=ip)

    def page(self, target: str, language: str = "en") -> Page:
        answer = self.get(target, **{"Accept-Language": language})
        assert answer.status == 200, answer
        return Page(answer.body.decode())

    def sweep(self) -> None:
        """What the sweep writes into the bucket."""
        site_copy.write(Bucket(self.s3, BUCKET), self.site.clock.moment)

    def wait(self, **time: float) -> None:
        self.site.clock.moment += timedelta(**time)

    def service(self, asked: Asked) -> Answer:
        if self.down:
            return Answer(504, {"cache-control": "no-store"}, b"")
        given = {"accept": "*/*", **asked.headers}
        answer = self.site.request(asked.method, asked.target, headers=given, body=asked.body)
        headers = {name.lower(): answer.header(name) for name in answer.headers}
        sends_bytes = headers.get("content-type") == COSE_KEY_SET
        body = base64.b64decode(answer.body) if sends_bytes else answer.body
        return Answer(answer.status, headers, body)

    def bucket(self, asked: Asked) -> Answer:
        from botocore.exceptions import ClientError

        try:
            found = self.s3.get_object(Bucket=BUCKET, Key=asked.target.partition("?")[0][1:])
        except ClientError:
            return Answer(403, {"content-type": "application/xml"}, b"<Error/>")
        headers = {
            "content-type": found["ContentType"],
            "cache-control": found["CacheControl"],
            "content-language": found.get("ContentLanguage", ""),
            "etag": found["ETag"],
            **{f"x-amz-meta-{name}": value for name, value in found["Metadata"].items()},
        }
        return Answer(200, headers, found["Body"].read())

    def asked_of(self, origin: str) -> list[Asked]:
        return [asked for name, asked in self.proxy.asked if name == origin]


@contextmanager
def deployment(monkeypatch: pytest.MonkeyPatch, function: EdgeFunction) -> Iterator[Deployment]:
    """A deployment on the tables of this process, before its first sweep."""
    import boto3

    monkeypatch.setenv("PUBLIC_URL", f"https://{HOST}")
    settings.current.cache_clear()
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    site = Site(front_door.app, freeze_clock(monkeypatch), stage="/api", headers={})
    open_key_store().ensure_signing_key(NOW)
    publishing._publisher.cache_clear()

    def service(asked: Asked) -> Answer:
        return found.service(asked)

    def bucket(asked: Asked) -> Answer:
        return found.bucket(asked)

    proxy = CachingProxy(function, service, bucket, lambda: site.clock.moment)
    found = Deployment(site, proxy, s3)
    upload_static(BUCKET, s3)
    yield found
    publishing._publisher.cache_clear()
