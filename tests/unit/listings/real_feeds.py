"""Real feeds, read where they are; the tests that need them are skipped where they are not."""

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[4] / "shared" / "data"
FEEDS = Path(os.environ.get("WAYPOST_FEEDS") or _SHARED / "feeds")
BMLT = Path(os.environ.get("WAYPOST_BMLT") or _SHARED / "bmlt")


def feed_bytes(name: str) -> bytes:
    """A feed as a group publishes it."""
    if not FEEDS.is_dir():
        pytest.skip("no folder of real feeds here: WAYPOST_FEEDS names it")
    return (FEEDS / name).read_bytes()


def bmlt_text(name: str) -> str:
    """A file as a BMLT server publishes it."""
    if not BMLT.is_dir():
        pytest.skip("no folder of real BMLT data here: WAYPOST_BMLT names it")
    return (BMLT / name).read_text("utf-8")
