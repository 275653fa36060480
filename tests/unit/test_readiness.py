"""How a process finds out whether it is ready: each dependency in its turn, none too often."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import dynamodb, readiness, settings
from chalicelib.aws import time_budget
from chalicelib.aws.time_budget import TimeBudget
from chalicelib.readiness import Readiness

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Keys:
    """A key store that counts how often it is asked."""

    asked = 0

    def signer(self, now: datetime) -> None:
        self.asked += 1


def test_what_was_found_is_held_for_five_seconds_and_not_by_a_clock_that_was_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys: Any = Keys()
    monkeypatch.setattr(readiness, "_probe", lambda table: None)
    asking = Readiness(keys, settings.Settings())
    for later, asked in ((0, 1), (4, 1), (5, 2), (4, 3), (-3600, 4), (-3597, 4)):
        assert asking.at(NOW + later * SECOND).failing == []
        assert keys.asked == asked, later


def test_one_that_hangs_leaves_the_others_their_part_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = []

    def hang(table: str) -> None:
        given.append(time_budget.current().left_s)
        time_budget.current().left_s = 0
        raise dynamodb.StorageUnavailable("ReadTimeoutError")

    keys: Any = Keys()
    monkeypatch.setattr(readiness, "_probe", hang)
    with time_budget.spent_together(TimeBudget(10)):
        found = Readiness(keys, settings.Settings()).at(NOW)
    assert found.failing == ["meetings", "verification", "facilitators"]
    assert given == pytest.approx([2, 2, 2])
