"""The modules of frontend/, for tests that call them in a browser: what is built keeps its own to
itself. They are at /frontend/<folder>/<name> below wherever the page is mounted."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tools.build_frontend import SOURCES

_MODULE = re.compile(r"/frontend/(\w+/[\w-]+\.js)$")


def serve_modules(page: Page) -> None:
    """Answers the page's requests for modules."""
    page.route("**/frontend/*/*.js", module)


def module(route: Route) -> None:
    """Answers a request for a module, with the source."""
    found = _MODULE.search(urlsplit(route.request.url).path)
    assert found, route.request.url
    body = (SOURCES / found[1]).read_text("utf-8")
    route.fulfill(content_type="text/javascript", body=body)
