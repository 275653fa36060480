"""The page of a participant's own codes, served under a base path, and devices that open it."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from chalicelib import settings
from chalicelib.settings import Settings
from tests.browser.mine_site import BASE, NOW, ORGANISATION, PUBLIC_URL, Device, Site, answer
from tests.browser.visitors import WAIT_MS


@pytest.fixture
def site() -> Iterator[Site]:
    """One for each test: the worker of an earlier test's page may still be fetching."""
    served = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            path = urlsplit(self.path).path.removeprefix(BASE)
            found = None if Path(path).name in served.missing else answer(path)
            self.send_response(200 if found else 404)
            for name, value in (found.headers if found else {}).items():
                self.send_header(name, str(value))
            self.end_headers()
            if found:
                with suppress(BrokenPipeError, ConnectionResetError):  # its reader has gone
                    self.wfile.write(found.body.encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.origin = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()

        def stop() -> None:
            server.shutdown()
            thread.join()
            server.server_close()

        served.stop = stop
        yield served
        stop()


@pytest.fixture(autouse=True)
def organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Settings(public_url=PUBLIC_URL, organisation=ORGANISATION)
    monkeypatch.setattr(settings, "current", lambda: chosen)


@pytest.fixture
def device(browser: Browser, site: Site) -> Iterator[Device]:
    """A browser of its own, with what it keeps; no page in it may fail or meet another host."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def new_device(now: int = NOW, **more: Any) -> BrowserContext:
        context = browser.new_context(timezone_id="America/New_York", **more)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on(
            "console",
            lambda said: wrong.append(said.text) if "Security Policy" in said.text else None,
        )
        context.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((site.origin, "blob:", "data:"))
                else wrong.append(asked.url)
            ),
        )
        context.clock.set_fixed_time(datetime.fromtimestamp(now, UTC))
        context.add_init_script("window.print = () => { window.printed = true }")
        return context

    site.missing.clear()
    yield new_device
    for context in contexts:
        context.close()
    assert not wrong
