"""Each victim is killed once while a phone writes; `make kill` does it at 30 moments."""

from pathlib import Path

import pytest

from tests.kills.run import VICTIMS, kill_at_random

pytestmark = [pytest.mark.slow, pytest.mark.database, pytest.mark.xdist_group("kills")]


def test_what_was_acknowledged_outlives_a_kill(
    tmp_path: Path, dynoxide_endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kill_at_random(tmp_path, len(VICTIMS), seed=11, say=print) == []
    assert capsys.readouterr().out.count("kept") == len(VICTIMS)
