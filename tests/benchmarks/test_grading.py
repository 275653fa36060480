"""Grades by Lighthouse: the median run counts, and each audit that cost points is named."""

from typing import Any

import pytest

from benchmarks.figures import Figure
from benchmarks.grading import MIN_GRADES, NotGraded, figures_of


def report(performance: float | None, paint: float | None = 1) -> dict[str, Any]:
    """A result in Lighthouse's shape, with one audit of performance that counts and one that
    doesn't."""
    categories: dict[str, Any] = {name: {"score": 1, "auditRefs": []} for name in MIN_GRADES}
    categories["performance"] = {
        "score": performance,
        "auditRefs": [{"id": "paint", "weight": 10}, {"id": "advice", "weight": 0}],
    }
    requests = {"details": {"items": [{"transferSize": 300}, {"transferSize": 40}]}}
    audits = {"paint": {"score": paint}, "advice": {"score": 0}, "network-requests": requests}
    machine = {"benchmarkIndex": 1500}
    return {"categories": categories, "audits": audits, "environment": machine}


def of(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.what: figure for figure in figures}


def test_the_median_run_is_held_to_the_limit() -> None:
    figures = of(figures_of("page", [report(1), report(0.5), report(0.99, paint=0.9)]))
    assert figures["performance"].value == 99
    assert figures["performance"].within_limits is False
    assert figures["performance, lowest of 3"].value == 50
    assert figures["accessibility"].within_limits is True
    assert figures["seo"].within_limits is True


def test_an_audit_that_cost_points_is_named_and_mere_advice_is_not() -> None:
    figures = of(figures_of("page", [report(0.99, paint=0.9)]))
    assert figures["performance loses by paint"].value == 90
    assert not any("advice" in what for what in figures)
    assert figures["sent, with headers"].value == 340


def test_an_audit_that_could_not_run_is_no_grade() -> None:
    with pytest.raises(NotGraded, match="performance"):
        figures_of("page", [report(None)])
