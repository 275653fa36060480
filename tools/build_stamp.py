"""What tells a package from every other one: written into it, and said at `/health`.

The commit that it was made from, where git knows one and nothing was changed since but the stages'
files, which are in no package; else a digest of what it holds.
"""

import hashlib
import subprocess
from pathlib import Path

from chalicelib.version import BUILD_FILE

_LENGTH = 12  # hexadecimal digits
_PACKAGED = ("--", ".", ":(exclude)deploy")


def stamp(project: Path, copy: Path) -> None:
    """Writes the stamp of the project into the copy of it that is packaged."""
    name = _commit(project) or f"content-{_digest(copy)}"
    (copy / "chalicelib" / BUILD_FILE.name).write_text(f"{name}\n", "ascii")


def _commit(project: Path) -> str:
    """Returns the short name of the commit; "" where there is none, or files differ from it."""
    if not (project / ".git").exists() or _git(project, "status", "--porcelain", *_PACKAGED) != "":
        return ""
    return _git(project, "rev-parse", f"--short={_LENGTH}", "HEAD") or ""


def _git(project: Path, *arguments: str) -> str | None:
    """Returns what git says; None where it can't."""
    try:
        done = subprocess.run(  # nosec B607 # the git of whoever packages
            ["git", *arguments], cwd=project, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else done.stdout.strip()


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:_LENGTH]
