"""A feed over http(s), from a server that may be hostile.

One deadline covers everything: names, connections, headers, bodies and redirects. The operator's
own address may be of this machine or a private one, if it is written as such; wherever a name or a
redirect leads has to be public, and the connection is made to the very address that was looked at.
No proxy is used: it would look names up anew.
"""

import contextlib
import http.client
import re
import socket
import ssl
import string
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from chalicelib.listings.incoming.public_address import is_public

MAX_REDIRECTS = 5
_CHUNK = 1 << 16
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_Socket = TypeVar("_Socket", bound=socket.socket)
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f]")


class UnreadableFeed(Exception):
    """The file or address cannot be read; the message is one line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes are read, and how long a server may send nothing or take for everything."""

    max_bytes: int
    silence_s: float
    deadline_s: float


def download(url: str, limits: Limits) -> bytes:
    """Returns the body of the answer, the first `max_bytes` of a longer one.

    Raises UnreadableFeed where there is no whole answer within the deadline, or where the address
    or a redirect is not one to read from.
    """
    attempt = _Download(limits)
    outcome: Future[bytes] = Future()

    def run() -> None:
        try:
            outcome.set_result(attempt.body(url))
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            outcome.set_exception(error)

    # A thread of its own: no time-out of a socket covers looking names up, and each covers only
    # one step, so that a server that sends a byte a second holds it for ever.
    threading.Thread(target=run, name="feed download", daemon=True).start()
    try:
        return outcome.result(limits.deadline_s)
    except TimeoutError:
        raise UnreadableFeed(f"{url}: not finished after {limits.deadline_s:g} s") from None
    finally:
        attempt.stop()


class _Download:
    """One download, which another thread may stop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._stopped = False

    def stop(self) -> None:
        """Ends the download wherever it is; after its end, nothing happens."""
        with self._lock:
            self._stopped = True
            if self._socket is not None:
                _hang_up(self._socket)

    def body(self, url: str) -> bytes:
        """Returns the body, after at most MAX_REDIRECTS redirects."""
        named = place = _place(url, url)
        for _ in range(MAX_REDIRECTS + 1):
            trusted = _is_written_private(named) and _server(place) == _server(named)
            with self._answer(place, trusted=trusted) as response:
                target = response.headers.get("Location", "")
                if response.status not in _REDIRECTS or not target:
                    return self._whole_body(response, place)
            following = _place(target, url, base=place.geturl())
            if place.scheme == "https" and following.scheme != "https":
                raise UnreadableFeed(f"{url}: leads from https to {following.geturl()}")
            place = following
        raise UnreadableFeed(f"{url}: leads on more than {MAX_REDIRECTS} times")

    def _answer(self, place: SplitResult, *, trusted: bool) -> http.client.HTTPResponse:
        host, port = _server(place)
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = _PORTS[place.scheme]  # the Host header has it only otherwise
        try:
            connection.sock = self._connect(place, host, port, trusted)
            path = (place.path or "/") + (f"?{place.query}" if place.query else "")
            headers = {"User-Agent": "Waypost feed import", "Connection": "close"}
            connection.request("GET", path, headers=headers)
            return connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            raise UnreadableFeed(f"{place.geturl()}: {_one_line(error)}") from None

    def _connect(self, place: SplitResult, host: str, port: int, trusted: bool) -> socket.socket:
        """Returns a connection to the first address of the host that may be and answers."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        allowed = [entry for entry in found if trusted or is_public(str(entry[4][0]))]
        failure = OSError("the host has no public address")
        for family, kind, protocol, _, address in allowed:
            connection = self._hold(socket.socket(family, kind, protocol))
            try:
                connection.settimeout(self._limits.silence_s)
                connection.connect(address)
                if place.scheme == "http":
                    return connection
                context = ssl.create_default_context()
                secure = context.wrap_socket(
                    connection, server_hostname=host, do_handshake_on_connect=False
                )
                self._hold(secure).do_handshake()  # which the server may draw out
                return secure
            except OSError as error:
                connection.close()
                failure = error
        raise failure

    def _hold(self, connection: _Socket) -> _Socket:
        """Returns it, as what `stop` ends. Raises OSError where that has been called."""
        with self._lock:
            if self._stopped:
                connection.close()
                raise TimeoutError
            self._socket = connection
        return connection

    def _whole_body(self, response: http.client.HTTPResponse, place: SplitResult) -> bytes:
        url = place.geturl()
        if response.status != http.client.OK:
            raise UnreadableFeed(f"{url}: the server answered {response.status}")
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):  # none was asked for
            raise UnreadableFeed(f"{url}: the answer is encoded as {encoding[:40]!r}")
        parts: list[bytes] = []
        missing = self._limits.max_bytes
        try:
            while missing > 0 and (part := response.read1(min(_CHUNK, missing))):
                parts.append(part)
                missing -= len(part)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnreadableFeed(f"{url}: {_one_line(error)}") from None
        if missing > 0 and response.length:
            raise UnreadableFeed(f"{url}: the connection ended {response.length} bytes early")
        return b"".join(parts)


def _place(target: str, named: str, base: str = "") -> SplitResult:
    """Returns the parts of an address that may be read from.

    `named` is the operator's own, `base` what a relative one goes on from. Raises UnreadableFeed.
    """
    try:
        url = urljoin(base, target) if base else target
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UnreadableFeed(f"{named}: {_one_line(error)}") from None
    if parts.scheme not in _PORTS:
        raise UnreadableFeed(f"{url}: only http and https addresses are read")
    if "@" in parts.netloc:
        without = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        raise UnreadableFeed(f"{without}: an address with a user name or password is not read")
    if not host or port == 0 or _UNFIT.search(host):
        raise UnreadableFeed(f"{url}: the address has no host")
    path, query = (quote(part, safe=string.punctuation) for part in (parts.path, parts.query))
    return parts._replace(path=path, query=query, fragment="")  # what is encoded already stays


def _is_written_private(place: SplitResult) -> bool:
    """Returns whether an address is written as one of this machine or of a private network.

    A name says nothing of the kind, but for localhost: whoever owns it may let it lead anywhere.
    """
    host, _ = _server(place)
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost"
    return not is_public(host)


def _server(place: SplitResult) -> tuple[str, int]:
    return place.hostname or "", place.port or _PORTS[place.scheme]


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended, or never began
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # TLS says nothing any more


def _one_line(reason: object) -> str:
    if isinstance(reason, OSError) and reason.strerror:
        reason = reason.strerror
    return " ".join(str(reason).split()) or type(reason).__name__
