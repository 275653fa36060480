"""A data folder serves one run at a time, and says where its database answers."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from local import folder
from local.folder import FolderInUse

HOLDER = """
import sys, time
from pathlib import Path
from local.folder import reserve
with reserve(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_run_is_told_who_uses_the_folder(tmp_path: Path) -> None:
    with (
        folder.reserve(tmp_path),
        pytest.raises(FolderInUse, match=f"in use by process {os.getpid()}: .*DATA_DIR") as refused,
        folder.reserve(tmp_path),
    ):
        pass
    assert "\n" not in str(refused.value)
    with folder.reserve(tmp_path):
        pass


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(FolderInUse), folder.reserve(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with folder.reserve(tmp_path):
        pass


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    data_dir = tmp_path / "deep" / "data"
    with folder.reserve(data_dir):
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


def test_the_endpoint_is_published_only_while_it_answers(tmp_path: Path) -> None:
    file = tmp_path / "endpoint.json"
    with folder.publish_endpoint(tmp_path, "http://127.0.0.1:1234", "http://127.0.0.1:8000"):
        assert json.loads(file.read_text()) == {
            "endpoint": "http://127.0.0.1:1234",
            "public_url": "http://127.0.0.1:8000",
        }
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []
