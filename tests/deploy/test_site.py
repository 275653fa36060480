"""The CDN of the template: which requests it caches by what, where it asks, and who may write."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.web.http.caching import VIA_CDN, VIA_HEADER
from chalicelib.web.http.responses import STRICT_TRANSPORT
from chalicelib.web.i18n.catalogue import languages
from chalicelib.web.lasting_pages import NAMES, lasting_page
from chalicelib.web.routes import ROUTES, Route
from tests.deploy.template_parts import references
from tools import cdn, template

PROJECT = Path(__file__).resolve().parents[2]
EVERY = [route for routes in ROUTES.values() for route in routes]
OF_THE_CDN = ("AWS::CloudFront::", "AWS::WAFv2::")
# What AWS calls its own policies.
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    return dict(template.read()["Resources"])


@pytest.fixture(scope="module")
def distribution(resources: dict[str, Any]) -> dict[str, Any]:
    return dict(resources["Site"]["Properties"]["DistributionConfig"])


def sent_by(origin: dict[str, Any]) -> dict[str, Any]:
    """What the CDN sends to an origin besides what a visitor sent: headers in lower case."""
    sent = origin.get("OriginCustomHeaders", ())
    return {each["HeaderName"].lower(): each["HeaderValue"] for each in sent}


def firewall_rules(resources: dict[str, Any]) -> dict[str, Any]:
    """The rules behind a CDN, by name."""
    rules = resources["Firewall"]["Properties"]["Rules"]
    there = (rule["Fn::If"][1] if "Fn::If" in rule else rule for rule in rules)
    return {rule["Name"]: rule for rule in there}


def example(route: Route) -> str:
    """A path that the route takes."""
    return "/".join("abc" if part.startswith("{") else part for part in route.path.split("/"))


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", EVERY, ids=named)
def test_what_may_be_cached_is_and_nothing_else(route: Route) -> None:
    if route.path.startswith("/pages/"):
        return  # what the function makes of the addresses of these pages
    behaviour = cdn.behaviour_of(example(route))
    assert behaviour.is_cached == (route in cdn.cached_routes()), behaviour


@pytest.mark.parametrize("route", EVERY, ids=named)
def test_what_signs_in_gives_or_redeems_is_never_cached(route: Route) -> None:
    private = ("/facilitate/", "/t", "/sign-", "/v/", "/v1/tickets", "/v1/slips", "/v1/session")
    if route.path.startswith(private) or route.path == "/facilitate" or route.method != "GET":
        assert cdn.behaviour_of(example(route)) in (
            cdn.EVERYTHING_ELSE,
            cdn.Behaviour("/meetings/*/report", is_cached=False),
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_of_the_bucket_are_asked_for_there_first(name: str) -> None:
    assert cdn.behaviour_of(f"/{name}").origin == "bucket-then-service"


def test_what_checking_reads_is_asked_for_at_the_service_first() -> None:
    lists = [route for route in EVERY if route.caching.name.startswith("lists")]
    assert len(lists) == 4
    for route in lists:
        assert cdn.behaviour_of(route.path).origin == "service-then-bucket"


def test_every_behaviour_has_the_function_and_what_fits_its_origin(
    distribution: dict[str, Any],
) -> None:
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    assert len(behaviours) - 1 <= 25
    groups = {group["Id"] for group in distribution["OriginGroups"]["Items"]}
    origins = groups | {origin["Id"] for origin in distribution["Origins"]}
    for behaviour in behaviours:
        assert behaviour["TargetOriginId"] in origins
        (function,) = behaviour["FunctionAssociations"]
        assert function["EventType"] == "viewer-request"
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behaviour["Compress"] is True
        if behaviour["CachePolicyId"] == CACHING_DISABLED:
            assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER
            assert behaviour["TargetOriginId"] == "service"
            assert len(behaviour["AllowedMethods"]) == 7
        else:  # CloudFront lets nothing else be where there are two origins
            assert behaviour["CachePolicyId"] == {"Ref": "CachedByKey"}
            assert behaviour["AllowedMethods"] == ["GET", "HEAD", "OPTIONS"]
            assert behaviour["OriginRequestPolicyId"] == {  # whom the firewall counts
                "Fn::If": ["UseWaf", {"Ref": "ViewerAddress"}, {"Ref": "AWS::NoValue"}]
            }
    assert distribution["DefaultCacheBehavior"]["CachePolicyId"] == CACHING_DISABLED


@pytest.mark.parametrize("route", cdn.cached_routes(), ids=lambda route: route.path)
def test_browsers_ask_each_time_for_what_the_cdn_may_show_while_it_asks_anew(
    resources: dict[str, Any], route: Route
) -> None:
    """Chrome and Firefox know stale-while-revalidate, too."""
    behaviour = cdn.behaviour_of(route.path.replace("{", "").replace("}", ""))
    policy = resources.get(behaviour.headers, {}).get("Properties", {})
    custom = policy.get("ResponseHeadersPolicyConfig", {}).get("CustomHeadersConfig", {})
    said = {each["Header"]: (each["Value"], each["Override"]) for each in custom.get("Items", ())}
    if "Accept-Language" in route.caching.varies_by or route.caching.name == "meeting":
        assert said == {"Cache-Control": ("no-cache", True)}
    elif not route.path.endswith("/calendar.ics"):
        assert said == {}  # by the service's own word, as files under their hash


def test_no_cookie_is_in_a_key_and_none_goes_to_the_service_of_what_is_cached(
    resources: dict[str, Any],
) -> None:
    policy = resources["CachedByKey"]["Properties"]["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["HeadersConfig"]["Headers"] == ["Accept", "Accept-Language"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert (key["EnableAcceptEncodingGzip"], key["EnableAcceptEncodingBrotli"]) == (True, True)
    # The service says how long; without a word of it nothing is kept.
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)
    passed_on = resources["ViewerAddress"]["Properties"]["OriginRequestPolicyConfig"]
    assert passed_on["CookiesConfig"] == {"CookieBehavior": "none"}
    assert passed_on["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    assert passed_on["HeadersConfig"]["Headers"] == ["X-Waypost-Viewer"]


def test_no_error_is_kept(distribution: dict[str, Any]) -> None:
    """CloudFront keeps them for ten seconds unless told, by the path alone where nothing else is
    cached: one visitor would see another's."""
    kept = {each["ErrorCode"]: each for each in distribution["CustomErrorResponses"]}
    assert kept.keys() == {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
    assert all(each["ErrorCachingMinTTL"] == 0 for each in kept.values())
    assert not any("ResponsePagePath" in each for each in kept.values())


def test_the_service_is_told_that_it_is_asked_through_the_cdn(
    distribution: dict[str, Any],
) -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    stage = config["stages"]["production"]["api_gateway_stage"]
    services = [each for each in distribution["Origins"] if each["Id"].startswith("service")]
    assert len(services) == 2
    for service in services:
        assert service["OriginPath"] == f"/{stage}"
        assert sent_by(service)[VIA_HEADER.lower()] == VIA_CDN
        assert service["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert service["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]


def test_nothing_is_logged_about_visitors(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    assert "Logging" not in distribution
    firewall = resources["Firewall"]["Properties"]
    rules = [firewall, *firewall_rules(resources).values()]
    assert not any(rule["VisibilityConfig"]["SampledRequestsEnabled"] for rule in rules)
    assert not any("Logging" in each["Type"] for each in resources.values() if "Type" in each)


def test_all_of_it_is_there_only_for_who_wants_it(resources: dict[str, Any]) -> None:
    for name, resource in resources.items():
        kind = resource.get("Type", "")
        if kind.startswith(("AWS::CloudFront::", "AWS::S3::")):
            assert resource["Condition"] == "UseCdn", name
        if kind.startswith("AWS::WAFv2::"):
            assert resource["Condition"] == "UseWaf", name
    parameters = template.read()["Parameters"]
    assert parameters["Cdn"]["Default"] == parameters["Waf"]["Default"] == "no"


def test_the_api_can_be_asked_past_its_own_domain_only_where_a_cdn_has_to(
    resources: dict[str, Any],
) -> None:
    off = resources["RestAPI"]["Properties"]["DisableExecuteApiEndpoint"]
    assert off == {"Fn::If": ["OwnDomain", True, False]}
    given, no_cdn = template.read()["Conditions"]["OwnDomain"]["Fn::And"]
    assert given == {"Fn::Not": [{"Fn::Equals": [{"Ref": "CertificateArn"}, ""]}]}
    assert no_cdn == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Cdn"}, "yes"]}]}


def test_nothing_that_answers_refers_to_the_cdn(resources: dict[str, Any]) -> None:
    """A circle, which the linter does not see and deployment refuses."""
    everywhere = template.read()["Globals"]["Function"]
    # What the framework writes of them.
    written = {
        "RestAPI": [{"Ref": "APIHandler"}],
        "APIHandler": [everywhere, {"Ref": "ApiHandlerRole"}],
        "Sweep": [everywhere, {"Ref": "SweepRole"}],
        "ApiHandlerRole": json.loads((PROJECT / ".chalice" / "policy-api.json").read_text()),
        "SweepRole": json.loads((PROJECT / ".chalice" / "policy-sweep.json").read_text()),
    }
    for start in ("RestAPI", "APIHandler", "ApiHandlerRole", "Sweep", "SweepRole"):
        reached, ahead = set[str](), [start]
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += references([resources.get(name, {}), written.get(name, [])])
        kinds = {resources[name].get("Type", "") for name in reached & resources.keys()}
        assert len(reached) > 3, start
        assert not any(kind.startswith(OF_THE_CDN) for kind in kinds), start


def test_the_bucket_is_private_and_encrypted(resources: dict[str, Any]) -> None:
    bucket = resources["SiteBucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert "BucketEncryption" in bucket
    assert resources["SiteBucket"]["DeletionPolicy"] == "Retain"
    assert resources["SiteBucket"]["UpdateReplacePolicy"] == "Retain"


def test_the_cdn_reads_the_bucket_and_the_sweep_alone_writes_what_is_checked_with(
    resources: dict[str, Any],
) -> None:
    policy = resources["SiteBucketPolicy"]["Properties"]["PolicyDocument"]
    allowed = [each for each in policy["Statement"] if each["Effect"] == "Allow"]
    sweep = {"AWS": {"Fn::GetAtt": ["SweepRole", "Arn"]}}

    def keys(resource: Any) -> list[str]:
        listed = resource if isinstance(resource, list) else [resource]
        return [each["Fn::Sub"].removeprefix("${SiteBucket.Arn}/") for each in listed]

    assert [(each["Principal"], each["Action"], keys(each["Resource"])) for each in allowed] == [
        ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject", ["*"]),
        (sweep, "s3:PutObject", [".well-known/*", "pages/*", "v1/withdrawals.json"]),
        (sweep, "s3:GetObject", ["pages/written", ".well-known/waypost-trust.json"]),
    ]
    (who,) = allowed[0]["Condition"]["StringEquals"].items()
    own = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:${Distribution}"
    distribution = {"Distribution": {"Fn::Sub": "distribution/${Site}"}}
    assert who == ("AWS:SourceArn", {"Fn::Sub": [own, distribution]})
    (refused,) = (each for each in policy["Statement"] if each["Effect"] == "Deny")
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_cdn_signs_what_it_asks_of_the_bucket(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    (bucket,) = (each for each in distribution["Origins"] if each["Id"] == "bucket")
    assert bucket["OriginAccessControlId"] == {"Fn::GetAtt": ["SiteAccess", "Id"]}
    access = resources["SiteAccess"]["Properties"]["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


def test_who_checks_a_code_does_not_wait_long_for_a_service_that_is_down(
    distribution: dict[str, Any],
) -> None:
    """CloudFront would try three times, ten seconds each, and then wait for thirty."""
    (soon,) = (each for each in distribution["Origins"] if each["Id"] == "service-soon")
    assert soon["ConnectionAttempts"] * soon["ConnectionTimeout"] <= 4  # seconds
    assert soon["CustomOriginConfig"]["OriginReadTimeout"] <= 8


def test_the_cdn_answers_at_the_public_host_alone_as_the_parameters_say(
    distribution: dict[str, Any],
) -> None:
    public_host = {"Fn::Select": [1, {"Fn::Split": ["https://", {"Ref": "PublicUrl"}]}]}
    assert distribution["Aliases"] == [public_host]
    assert distribution["PriceClass"] == {"Ref": "CdnPriceClass"}
    own_firewall, nothing = {"Ref": "CdnWebAclArn"}, {"Ref": "AWS::NoValue"}
    assert distribution["WebACLId"] == {"Fn::If": ["UseCdnWebAcl", own_firewall, nothing]}
    given, certificate, _ = distribution["ViewerCertificate"]["Fn::If"]
    assert certificate["AcmCertificateArn"] == {"Ref": "CdnCertificateArn"}
    assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"
    whole = template.read()
    for condition, parameter in ((given, "CdnCertificateArn"), ("UseCdnWebAcl", "CdnWebAclArn")):
        assert whole["Conditions"][condition] == {
            "Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, ""]}]
        }
    needed = whole["Rules"]["CdnHasACertificate"]
    assert needed["RuleCondition"] == {"Fn::Equals": [{"Ref": "Cdn"}, "yes"]}
    assert needed["Assertions"][0]["Assert"] == whole["Conditions"][given]


def test_the_stack_says_where_the_cdn_and_its_bucket_are() -> None:
    outputs = template.read()["Outputs"]
    assert outputs["SiteTarget"]["Value"] == {"Fn::GetAtt": ["Site", "DomainName"]}
    assert outputs["SiteBucketName"]["Value"] == {"Ref": "SiteBucket"}


def test_what_the_bucket_answers_binds_browsers_to_https_as_the_service_does(
    resources: dict[str, Any],
) -> None:
    policies = [each for name, each in resources.items() if name.endswith("Headers")]
    assert len(policies) == 5
    for policy in policies:
        config = policy["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        said = config["StrictTransportSecurity"]
        assert f"max-age={said['AccessControlMaxAgeSec']}" == STRICT_TRANSPORT
        assert said["Override"] is False  # the service's own stays


def sources(policy: str) -> dict[str, set[str]]:
    """The sources of a content security policy by its directives."""
    parts = (directive.split() for directive in policy.split(";"))
    return {name: set(values) for name, *values in parts}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", languages())
def test_the_headers_of_the_bucket_s_pages_refuse_nothing_that_the_pages_need(
    resources: dict[str, Any], name: str, language: str
) -> None:
    policy = lasting_page(name, language).headers.get("Content-Security-Policy")
    headers = cdn.behaviour_of(f"/{name}").headers
    config = resources[headers]["Properties"]["ResponseHeadersPolicyConfig"]
    given = config["SecurityHeadersConfig"]
    assert given["ContentTypeOptions"] == {"Override": True}
    said = given["ContentSecurityPolicy"]
    assert said["Override"] is False  # the service's own stays
    if policy is None:
        return
    own, of_bucket = sources(str(policy)), sources(said["ContentSecurityPolicy"])
    for directive, needed in own.items():
        assert needed <= of_bucket[directive], directive
    loosened = {
        (directive, source)
        for directive, allowed in of_bucket.items()
        for source in allowed - own.get(directive, set())
    }
    assert loosened <= {
        ("connect-src", "https:"),
        ("script-src", "'wasm-unsafe-eval'"),
        ("worker-src", "'self'"),
    }


def test_the_firewall_of_a_cdn_refuses_who_asks_past_it(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    """They can't know the last part of the stack's id, which the CDN sends to the service."""
    (condition, past_the_cdn, nothing), counted = (
        rule.get("Fn::If", rule) for rule in resources["Firewall"]["Properties"]["Rules"]
    )
    assert (condition, nothing) == ("UseCdn", {"Ref": "AWS::NoValue"})
    assert past_the_cdn["Priority"] < counted["Priority"]
    assert past_the_cdn["Action"] == {"Block": {}}
    has_it = past_the_cdn["Statement"]["NotStatement"]["Statement"]["ByteMatchStatement"]
    known = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}
    assert (has_it["PositionalConstraint"], has_it["SearchString"]) == ("EXACTLY", known)
    assert [each["Type"] for each in has_it["TextTransformations"]] == ["NONE"]
    header = has_it["FieldToMatch"]["SingleHeader"]["Name"]
    for origin in distribution["Origins"]:
        assert sent_by(origin).get(header) == (known if "service" in origin["Id"] else None)


def test_the_firewall_changes_after_the_cdn_which_has_to_send_the_header_first(
    resources: dict[str, Any],
) -> None:
    assert "Site" in references(resources["Firewall"])


def test_the_firewall_counts_the_address_that_the_function_passes_on(
    resources: dict[str, Any],
) -> None:
    rule = firewall_rules(resources)["OneAddress"]
    condition, behind_cdn, without = rule["Statement"]["RateBasedStatement"]["Fn::If"]
    assert condition == "UseCdn"
    address = behind_cdn["ForwardedIPConfig"]
    assert f'headers["{address["HeaderName"].lower()}"] =' in cdn.function_code()
    assert address["FallbackBehavior"] == "MATCH"  # what is no address is counted, too
    assert (behind_cdn["AggregateKeyType"], without["AggregateKeyType"]) == ("FORWARDED_IP", "IP")
    for counted in (behind_cdn, without):
        assert counted["Limit"] == {"Ref": "WafRateLimit"}
        assert counted["EvaluationWindowSec"] == 300
    assert resources["Firewall"]["Properties"]["DefaultAction"] == {"Allow": {}}
    answer = rule["Action"]["Block"]["CustomResponse"]
    body = resources["Firewall"]["Properties"]["CustomResponseBodies"]
    assert answer["ResponseCode"] == 429
    said = {each["Name"]: each["Value"] for each in answer["ResponseHeaders"]}
    assert said["Cache-Control"] == "no-store"
    assert json.loads(body[answer["CustomResponseBodyKey"]]["Content"])["error"]["code"] == (
        "too_many_requests"
    )


def test_the_firewall_waits_for_the_stage(resources: dict[str, Any]) -> None:
    where, values = resources["FirewallAtTheStage"]["Properties"]["ResourceArn"]["Fn::Sub"]
    assert where.endswith("::/restapis/${RestAPI}/stages/${Stage}")
    assert values == {"Stage": {"Ref": "RestAPI.Stage"}}


def test_the_function_fits_and_knows_every_query_field_of_what_is_cached() -> None:
    code = cdn.function_code()
    assert len(code.encode()) <= cdn.MAX_BYTES
    for route in cdn.cached_routes():
        for field in route.fields:
            assert f'"{field}"' in code
