"""waypost-verify, installed where nothing of the project can be imported."""

import importlib
import os
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from local.npm import NpmUnavailable
from tools import build_verifiers

NEEDS = ("PyNaCl", "cffi", "pycparser", "cbor2")
EXTRAS = ("Pillow", "zxing-cpp", "pypdfium2")


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel."""

    python: Path

    @property
    def program(self) -> Path:
        return self.python.with_name("waypost-verify")

    def run(
        self, *arguments: str | Path, given: str = "", cache: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs the command, away from the project."""
        environ = {"PATH": os.environ["PATH"], "HOME": str(cache or self.python.parent)}
        return subprocess.run(
            [self.program, *arguments],
            cwd=self.python.parent,
            env=environ,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel."""
    folder = tmp_path_factory.mktemp("packages")
    build_verifiers.build_python(folder)
    return folder


@pytest.fixture(scope="session")
def installed(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with no more than it needs."""
    return install(packages, tmp_path_factory.mktemp("bare"), NEEDS)


@pytest.fixture(scope="session")
def installed_with_extras(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with the readers of pictures and PDFs."""
    return install(packages, tmp_path_factory.mktemp("full"), (*NEEDS, *EXTRAS))


@pytest.fixture(scope="session")
def npm_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in whose node_modules the npm package is unpacked."""
    folder = tmp_path_factory.mktemp("npm")
    try:
        build_verifiers.build_npm(folder, os.environ)
    except NpmUnavailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"npm can't be had: {reason}")
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "waypost-verify")
    return folder


@pytest.fixture(scope="module")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Imports a module of `waypost_verify` by name, put together and not installed."""
    folder = tmp_path_factory.mktemp("sources") / "waypost-verify"
    build_verifiers.assemble_python(folder)
    sys.path.insert(0, str(folder))
    try:
        yield lambda name: importlib.import_module(f"waypost_verify.{name}")
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "waypost_verify"]:
            del sys.modules[name]


def install(packages: Path, folder: Path, needs: tuple[str, ...]) -> Installed:
    """Installs the wheel by the names of what it needs, which are linked from this environment."""
    venv = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(venv, check=True)
    python = folder / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    for need in needs:
        for file in distribution(need).files or ():
            top = file.parts[0]
            if top != ".." and top != "__pycache__" and not (site / top).exists():
                (site / top).symlink_to(Path(str(distribution(need).locate_file(top))).resolve())
    (wheel,) = packages.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-index", str(wheel)], check=True)
    return Installed(python)
