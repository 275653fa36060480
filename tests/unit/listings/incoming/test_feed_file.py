import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chalicelib.listings.incoming import feed_file
from chalicelib.listings.incoming.feed_file import UnreadableFeed, read, source_name


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers here are this machine's own."""
    monkeypatch.setenv("no_proxy", "*")


@contextmanager
def serving(status: int, headers: dict[str, str], body: bytes = b"[]") -> Iterator[str]:
    """The address of a server that answers so; /feed always answers with an empty feed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            plain = self.path == "/feed"
            self.send_response(200 if plain else status)
            for name, value in {} if plain else headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"[]" if plain else body)

        def log_message(self, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_bytes(b"[1]")
    assert read(str(tmp_path / "feed.json")) == b"[1]"


def test_what_is_no_file_is_refused_in_one_line(tmp_path: Path) -> None:
    for path in (str(tmp_path), str(tmp_path / "none.json"), "a\0b"):
        with pytest.raises(UnreadableFeed) as refused:
            read(path)
        assert "\n" not in str(refused.value)


def test_an_address_is_read_and_followed_to_the_web_only() -> None:
    with serving(200, {}, b"[7]") as url:
        assert read(f"{url}/x") == b"[7]"
    with serving(302, {"Location": "/feed"}) as url:
        assert read(f"{url}/x") == b"[]"
    for target in ("file:///etc/passwd", "ftp://127.0.0.1/feed"):
        with serving(302, {"Location": target}) as url, pytest.raises(UnreadableFeed):
            read(f"{url}/x")


def test_a_server_that_fails_is_told_in_one_line() -> None:
    with serving(503, {}) as url, pytest.raises(UnreadableFeed, match="answered 503"):
        read(f"{url}/x")
    with serving(302, {"Location": "/x"}) as url, pytest.raises(UnreadableFeed):
        read(f"{url}/x")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # and nobody listens there
        with pytest.raises(UnreadableFeed):
            read(f"http://127.0.0.1:{silent.getsockname()[1]}/feed")


def test_half_a_download_is_not_a_feed() -> None:
    early = pytest.raises(UnreadableFeed, match="98 bytes early")
    with serving(200, {"Content-Length": "100"}, b"[]") as url, early:
        read(f"{url}/x")


def test_a_download_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_file, "MAX_FEED_BYTES", 1000)
    with serving(200, {}, b" " * 1_000_000) as url:
        assert len(read(f"{url}/x")) == 1001


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "data://x", "x://[y"])
def test_only_http_and_https_addresses_are_read(url: str) -> None:
    with pytest.raises(UnreadableFeed):
        read(url)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("feeds/Orange County.json", "orange-county"),
        ("https://Meetings.Example.org/feed?x=1", "meetings-example-org"),
        ("x" * 50 + ".json", "x" * 40),
        ("日本.json", ""),
        ("http://[", ""),
    ],
)
def test_a_source_is_named_for_the_file_or_the_host(given: str, name: str) -> None:
    assert source_name(given) == name
