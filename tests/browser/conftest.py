"""A service that runs, and visitors with real browsers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.checking_desk import Desk, Opened, build_desk, opening_desk, serving_desk
from tests.browser.service import Operated, Service
from tests.browser.visitors import WAIT_MS, Visitors
from tests.rehearsal.deployed import described
from tools import browser as browsers


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """The service of these tests, from an empty data folder; in a rehearsal the deployed one."""
    if deployed := described(os.environ):
        yield deployed
        return
    running = Service(tmp_path_factory.mktemp("service") / "data")
    try:
        yield running.wait_until_ready().holding()
    finally:
        running.stop()


@pytest.fixture(scope="session")
def session(service: Operated) -> str:
    """The cookie of a facilitator who is signed in throughout, and elsewhere too."""
    service.new_session(service.new_link())
    return service.new_session(service.new_link())


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser: CHROMIUM names it, else it is looked for."""
    path = browsers.find(os.environ)
    if path is None:
        pytest.fail(
            "No browser: `python -m tools.browser` installs one, or install Debian's package "
            f"`{browsers.SHELL}`, or name one in CHROMIUM."
        )
    return path


@pytest.fixture(scope="module")
def playwright(chromium: str) -> Iterator[Playwright]:
    """The library that drives browsers; a module's, because its loop fills the thread."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as running:
        yield running


Launch = Callable[..., Browser]


@pytest.fixture(scope="module")
def launch(playwright: Playwright, chromium: str) -> Iterator[Launch]:
    """Starts a Chromium, with arguments of a test's own."""
    launched: list[Browser] = []
    deployed = described(os.environ)
    own = ("--disable-gpu", *(deployed.browser_arguments if deployed else ()))

    def start(*arguments: str) -> Browser:
        launched.append(
            playwright.chromium.launch(executable_path=chromium, args=[*own, *arguments])
        )
        return launched[-1]

    yield start
    for browser in launched:
        browser.close()


@pytest.fixture(scope="module")
def browser(launch: Launch) -> Browser:
    """A Chromium for a module's tests."""
    return launch()


@pytest.fixture
def visitors(browser: Browser, service: Operated) -> Iterator[Visitors]:
    """Who comes in a test; at its end nobody may have met an error or another host."""
    everybody = Visitors(browser, service.base)
    yield everybody
    everybody.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that are built, with the libraries of the browser."""
    return build_desk(tmp_path_factory.mktemp("built"))


@pytest.fixture
def desk(built: Path) -> Iterator[Desk]:
    """A desk for each test: the worker of an earlier test's page may still be fetching."""
    with serving_desk(built) as made:
        yield made


@pytest.fixture
def opened(browser: Browser, desk: Desk) -> Iterator[Opened]:
    """Opens the desk. No page may ask another host for anything, or fail."""
    with opening_desk(browser, desk) as open_page:
        yield open_page
