"""The interpreter for a package: the one that is named or found, of the runtime's version, or words
that say how to get it."""

import sys
from pathlib import Path

import pytest

from tools import package, package_python
from tools.package_python import NoInterpreter, find

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment in which no interpreter is found."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    return {
        "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
        "PYENV_ROOT": str(tmp_path / "pyenv"),
        "UV_PYTHON_INSTALL_DIR": str(tmp_path / "uv"),
    }


def interpreter(path: Path, version: str, status: int = 0) -> Path:
    """Something that says it is a Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\nexit {status}\n")
    path.chmod(0o755)
    return path


def without_the_machines(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**environ, "PATH": str(tmp_path / "bin")}


def test_where_there_is_none_one_line_says_how_to_get_it(
    nothing: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(NoInterpreter) as refused:
        find(without_the_machines(nothing, tmp_path))
    said = str(refused.value)
    assert said.startswith("Lambda's runtime is Python 3.13, and there is no python3.13 here: ")
    for way in ("`uv python install 3.13`", "`pyenv install 3.13`", "Debian 13", "PACKAGE_PYTHON="):
        assert way in said
    assert "\n" not in said


def test_another_version_than_the_runtimes_is_refused_by_name(
    nothing: dict[str, str], tmp_path: Path
) -> None:
    other = interpreter(tmp_path / "python3.12", "3.12.1")
    with pytest.raises(NoInterpreter, match=rf"PACKAGE_PYTHON={other} is Python 3\.12\.1: "):
        find({**nothing, "PACKAGE_PYTHON": str(other)})


@pytest.mark.parametrize("named", ["/nowhere/python3.13", "no-such-python"])
def test_one_that_does_not_run_is_refused_by_name(nothing: dict[str, str], named: str) -> None:
    with pytest.raises(NoInterpreter, match=f"PACKAGE_PYTHON={named} does not run: "):
        find({**nothing, "PACKAGE_PYTHON": named})


@pytest.mark.parametrize(
    "place",
    [
        "bin/python3.13",
        "pyenv/versions/3.13.0/bin/python3.13",
        "uv/cpython-3.13.9-linux-x86_64-gnu/bin/python3.13",
    ],
)
def test_one_is_found_where_people_have_it(
    nothing: dict[str, str], tmp_path: Path, place: str
) -> None:
    there = interpreter(tmp_path / place, "3.13.9")
    assert find(without_the_machines(nothing, tmp_path)) == there


def test_a_name_on_the_path_that_leads_to_none_is_passed_over(
    nothing: dict[str, str], tmp_path: Path
) -> None:
    """As pyenv's own are while another version is chosen."""
    interpreter(tmp_path / "bin" / "python3.13", "not found", status=127)
    there = interpreter(tmp_path / "pyenv/versions/3.13.0/bin/python3.13", "3.13.0")
    assert find(without_the_machines(nothing, tmp_path)) == there


def test_the_one_that_is_named_goes_first(nothing: dict[str, str], tmp_path: Path) -> None:
    interpreter(tmp_path / "bin" / "python3.13", "3.13.1")
    named = interpreter(tmp_path / "own", "3.13.2")
    assert find({**nothing, "PACKAGE_PYTHON": str(named)}) == named


def test_an_interpreter_that_can_make_no_environment_is_refused(tmp_path: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("chalice==1.0 \\\n    --hash=sha256:00\n    # via -r a.in\n")
    without_venv = interpreter(tmp_path / "python3.13", "3.13.1", status=1)
    with pytest.raises(NoInterpreter, match="makes no environment"):
        package_python.with_chalice(without_venv, tmp_path)


def test_this_environment_packages_where_its_own_interpreter_is_the_one() -> None:
    assert package_python.with_chalice(Path(sys.executable), PROJECT) == Path(sys.executable)


def test_packaging_needs_the_framework_and_what_it_wants_and_nothing_else() -> None:
    pinned = (
        "botocore==1 \\\n    --hash=sha256:aa\n    # via\n    #   boto3\n    #   chalice\n"
        "chalice==1 \\\n    --hash=sha256:bb\n    # via -r requirements-dev.in\n"
        "ruff==1 \\\n    --hash=sha256:cc\n    # via -r requirements-dev.in\n"
        "six==1 \\\n    --hash=sha256:dd\n    # via chalice\n"
        "urllib3==1 \\\n    --hash=sha256:ee\n    # via botocore\n"
    )
    pins = package_python.pins_of("chalice", pinned, "six==1\n")
    assert [line.partition("=")[0] for line in pins.splitlines() if "==" in line] == [
        "botocore",
        "chalice",
        "urllib3",
    ]
    assert pins.count("--hash=sha256:") == 3


def test_the_pins_of_this_project_hold_all_that_packaging_needs() -> None:
    pinned = (PROJECT / "requirements-dev.txt").read_text("utf-8")
    pins = package_python.pins_of("chalice", pinned, "")
    names = {line.partition("=")[0] for line in pins.splitlines() if "==" in line}
    assert {"botocore", "chalice", "click", "pip", "pyyaml", "setuptools", "wheel"} <= names
    assert not {"moto", "mypy", "pytest", "ruff"} & names


def test_packaging_says_in_one_line_why_it_could_not(
    nothing: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = interpreter(tmp_path / "python3.12", "3.12.1")
    monkeypatch.setenv("PACKAGE_PYTHON", str(other))
    monkeypatch.setattr(sys, "argv", ["package", str(tmp_path / "out")])
    assert package.main() == 1
    said = capsys.readouterr().err
    assert said.startswith("Not packaged: Lambda's runtime is Python 3.13")
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_packaging_that_is_stopped_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(environ: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(package_python, "find", stop)
    monkeypatch.setattr(sys, "argv", ["package", str(tmp_path / "out")])
    assert package.main() == 130
    assert capsys.readouterr().err == "Not packaged: stopped\n"
