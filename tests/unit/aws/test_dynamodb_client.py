"""The client that is built with less: it sends what botocore's own would, to the same hosts."""

from typing import Any

import boto3
import pytest

from chalicelib.aws import dynamodb_client


@pytest.mark.parametrize("variant", ["", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
def test_the_client_finds_its_way_in_every_region_as_botocore_does(
    variant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variant:
        monkeypatch.setenv(variant, "true")
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")
    regions = [
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("dynamodb", partition)
    ]
    assert len(regions) > 30
    for region in ("us-east-1", "cn-north-1", "us-gov-west-1") if variant else regions:
        theirs = session.client("dynamodb", region_name=region)
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        ours = dynamodb_client.build()
        assert ours.meta.endpoint_url == theirs.meta.endpoint_url
        assert sent(ours) == sent(theirs)


def test_a_request_carries_what_botocore_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "waypost")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1")
    ours = request_of(dynamodb_client.build())
    theirs = request_of(boto3.Session().client("dynamodb"))
    assert set(ours.headers.keys()) == set(theirs.headers.keys())
    assert ours.headers["X-Amzn-Trace-Id"] == b"Root=1"
    assert (ours.method, ours.url, ours.body) == (theirs.method, theirs.url, theirs.body)


def sent(client: Any) -> tuple[str, str]:
    """Where a request goes, and for which region and service it is signed."""
    request = request_of(client)
    authorization = request.headers["Authorization"].decode()
    return request.url, authorization.partition("Credential=")[2].partition(",")[0][-40:]


def request_of(client: Any) -> Any:
    """A request as it would be sent."""
    requests: list[Any] = []

    def stop(request: Any, **others: Any) -> None:
        requests.append(request)
        raise InterruptedError

    client.meta.events.register("before-send.dynamodb.GetItem", stop)
    with pytest.raises(InterruptedError):
        client.get_item(TableName="t", Key={"pk": {"S": "x"}})
    (request,) = requests
    return request
