"""People with browsers of their own: each a fresh context, watched from the first request on."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    WebError,
    Worker,
)

from tests.browser.gate import Gate

WAIT_MS = 60_000  # for what takes a moment; a slow machine that does much else takes its time
# A page or a worker that has an older copy waits for the service only for seconds. Whether a
# machine is slow is no test's subject: they wait as long as the tests do.
PATIENT = f"""(() => {{
  const wait = globalThis.setTimeout;
  globalThis.setTimeout = (act, ms = 0, ...given) =>
    wait(act, ms > 1000 ? Math.max(ms, {WAIT_MS}) : ms, ...given);
}})()"""
# A browser that lets no page have a worker: a private window, or a first visit that is cut short.
NO_WORKER = "navigator.serviceWorker.register = () => Promise.reject(new Error())"
NO_SIGNAL = (
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_CONNECTION_CLOSED",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_EMPTY_RESPONSE",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_SOCKET_NOT_CONNECTED",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "timezone_id": "America/Chicago",
    "locale": "en-US",
}
DESKTOP: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "timezone_id": "America/New_York",
    "locale": "en-US",
}


@dataclass
class Visitors:
    """Everybody who comes in one test. `requests` holds the address of every request made,
    `complaints` what nobody should meet: errors in the console, and requests to other hosts;
    `welcome` the other hosts that this test means to ask, from then on; `is_away` from when on the
    service is meant not to answer."""

    browser: Browser
    base: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    welcome: set[str] = field(default_factory=set)
    is_away: bool = False
    _contexts: list[BrowserContext] = field(default_factory=list)
    _gates: dict[BrowserContext, Gate] = field(default_factory=dict)

    def new_page(
        self, *, refused: Collection[int] = (), cookie: str = "", mobile: bool = False, **how: Any
    ) -> Page:
        """A page in a new context. `refused`: statuses that this visitor is meant to be answered
        with; `cookie`: the session of a facilitator who is signed in; `mobile`: has a signal that
        `signal` can take away."""
        base, gate = self.base, None
        if mobile:
            gate = Gate(int(urlsplit(self.base).port or 0))
            base = f"http://127.0.0.1:{gate.port}"
        context = self.browser.new_context(base_url=base, **(how or DESKTOP))
        self._contexts.append(context)
        if gate:
            self._gates[context] = gate
        context.set_default_timeout(WAIT_MS)
        if cookie:
            name = "__Host-waypost" if base.startswith("https:") else "waypost"
            context.add_cookies([{"name": name, "value": cookie, "url": base}])

        def on_request(url: str) -> None:
            self.requests.append(url)
            bases = (self.base, *(f"http://127.0.0.1:{gate.port}" for gate in self._gates.values()))
            is_own = any(url.startswith(f"{own}/") for own in bases)
            is_own = is_own or urlsplit(url).hostname in self.welcome
            if urlsplit(url).scheme in ("http", "https") and not is_own:
                self.complaints.append(f"another host was asked: {url}")

        def on_console(message: ConsoleMessage) -> None:
            is_expected = any(f"with a status of {status} " in message.text for status in refused)
            # the console may say so long after the signal is back
            was_cut = self.is_away or (gate is not None and gate.was_cut)
            no_signal = was_cut and any(name in message.text for name in NO_SIGNAL)
            is_elsewhere = urlsplit(message.location["url"]).hostname in self.welcome
            is_expected = is_expected or no_signal or is_elsewhere
            if message.type in ("error", "warning") and not is_expected:
                self.complaints.append(f"console: {message.text} ({message.location})")

        def on_error(error: WebError) -> None:
            self.complaints.append(f"uncaught: {error.error}")

        def on_worker(worker: Worker) -> None:
            with suppress(Error):  # it has gone already
                worker.evaluate(PATIENT)

        context.add_init_script(PATIENT)
        context.on("serviceworker", on_worker)
        context.on("request", lambda request: on_request(request.url))
        context.on("console", on_console)
        context.on("weberror", on_error)
        return context.new_page()

    def signal(self, page: Page, there: bool) -> None:
        """Takes a mobile visitor's signal away, or gives it back. The page is told as a browser
        tells it; that requests failed for want of a signal, nobody complains of."""
        gate = self._gates[page.context]
        if there:
            gate.restore()
        else:
            gate.cut()
        page.evaluate(
            """(there) => {
              Object.defineProperty(navigator, 'onLine', {value: there, configurable: true});
              dispatchEvent(new Event(there ? 'online' : 'offline'));
            }""",
            there,
        )

    def close(self) -> None:
        """Everybody goes; nobody may have had a reason to complain."""
        for context in self._contexts:
            context.close()
        for gate in self._gates.values():
            gate.close()
        assert not self.complaints, "\n".join(self.complaints)


def history_addresses(page: Page) -> list[str]:
    """Every address in the history of a page's tab, the present one included."""
    browser = page.context.new_cdp_session(page)
    history = browser.send("Page.getNavigationHistory")
    browser.detach()
    return [entry["url"] for entry in history["entries"]]
