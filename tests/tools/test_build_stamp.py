"""A package is named by its commit, else by what it holds."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tools import build_stamp


def a_copy(folder: Path, source: str = "a = 1\n") -> Path:
    (folder / "chalicelib").mkdir(parents=True)
    (folder / "chalicelib" / "a.py").write_text(source)
    return folder


def stamped(project: Path, copy: Path) -> str:
    build_stamp.stamp(project, copy)
    return (copy / "chalicelib" / "build.txt").read_text()


def git(project: Path, *arguments: str) -> str:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "HOME": str(project)}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a", "PATH": os.environ["PATH"]}
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=project, env=who, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_without_git_a_digest_tells_what_differs(tmp_path: Path) -> None:
    project = a_copy(tmp_path / "project")
    first = stamped(project, a_copy(tmp_path / "1"))
    assert re.fullmatch(r"content-[0-9a-f]{12}\n", first)
    assert stamped(project, a_copy(tmp_path / "2")) == first
    assert stamped(project, a_copy(tmp_path / "3", "a = 2\n")) != first


def test_a_commit_names_what_was_made_of_it_unchanged(tmp_path: Path) -> None:
    project = a_copy(tmp_path / "project")
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "One")
    commit = git(project, "rev-parse", "HEAD")
    (project / "deploy").mkdir()
    (project / "deploy" / "prod.json").write_text("{}")  # a stage's file is in no package
    assert stamped(project, a_copy(tmp_path / "1")) == f"{commit[:12]}\n"
    (project / "chalicelib" / "a.py").write_text("a = 2\n")
    assert stamped(project, a_copy(tmp_path / "2")).startswith("content-")


def test_where_git_cannot_be_started_the_digest_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = a_copy(tmp_path / "project")
    (project / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert stamped(project, a_copy(tmp_path / "1")).startswith("content-")
