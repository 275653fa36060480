"""The bucket of the uploads: closed, ours, and with each thing in it once."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.tools.deploy.cloud import account, client_error
from tools.deploy import uploads
from tools.deploy.errors import NotDeployed
from tools.deploy.uploads import Place, Uploads

BUCKET = "waypost-deploy-123456789012-eu-west-1"


@pytest.fixture(autouse=True)
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from moto import mock_aws

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("s3", region_name="eu-west-1")


def opened(region: str = "eu-west-1", bucket: str = "") -> Uploads:
    return Uploads(account(None, region), bucket, "waypost-prod")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "deployment.zip"
    path.write_bytes(b"code")
    return path


def test_the_bucket_is_made_once_closed_encrypted_and_with_its_versions(s3: Any) -> None:
    assert opened().open()
    assert not opened().open()
    block = s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert len(block) == 4 and all(block.values())
    (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert (rule["Status"], rule["Filter"]) == ("Enabled", {"Prefix": ""})  # of everything
    assert s3.get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == "eu-west-1"


def test_in_the_first_region_too() -> None:
    assert opened("us-east-1").open()


def test_a_bucket_of_ones_own_is_used_as_it_is_and_never_made(s3: Any) -> None:
    with pytest.raises(NotDeployed, match="There is no bucket mine"):
        opened(bucket="mine").open()
    place = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="mine", CreateBucketConfiguration=place)
    assert not opened(bucket="mine").open()
    assert "Status" not in s3.get_bucket_versioning(Bucket="mine")


@pytest.mark.parametrize(
    ("operation", "code"), [("HeadBucket", "403"), ("CreateBucket", "BucketAlreadyExists")]
)
def test_a_bucket_of_another_account_is_not_used(
    monkeypatch: pytest.MonkeyPatch, operation: str, code: str
) -> None:
    refuse(monkeypatch, operation, code)
    with pytest.raises(NotDeployed, match=f"The bucket {BUCKET} belongs to another account"):
        opened().open()


def test_a_bucket_of_another_region_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "HeadBucket", "301")
    with pytest.raises(NotDeployed, match="mine is in another region than eu-west-1"):
        opened(bucket="mine").open()


def refuse(monkeypatch: pytest.MonkeyPatch, operation: str, code: str) -> None:
    """Has an operation of AWS fail, wherever it is called."""
    from botocore.client import BaseClient

    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def refusing(self: Any, name: str, arguments: Any) -> Any:
        if name == operation:
            raise client_error(code, "", operation)
        return call(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", refusing)


def test_every_call_names_the_account_that_the_bucket_must_belong_to(
    monkeypatch: pytest.MonkeyPatch, package: Path
) -> None:
    """Else whoever takes the name first would choose what is deployed."""
    from botocore.client import BaseClient

    call, asked = BaseClient._make_api_call, []  # type: ignore[attr-defined]

    def recording(self: Any, name: str, arguments: Any) -> Any:
        asked.append((name, arguments))
        return call(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", recording)
    ours = opened()
    ours.open()
    place = ours.put_code(package)
    ours.put_template({"Resources": {}})
    ours.forget_old(place)
    assert len(asked) > 8
    for name, arguments in asked:
        if name != "CreateBucket":
            assert arguments["ExpectedBucketOwner"] == "123456789012", name


def test_what_may_not_be_uploaded_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, package: Path
) -> None:
    ours = opened()
    ours.open()
    refuse(monkeypatch, "PutObject", "AccessDenied")
    with pytest.raises(NotDeployed, match="These credentials may not do it") as refused:
        ours.put_code(package)
    assert "\n" not in str(refused.value)


def test_the_same_is_uploaded_once_and_named_by_its_content(s3: Any, package: Path) -> None:
    ours = opened()
    ours.open()
    first, second = ours.put_code(package), ours.put_code(package)
    assert (first.new, second.new) == (True, False)
    assert first.key == second.key == ours.code_place(package).key
    assert s3.get_object(Bucket=BUCKET, Key=first.key)["Body"].read() == b"code"
    package.write_bytes(b"other code")
    assert ours.put_code(package).key != first.key


def test_the_template_has_an_address_that_leads_to_it(s3: Any) -> None:
    ours = opened()
    ours.open()
    address = ours.put_template({"Resources": {"A": 1}})
    host, _, path = address.removeprefix("https://").partition("/")
    assert host == "s3.eu-west-1.amazonaws.com"
    bucket, _, key = path.partition("/")
    content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    assert json.loads(content) == {"Resources": {"A": 1}}


def test_of_old_packages_the_newest_stay_and_the_one_in_use(s3: Any, package: Path) -> None:
    ours = opened()
    ours.open()
    places = []
    for number in range(uploads.KEPT + 5):
        package.write_bytes(b"code %d" % number)
        places.append(ours.put_code(package))
        uploaded_at(number, places[-1].key)
    s3.put_object(Bucket=BUCKET, Key="waypost-other/code/x.zip", Body=b"")
    ours.forget_old(places[0])
    left = {each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]}
    newest = {place.key for place in places[-uploads.KEPT :]}
    assert left == {places[0].key, *newest, "waypost-other/code/x.zip"}


def uploaded_at(minute: int, key: str) -> None:
    """Has a package be one that was uploaded then."""
    from moto.s3.models import s3_backends

    stored = s3_backends["123456789012"]["aws"].buckets[BUCKET].keys[key]
    stored.last_modified = datetime(2026, 11, 1, 12, minute, tzinfo=UTC)


def test_the_functions_take_their_code_from_the_bucket() -> None:
    template = {
        "Parameters": {},
        "Resources": {
            "Api": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./a.zip"}},
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"A": 1}},
        },
    }
    placed = uploads.with_code(template, Place("b", "k", new=True))
    assert placed["Resources"]["Api"]["Properties"] == {"CodeUri": {"Bucket": "b", "Key": "k"}}
    assert placed["Resources"]["Table"] == template["Resources"]["Table"]
    assert placed["Parameters"] == {}
