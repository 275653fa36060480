"""Which version and build this is."""

import tomllib
from pathlib import Path

import pytest

from chalicelib import version

PROJECT = Path(__file__).parents[2]


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == version.VERSION


def test_a_checkout_is_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not version.BUILD_FILE.exists()
    assert version.build.__wrapped__() == "development"
    packaged = tmp_path / "build.txt"
    packaged.write_text("0a1b2c3d4e5f\n")
    monkeypatch.setattr(version, "BUILD_FILE", packaged)
    assert version.build.__wrapped__() == "0a1b2c3d4e5f"
