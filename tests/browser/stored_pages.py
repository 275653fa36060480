"""The pages that a visitor's device stores."""

from playwright.sync_api import Page

from tests.browser.waiting import wait_until

_PAGES = """async () => {
  const names = (await caches.keys()).filter((name) => name.endsWith(" pages"));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map(({url}) => url.replace(location.origin, ""));
}"""
_HAS = f"async (address) => (await ({_PAGES})()).includes(address)"
_HAS_NOT = f"async (address) => !(await ({_PAGES})()).includes(address)"
_HAS_NONE = f"async () => (await ({_PAGES})()).length === 0"


def stored_pages(page: Page) -> list[str]:
    """Returns the addresses of the pages that this device stores."""
    found: list[str] = page.evaluate(_PAGES)
    return found


def wait_until_stored(page: Page, address: str) -> None:
    """Waits for the worker, which stores a page after it was shown."""
    wait_until(page, _HAS, address)


def wait_until_forgotten(page: Page, address: str) -> None:
    """Waits for the worker, which forgets a page after it was told to."""
    wait_until(page, _HAS_NOT, address)


def wait_until_nothing_stored(page: Page) -> None:
    """Waits until the worker has forgotten every page."""
    wait_until(page, _HAS_NONE)
