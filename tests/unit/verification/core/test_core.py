"""The core of checking runs wherever it is put."""

import shutil
import subprocess
import sys
from pathlib import Path

from chalicelib.verification import core

PROGRAM = """
from somewhere.checking import Outcome, TrustedLists, check
from somewhere.public_keys import KeyRing
from datetime import UTC, datetime
lists = TrustedLists(KeyRing(), (), 0, 0)
assert check("not a code", lists, datetime.fromtimestamp(0, UTC)).outcome is Outcome.UNREADABLE
"""


def test_the_core_needs_nothing_of_the_project(tmp_path: Path) -> None:
    (folder,) = core.__path__
    shutil.copytree(folder, tmp_path / "somewhere")
    for module in Path(folder).glob("*.py"):
        assert "chalicelib" not in module.read_text(), module.name
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, check=True)
