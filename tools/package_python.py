"""The interpreter that a package is built with: it makes Lambda's runtime, bytecode and wheels.

The local run and the tests take what the machine has. A package for AWS is built by an interpreter
of one version, in an environment of its own that is kept below build/.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

VERSION = (3, 13)
SETTING = "PACKAGE_PYTHON"
_NAME = f"python{VERSION[0]}.{VERSION[1]}"
HOW_TO_GET_ONE = (
    f"`uv python install {VERSION[0]}.{VERSION[1]}`, `pyenv install {VERSION[0]}.{VERSION[1]}` or"
    f" Debian 13's {_NAME}-venv bring one, and {SETTING}=... names it"
)
_ASK = "import sys; print(*sys.version_info[:3], sep='.')"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_WANTED_BY = re.compile(r"^    # +(?:via )?([A-Za-z0-9._-]+)$", re.MULTILINE)


class NoInterpreter(Exception):
    """There is none to package with; the message says in one line how to get one."""


def find(environ: Mapping[str, str]) -> Path:
    """Returns the interpreter to package with: the one that is named, else one that is found.

    Raises NoInterpreter.
    """
    wanted = f"Lambda's runtime is Python {VERSION[0]}.{VERSION[1]}"
    named = environ.get(SETTING)
    if named:
        version = _version(shutil.which(named, path=environ.get("PATH")) or named)
        if version is None:
            raise NoInterpreter(f"{wanted}, and {SETTING}={named} does not run: {HOW_TO_GET_ONE}")
        if not _fits(version):
            raise NoInterpreter(
                f"{wanted}, and {SETTING}={named} is Python {version}: {HOW_TO_GET_ONE}"
            )
        return Path(shutil.which(named, path=environ.get("PATH")) or named)
    for candidate in _candidates(environ):
        if _fits(_version(candidate)):
            return Path(candidate)
    raise NoInterpreter(f"{wanted}, and there is no {_NAME} here: {HOW_TO_GET_ONE}")


def with_chalice(python: Path, project: Path) -> Path:
    """Returns the interpreter of an environment with Chalice and what the application needs.

    It is made once for an interpreter and the pins, with their hashes. Raises NoInterpreter.
    """
    if python.resolve() == Path(sys.executable).resolve():
        return Path(sys.executable)  # this environment's own
    folder = project / "build" / "package-python"
    shipped = (project / "requirements.txt").read_text("utf-8")
    tools = pins_of("chalice", (project / "requirements-dev.txt").read_text("utf-8"), shipped)
    state = hashlib.sha256(f"{python} {_version(python)}\n{shipped}{tools}".encode()).hexdigest()
    mark, own = folder / "made-for", folder / "bin" / "python"
    if not (mark.exists() and mark.read_text() == state and own.exists()):
        shutil.rmtree(folder, ignore_errors=True)
        _run([str(python), "-m", "venv", str(folder)], "makes no environment")
        (folder / "tools.txt").write_text(tools)
        _run(
            [
                *(str(own), "-m", "pip", "install", "-q", "--disable-pip-version-check"),
                *("--require-hashes", "-r", str(project / "requirements.txt")),
                *("-r", str(folder / "tools.txt")),
            ],
            "does not get the pinned packages",
        )
        mark.write_text(state)
    return own


def pins_of(package: str, pinned: str, elsewhere: str) -> str:
    """Returns of a file of pins the package and what it needs, with hashes, without `elsewhere`'s.

    The file says of each package what wants it, as pip-compile writes it.
    """
    entries = {
        found[1].lower(): entry
        for entry in re.split(r"^(?=[A-Za-z0-9._-]+==)", pinned, flags=re.MULTILINE)
        if (found := _PIN.match(entry))
    }
    wanted = {package}
    while more := {
        name
        for name, entry in entries.items()
        if name not in wanted and wanted.intersection(_WANTED_BY.findall(entry))
    }:
        wanted |= more
    already = {name.lower() for name in _PIN.findall(elsewhere)}
    return "".join(entries[name] for name in sorted(wanted - already))


def _candidates(environ: Mapping[str, str]) -> Iterator[str]:
    yield sys.executable
    for folder in environ.get("PATH", "").split(os.pathsep):
        yield str(Path(folder) / _NAME)
    pyenv = Path(environ.get("PYENV_ROOT") or Path("~/.pyenv").expanduser())
    uv = Path(environ.get("UV_PYTHON_INSTALL_DIR") or Path("~/.local/share/uv/python").expanduser())
    version = f"{VERSION[0]}.{VERSION[1]}"
    for folder_of_one in (*pyenv.glob(f"versions/{version}*"), *uv.glob(f"cpython-{version}*")):
        yield str(folder_of_one / "bin" / _NAME)


def _version(python: str | Path) -> str | None:
    """Returns the version ("3.13.1") of an interpreter; None where it does not run."""
    try:
        asked = subprocess.run(
            [str(python), "-I", "-c", _ASK], capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


def _fits(version: str | None) -> bool:
    return version is not None and version.split(".")[:2] == [str(part) for part in VERSION]


def _run(command: list[str], failing: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise NoInterpreter(f"{command[0]} {failing} ({said[-1].strip()}): {HOW_TO_GET_ONE}")
