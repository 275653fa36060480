"""Pages that a CDN passes on: how often a first visit reaches the service, with nothing in the CDN
but files under their hashes; and what pages know of a visitor whom the service knows nothing of."""

import re
from urllib.request import Request

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.empty_cdn import EmptyCdn, empty_cdn
from tests.browser.service import Service
from tests.browser.stored_pages import wait_until_stored
from tests.browser.visitors import PHONE

pytestmark = pytest.mark.xdist_group("browser, behind a CDN")
MAX_REQUESTS = 4
MAX_BYTES = 14 * 1024
SEARCH = "/?place=New+York"
STORED = """async () => {
  await navigator.serviceWorker.ready;
  const [name] = (await caches.keys()).filter((each) => !each.endsWith(" pages"));
  return (await (await caches.open(name)).keys()).map(({url}) => new URL(url).pathname);
}"""


@pytest.mark.parametrize("address", ["/", SEARCH, "/what-to-expect", "meeting"])
def test_a_first_visit_reaches_the_service_a_few_times_for_a_few_bytes(
    service: Service, browser: Browser, address: str
) -> None:
    if address == "meeting":
        # read without a browser: what one still stores would count as the next visit's
        results = service.open(Request(service.base + SEARCH)).read().decode()
        address = re.findall(r'<h3><a href="([^"]+)"', results)[0]
    with empty_cdn(service.base) as cdn:
        context = browser.new_context(base_url=cdn.base, **PHONE)
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if page.locator("#script").count():
            assert {"/saved", "/what-to-expect"} <= {*page.evaluate(STORED)}
        if address == SEARCH:
            wait_until_stored(page, address)
        page.wait_for_load_state("networkidle")
        context.close()
        asked = [(each.target, each.size) for each in cdn.to_the_service]
        assert len(asked) <= MAX_REQUESTS, asked
        assert sum(size for _, size in asked) <= MAX_BYTES, asked
        require_no_file_without_its_hash(cdn)


def require_no_file_without_its_hash(cdn: EmptyCdn) -> None:
    assert [each.target for each in cdn.to_the_service if "/static/" in each.target] == []
    assert {each.status for each in cdn.passed} == {200}


def test_what_a_first_visit_stores_is_read_without_a_signal(
    service: Service, browser: Browser
) -> None:
    with empty_cdn(service.base) as cdn:
        context = browser.new_context(base_url=cdn.base, **PHONE)
        page = context.new_page()
        page.goto("/")
        assert "/saved" in page.evaluate(STORED)
        context.set_offline(True)
        page.goto("/saved")
        expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
        weight = page.locator("h1").evaluate("one => getComputedStyle(one).fontWeight")
        assert weight == "600"  # with its style
        context.close()


def test_the_way_back_and_the_way_there_are_the_visitors_own(
    service: Service, browser: Browser
) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    with empty_cdn(service.base) as cdn:
        context = browser.new_context(base_url=cdn.base, **PHONE, user_agent=agent)
        page = context.new_page()
        page.goto(SEARCH)
        page.locator("#found h3 a").first.tap()
        expect(page.get_by_role("link", name="Directions")).to_have_attribute(
            "href", re.compile("^https://maps.apple.com/")
        )
        page.get_by_text("Other maps").tap()
        expect(page.get_by_role("link", name="OpenStreetMap")).to_be_visible()
        expect(page.get_by_role("link", name="Apple Maps")).to_have_count(0)
        expect(page.locator(".back a")).to_have_text("Results")
        page.locator(".back a").tap()
        expect(page.locator("#results")).to_be_visible()
        context.close()
