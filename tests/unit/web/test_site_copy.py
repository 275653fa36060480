"""What checking needs, as the sweep puts it into a CDN's bucket."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.aws.bucket import Bucket, BucketUnavailable
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import publishing
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import VerificationTable
from chalicelib.web import site_copy
from chalicelib.web.i18n.catalogue import languages
from chalicelib.web.lasting_pages import NAMES, lasting_page
from tests.conftest import Tables
from tests.unit.verification.sample_meeting import NOW

LISTS = {
    ".well-known/jwks.json": "application/json",
    ".well-known/cose-key-set": "application/cose-key-set",
    ".well-known/waypost-trust.json": "application/jose+json",
    "v1/withdrawals.json": "application/json",
}
LATER = NOW + timedelta(minutes=15)
PAGES = {f"pages/{language}/{name}" for language in languages() for name in NAMES}


@pytest.fixture
def s3(moto_tables: Tables) -> Any:
    import boto3

    client = boto3.client("s3")
    client.create_bucket(Bucket="site")
    return client


@pytest.fixture
def bucket(s3: Any) -> Iterator[Bucket]:
    publishing._publisher.cache_clear()
    yield Bucket(s3, "site")
    publishing._publisher.cache_clear()


@pytest.fixture
def with_keys(moto_tables: Tables) -> None:
    open_key_store(moto_tables.settings).ensure_signing_key(NOW)


def keys_in(s3: Any) -> set[str]:
    return {each["Key"] for each in s3.list_objects_v2(Bucket="site").get("Contents", ())}


def stored(s3: Any, key: str) -> Any:
    return s3.get_object(Bucket="site", Key=key)


@pytest.mark.usefixtures("with_keys")
def test_lists_and_pages_are_written_with_their_types_and_their_age(
    s3: Any, bucket: Bucket
) -> None:
    assert site_copy.write(bucket, NOW) == len(LISTS) + len(PAGES) + 1
    assert keys_in(s3) == {*LISTS, *PAGES, site_copy.WRITTEN}
    for key, content_type in LISTS.items():
        found = stored(s3, key)
        assert found["ContentType"] == content_type
        assert found["Metadata"] == {"as-of": str(int(NOW.timestamp()))}
        assert "s-maxage=60" in found["CacheControl"]
    said = json.loads(stored(s3, "v1/withdrawals.json")["Body"].read())
    assert said == {"references": [], "as_of": int(NOW.timestamp())}
    keys = json.loads(stored(s3, ".well-known/jwks.json")["Body"].read())
    assert len(keys["keys"]) == 2


@pytest.mark.usefixtures("with_keys")
def test_where_the_list_of_keys_is_lost_the_copy_keeps_what_was_last_known(
    s3: Any, bucket: Bucket, moto_tables: Tables
) -> None:
    site_copy.write(bucket, NOW)
    lists = (".well-known/jwks.json", ".well-known/cose-key-set")
    before = [stored(s3, each)["Body"].read() for each in lists]
    (moto_tables.settings.data_dir / "keys" / "registry").unlink()
    publishing._publisher.cache_clear()  # a process that has read no list
    open_key_store.cache_clear()
    site_copy.write(bucket, LATER)
    assert [stored(s3, each)["Body"].read() for each in lists] == before


@pytest.mark.usefixtures("with_keys")
def test_pages_are_in_their_language_and_carry_the_policy_of_the_service_s_own(
    s3: Any, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUERS", "Door|https://door.example")
    settings.current.cache_clear()
    site_copy.write(bucket, NOW)
    found = stored(s3, "pages/de/v")
    html = found["Body"].read().decode()
    assert '<html lang="de"' in html
    assert (found["ContentType"], found["ContentLanguage"]) == ("text/html; charset=utf-8", "de")
    said = str(lasting_page("v", "de").headers["Content-Security-Policy"])
    assert "connect-src 'self' https://door.example;" in said
    own = said.replace("; frame-ancestors 'none'", "").replace("'", "&#x27;")
    assert f'<meta http-equiv="Content-Security-Policy" content="{own}">' in html
    worker = stored(s3, "pages/ar/station-worker.js")
    assert worker["ContentType"] == "text/javascript; charset=utf-8"
    assert worker["Body"].read().decode() == lasting_page("station-worker.js", "ar").body


@pytest.mark.usefixtures("with_keys")
def test_pages_are_written_once_and_lists_each_time(s3: Any, bucket: Bucket) -> None:
    site_copy.write(bucket, NOW)
    assert site_copy.write(bucket, LATER) == len(LISTS)
    assert stored(s3, "v1/withdrawals.json")["Metadata"]["as-of"] == str(int(LATER.timestamp()))


@pytest.mark.usefixtures("with_keys")
def test_other_settings_are_other_pages(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    site_copy.write(bucket, NOW)
    monkeypatch.setenv("ISSUERS", "Door|https://door.example")
    settings.current.cache_clear()
    assert site_copy.write(bucket, NOW) == len(LISTS) + len(PAGES) + 1


def test_before_the_first_key_there_is_none_of_its_lists_and_all_else(
    s3: Any, bucket: Bucket
) -> None:
    site_copy.write(bucket, NOW)
    assert keys_in(s3) == {"v1/withdrawals.json", *PAGES, site_copy.WRITTEN}


@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.usefixtures("with_keys")
def test_a_list_that_cannot_be_read_stays_with_its_age_and_hinders_nothing(
    s3: Any, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, *, is_held: bool
) -> None:
    site_copy.write(bucket, NOW)

    def fail(self: VerificationTable, now: int) -> None:
        raise StorageUnavailable("timed out")

    monkeypatch.setattr(VerificationTable, "withdrawn_references", fail)
    if not is_held:
        publishing._publisher.cache_clear()  # another process, which has read nothing yet
    with nullcontext() if is_held else pytest.raises(StorageUnavailable):
        site_copy.write(bucket, LATER)
    ages = {key: stored(s3, key)["Metadata"]["as-of"] for key in LISTS}
    assert ages["v1/withdrawals.json"] == str(int(NOW.timestamp()))
    assert ages[".well-known/jwks.json"] == str(int(LATER.timestamp()))


@pytest.mark.usefixtures("with_keys", "moto_tables")
def test_a_bucket_that_is_not_there_is_named_as_unavailable() -> None:
    import boto3

    with pytest.raises(BucketUnavailable, match="NoSuchBucket"):
        site_copy.write(Bucket(boto3.client("s3"), "none"), NOW)


@pytest.mark.usefixtures("with_keys")
def test_the_copy_tells_its_age(bucket: Bucket) -> None:
    assert site_copy.snapshot_at(bucket) is None
    site_copy.write(bucket, NOW)
    assert site_copy.snapshot_at(bucket) == int(NOW.timestamp())
