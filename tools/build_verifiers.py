"""Builds the verifiers for other people's software, into build/verifiers unless named.

    python -m tools.build_verifiers [folder] [--sources FOLDER]

waypost-verify for Python, an sdist and a wheel from it: chalicelib/verification/core as it is, the
rule for cells of CSV, and what verifiers/python adds to them (a command, and the reading of files
and lists). waypost-verify for npm: the browser's own check-code.js with all that it imports, as
they are, and what verifiers/js adds; its types come from the comments.

Nothing is fetched: the backend is the setuptools of this environment, and npm only packs. Where npm
is not to be had, its package is left out, and the build fails only where CI is set. With --sources
it only puts the sources of the Python package together in that folder, for the type checker.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from local import npm
from local.npm import NpmUnavailable

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = PROJECT / "verifiers"
CORE = PROJECT / "chalicelib" / "verification" / "core"
FORMULAS = PROJECT / "chalicelib" / "listings" / "outgoing" / "formulas.py"
FRONTEND = PROJECT / "frontend"
BUILT = PROJECT / "build" / "verifiers"
_IMPORTED = re.compile(r"""(?:from|import\()\s*"(\.{1,2}/[^"]+)\"""")
_TYPES = (
    "--ignoreConfig",
    "--allowJs",
    "--checkJs",
    "--strict",
    "--declaration",
    "--emitDeclarationOnly",
    "--skipLibCheck",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--lib",
    "es2022,dom",
)


class NotBuilt(Exception):
    """A package could not be built; the message says why."""


def assemble_python(folder: Path) -> None:
    """Puts the sources of the Python package together in a folder that is not there yet."""
    shutil.copytree(SOURCES / "python", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        CORE, folder / "waypost_verify" / "core", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(FORMULAS, folder / "waypost_verify")
    shutil.copy(PROJECT / "LICENSE", folder)


def build_python(out: Path) -> None:
    """Writes an sdist and a wheel into `out`. Raises NotBuilt."""
    with tempfile.TemporaryDirectory(prefix="waypost-") as name:
        sources = Path(name) / "waypost-verify"
        assemble_python(sources)
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out.absolute())]
        process = subprocess.run([*build, str(sources)], capture_output=True, text=True)
        if process.returncode:
            raise NotBuilt(f"{process.stdout}{process.stderr}".strip())


def assemble_npm(folder: Path, environ: Mapping[str, str]) -> None:
    """Puts the npm package together in a folder that is not there yet. Raises NpmUnavailable."""
    shutil.copytree(SOURCES / "js", folder)
    shutil.copy(PROJECT / "LICENSE", folder)
    _copy_imported(folder / "index.js", folder)
    compiler = npm.link_packages(FRONTEND, environ) / ".bin" / "tsc"
    npm.run([str(compiler), *_TYPES, "index.js"], folder, environ)


def build_npm(out: Path, environ: Mapping[str, str]) -> None:
    """Writes the packed npm package into `out`. Raises NpmUnavailable."""
    with tempfile.TemporaryDirectory(prefix="waypost-") as name:
        package = Path(name) / "waypost-verify"
        assemble_npm(package, environ)
        npm.npm(["pack", "--silent", "--pack-destination", str(out.absolute())], package, environ)


def _copy_imported(module: Path, package: Path) -> None:
    """Copies what the module imports, and what that imports, from the frontend."""
    for path in _IMPORTED.findall(module.read_text("utf-8")):
        imported = (module.parent / path).resolve()
        if not imported.exists():
            imported.parent.mkdir(exist_ok=True)
            shutil.copy(FRONTEND / imported.relative_to(package.resolve()), imported)
            _copy_imported(imported, package)


def main() -> int:
    """Builds both, says what it made, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_verifiers")
    parser.add_argument("folder", nargs="?", type=Path, default=BUILT)
    parser.add_argument("--sources", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    out: Path = chosen.sources or chosen.folder
    shutil.rmtree(out, ignore_errors=True)
    if chosen.sources:
        assemble_python(out)
        return 0
    out.mkdir(parents=True)
    status = 0
    try:
        build_python(out)
        build_npm(out, os.environ)
    except NotBuilt as reason:
        print(f"Not built: {reason}", file=sys.stderr)
        return 1
    except NpmUnavailable as reason:
        print(f"Without the npm package ({reason})", file=sys.stderr)
        status = 1 if os.environ.get("CI") else 0
    for file in sorted(out.iterdir()):
        print(f"{file} ({file.stat().st_size:,} bytes)")
    return status


if __name__ == "__main__":
    sys.exit(main())
