"""The modules of frontend/, for tests that call them in a browser: what is built keeps its own to
itself. They are at /frontend/<folder>/<name> below wherever the page is mounted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from tools.build_frontend import SOURCES

ORIGIN = "https://check.example"  # WebCrypto needs a secure context; nothing leaves the test
_MODULE = re.compile(r"/frontend/(\w+/[\w-]+\.js)$")


def serve_modules(page: Page) -> None:
    """Answers the page's requests for modules."""
    page.route("**/frontend/*/*.js", module)


@contextmanager
def page_with_modules(browser: Browser, script: str = "") -> Iterator[Page]:
    """An empty page that reaches the modules and nothing else, after it has run that script."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            route.fulfill(content_type="text/html", body="<!doctype html><title>test</title>")
        elif path.startswith("/frontend/"):
            module(route)
        else:
            route.abort()

    page = browser.new_page()
    page.route("**/*", serve)
    page.add_init_script(script)
    page.goto(f"{ORIGIN}/")
    yield page
    page.close()


def module(route: Route) -> None:
    """Answers a request for a module, with the source."""
    found = _MODULE.search(urlsplit(route.request.url).path)
    assert found, route.request.url
    body = (SOURCES / found[1]).read_text("utf-8")
    route.fulfill(content_type="text/javascript", body=body)
