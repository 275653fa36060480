"""Time budgets: what is granted to each attempt, by a clock that only waiting moves."""

from collections.abc import Callable

import pytest

from chalicelib.aws import time_budget
from chalicelib.aws.time_budget import OutOfTime, TimeBudget
from tests.unit.aws.pause_clock import PauseClock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> PauseClock:
    clock = PauseClock()
    monkeypatch.setattr(time_budget, "time", clock)
    return clock


def hang(budget: TimeBudget, clock: PauseClock) -> float:
    """An attempt that waits for all it is granted; returns that."""
    with budget.attempt():
        granted_s = time_budget.attempt_left_s()
        assert granted_s is not None
        clock.sleep(granted_s)
    return granted_s


def test_attempts_that_hang_get_two_fifths_each_until_nothing_is_left(clock: PauseClock) -> None:
    budget = TimeBudget(2.5)
    assert [hang(budget, clock) for _ in range(3)] == pytest.approx([1, 1, 0.5])
    with pytest.raises(OutOfTime):
        hang(budget, clock)
    assert clock.passed_s == pytest.approx(2.5)


def test_what_a_request_does_between_its_calls_is_not_charged(clock: PauseClock) -> None:
    budget = TimeBudget(2.5)
    with time_budget.spent_together(budget):
        for _ in range(10):
            clock.sleep(1)
            with time_budget.current().attempt():
                clock.sleep(0.2)
    assert budget.left_s == pytest.approx(0.5)


def test_pauses_are_charged_and_end_before_nothing_is_left(clock: PauseClock) -> None:
    budget = TimeBudget(2.5)
    pauses = 0
    while budget.pause(pauses):
        pauses += 1
    assert pauses > 5
    assert budget.left_s == pytest.approx(2.5 - clock.passed_s)
    assert 0.2 <= budget.left_s < 0.8


def test_who_is_in_each_others_way_does_not_come_back_at_the_same_moment(clock: PauseClock) -> None:
    waited = set[float]()
    for _ in range(20):
        before = clock.passed_s
        assert TimeBudget(600).pause(6)
        waited.add(clock.passed_s - before)
    assert len(waited) > 1
    assert all(0 <= seconds <= 0.5 for seconds in waited)


def test_no_pause_is_longer_than_its_caller_has_time_for(clock: PauseClock) -> None:
    budget = TimeBudget(600)
    while budget.pause(6, 3 - clock.passed_s):
        pass
    assert 2 < clock.passed_s < 3


def test_a_call_outside_of_a_request_has_a_budget_of_its_own(clock: PauseClock) -> None:
    assert time_budget.attempt_left_s() is None
    for _ in range(2):
        assert time_budget.current().left_s == time_budget.COMMAND_S


@pytest.mark.parametrize("end", [lambda: None, lambda: 1 / 0])
def test_the_budget_of_a_request_ends_with_it(end: Callable[[], object]) -> None:
    budget = TimeBudget(1)
    try:
        with time_budget.spent_together(budget):
            assert time_budget.current() is budget
            end()
    except ZeroDivisionError:
        pass
    assert time_budget.current() is not budget
