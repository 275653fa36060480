"""Feeds from servers that are slow, that lead elsewhere, or that are not who they say."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.listings.incoming import feed_download
from chalicelib.listings.incoming.feed_download import Limits, UnreadableFeed, download

LIMITS = Limits(max_bytes=1000, silence_s=30, deadline_s=30)
FEED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
Answer = Callable[[socket.socket, threading.Event], None]


class Server:
    """One that answers each connection in the same way; `requests` has the heads that it was sent.

    What it sends by drips goes on until the client or the test is through.
    """

    def __init__(self, answer: bytes | Answer, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/feed"
        self.requests: list[str] = []
        self.left = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            plain, _ = self._listener.accept()
            if self._over.is_set():
                plain.close()
                return
            try:
                connection = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
                with connection:
                    self.requests.append(connection.recv(10_000).decode("latin-1"))
                    if isinstance(self._answer, bytes):
                        connection.sendall(self._answer)
                    else:
                        self._answer(connection, self._over)
            except OSError:
                self.left.set()  # whoever asked
            finally:
                plain.close()


@contextmanager
def serving(answer: bytes | Answer, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(answer, tls)
    try:
        yield server
    finally:
        server.close()


def leading_to(url: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n".encode()


def dripping(beginning: bytes, drip: bytes) -> Answer:
    def answer(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(beginning)
        while not over.wait(0.02):
            connection.sendall(drip)

    return answer


def silent(connection: socket.socket, over: threading.Event) -> None:
    over.wait(60)


@contextmanager
def resolving(*addresses: str) -> Iterator[list[str]]:
    """Names lead to these addresses, look-up by look-up; gives the names that were asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **options: Any) -> Any:
        if host == "127.0.0.1":  # the test's own connection to its server
            return real(host, *rest, **options)
        asked.append(host)
        return real(addresses[min(len(asked), len(addresses)) - 1], *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield asked


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(silent, id="nothing"),
        pytest.param(dripping(b"", b"H"), id="a status line without end"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n", b"a"), id="a header without end"),
        pytest.param(
            dripping(b"HTTP/1.1 ", b"100 Continue\r\n\r\nHTTP/1.1 "), id="interim answers"
        ),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" "), id="a body"),
        pytest.param(
            dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
            id="chunks",
        ),
    ],
)
def test_whatever_a_server_draws_out_the_deadline_ends_it(answer: Answer) -> None:
    with serving(answer) as server:
        with pytest.raises(UnreadableFeed, match=r"not finished after 0\.3 s"):
            download(server.url, Limits(max_bytes=10**9, silence_s=30, deadline_s=0.3))
        if answer is not silent:
            assert server.left.wait(30), "the connection is still open"


def test_a_look_up_without_end_is_ended_by_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(60) and [])
    with pytest.raises(UnreadableFeed, match="not finished after"):
        download("http://feeds.example/", Limits(1000, silence_s=30, deadline_s=0.2))
    over.set()


def test_a_server_that_says_nothing_is_given_up_before_the_deadline() -> None:
    with serving(silent) as server, pytest.raises(UnreadableFeed, match="timed out"):
        download(server.url, Limits(1000, silence_s=0.2, deadline_s=60))


def test_redirects_have_an_end() -> None:
    with serving(leading_to("/on")) as server:
        with pytest.raises(UnreadableFeed, match="leads on more than 5 times"):
            download(server.url, LIMITS)
        assert len(server.requests) == 6


