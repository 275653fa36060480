"""The template's alarms, and what CloudWatch would make of a metric."""

import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tools import template as parts

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
}


@cache
def template() -> Any:
    """The parts of the template that are ours."""
    return parts.read()


def resources(kind: str) -> dict[str, Any]:
    """The properties of the template's resources of a kind, by their names."""
    every = template()["Resources"].items()
    return {name: one["Properties"] for name, one in every if one.get("Type") == kind}


def alarms() -> dict[str, Any]:
    return resources("AWS::CloudWatch::Alarm")


def measured() -> dict[str, Any]:
    """The alarms about what the sweep measures, by their names."""
    return {name: one for name, one in alarms().items() if one.get("Namespace") == "Waypost"}


def threshold(alarm: Mapping[str, Any]) -> float:
    """What an alarm compares with; of a parameter its default."""
    given = alarm["Threshold"]
    if isinstance(given, dict):
        given = template()["Parameters"][given["Ref"]]["Default"]
    return float(given)


def is_bad(alarm: Mapping[str, Any], values: Mapping[str, float]) -> bool:
    """Whether a period with these values, by their metrics' names, counts as breaching."""
    if alarm["MetricName"] not in values:
        return bool(alarm["TreatMissingData"] == "breaching")
    compare = COMPARISONS[alarm["ComparisonOperator"]]
    return compare(values[alarm["MetricName"]], threshold(alarm))


def tripped(values: Mapping[str, float]) -> set[str]:
    """The names of the alarms that values like these set off, if they last, without a CDN."""
    there = (name for name in measured() if "Condition" not in template()["Resources"][name])
    return {name for name in there if is_bad(measured()[name], values)}
