"""`python -m tools.audit`: whether something that is pinned here is known to be vulnerable.

pip-audit asks the index of Python packages about requirements*.txt, npm its registry about the
frontend's lock file; names and versions are all that they send. A known vulnerability makes it
fail. Where the data of some or all packages can't be had, it says so in a line and does not fail: a
network that is away says nothing about the code.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
REQUIREMENTS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
    "requirements-rehearsal.txt",
)
FRONTEND = PROJECT / "frontend"
_LIMIT_S = 180
_PIP_AUDIT = (
    sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off",
    "--format", "json", "--timeout", "10",
)  # fmt: skip
_NPM_AUDIT = ("audit", "--json", "--package-lock-only")


class NoData(Exception):
    """The tool gave no answer; the message says why, on one line."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known of some packages.

    `found`: a line for each vulnerability. `asked`: how many packages were asked about.
    `unanswered`: of how many of them nothing could be learnt.
    """

    found: tuple[str, ...]
    asked: int
    unanswered: int = 0


def main() -> int:
    """Audits every file of pins, prints what it learnt, and returns the exit status."""
    audits = {name: partial(audit_python, PROJECT / name) for name in REQUIREMENTS}
    audits["frontend/package-lock.json"] = partial(audit_npm, FRONTEND)
    found = 0
    for name, audit in audits.items():
        try:
            learnt = audit()
        except NoData as reason:
            print(f"{name}: not audited, for the data can't be had ({reason})")
            continue
        print(f"{name}: {summary(learnt)}")
        for line in learnt.found:
            print(f"  {line}")
        found += len(learnt.found)
    return 1 if found else 0


def summary(audit: Audit) -> str:
    """Returns in words how much was learnt."""
    answered = audit.asked - audit.unanswered
    known = f"known vulnerabilities in {answered} packages: {len(audit.found) or 'none'}"
    missing = f"; nothing could be learnt of {audit.unanswered}" if audit.unanswered else ""
    return (
        f"not audited, nothing could be learnt of {audit.asked} packages"
        if not answered
        else (known + missing)
    )


def audit_python(requirements: Path) -> Audit:
    """Returns what the index knows of what a file pins. Raises NoData."""
    return read_pip_audit(_output([*_PIP_AUDIT, "--requirement", str(requirements)], PROJECT))


def audit_npm(folder: Path) -> Audit:
    """Returns what the registry knows of what the folder's lock file pins. Raises NoData."""
    program = shutil.which("npm")
    if program is None:
        raise NoData("npm is not installed")
    return read_npm_audit(_output([program, *_NPM_AUDIT], folder))


def read_pip_audit(output: str) -> Audit:
    """Returns what pip-audit's JSON says. Raises NoData."""
    packages = _object(output).get("dependencies")
    if not isinstance(packages, list):
        raise NoData("pip-audit gave no report")
    found = (
        f"{package['name']} {package['version']}: {flaw['id']}, mended in"
        f" {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for package in packages
        for flaw in package.get("vulns", ())
    )
    return Audit(tuple(found), len(packages), sum("skip_reason" in each for each in packages))


def read_npm_audit(output: str) -> Audit:
    """Returns what npm's JSON says. Raises NoData."""
    report = _object(output)
    flawed = report.get("vulnerabilities")
    if not isinstance(flawed, dict):
        raise NoData(f"npm audit: {report.get('statusCode') or 'no report'}")
    found = tuple(
        f"{name} {flaw['range']}: {', '.join(_titles(flaw))} ({flaw['severity']})"
        for name, flaw in flawed.items()
    )
    return Audit(found, int(report["metadata"]["dependencies"]["total"]))


def _titles(flaw: dict[str, Any]) -> list[str]:
    """Returns what is wrong: with the package itself, or which of those that it needs."""
    return [via if isinstance(via, str) else str(via["title"]) for via in flaw["via"]]


def _output(command: Sequence[str], folder: Path) -> str:
    try:
        process = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        raise NoData(f"no answer in {_LIMIT_S} s") from None
    return process.stdout


def _object(output: str) -> dict[str, Any]:
    try:
        value = json.loads(output)
    except ValueError:
        raise NoData("no report") from None
    return value if isinstance(value, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
