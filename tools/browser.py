"""`python -m tools.browser`: prints the path of a Chromium for the tests, or installs one.

In order: the environment's CHROMIUM; one on PATH; Debian's package, where this may install it; the
test library's own download, in the user's cache folder.

Best is Chromium's headless shell, the same engine without a browser's windows. The whole browser
draws its own buttons as web pages, for each page anew, and takes twice the time or more.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

SHELL = "chromium-headless-shell"  # so named by Debian and by Playwright
SHELLS = (SHELL, "chrome-headless-shell")
WHOLE = ("chromium", "google-chrome", "google-chrome-stable")
_INSTALL_S = 600


def find(environ: Mapping[str, str], names: Iterable[str] = (*SHELLS, *WHOLE)) -> str | None:
    """Returns the path of the first browser that is here already; None where there is none."""
    chosen = environ.get("CHROMIUM")
    for name in (chosen,) if chosen else names:
        if path := shutil.which(name, path=environ.get("PATH")):
            return path
    return _find_downloaded()


def install(environ: Mapping[str, str]) -> str | None:
    """Installs a browser and returns its path; None where no way works."""
    download = [sys.executable, "-m", "playwright", "install", SHELL]
    for commands in (*_packages(), [download]):
        if all(_succeeds(command, environ) for command in commands) and (path := find(environ)):
            return path
    return None


def _packages() -> list[list[list[str]]]:
    """Returns the commands of each of Debian's packages; older releases have no shell."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return []
    update = ["apt-get", "update", "-q"]
    install = ["apt-get", "install", "-qy", "--no-install-recommends"]
    return [[update, [*install, SHELL]], [[*install, WHOLE[0]]]]


def _find_downloaded() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        whole = Path(playwright.chromium.executable_path)
    paths = [str(path) for path in (*_shells_beside(whole), whole)]
    return next((path for path in paths if os.access(path, os.X_OK)), None)


def _shells_beside(whole: Path) -> list[Path]:
    """Returns the headless shells that Playwright keeps beside a whole browser of that version."""
    folder = next((part for part in whole.parents if part.name.startswith("chromium-")), None)
    if folder is None:
        return []
    beside = folder.with_name(folder.name.replace("chromium-", "chromium_headless_shell-"))
    return [path for path in sorted(beside.glob("*/*headless*shell")) if path.is_file()]


def _succeeds(command: list[str], environ: Mapping[str, str]) -> bool:
    print(f"Browser: {' '.join(command[-3:])}", file=sys.stderr, flush=True)
    variables = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        process = subprocess.run(
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            timeout=_INSTALL_S,
        )
    except subprocess.TimeoutExpired:
        return False
    return process.returncode == 0


def main() -> int:
    """Prints the path; without a browser says so, and fails where CI is set."""
    if path := find(os.environ) or install(os.environ):
        print(path)
        return 0
    print(
        f"No browser: install Debian's package `{SHELL}`, or name one in CHROMIUM. "
        "The browser tests can't run.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
