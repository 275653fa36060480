"""Waiting for what no element of a page shows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page

from tests.browser.visitors import WAIT_MS

_TURN_MS = 50
_WAIT = """async (given) => {
  const holds = %s;
  for (let turn = 0; turn < %d; turn += 1) {
    if (await holds(given)) return true;
    await new Promise((done) => setTimeout(done, %d));
  }
  return false;
}"""

_STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every(({sheet}) => sheet)"


def wait_until(page: Page, condition: str, given: Any = None) -> None:
    """Returns once a condition holds: a function of the page's language, which may be async.

    Not Playwright's `wait_for_function`: from the second look on, that evaluates text in the page,
    which the security policy of our pages refuses.
    """
    held = page.evaluate(_WAIT % (condition, WAIT_MS // _TURN_MS, _TURN_MS), given)
    assert held, f"never so within {WAIT_MS} ms: {condition}"


def wait_until_shown(page: Page) -> None:
    """Returns once a page has come in full, with the styles that it asks for. Before that it can be
    read, but not measured."""
    page.wait_for_load_state()
    wait_until(page, _STYLED)


def wait_for(page: Page, holds: Callable[[], object]) -> None:
    """Returns once something holds on the test's side: a list that fills as the page asks, or what
    several looks at the page say together."""
    for _ in range(WAIT_MS // _TURN_MS):
        if holds():
            return
        page.wait_for_timeout(_TURN_MS)
    raise AssertionError(f"never so within {WAIT_MS} ms")


def pause_clock(page: Page) -> None:
    """Lets a page's clock, which the test has installed, stand still, a minute on from now. It goes
    on with `page.clock.run_for` and `page.clock.resume`; until then `wait_until` waits for good."""
    now = page.evaluate("Date.now()")
    # it may be paused in its future only, and goes on until it is
    page.clock.pause_at(datetime.fromtimestamp(now / 1000 + 60, UTC))


def let_page_act(page: Page) -> None:
    """Returns after what a page does with what has come to it."""
    page.evaluate("new Promise((done) => setTimeout(done))")