def test_what_an_operator_writes_as_local_is_read_and_may_lead_on_within_itself() -> None:
    def answer(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(FEED if len(server.requests) == 2 else leading_to("/feed/?a=b c#x"))

    with serving(answer) as server:
        assert download(f"http://localhost:{server.port}/feed", LIMITS) == b"[]"
        first, second = server.requests
        assert first.startswith("GET /feed HTTP/1.1\r\n")
        assert f"\r\nHost: localhost:{server.port}\r\n" in first
        assert second.startswith("GET /feed/?a=b%20c HTTP/1.1\r\n")


def test_a_redirect_to_another_server_of_this_machine_is_refused() -> None:
    with serving(FEED) as secret:
        targets = [
            secret.url,
            f"http://localhost:{secret.port}/",
            f"http://[::ffff:127.0.0.1]:{secret.port}/",
            f"http://2130706433:{secret.port}/",
            f"http://0x7f.1:{secret.port}/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://10.0.0.1/",
        ]
        for target in targets:
            refused = pytest.raises(UnreadableFeed, match="no public address")
            with serving(leading_to(target)) as server, refused:
                download(server.url, LIMITS)
        assert not secret.requests


def test_a_name_that_leads_to_this_machine_is_refused() -> None:
    with serving(FEED) as server, resolving("127.0.0.1") as asked:
        with pytest.raises(UnreadableFeed, match="no public address"):
            download(f"http://feeds.example:{server.port}/", LIMITS)
        assert asked == ["feeds.example"]
        assert not server.requests


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that changes its address between the look and the connection gains nothing."""
    with serving(FEED) as server, resolving("127.0.0.2", "127.0.0.1") as asked:
        monkeypatch.setattr(feed_download, "is_public", lambda address: address == "127.0.0.2")
        with pytest.raises(UnreadableFeed):  # nobody listens at the first
            download(f"http://feeds.example:{server.port}/", LIMITS)
        assert len(asked) == 1
        assert not server.requests


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd", "ftp://198.51.100.7/feed", "data:,[]", "gopher://198.51.100.7/",
        "//user:word@198.51.100.7/", "http://@198.51.100.7/", "http://[", "http://198.51.100.7:x/",
        "http://", "http://198.51.100.7:0/",
    ],
)  # fmt: skip
def test_a_redirect_to_what_is_not_read_is_refused_in_one_line(target: str) -> None:
    with serving(leading_to(target)) as server, pytest.raises(UnreadableFeed) as refused:
        download(server.url, LIMITS)
    assert "\n" not in str(refused.value)
    assert "word" not in str(refused.value).replace("password", "")


def test_a_password_in_an_address_is_neither_sent_nor_shown() -> None:
    with pytest.raises(UnreadableFeed, match="user name or password is not read") as refused:
        download("https://user:hunter2@feeds.example/a", LIMITS)
    assert "hunter2" not in str(refused.value)


def test_only_so_many_bytes_are_read() -> None:
    with serving(dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 500)) as server:
        assert download(server.url, LIMITS) == b" " * 1000
        assert server.left.wait(30)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]", "ended 7 bytes early"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", "encoded as 'gzip'"),
        (b"HTTP/1.1 206 Partial\r\nContent-Length: 2\r\n\r\n[]", "answered 206"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "answered 302"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[", "IncompleteRead"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n[]", "more than 100 headers"),
        (b"", "closed connection"),
    ],
)
def test_what_is_no_whole_answer_is_no_feed(answer: bytes, reason: str) -> None:
    with serving(answer) as server, pytest.raises(UnreadableFeed, match=reason) as refused:
        download(server.url, LIMITS)
    assert "\n" not in str(refused.value)


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server with a certificate for feeds.example needs; this process trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "feeds.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("feeds.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted = tmp_path / "server.pem"
    trusted.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted)
    real = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: real(cafile=str(trusted)))
    return context


def test_over_tls_the_name_is_asked_for_and_proved(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_download, "is_public", lambda address: True)
    with serving(FEED, tls) as server, resolving("127.0.0.1"):
        address = f"https://feeds.example:{server.port}/feed"
        assert download(address, LIMITS) == b"[]"
        with pytest.raises(UnreadableFeed, match="CERTIFICATE_VERIFY_FAILED"):
            download(address.replace("feeds.", "other."), LIMITS)
        assert len(server.requests) == 1


def test_no_redirect_leads_from_https_to_http(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_download, "is_public", lambda address: True)
    with serving(FEED) as plain, serving(leading_to(plain.url), tls) as server:
        with resolving("127.0.0.1"), pytest.raises(UnreadableFeed, match="from https to http:"):
            download(f"https://feeds.example:{server.port}/feed", LIMITS)
        assert not plain.requests
