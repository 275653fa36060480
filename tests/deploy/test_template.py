"""The template that is deployed: sound, one stage, tables that last, and no circle."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.web.http.responses import STRICT_TRANSPORT
from chalicelib.web.i18n.catalogue import languages, translator
from tests.deploy.template_parts import changed, circle, functions, variables

PROJECT = Path(__file__).resolve().parents[2]
TABLES = ("MeetingsTable", "VerificationTable", "FacilitatorsTable")
NOTHING = {"Ref": "AWS::NoValue"}
CFN_LINT = "import sys; from cfnlint.runner import main; sys.exit(main())"


def test_the_template_is_sound(built: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CFN_LINT, "--template", str(built / "sam.json")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_only_meetings_can_be_restored(template: dict[str, Any]) -> None:
    recovery = {
        name: template["Resources"][name]["Properties"]["PointInTimeRecoverySpecification"]
        for name in TABLES
    }
    assert recovery["MeetingsTable"]["RecoveryPeriodInDays"] == 35
    assert [name for name in TABLES if recovery[name]["PointInTimeRecoveryEnabled"]] == [
        "MeetingsTable"
    ]


def test_tables_outlive_the_stack_and_are_as_the_local_ones(template: dict[str, Any]) -> None:
    for name in TABLES:
        table = template["Resources"][name]
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        assert table["Properties"]["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}
        key = [{"AttributeName": "pk", "KeyType": "HASH"}]
        assert table["Properties"]["KeySchema"] == key
        life = {"AttributeName": "expires", "Enabled": True}
        assert table["Properties"]["TimeToLiveSpecification"] == life
    assert template["Parameters"]["DeletionProtection"]["Default"] == "true"


def test_what_a_flood_can_cost_is_bounded_and_searches_are_let_through(
    template: dict[str, Any],
) -> None:
    parameters = template["Parameters"]
    for name in TABLES:
        group = "Meetings" if name == "MeetingsTable" else "Other"
        assert template["Resources"][name]["Properties"]["OnDemandThroughput"] == {
            "MaxReadRequestUnits": {"Ref": f"{group}ReadUnits"},
            "MaxWriteRequestUnits": {"Ref": f"{group}WriteUnits"},
        }
    figures = json.loads((PROJECT / "benchmarks" / "results.json").read_text())["figures"]
    medians = [
        figure["value"]
        for figure in figures
        if figure["subject"].startswith("page") and figure["what"] == "read units p50, by people"
    ]
    assert medians
    searches = parameters["RateLimit"]["Default"] * max(medians)
    assert searches <= int(parameters["MeetingsReadUnits"]["Default"]) <= 2 * searches


def test_nothing_is_logged_about_requests(template: dict[str, Any]) -> None:
    api = template["Resources"]["RestAPI"]["Properties"]
    assert "AccessLogSetting" not in api
    (everywhere,) = api["MethodSettings"]
    assert everywhere["ResourcePath"] == "/*"
    assert everywhere["DataTraceEnabled"] is False
    assert everywhere["LoggingLevel"] == "OFF"


def test_logs_go_after_two_weeks_at_most(template: dict[str, Any]) -> None:
    logs = {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Logs::LogGroup"
    }
    assert {group["RetentionInDays"]["Ref"] for group in logs.values()} == {"LogDays"}
    days = template["Parameters"]["LogDays"]
    assert days["Default"] == max(days["AllowedValues"]) == 14
    used = [
        function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
        for function in functions(template).values()
    ]
    assert sorted(used) == sorted(logs)  # one each
    assert len(set(map(str, (group["LogGroupName"] for group in logs.values())))) == len(logs)


def test_lambda_itself_writes_no_line_of_what_ended_well(template: dict[str, Any]) -> None:
    for function in functions(template).values():
        logging = function["Properties"]["LoggingConfig"]
        assert (logging["LogFormat"], logging["SystemLogLevel"]) == ("JSON", "WARN")
        assert "ApplicationLogLevel" not in logging  # INFO: the schedule's measures have no level


def test_every_function_is_given_every_setting(template: dict[str, Any]) -> None:
    everywhere = template["Globals"]["Function"]["Environment"]["Variables"]
    assert everywhere["PUBLIC_URL"] == {"Ref": "PublicUrl"}
    assert set(functions(template)) >= {"APIHandler", "Sweep"}
    for name in functions(template):
        assert variables(template, name).items() >= everywhere.items()


def test_the_api_answers_within_what_its_gateway_waits(template: dict[str, Any]) -> None:
    function = template["Resources"]["APIHandler"]["Properties"]
    assert function["MemorySize"] >= 1024
    assert function["Timeout"] <= 29
    reserved = {"Fn::If": ["ApiConcurrencyReserved", {"Ref": "ApiConcurrency"}, NOTHING]}
    assert function["ReservedConcurrentExecutions"] == reserved
    assert template["Parameters"]["ApiConcurrency"]["Default"] == "0"


def test_nothing_waits_for_itself(template: dict[str, Any]) -> None:
    """CloudFormation refuses a circle; the linter sees none."""
    assert circle(template) == []


@pytest.mark.parametrize(
    ("place", "reference"),
    [
        (["Globals", "Function", "Environment", "Variables"], {"Ref": "RestAPI"}),
        (
            ["Resources", "APIHandler", "Properties", "Tags"],
            {"Fn::Sub": "https://${RestAPI}.execute-api.${AWS::Region}.amazonaws.com"},
        ),
        (["Resources", "ApiHandlerRole", "Properties"], {"Fn::Sub": "/aws/lambda/${APIHandler}"}),
        (["Resources", "SweepRole", "Properties"], {"Fn::GetAtt": ["Sweep", "Arn"]}),
        (["Resources", "MeetingsTable", "Properties"], {"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]}),
    ],
)
def test_a_circle_would_be_found(
    template: dict[str, Any], place: list[str], reference: dict[str, Any]
) -> None:
    spoilt = changed(template)
    spoilt["Resources"]["B"] = {"Type": "X", "DependsOn": "MeetingsTable"}
    part = spoilt
    for name in place:
        part = part[name]
    part["ADDED"] = reference
    assert len(circle(spoilt)) >= 2


def test_there_is_one_stage_with_its_throttle(template: dict[str, Any]) -> None:
    """Without the version SAM adds a stage of its own, named Stage, which has none."""
    assert template["Globals"]["Api"]["OpenApiVersion"] == "2.0"
    api = template["Resources"]["RestAPI"]["Properties"]
    assert api["StageName"] == "api"
    (everywhere,) = api["MethodSettings"]
    assert everywhere["ThrottlingRateLimit"] == {"Ref": "RateLimit"}
    assert everywhere["ThrottlingBurstLimit"] == {"Ref": "BurstLimit"}
    assert template["Parameters"]["RateLimit"]["Default"] == 200


def test_every_method_reaches_the_application_and_head_is_as_get(template: dict[str, Any]) -> None:
    """Where an address has not the method asked for, the application says which it has."""
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    assert len(definition["paths"]) <= 300  # resources of an API, unless AWS is asked for more
    for path, methods in definition["paths"].items():
        integrations = {
            name: method["x-amazon-apigateway-integration"] for name, method in methods.items()
        }
        assert ("head" in methods) == ("get" in methods), path
        if "get" in methods:
            assert integrations["head"] == integrations["get"]
        every = integrations.pop("x-amazon-apigateway-any-method")
        assert every["type"] == "aws_proxy"
        assert integrations.pop("options", {"type": "mock"})["type"] == "mock"
        assert all(own == every for own in integrations.values())


def test_a_page_of_another_origin_may_ask_what_get_answers(template: dict[str, Any]) -> None:
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    open_to_all = {path for path, methods in paths.items() if "options" in methods}
    assert {"/v1/meetings", "/.well-known/jwks.json", "/feeds/meetings.csv"} <= open_to_all
    assert "/facilitate" not in open_to_all
    for path in open_to_all & {path for path, methods in paths.items() if "get" in methods}:
        integration = paths[path]["options"]["x-amazon-apigateway-integration"]
        allowed = integration["responses"]["default"]["responseParameters"]
        methods = allowed["method.response.header.Access-Control-Allow-Methods"].strip("'")
        assert methods.split(",") == ["GET", "HEAD", "OPTIONS"], path


def test_bytes_have_one_type_and_all_else_is_text(template: dict[str, Any]) -> None:
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    assert definition["x-amazon-apigateway-binary-media-types"] == ["application/cose-key-set"]


def test_cloudformation_takes_the_template_from_a_bucket(built: Path) -> None:
    assert (built / "sam.json").stat().st_size < 1_000_000


def test_what_the_gateway_answers_itself_has_our_shape(template: dict[str, Any]) -> None:
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    for unrouted in ("MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE", "RESOURCE_NOT_FOUND"):
        assert answers[unrouted]["StatusCode"] == 404
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "REQUEST_TOO_LARGE"} < set(answers)
    for answer in answers.values():
        error = json.loads(answer["ResponseTemplates"]["application/json"])["error"]
        assert set(error) == {"code", "message"}


def test_what_the_gateway_answers_itself_has_the_headers_of_our_answers(
    template: dict[str, Any],
) -> None:
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    for answer in answers.values():
        headers = answer["ResponseParameters"]["Headers"]
        assert headers["Access-Control-Allow-Origin"] == "'*'"
        assert headers["Strict-Transport-Security"] == f"'{STRICT_TRANSPORT}'"
        assert headers["X-Content-Type-Options"] == "'nosniff'"
        assert headers["Cache-Control"] == "'no-store'"
    assert answers["THROTTLED"]["ResponseParameters"]["Headers"]["Retry-After"] == "'2'"


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        ("MISSING_AUTHENTICATION_TOKEN", "not_found"),
        ("THROTTLED", "unavailable"),
        ("DEFAULT_5XX", "unavailable"),
    ],
)
def test_what_the_gateway_answers_itself_is_said_in_every_language(
    template: dict[str, Any], answer: str, page: str
) -> None:
    """It can't choose one: nothing of the request is at hand there."""
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    html = answers[answer]["ResponseTemplates"]["text/html"]
    for language in languages():
        t = translator(language)
        assert f'lang="{language}"' in html
        assert f">{t(f'error.{page}.title')}<" in html
        assert f"<p>{t(f'error.{page}.text')}</p>" in html


def test_nobody_is_told_of_costs_unless_an_address_is_given(template: dict[str, Any]) -> None:
    """Nor does a rehearsal need AWS Budgets, which no emulator has."""
    budget = template["Resources"]["Budget"]
    assert template["Conditions"][budget["Condition"]] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "BudgetEmail"}, ""]}]
    }
    assert template["Parameters"]["BudgetEmail"]["Default"] == ""
    told = budget["Properties"]["NotificationsWithSubscribers"]
    assert [each["Notification"]["NotificationType"] for each in told] == ["ACTUAL", "FORECASTED"]
    for each in told:
        assert each["Subscribers"] == [
            {"SubscriptionType": "EMAIL", "Address": {"Ref": "BudgetEmail"}}
        ]
