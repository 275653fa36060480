"""Runs npm for everything here that needs it.

Packages go into the user's cache folder and nowhere else, and none of their scripts is run.
"""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
_LIMIT_S = 180


class NpmUnavailable(Exception):
    """Packages can't be had here; the message says why."""


def cache_dir(environ: Mapping[str, str]) -> Path:
    """Returns the user's cache folder for Waypost (XDG Base Directory specification)."""
    home = environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path("~/.cache").expanduser()) / "waypost"


def link_packages(project: Path, environ: Mapping[str, str]) -> Path:
    """Returns the project's node_modules, which links into the cache.

    The link is made the first time, and again after a change of the lock file. A folder that
    somebody installed by hand is left as it is. Raises NpmUnavailable.
    """
    link = project / "node_modules"
    if link.is_dir() and not link.is_symlink():
        return link
    packages = install_in_cache(project.name, project, environ, "package*.json") / link.name
    try:
        if link.resolve() != packages.resolve():
            with tempfile.TemporaryDirectory(dir=project, prefix=".linking-") as folder:
                draft = Path(folder) / link.name
                draft.symlink_to(packages)
                draft.replace(link)
    except OSError as error:
        raise NpmUnavailable(str(error)) from error
    return link


def install_in_cache(
    name: str, sources: Path, environ: Mapping[str, str], pattern: str = "*"
) -> Path:
    """Returns a folder in the cache with a copy of the files in `sources` that match `pattern`.

    Its node_modules holds the packages that the lock file among them pins. It is made the first
    time, and again after a change of one of the files. Raises NpmUnavailable.
    """
    files = sorted(file for file in sources.glob(pattern) if file.is_file())
    content = hashlib.sha256()
    for file in files:
        content.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    target = cache_dir(environ) / f"{name}-{content.hexdigest()[:12]}"
    if target.is_dir():
        return target
    if shutil.which("node", path=environ.get("PATH")) is None:
        raise NpmUnavailable("node is not installed")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="installing-") as folder:
            draft = Path(folder) / name
            draft.mkdir()
            for file in files:
                shutil.copy(file, draft)
            install(draft, environ)
            draft.rename(target)
    except OSError as error:
        if target.is_dir():  # another process was quicker
            return target
        raise NpmUnavailable(str(error)) from error
    return target


def install(folder: Path, environ: Mapping[str, str]) -> None:
    """Installs what the folder's lock file pins into its node_modules. Raises NpmUnavailable."""
    npm(["ci"], folder, environ)


def npm(arguments: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
    """Runs npm in the folder. Raises NpmUnavailable."""
    program = shutil.which("npm", path=environ.get("PATH"))
    if program is None:
        raise NpmUnavailable("npm is not installed")
    run([program, *arguments, *_OPTIONS], folder, environ)


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
    """Runs a program of a package, or npm. Raises NpmUnavailable with its first line of error."""
    name = Path(command[0]).name
    try:
        process = subprocess.run(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        raise NpmUnavailable(f"{name} took over {_LIMIT_S} s") from None
    if process.returncode:
        reasons = [line for line in process.stderr.splitlines() if "error" in line.lower()]
        reason = reasons[0].strip() if reasons else f"exit status {process.returncode}"
        raise NpmUnavailable(f"{name}: {reason}")
