"""The bucket from which CloudFormation takes the code and the template.

What is uploaded is named by what is in it, so that the same is uploaded once; and with each
deployment the oldest go, for the stack to be able to go back to those before it.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from tools.deploy.account import Account
from tools.deploy.errors import NotDeployed, code_of, in_plain_words

KEPT = 10  # packages of a stack, the newest ones
_FUNCTION = "AWS::Serverless::Function"
_LIFECYCLE = {
    "Rules": [
        {
            "ID": "what-was-deleted",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }
    ]
}


class Place(NamedTuple):
    """Where something was uploaded."""

    bucket: str
    key: str
    new: bool


class Uploads:
    """A bucket, and in it what one stack is deployed from."""

    def __init__(self, account: Account, bucket: str, stack: str) -> None:
        self._account = account
        self._s3 = account.client("s3")
        self._own = not bucket
        self.bucket = bucket or f"waypost-deploy-{account.number}-{account.region}"
        self._stack = stack
        # A bucket of this name may be another's, who would choose what is deployed.
        self._of_us = {"Bucket": self.bucket, "ExpectedBucketOwner": account.number}

    def open(self) -> bool:
        """Makes the bucket where it is missing; True where it made it. Raises NotDeployed.

        Only one whose name the stage does not give: that is its owner's.
        """
        made = False
        with in_plain_words(f"the bucket {self.bucket}"):
            try:
                self._s3.head_bucket(**self._of_us)
            except ClientError as error:
                if code_of(error) in ("403", "AccessDenied"):
                    raise NotDeployed(
                        f"The bucket {self.bucket} belongs to another account, or these credentials"
                        ' may not read it: name one of yours in the stage\'s file, as "bucket"'
                    ) from error
                if code_of(error) == "301":
                    raise NotDeployed(
                        f"The bucket {self.bucket} is in another region than {self._account.region}"
                    ) from error
                if code_of(error) not in ("404", "NoSuchBucket"):
                    raise
                if not self._own:
                    raise NotDeployed(
                        f"There is no bucket {self.bucket}: make it, or leave it out of the stage's"
                        " file for one that is made"
                    ) from error
                self._create()
                made = True
            if self._own:
                self._configure()
        return made

    def put_code(self, package: Path) -> Place:
        """Uploads the deployment package. Raises NotDeployed."""
        return self._put(package.read_bytes(), "code", "zip")

    def code_place(self, package: Path) -> Place:
        """Returns where the deployment package would be, and uploads nothing."""
        return Place(self.bucket, self._key(package.read_bytes(), "code", "zip"), new=False)

    def put_template(self, template: Mapping[str, Any]) -> str:
        """Uploads the template, and returns its address. Raises NotDeployed."""
        text = json.dumps(template, indent=1, sort_keys=True)
        place = self._put(text.encode(), "template", "json")
        return f"{self._s3.meta.endpoint_url}/{place.bucket}/{place.key}"

    def forget_old(self, used: Place) -> None:
        """Deletes all but the newest packages of the stack. Raises NotDeployed."""
        with in_plain_words(f"deleting old packages in {self.bucket}"):
            for kind in ("code", "template"):
                pages = self._s3.get_paginator("list_objects_v2").paginate(
                    Prefix=f"{self._stack}/{kind}/", **self._of_us
                )
                found = [each for page in pages for each in page.get("Contents", ())]
                found.sort(key=lambda each: each["LastModified"], reverse=True)
                old = [{"Key": each["Key"]} for each in found[KEPT:] if each["Key"] != used.key]
                for start in range(0, len(old), 1000):
                    self._s3.delete_objects(
                        Delete={"Objects": old[start : start + 1000], "Quiet": True}, **self._of_us
                    )

    def _key(self, content: bytes, kind: str, ending: str) -> str:
        return f"{self._stack}/{kind}/{hashlib.sha256(content).hexdigest()}.{ending}"

    def _put(self, content: bytes, kind: str, ending: str) -> Place:
        key = self._key(content, kind, ending)
        with in_plain_words(f"uploading to {self.bucket}"):
            try:
                self._s3.head_object(Key=key, **self._of_us)
            except ClientError as error:
                if code_of(error) not in ("404", "NoSuchKey"):
                    raise
            else:
                return Place(self.bucket, key, new=False)
            self._s3.put_object(Key=key, Body=content, ChecksumAlgorithm="SHA256", **self._of_us)
        return Place(self.bucket, key, new=True)

    def _create(self) -> None:
        region = self._account.region
        # the first region is the one that may not be named
        place = {} if region == "us-east-1" else {"LocationConstraint": region}
        arguments = {"CreateBucketConfiguration": place} if place else {}
        try:
            self._s3.create_bucket(Bucket=self.bucket, **arguments)
        except ClientError as error:
            if code_of(error) == "BucketAlreadyExists":
                raise NotDeployed(
                    f"The bucket {self.bucket} belongs to another account: name one of yours in the"
                    ' stage\'s file, as "bucket"'
                ) from error
            if code_of(error) != "BucketAlreadyOwnedByYou":
                raise

    def _configure(self) -> None:
        nobody = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy")
        self._s3.put_public_access_block(
            PublicAccessBlockConfiguration=dict.fromkeys((*nobody, "RestrictPublicBuckets"), True),
            **self._of_us,
        )
        encryption = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        self._s3.put_bucket_encryption(
            ServerSideEncryptionConfiguration={"Rules": [encryption]}, **self._of_us
        )
        self._s3.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"}, **self._of_us)
        self._s3.put_bucket_lifecycle_configuration(
            LifecycleConfiguration=_LIFECYCLE, **self._of_us
        )


def with_code(template: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Returns the template with its functions' code at this place."""
    resources = {
        name: {
            **resource,
            "Properties": {
                **resource["Properties"],
                "CodeUri": {"Bucket": place.bucket, "Key": place.key},
            },
        }
        if resource["Type"] == _FUNCTION
        else resource
        for name, resource in template["Resources"].items()
    }
    return {**template, "Resources": resources}
