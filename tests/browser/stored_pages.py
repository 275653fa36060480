"""The pages that a visitor's device stores."""

import time

from playwright.sync_api import Page

_PAGES = """async () => {
  const names = (await caches.keys()).filter((name) => name.endsWith(" pages"));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map(({url}) => url.replace(location.origin, ""));
}"""
_TRIES = 150


def stored_pages(page: Page) -> list[str]:
    """Returns the addresses of the pages that this device stores."""
    found: list[str] = page.evaluate(_PAGES)
    return found


def wait_until_stored(page: Page, address: str) -> None:
    """Waits for the worker, which stores a page after it was shown."""
    for _ in range(_TRIES):
        if address in stored_pages(page):
            return
        time.sleep(0.1)
    raise AssertionError(f"{address} is not among {stored_pages(page)}")
