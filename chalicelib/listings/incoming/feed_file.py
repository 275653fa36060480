"""The bytes of a feed, from a file or over http(s), within a size and a time."""

import http.client
import re
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from chalicelib.listings.incoming.feed import MAX_FEED_BYTES

SILENCE_S = 30.0  # how long a server may send nothing
DEADLINE_S = 300.0  # how long a whole download may take
_CHUNK = 1 << 16


class UnreadableFeed(Exception):
    """The file or address cannot be read; the message is one line."""


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
        return _download(path_or_url)
    try:
        with open(path_or_url, "rb") as file:
            return file.read(MAX_FEED_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise UnreadableFeed(f"{path_or_url}: {reason}") from None


class _HttpRedirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _require_http(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _require_http(url: str) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise UnreadableFeed(f"{url}: only http and https addresses are read")


def _opener() -> urllib.request.OpenerDirector:
    """Returns an opener that speaks http and https and nothing else (no file:, ftp: or data:)."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        _HttpRedirects,
    ):
        opener.add_handler(handler())
    return opener


def _download(url: str) -> bytes:
    end = time.monotonic() + DEADLINE_S
    parts: list[bytes] = []
    size = 0
    try:
        _require_http(url)
        request = urllib.request.Request(url, headers={"User-Agent": "Waypost feed import"})
        with _opener().open(request, timeout=SILENCE_S) as response:
            while size <= MAX_FEED_BYTES and (part := response.read1(_CHUNK)):
                parts.append(part)
                size += len(part)
                if time.monotonic() > end:
                    raise UnreadableFeed(f"{url}: not finished after {DEADLINE_S:g} s")
            if size <= MAX_FEED_BYTES and response.length:
                raise UnreadableFeed(f"{url}: the connection ended {response.length} bytes early")
    except urllib.error.HTTPError as error:
        raise UnreadableFeed(f"{url}: the server answered {error.code}") from None
    except urllib.error.URLError as error:
        raise UnreadableFeed(f"{url}: {_one_line(error.reason)}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreadableFeed(f"{url}: {_one_line(error)}") from None
    return b"".join(parts)[: MAX_FEED_BYTES + 1]


def _one_line(reason: object) -> str:
    return " ".join(str(reason).split()) or type(reason).__name__
