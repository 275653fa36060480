"""The stage with every option: keys in KMS, and a bucket that a CDN has beside the service."""

import json
import re

import pytest

from chalicelib.verification.tickets import new_ticket
from tests.browser import facilitator_meetings
from tests.rehearsal.deployed import Deployed
from tests.rehearsal.visitor import Visitor
from tests.unit.web.site import Response
from tests.unit.web.ticket_requests import hash_of

MEETING = facilitator_meetings.ids()[0]


@pytest.fixture
def facilitator(deployed_with_options: Deployed) -> Visitor:
    signing_in = Visitor(deployed_with_options)
    signing_in.sign_in_with(deployed_with_options.new_link())
    return signing_in


def redeemed(facilitator: Visitor) -> Response:
    """The answer to a new ticket."""
    ticket = new_ticket()
    sent = {"meeting_id": MEETING, "tickets": [hash_of(ticket)]}
    assert facilitator.post("/v1/tickets", sent).status == 201
    return facilitator.post("/v1/tickets/redeem", {"ticket": ticket})


def outcome(visitor: Visitor, token: str) -> str:
    return str(visitor.post("/v1/verifications/check", {"token": token}).json["outcome"])


def test_a_key_of_kms_signs_without_a_seed_and_signs_no_more_once_it_is_revoked(
    deployed_with_options: Deployed, deployed: Deployed, facilitator: Visitor
) -> None:
    first = redeemed(facilitator).json["forms"]["full"]["token"]
    assert outcome(facilitator, first) == "genuine"
    assert outcome(Visitor(deployed), first) == "unknown_issuer"  # each stack has keys of its own

    pages = deployed_with_options.aws.client("ssm").get_paginator("describe_parameters").paginate()
    names = [each["Name"] for page in pages for each in page["Parameters"]]
    prefix = deployed_with_options.outputs["KeyParameters"]
    assert deployed.outputs["KeyParameters"] != prefix
    assert any(name.startswith(f"{prefix}/kms-") for name in names)
    assert not any(name.startswith(f"{prefix}/seed-") for name in names)

    listed = deployed_with_options.command("keys", "list")
    (kid,) = re.findall(r"^(\S+)\s+signing", listed, re.MULTILINE)
    deployed_with_options.command("keys", "revoke", kid, "--yes")
    # a function that runs already learns so within minutes, and signs no more by then
    assert "withdrawn" in deployed_with_options.command("check", first).lower()
    second = redeemed(facilitator).json["forms"]["full"]["token"]  # by the key that stood by
    assert outcome(facilitator, second) == "genuine"


def test_the_sweep_leaves_in_the_bucket_what_checking_needs(
    deployed_with_options: Deployed,
) -> None:
    deployed_with_options.run_sweep()
    bucket = deployed_with_options.resources["SiteBucket"]
    s3 = deployed_with_options.aws.client("s3")
    found = s3.get_object(Bucket=bucket, Key=".well-known/jwks.json")
    served = Visitor(deployed_with_options).get("/.well-known/jwks.json").json["keys"]
    kept = json.loads(found["Body"].read())["keys"]
    assert {key["kid"] for key in kept} == {key["kid"] for key in served}
    page = s3.get_object(Bucket=bucket, Key="pages/en/v")
    assert page["ContentType"] == "text/html; charset=utf-8"
