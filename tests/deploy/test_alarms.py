"""Every alarm is explained, shown, and told of; and CloudWatch takes it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from app import app
from chalicelib import failure_log, measuring, settings
from chalicelib.verification.keys import WARN_FROM_KEYS
from chalicelib.verification.withdrawal_items import FULL_BYTES, WARN_BYTES
from chalicelib.web.http.errors import CATALOGUE
from tests.deploy.alarms import alarms, measured, resources, template, threshold

PROJECT = Path(__file__).resolve().parents[2]
ENTRY = re.compile(r"docs/operations\.md#(alarm-[a-z-]+)$")
PRINTED = {measuring.metric_name(name) for name in measuring.UNITS}


def entries() -> set[str]:
    """The anchors of the entries about alarms, as they are read on a page."""
    runbook = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    titles = re.findall(r"^### (Alarm: .+)$", runbook, re.MULTILINE)
    return {title.lower().replace(":", "").replace(" ", "-") for title in titles}


def test_every_alarm_names_its_entry_and_every_entry_has_an_alarm() -> None:
    named = {}
    for name, alarm in alarms().items():
        found = ENTRY.search(alarm["AlarmDescription"])
        assert found, name
        named[name] = found[1]
    assert set(named.values()) == entries()


def test_every_entry_that_another_one_leads_to_is_there() -> None:
    runbook = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    assert set(re.findall(r"\(#(alarm-[a-z-]+)\)", runbook)) <= entries()


def test_every_event_that_is_logged_is_in_the_document() -> None:
    sources = [PROJECT / "app.py", *(PROJECT / "chalicelib").rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    logged = set(re.findall(r'failure_log\.write\(\s*"([a-z_]+)"', code))
    logged |= set(re.findall(r'(?:_log|\.logged)\("([a-z_]+)"', code))
    logged |= {error.code for error in CATALOGUE if error.status == 503}
    runbook = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    (table,) = re.findall(r"^\| event in the log \|.*?\n\n", runbook, re.MULTILINE | re.DOTALL)
    rows = [row.split(" | ")[0] for row in table.splitlines()]
    assert {event for row in rows for event in re.findall(r"`([a-z_]+)`", row)} == logged


def test_what_is_measured_has_an_alarm_and_no_alarm_waits_for_what_nobody_measures() -> None:
    assert {alarm["MetricName"] for alarm in measured().values()} == PRINTED
    for alarm in measured().values():
        assert alarm["Dimensions"] == [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}]


def test_the_sweep_has_what_it_measures_with() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["STACK_NAME"] == {"Ref": "AWS::StackName"}
    assert "MeetingsTable" in str(variables["MEETINGS_TABLE"])


def test_limits_are_those_of_the_program() -> None:
    assert threshold(alarms()["WithdrawalsAlarm"]) == WARN_BYTES < FULL_BYTES
    assert threshold(alarms()["KeyRoomAlarm"]) == WARN_FROM_KEYS
    let_through = 60 * template()["Parameters"]["RateLimit"]["Default"]
    assert threshold(alarms()["CrowdAlarm"]) == 0.8 * let_through
    assert settings.Settings().wait_s * 1000 < threshold(alarms()["SlowAlarm"])


def test_alarms_begin_where_and_when_their_entries_say() -> None:
    for_tables = {
        f"{table}{deed}sAlarm": (0, 60, 3, 5)
        for table in ("Meetings", "Verification", "Facilitators")
        for deed in ("Read", "Write")
    }
    begins = {  # beyond which value, for how many of how many periods of so many seconds
        "ErrorsAlarm": (0.01, 300, 3, 3),
        "SlowAlarm": (3000, 300, 3, 3),
        "CrowdAlarm": ({"Ref": "AlarmRequests"}, 60, 3, 5),
        "ApiFunctionAlarm": (0, 300, 2, 3),
        "ThrottlesAlarm": (0, 60, 2, 5),
        "ConcurrencyAlarm": ({"Ref": "AlarmConcurrency"}, 60, 3, 5),
        "SweepFunctionAlarm": (0, 900, 2, 4),
        **for_tables,
        "SweepAgeAlarm": (3600, 1800, 2, 2),
        "SnapshotAgeAlarm": (3600, 1800, 2, 2),
        "ImportAgeAlarm": ({"Ref": "AlarmImportDays"}, 1800, 2, 2),
        "StandbyKeyAlarm": (1, 1800, 2, 2),
        "RotationAlarm": (1, 1800, 2, 2),
        "KeyRoomAlarm": (50, 1800, 2, 2),
        "WithdrawalsAlarm": (200_000, 1800, 2, 2),
    }
    names = ("Threshold", "Period", "DatapointsToAlarm", "EvaluationPeriods")
    assert begins == {
        name: tuple(alarm[value] for value in names) for name, alarm in alarms().items()
    }
    assert alarms()["SlowAlarm"]["EvaluateLowSampleCountPercentile"] == "ignore"


def test_alarms_on_what_aws_measures_look_at_the_right_thing() -> None:
    looks_at = {
        "ErrorsAlarm": ("ApiGateway", "5XXError", "Average", "Stage"),
        "SlowAlarm": ("ApiGateway", "Latency", "p99", "Stage"),
        "CrowdAlarm": ("ApiGateway", "Count", "Sum", "Stage"),
        "ApiFunctionAlarm": ("Lambda", "Errors", "Sum", "APIHandler"),
        "ThrottlesAlarm": ("Lambda", "Throttles", "Sum", "APIHandler"),
        "ConcurrencyAlarm": ("Lambda", "ClaimedAccountConcurrency", "Maximum", ""),
        "SweepFunctionAlarm": ("Lambda", "Errors", "Sum", "Sweep"),
    }
    for table in ("Meetings", "Verification", "Facilitators"):
        for deed in ("Read", "Write"):
            what = ("DynamoDB", f"{deed}ThrottleEvents", "Sum", table)
            looks_at[f"{table}{deed}sAlarm"] = what
    assert set(looks_at) == set(alarms()) - set(measured())
    dimensions = {
        "": [],
        "Stage": [
            {"Name": "ApiName", "Value": {"Ref": "AWS::StackName"}},
            {"Name": "Stage", "Value": {"Ref": "RestAPI.Stage"}},
        ],
        **{
            name: [{"Name": "FunctionName", "Value": {"Ref": name}}]
            for name in ("APIHandler", "Sweep")
        },
        **{
            table: [
                {
                    "Name": "TableName",
                    "Value": {
                        "Fn::If": [
                            f"Own{table}Table",
                            {"Ref": f"{table}Table"},
                            {"Ref": f"{table}TableName"},
                        ]
                    },
                }
            ]
            for table in ("Meetings", "Verification", "Facilitators")
        },
    }
    for name, (service, metric, statistic, where) in looks_at.items():
        alarm = alarms()[name]
        assert alarm["Namespace"] == f"AWS/{service}", name
        assert alarm["MetricName"] == metric, name
        assert alarm.get("Statistic", alarm.get("ExtendedStatistic")) == statistic, name
        assert alarm.get("Dimensions", []) == dimensions[where], name
    errors = alarms()["ErrorsAlarm"]  # a share of the requests, and not a count
    assert (errors["Threshold"], errors["ComparisonOperator"]) == (0.01, "GreaterThanThreshold")


def test_the_least_of_what_should_be_there_counts_and_the_most_of_what_should_not() -> None:
    for name, alarm in measured().items():
        least = alarm["ComparisonOperator"] == "LessThanThreshold"
        assert alarm["Statistic"] == ("Minimum" if least else "Maximum"), name


def test_one_bad_moment_wakes_nobody() -> None:
    for name, alarm in alarms().items():
        assert 2 <= alarm["DatapointsToAlarm"] <= alarm["EvaluationPeriods"], name


def test_each_period_of_what_the_schedule_measures_has_two_of_its_turns() -> None:
    """One that comes a little late leaves no period without a measurement."""
    schedule: Any = app.event_sources[0]
    assert schedule.schedule_expression.to_string() == "rate(15 minutes)"
    for name, alarm in measured().items():
        assert alarm["Period"] == 2 * 15 * 60, name


def test_what_is_missing_is_a_bad_sign_where_it_always_comes() -> None:
    for name, alarm in alarms().items():
        always = name in measured()
        assert alarm["TreatMissingData"] == ("breaching" if always else "notBreaching"), name


def test_every_alarm_is_sent_where_there_is_an_address_and_so_is_its_end() -> None:
    topic = template()["Resources"]["AlarmTopic"]
    assert topic["Condition"] == "AlarmsAreSent"
    assert topic["Properties"]["Subscription"] == [
        {"Endpoint": {"Ref": "AlarmEmail"}, "Protocol": "email"}
    ]
    told = {"Fn::If": ["AlarmsAreSent", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}
    for name, alarm in alarms().items():
        assert alarm["AlarmActions"] == alarm["OKActions"] == told, name


def test_the_api_has_metrics_of_its_own_in_an_account_with_several_stacks() -> None:
    api = template()["Resources"]["RestAPI"]["Properties"]
    assert api["DefinitionBody"]["info"]["title"] == {"Ref": "AWS::StackName"}
    of_the_api = [alarm for alarm in alarms().values() if "AWS/ApiGateway" in str(alarm)]
    assert len(of_the_api) == 3
    for alarm in of_the_api:
        assert "{'Name': 'ApiName', 'Value': {'Ref': 'AWS::StackName'}}" in str(alarm)


def filled(value: Any) -> Any:
    """A part of the template with its references as CloudFormation might fill them in."""
    if isinstance(value, list):
        return [filled(each) for each in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": name}:
            default = template()["Parameters"].get(name, {}).get("Default")
            return default if default is not None else name.replace("::", "-")
        case {"Fn::If": [_, first, _]}:
            return filled(first)
        case {"Fn::Sub": [text, values]}:
            for name, given in values.items():
                text = text.replace(f"${{{name}}}", str(filled(given)))
            return filled({"Fn::Sub": text})
        case {"Fn::Sub": text}:
            return re.sub(r"\$\{([\w.:]+)\}", lambda name: str(filled({"Ref": name[1]})), text)
    return {name: filled(each) for name, each in value.items()}


def sent(name: str, alarm: Any) -> dict[str, Any]:
    """What CloudWatch is sent to make an alarm."""
    told = ["arn:aws:sns:us-east-1:123456789012:told"]
    return {"AlarmName": name, **filled(alarm), "AlarmActions": told, "OKActions": told}


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield boto3.client("cloudwatch", "us-east-1")


def test_cloudwatch_takes_every_alarm(cloudwatch: Any) -> None:
    for name, alarm in alarms().items():
        cloudwatch.put_metric_alarm(**sent(name, alarm))
        assert alarm["Period"] % 60 == 0
        assert alarm["Period"] * alarm["EvaluationPeriods"] <= 86_400
    kept = cloudwatch.describe_alarms()["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in kept} == alarms().keys()
    assert all("docs/operations.md#" in alarm["AlarmDescription"] for alarm in kept)


def dashboard() -> Any:
    (board,) = resources("AWS::CloudWatch::Dashboard").values()
    return json.loads(filled(board["DashboardBody"]))


def test_without_a_cdn_the_dashboard_leaves_out_what_only_that_has() -> None:
    assert template()["Resources"]["SnapshotAgeAlarm"]["Condition"] == "UseCdn"
    (board,) = resources("AWS::CloudWatch::Dashboard").values()
    text, values = board["DashboardBody"]["Fn::Sub"]
    condition, _, without = values["SnapshotAge"]["Fn::If"]
    assert condition == "UseCdn"
    body = json.loads(filled({"Fn::Sub": [text, {**values, "SnapshotAge": without}]}))
    shown = body["widgets"][0]["properties"]["alarms"]
    assert len(shown) == len(alarms()) - 1
    assert not any("Snapshot" in name for name in shown)


def test_the_dashboard_shows_every_alarm_and_what_it_is_about(cloudwatch: Any) -> None:
    widgets = dashboard()["widgets"]
    (shown,) = (widget["properties"]["alarms"] for widget in widgets if widget["type"] == "alarm")
    assert sorted(shown) == sorted(f"{name}.Arn" for name in alarms())
    drawn = set()
    for widget in widgets:
        row: list[Any] = []
        for line in widget["properties"].get("metrics", ()):
            texts = [text for text in line if isinstance(text, str)]
            row = [row[at] if text == "." else text for at, text in enumerate(texts)]
            drawn.add((row[0], row[1]))
    for name, alarm in alarms().items():
        assert (alarm["Namespace"], alarm["MetricName"]) in drawn, name
    cloudwatch.put_dashboard(DashboardName="waypost", DashboardBody=json.dumps(dashboard()))


def test_the_dashboard_counts_failures_by_what_their_lines_say() -> None:
    (query,) = (
        widget["properties"]["query"]
        for widget in dashboard()["widgets"]
        if widget["type"] == "log"
    )
    for function in ("ApiHandlerLogGroup", "SweepLogGroup"):
        assert f"SOURCE '{function}'" in query
    (named,) = re.findall(r"by ([a-z_, ]+) \|", query)
    assert named == "event, cause, code, route"
    assert {*named.split(", "), "level"} <= failure_log.FIELDS.keys()
    assert "ispresent(event) and ispresent(level)" in query  # and no measure, and no word of Lambda


def test_no_part_of_the_dashboard_lies_on_another() -> None:
    taken: set[tuple[int, int]] = set()
    for widget in dashboard()["widgets"]:
        cells = {
            (widget["x"] + across, widget["y"] + down)
            for across in range(widget["width"])
            for down in range(widget["height"])
        }
        assert not cells & taken
        assert max(across for across, _ in cells) < 24
        taken |= cells


def test_the_dashboard_shows_nothing_by_which_one_meeting_would_be_told() -> None:
    text = json.dumps(dashboard())
    assert text.count("ConsumedReadCapacityUnits") == 1
    assert "ConsumedWriteCapacityUnits" not in text
