"""A bucket of objects that a CDN answers with: written as a whole, each under its address."""

from functools import lru_cache
from typing import Any, NamedTuple

from chalicelib.aws import calls
from chalicelib.aws.clients import NO_RETRIES


class BucketUnavailable(Exception):
    """The bucket does not answer, or refuses; says in a word why."""


class StoredObject(NamedTuple):
    """What is answered under an address, `key` without its first slash.

    `language`: its tag, or "". `as_of`: when its content was read, in epoch seconds; 0 where its
    age means nothing. Whoever asks gets it as the header `x-amz-meta-as-of`.
    """

    key: str
    body: bytes
    content_type: str
    cache_control: str
    language: str = ""
    as_of: int = 0


class Bucket:
    """A bucket of S3."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3 = s3
        self._name = name

    def write(self, stored: StoredObject) -> None:
        """Writes an object, in the place of one that is there. Raises BucketUnavailable."""
        language = {"ContentLanguage": stored.language} if stored.language else {}
        as_of = {"Metadata": {"as-of": str(stored.as_of)}} if stored.as_of else {}
        self._call(
            "put_object",
            Key=stored.key,
            Body=stored.body,
            ContentType=stored.content_type,
            CacheControl=stored.cache_control,
            **language,
            **as_of,
        )

    def read(self, key: str) -> bytes:
        """Returns what an object holds, b"" where there is none. Raises BucketUnavailable.

        Who may not list a bucket is told of none in the same way as of one that may not be read.
        """
        try:
            body: bytes = calls.call(self._s3.get_object, Bucket=self._name, Key=key)["Body"].read()
        except calls.Refused as error:
            if error.code in ("NoSuchKey", "AccessDenied"):
                return b""
            raise BucketUnavailable(error.code) from error
        except calls.Unanswered as error:
            raise BucketUnavailable(error.reason) from error
        return body

    def _call(self, operation: str, **arguments: Any) -> None:
        try:
            calls.call(getattr(self._s3, operation), Bucket=self._name, **arguments)
        except calls.Refused as error:
            raise BucketUnavailable(error.code) from error
        except calls.Unanswered as error:
            raise BucketUnavailable(error.reason) from error


@lru_cache(maxsize=1)
def open_bucket(name: str) -> Bucket:
    """Returns the bucket of that name. Raises BucketUnavailable without a region."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    limits = Config(connect_timeout=2, read_timeout=5, retries=NO_RETRIES)
    try:
        return Bucket(boto3.client("s3", config=limits), name)
    except BotoCoreError as error:
        raise BucketUnavailable(type(error).__name__) from error
