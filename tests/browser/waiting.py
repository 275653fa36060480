"""Waiting for what no element of a page shows."""

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


def wait_until(page: Page, condition: str, given: Any = None) -> None:
    """Returns once a condition holds: a function of the page's language, which may be async.

    Not Playwright's `wait_for_function`: from the second look on, that evaluates text in the page,
    which the security policy of our pages refuses.
    """
    held = page.evaluate(_WAIT % (condition, WAIT_MS // _TURN_MS, _TURN_MS), given)
    assert held, f"never so within {WAIT_MS} ms: {condition}"
