"""The bytes of a feed, from a file or over http(s), within a size and a time."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib.listings.incoming.feed import MAX_FEED_BYTES
from chalicelib.listings.incoming.feed_download import Limits, UnreadableFeed, download

__all__ = ["UnreadableFeed", "is_url", "read", "source_name"]

SILENCE_S = 30.0  # how long a server may send nothing
DEADLINE_S = 120.0  # how long everything may take, from the first look-up to the last byte


def is_url(path_or_url: str) -> bool:
    """Returns whether it is an address and not a file's path."""
    return "://" in path_or_url


def source_name(path_or_url: str) -> str:
    """Returns the source that a file's stem or an address's host gives, or ""."""
    if is_url(path_or_url):
        try:
            name = urlsplit(path_or_url).hostname or ""
        except ValueError:
            name = ""
    else:
        name = Path(path_or_url).stem
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")


def read(path_or_url: str) -> bytes:
    """Returns the feed's bytes: at most one more than MAX_FEED_BYTES, which formats then refuse.

    Raises UnreadableFeed where there is no such file or no whole answer.
    """
    if is_url(path_or_url):
        return download(path_or_url, Limits(MAX_FEED_BYTES + 1, SILENCE_S, DEADLINE_S))
    try:
        with open(path_or_url, "rb") as file:
            return file.read(MAX_FEED_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise UnreadableFeed(f"{path_or_url}: {reason}") from None
