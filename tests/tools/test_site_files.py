"""The built files in the bucket of a CDN."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.web.http.static_addresses import static_address
from chalicelib.web.http.static_files import FILES
from tools.site_files import upload_static

NAME = "styles/style.css"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import boto3
    from moto import mock_aws

    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="site")
        yield client


def test_every_file_is_there_at_its_address_for_good(s3: Any) -> None:
    assert upload_static("site", s3) == len(FILES)
    found = s3.get_object(Bucket="site", Key=static_address("", NAME)[1:])
    assert found["Body"].read() == FILES[NAME].read_bytes()
    assert found["ContentType"] == "text/css; charset=utf-8"
    assert found["CacheControl"] == "public, max-age=31536000, immutable"


def test_what_is_there_is_not_sent_again_and_what_was_there_before_stays(s3: Any) -> None:
    s3.put_object(Bucket="site", Key="static/0123456789/styles/style.css", Body=b"earlier")
    assert upload_static("site", s3) == len(FILES)
    assert upload_static("site", s3) == 0
    kept = s3.get_object(Bucket="site", Key="static/0123456789/styles/style.css")
    assert kept["Body"].read() == b"earlier"
