"""The schedule of `make run`: each step again and again, whatever goes wrong once."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.verification.keys import StepRefused
from chalicelib.verification.vault import KeysUnavailable
from local import schedule
from tests.local.conftest import PATIENCE_S


class Steps:
    """Stand-ins for the steps: what each does in turn, an error to raise or a result.

    A step that has done all of it goes on as its last one was.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **turns: list[object]) -> None:
        self.done: list[str] = []
        self.log: list[str] = []
        self._turns: dict[str, list[object]] = {
            "sweep": [0],
            "rotate_keys": [None],
            "erase": [True],
            **turns,
        }
        self._all_done = threading.Event()
        monkeypatch.setattr(schedule, "INTERVAL_S", 0.01)
        for name in ("sweep", "rotate_keys"):
            monkeypatch.setattr(f"chalicelib.sweeping.{name}", self._step(name))

    def _step(self, name: str) -> Callable[[datetime], object]:
        return lambda now: self._do(name)

    def _do(self, name: str) -> object:
        turns = self._turns[name]
        if name == "sweep" and all(len(each) == 1 for each in self._turns.values()):
            self._all_done.set()
        result = turns.pop(0) if len(turns) > 1 else turns[0]
        if not self._all_done.is_set():
            self.done.append(name)
        if isinstance(result, Exception):
            raise result
        return result

    def run(self, *, pending: bool = False) -> None:
        """Runs the schedule until each step has done all that it is to do."""

        def erase() -> bool:
            return bool(self._do("erase"))

        with schedule.run(self.log.append, erase, pending):
            assert self._all_done.wait(PATIENCE_S)

    def erasures(self) -> int:
        return self.done.count("erase")


def test_whatever_fails_is_said_without_details_and_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = Steps(
        monkeypatch,
        sweep=[OSError("a secret"), KeysUnavailable("a secret"), 1, 0],
        rotate_keys=[StepRefused("a secret"), None],
        erase=[ValueError("a secret"), True],
    )
    steps.run()
    said = "\n".join(steps.log)
    for words in (
        "could not be removed now (OSError)",
        "could not be removed now (KeysUnavailable)",
        "keys could not be rotated now (StepRefused)",
        "could not be erased from the database's file now (ValueError)",
    ):
        assert words in said
    assert "a secret" not in said


def test_the_file_is_cleaned_after_a_sweep_that_deleted_until_it_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = Steps(monkeypatch, sweep=[0, 0, 3, 0, 0, 0, 0], erase=[False, False, True, True])
    steps.run()
    assert steps.log == []
    assert steps.done[:7] == ["sweep", "rotate_keys"] * 3 + ["erase"]  # none for two idle turns
    assert steps.erasures() == 3


def test_a_sweep_that_failed_halfway_may_have_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch, sweep=[OSError(), 0, 0])
    steps.run()
    assert steps.erasures() == 1


@pytest.mark.parametrize(("pending", "erasures"), [(True, 1), (False, 0)])
def test_what_could_not_be_done_before_the_start_is_done_at_the_first_turn(
    monkeypatch: pytest.MonkeyPatch, pending: bool, erasures: int
) -> None:
    steps = Steps(monkeypatch, sweep=[0, 0, 0])
    steps.run(pending=pending)
    assert steps.erasures() == erasures
