"""Which version this is, and which build of it."""

from functools import cache
from pathlib import Path

VERSION = "0.1.0"  # as in pyproject.toml
BUILD_FILE = Path(__file__).with_name("build.txt")  # a package has it, and a checkout has not


@cache
def build() -> str:
    """Returns what tells this package from every other one; "development" where it is none."""
    try:
        return BUILD_FILE.read_text("ascii").strip()
    except FileNotFoundError:
        return "development"
