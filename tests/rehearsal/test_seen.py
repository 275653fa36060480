"""What an operator sees of what runs: health, lines of the log, measures, alarms, a dashboard."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest

from chalicelib import measuring
from chalicelib.canary import history
from chalicelib.version import VERSION
from tests.deploy.alarms import measured, template
from tests.rehearsal.deployed import Deployed
from tests.rehearsal.ministack import HOST, PATIENCE_S
from tests.rehearsal.stages import MAIN

LOGGED_BY_LAMBDA = ("INIT_START", "[")


def lines(deployed: Deployed) -> list[Any]:
    """What the functions have logged: lines of JSON, each with its log's name before it."""
    said = [line.partition(": ")[2] for line in deployed.logs().splitlines()]
    return [json.loads(line) for line in said if not line.startswith(LOGGED_BY_LAMBDA)]


@pytest.fixture(scope="module")
def values(deployed: Deployed) -> Mapping[str, float]:
    """What the schedule measures, as CloudWatch would read it in the log."""
    deployed.run_sweep()
    *_, last = (line for line in lines(deployed) if "_aws" in line)
    assert last["Stack"] == MAIN.stack
    (about,) = last["_aws"]["CloudWatchMetrics"]
    assert (about["Namespace"], about["Dimensions"]) == ("Waypost", [["Stack"]])
    return {metric["Name"]: last[metric["Name"]] for metric in about["Metrics"]}


def without_a_cdn() -> dict[str, Any]:
    """The alarms about what is measured, by their names in the template."""
    resources = template()["Resources"]
    return {name: one for name, one in measured().items() if "Condition" not in resources[name]}


def states(deployed: Deployed, values: Mapping[str, float]) -> dict[str, str]:
    """The states of the alarms once these values come, by the alarms' names in the template."""
    cloudwatch = deployed.aws.client("cloudwatch")
    cloudwatch.put_metric_data(
        Namespace="Waypost",
        MetricData=[
            {
                "MetricName": name,
                "Value": value,
                "Dimensions": [{"Name": "Stack", "Value": MAIN.stack}],
            }
            for name, value in values.items()
        ],
    )
    known = {
        alarm["AlarmName"]: alarm["StateValue"]
        for page in cloudwatch.get_paginator("describe_alarms").paginate()
        for alarm in page["MetricAlarms"]
    }
    return {name: known[deployed.resources[name]] for name in without_a_cdn()}


def test_it_is_alive_and_ready_and_says_which_build_it_is(face: Deployed) -> None:
    for path in ("/health", "/health/ready"):
        answer = json.loads(face.open(Request(face.base + path)).read())
        assert (answer["status"], answer["version"]) == ("ok", VERSION)
        assert answer["build"] != "development"


def test_all_that_is_logged_is_a_failure_or_a_measure(deployed: Deployed) -> None:
    for line in lines(deployed):
        assert "_aws" in line or {"level", "event"} <= line.keys(), line


def test_the_canary_finds_gives_redeems_and_checks(face: Deployed, tmp_path: Path) -> None:
    session, status = tmp_path / "canary.json", tmp_path / "status"
    face.command("canary", "prepare", str(session))
    visit = ["canary", "visit", face.base, "--session", str(session), "--status", str(status)]
    said = face.run_script(_led_to_the_front(face) + f"main({visit!r})")
    assert [line.partition(" (")[0] for line in said.splitlines()] == [
        "ready: good",
        "first page: good",
        "search: good",
        "checking page: good",
        "keys and withdrawals: good",
        "give: good",
        "redeem: good",
        "check by the service: good",
        "check by the lists: good",
    ]
    assert history.read((status / "status.json").read_text("utf-8")).failing == {}


def _led_to_the_front(face: Deployed) -> str:
    """What a script begins with that finds every name at the front, and is patient with it."""
    return f"""
import os, socket
os.environ["SSL_CERT_FILE"] = {face.certificate!r}
find = socket.getaddrinfo
socket.getaddrinfo = lambda host, port, *more: find({HOST!r}, {face.front_port}, *more)
from chalicelib.__main__ import main
from chalicelib.canary import site
site.ANSWER_S = {PATIENCE_S}
"""


def test_what_is_measured_first_sets_off_no_alarm_and_then_every_one(
    deployed: Deployed, values: Mapping[str, float]
) -> None:
    """The emulator reads no metrics in logs: this does, and sends them."""
    alarms = without_a_cdn()
    assert values.keys() == {alarm["MetricName"] for alarm in alarms.values()}
    assert values.keys() < {measuring.metric_name(name) for name in measuring.UNITS}
    assert set(states(deployed, values).values()) == {"OK"}
    bad = {
        alarm["MetricName"]: 0 if alarm["ComparisonOperator"].startswith("Less") else 1_000_000
        for alarm in alarms.values()
    }
    assert set(states(deployed, bad).values()) == {"ALARM"}


def test_the_dashboard_is_there_and_names_what_was_deployed(deployed: Deployed) -> None:
    board = deployed.aws.client("cloudwatch").get_dashboard(DashboardName=MAIN.stack)
    body = json.loads(board["DashboardBody"])
    assert deployed.resources["APIHandler"] in json.dumps(body)
    assert "${" not in json.dumps(body)
