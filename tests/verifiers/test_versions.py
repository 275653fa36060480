"""Both packages have the project's version."""

import json
import tomllib

from tools.build_verifiers import PROJECT, SOURCES


def test_the_packages_have_the_project_s_version() -> None:
    project, python = (
        tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        for folder in (PROJECT, SOURCES / "python")
    )
    npm = json.loads((SOURCES / "js" / "package.json").read_text("utf-8"))["version"]
    assert project == python == npm
