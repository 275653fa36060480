"""Checks, tests or mends the frontend with its npm tools.

    python -m tools.frontend lint | test | fix

The commands are the scripts of frontend/package.json. Where npm is not to be had it says so, and
fails only where CI is set.
"""

import argparse
import os
import shutil
import subprocess
import sys

from local import npm
from local.npm import NpmUnavailable
from tools.build_frontend import SOURCES


def main() -> int:
    """Returns the command's exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.frontend")
    parser.add_argument("command", choices=("lint", "test", "fix"))
    command = parser.parse_args().command
    try:
        npm.link_packages(SOURCES, os.environ)
    except NpmUnavailable as reason:
        print(f"Without npm the frontend is not looked at ({reason})", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    program = shutil.which("npm") or "npm"
    return subprocess.run([program, "run", "--silent", command], cwd=SOURCES).returncode


if __name__ == "__main__":
    sys.exit(main())
