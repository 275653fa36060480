"""A rehearsal that does not take place is a failure, and so is what it can't take down."""

import signal
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.rehearsal import __main__ as rehearsal
from tests.rehearsal.deployment import NotDeployed
from tests.rehearsal.ministack import NotStarted
from tools.package import NotPackaged


@pytest.fixture(autouse=True)
def own_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves this process's signals as they are."""
    monkeypatch.setattr(signal, "signal", lambda number, action: None)


@pytest.mark.parametrize("reason", [NotPackaged, NotStarted, NotDeployed])
def test_where_it_cannot_run_it_fails_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reason: type[Exception]
) -> None:
    def fail(folder: Path) -> None:
        raise reason("no such thing")

    monkeypatch.setattr(rehearsal, "deployed", fail)
    assert rehearsal.main([]) == 1
    assert capsys.readouterr().err == "Not rehearsed: no such thing\n"


@pytest.mark.parametrize(
    ("tests", "taken_down", "status"), [(0, True, 0), (0, False, 1), (5, True, 5)]
)
def test_its_status_is_that_of_its_tests_and_of_taking_it_down(
    monkeypatch: pytest.MonkeyPatch, tests: int, taken_down: bool, status: int
) -> None:
    """5: pytest ran none."""

    def take_down(running: object, folder: Path) -> None:
        if not taken_down:
            raise NotDeployed("a table stays")

    monkeypatch.setattr(rehearsal, "deployed", lambda folder: nullcontext(()))
    monkeypatch.setattr(rehearsal, "run_tests", lambda folder, arguments: tests)
    monkeypatch.setattr(rehearsal, "take_down", take_down)
    assert rehearsal.main([]) == status
