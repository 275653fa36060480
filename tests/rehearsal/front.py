"""What stands before a deployed API: TLS, its two names, and for the own domain a CDN's header.

The name that AWS gives an API leads to its stage below `/api`; the own domain to the same stage at
its root, as a CDN with `OriginPath` /api asks it.
"""

import functools
import hashlib
import http.client
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.web.http.caching import VIA_CDN, VIA_HEADER
from chalicelib.web.http.cookies import LANGUAGE_COOKIE
from tests.rehearsal.ministack import HOST, PATIENCE_S, REGION

STAGE = "api"
AT_ONCE = 4  # each request at the same time is another process of the function
_OF_ONE_CONNECTION = ("connection", "keep-alive", "transfer-encoding", "content-length")


@dataclass(frozen=True)
class Certificate:
    """A certificate that signs itself. `file`: it and its key; `pin`: its key's SHA-256."""

    file: Path
    pin: str


def write_certificate(folder: Path, hosts: Sequence[str], now: datetime) -> Certificate:
    """Makes a certificate for these hosts, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = folder / "front.pem"
    file.write_bytes(
        made.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Certificate(file, b64encode(hashlib.sha256(public).digest()).decode())


@dataclass(frozen=True)
class Route:
    """Where a host's requests go: before their path, and with which header."""

    prefix: str
    headers: dict[str, str]


def routes(api: str, own_host: str) -> dict[str, Route]:
    """The two names of an API."""
    reached = f"/_aws/execute-api/{api}"
    return {
        f"{api}.execute-api.{REGION}.amazonaws.com": Route(reached, {}),
        own_host: Route(f"{reached}/{STAGE}", {VIA_HEADER: VIA_CDN}),
    }


def _language_chosen(cookie: str) -> dict[str, str]:
    """The language that was chosen by hand, as the function of the CDN hands it on."""
    chosen = SimpleCookie(cookie).get(LANGUAGE_COOKIE)
    return {"accept-language": chosen.value} if chosen else {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(
        self, *given: Any, routes: dict[str, Route], port: int, places: threading.Semaphore
    ) -> None:
        self._routes, self._port, self._places = routes, port, places
        super().__init__(*given)

    def _pass_on(self) -> None:
        host = self.headers.get("host", "").partition(":")[0]
        route = self._routes.get(host)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if route is None:
            self.send_error(421)
            return
        headers = {
            name.lower(): value
            for name, value in self.headers.items()
            if name.lower() not in _OF_ONE_CONNECTION
        }
        if VIA_HEADER in route.headers:
            headers |= _language_chosen(self.headers.get("cookie", ""))
        upstream = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE_S)
        try:
            with self._places:
                upstream.request(
                    self.command, route.prefix + self.path, body, {**headers, **route.headers}
                )
                answer = upstream.getresponse()
                content = answer.read()
        finally:
            upstream.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OF_ONE_CONNECTION:
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _pass_on

    def log_message(self, *given: Any) -> None:
        """Says nothing of requests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, tls: ssl.SSLContext, handler: Any) -> None:
        super().__init__((HOST, 0), handler)
        self._tls = tls

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Begins TLS in the connection's own thread, where nobody else waits for it."""
        with self._tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser hangs up when it likes."""


@contextmanager
def serve(routes: dict[str, Route], port: int, certificate: Certificate) -> Iterator[int]:
    """Leads these hosts to the emulator at a port, while the context lasts.

    Yields the port of 127.0.0.1 at which it serves.
    """
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.file)
    handler = functools.partial(
        _Handler, routes=routes, port=port, places=threading.Semaphore(AT_ONCE)
    )
    with _Server(tls, handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
