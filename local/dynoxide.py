"""The dynoxide program (SQLite behind DynamoDB's interface), installed from npm.

It goes into the user's cache folder and nowhere else.
"""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from local import npm
from local.npm import NpmUnavailable, cache_dir

VERSION = "1.2.1"
_SYSTEMS = {"Linux": "linux", "Darwin": "darwin"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


class DynoxideUnavailable(Exception):
    """dynoxide can't be had here; the message says why."""


def package_name() -> str:
    """Returns the npm package for this platform. Raises DynoxideUnavailable."""
    system = _SYSTEMS.get(platform.system())
    machine = _MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise DynoxideUnavailable(f"no package for {platform.system()} {platform.machine()}")
    return f"@dynoxide/{system}-{machine}"


def find_installed(environ: Mapping[str, str]) -> Path | None:
    """Returns the program, if an earlier `install` left it."""
    try:
        program = _program(cache_dir(environ) / f"dynoxide-{VERSION}")
    except DynoxideUnavailable:
        return None
    return program if os.access(program, os.X_OK) else None


def install(environ: Mapping[str, str]) -> Path:
    """Installs the program unless it is there, and returns it. Raises DynoxideUnavailable.

    It is unpacked beside its place and moved there once it has run, so that an interrupted or
    simultaneous installation leaves either all of it or nothing.
    """
    if program := find_installed(environ):
        return program
    package = package_name()
    cache = cache_dir(environ)
    target = cache / f"dynoxide-{VERSION}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="installing-") as folder:
            draft = Path(folder) / "dynoxide"
            draft.mkdir()
            package_version = f"{package}@{VERSION}"
            npm.npm(
                ["install", "--prefix", str(draft), "--no-save", package_version], draft, environ
            )
            npm.run([str(_program(draft)), "--version"], draft, environ)
            _move(draft, target, environ)
    except (OSError, NpmUnavailable) as error:
        if program := find_installed(environ):  # another process was quicker
            return program
        raise DynoxideUnavailable(str(error)) from error
    return _program(target)


def _move(draft: Path, target: Path, environ: Mapping[str, str]) -> None:
    """Moves it to its place. What another process put there meanwhile stays: it may run already."""
    try:
        draft.rename(target)
    except OSError:
        if find_installed(environ) is None:  # what is there does not work
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)


def _program(folder: Path) -> Path:
    return folder / "node_modules" / package_name() / "dynoxide"


def main() -> int:
    """Installs it, and says where: `python -m local.dynoxide`.

    Says why not where it can't be had, and fails under CI.
    """
    try:
        print(install(os.environ))
    except DynoxideUnavailable as reason:
        print(f"dynoxide can't be had ({reason}): only moto is tested", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
