"""Each failure of AWS, and of the way there, is one line that says what helps."""

import pytest
from botocore import exceptions

from tests.tools.deploy.cloud import client_error
from tools.deploy.errors import NotDeployed, in_plain_words

DENIED = "User: arn:aws:iam::1:user/a is not authorized to perform: s3:PutObject"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (exceptions.NoCredentialsError(), "No AWS credentials were found: set AWS_PROFILE"),
        (exceptions.NoRegionError(), 'No AWS region is set: write "region"'),
        (exceptions.ProfileNotFound(profile="x"), "The config profile (x) could not be found"),
        (exceptions.SSOTokenLoadError(error_msg="x"), "have expired: sign in again"),
        (client_error("ExpiredToken"), "The AWS credentials have expired: sign in again"),
        (client_error("RequestExpired"), "The AWS credentials have expired: sign in again"),
        (client_error("InvalidClientTokenId"), "AWS does not know these credentials"),
        (client_error("AccessDenied", DENIED), f"may not do it (uploading): {DENIED}"),
        (client_error("403", "Forbidden", "HeadBucket"), "may not do it (uploading): HeadBucket"),
        (client_error("Throttling", "Rate\nexceeded"), "(uploading): Throttling: Rate exceeded"),
        (
            exceptions.EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
            "AWS was not reached (uploading)",
        ),
        (exceptions.ReadTimeoutError(endpoint_url="http://x"), "AWS was not reached (uploading)"),
    ],
)
def test_what_stands_in_the_way_is_one_line(error: Exception, said: str) -> None:
    with pytest.raises(NotDeployed) as refused, in_plain_words("uploading"):
        raise error
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
