"""The service over HTTP, as anybody's software reaches it."""

import json
import re
from time import monotonic
from urllib.parse import urlsplit

import urllib3

from chalicelib.canary.visit import Answer, NoAnswer

ANSWER_S = 10.0  # for which one answer is waited for
MAX_BYTES = 5_000_000
_CHUNK = 65_536
_ADDRESS = r"https?://[^\s/?#@]+(/[^\s?#]*)?"
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = rf"({_LABEL}\.)*{_LABEL}\.?|[0-9a-f.]*:[0-9a-f.:]*"  # a name, or an address of either kind
_USUAL_PORTS = {"http": 80, "https": 443}


class NotAnAddress(ValueError):
    """No service can be at that address; the message says what one is like."""


class HttpSite:
    """A service at a base address. Follows no redirect; keeps nothing between requests."""

    def __init__(self, url: str) -> None:
        """Raises NotAnAddress."""
        self._base = url.rstrip("/")
        self._origin = _origin(url)
        is_secure = self._origin.startswith("https:")
        self._cookie = "__Host-waypost" if is_secure else "waypost"
        self._pool = urllib3.PoolManager(retries=False)

    def ask(self, method: str, path: str, body: object = None, session: str = "") -> Answer:
        """Returns the answer to a request. Raises NoAnswer, also where it takes too long."""
        headers = {"Accept": "*/*", "Accept-Language": "en", "Origin": self._origin}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if session:
            headers["Cookie"] = f"{self._cookie}={session}"
        end = monotonic() + ANSWER_S
        try:
            response = self._pool.request(
                method,
                self._base + path,
                body=None if body is None else json.dumps(body).encode(),
                headers=headers,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(ANSWER_S),
            )
            return Answer(response.status, _read(response, end))
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise NoAnswer(f"no answer: {type(error).__name__}") from None


def _origin(url: str) -> str:
    """Returns the origin of an address, as a browser says it. Raises NotAnAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", 0
    if not re.fullmatch(_ADDRESS, url) or not re.fullmatch(_HOST, host) or port == 0:
        raise NotAnAddress(
            "an http:// or https:// address, of a host in ASCII, with a port from 1 to 65535 where"
            " it is not the usual one, and without ? and #"
        )
    shown = f"[{host}]" if ":" in host else host
    is_usual = port in (None, _USUAL_PORTS[parts.scheme])
    return f"{parts.scheme}://{shown}" + ("" if is_usual else f":{port}")


def _read(response: urllib3.BaseHTTPResponse, end: float) -> bytes:
    """Returns the body. Raises NoAnswer where it is too long, or slower than that moment."""
    body = bytearray()
    try:
        # what has come, and not a whole chunk: a byte now and then would be waited for without end
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > MAX_BYTES:
                raise NoAnswer(f"more than {MAX_BYTES} bytes")
            if monotonic() > end:
                raise NoAnswer(f"no whole answer in {ANSWER_S:g} s")
    finally:
        response.close()
    return bytes(body)
