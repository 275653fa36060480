"""The map of results: nothing of it before the tap, and with keys alone after it."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.stored_pages import wait_until_stored
from tests.browser.visitors import DESKTOP, PHONE, Visitors

pytestmark = [
    pytest.mark.xdist_group("browser, finder map"),
    pytest.mark.usefixtures("bundles"),
]
TILES = "tile.openstreetmap.org"
TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
PINS = ".map .pin"


@pytest.fixture
def asked() -> list[Request]:
    """Each request for a picture."""
    return []


def searched(visitors: Visitors, asked: list[Request], **how: object) -> Page:
    """A page of results whose map's pictures come from this test."""
    page = visitors.new_page(**how)  # type: ignore[arg-type]

    def tile(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(content_type="image/svg+xml", body=TILE)

    visitors.welcome.add(TILES)
    page.route(f"https://{TILES}/**", tile)
    page.goto("/?place=Chicago")
    return page


def opened(visitors: Visitors, asked: list[Request], **how: object) -> Page:
    page = searched(visitors, asked, **how)
    page.get_by_role("button", name="Show on a map").click()
    expect(page.locator(PINS).first).to_be_visible()
    return page


def test_nothing_of_the_map_is_loaded_before_the_tap_which_says_who_will_see_it(
    visitors: Visitors, asked: list[Request]
) -> None:
    page = searched(visitors, asked, **PHONE)
    wait_until_stored(page, "/?place=Chicago")  # the worker asks for nothing more
    expect(page.get_by_text(f"come from {TILES}, which will see the area")).to_be_visible()
    assert asked == [] and not any("/map." in url for url in visitors.requests)
    page.get_by_role("button", name="Show on a map").tap()
    expect(page.locator(PINS).first).to_be_visible()
    expect(page.get_by_role("link", name="OpenStreetMap contributors")).to_be_visible()
    expect(page.locator(".map img.leaflet-tile-loaded").first).to_be_attached()
    assert asked
    for headers in [request.all_headers() for request in asked]:
        # no address of a page, which would name the place searched for
        assert "place" not in headers.get("referer", "") and "cookie" not in headers


def test_every_result_with_a_place_is_in_a_pin(visitors: Visitors, asked: list[Request]) -> None:
    """Not only those of the page's first lines."""
    page = opened(visitors, asked, **DESKTOP)
    address = str(page.locator("#map").get_attribute("data-results"))
    found = page.request.get(address).json()["features"]
    inside = 0
    for label in page.locator(PINS).evaluate_all("all => all.map((element) => element.ariaLabel)"):
        many = re.fullmatch(r"(\d+) meetings", label)
        inside += int(many[1]) if many else 1
    assert inside == len(found) > 1
    areas = sum(feature["properties"]["approximate"] for feature in found)
    expect(page.locator(".map path.area")).to_have_count(areas)


def test_near_me_is_on_the_map_and_a_place_by_name_is_not(
    visitors: Visitors, asked: list[Request]
) -> None:
    page = opened(visitors, asked, **DESKTOP)
    expect(page.locator(".map .here")).to_have_count(0)
    page.goto("/?near=41.88,-87.63")
    page.get_by_role("button", name="Show on a map").click()
    expect(page.get_by_role("img", name="You are about here")).to_be_visible()


def test_pictures_that_do_not_come_are_said(visitors: Visitors) -> None:
    page = visitors.new_page(**DESKTOP)
    visitors.welcome.add(TILES)
    page.route(f"https://{TILES}/**", lambda route: route.abort())
    page.goto("/?place=Chicago")
    page.get_by_role("button", name="Show on a map").click()
    expect(page.locator(PINS).first).to_be_visible()
    expect(page.get_by_text("pictures did not load")).to_be_visible()


def test_with_keys_alone_a_pin_opens_and_leads_to_its_meeting(
    visitors: Visitors, asked: list[Request]
) -> None:
    page = opened(visitors, asked, **DESKTOP)
    popup = page.locator(".map .leaflet-popup")
    for _ in range(20):  # a group comes apart as one goes nearer
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.matches('.pin')"):
            continue
        for _ in range(10):
            page.keyboard.press("Enter")
            if popup.count():
                break
        break
    expect(popup).to_be_visible()
    link = popup.get_by_role("link").first
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('.pin')")
    page.keyboard.press("Enter")
    name = link.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_map_that_cannot_be_loaded_says_so_and_leaves_the_list(visitors: Visitors) -> None:
    page = visitors.new_page(mobile=True, **PHONE)
    page.goto("/?place=Chicago")
    wait_until_stored(page, "/?place=Chicago")  # the worker asks for nothing more
    visitors.signal(page, False)
    page.get_by_role("button", name="Show on a map").tap()
    expect(page.get_by_text("The map could not be loaded.")).to_be_visible()
    expect(page.locator(".found h3 a").first).to_be_visible()
    visitors.signal(page, True)


def test_results_online_have_no_map(visitors: Visitors) -> None:
    page = visitors.new_page(**PHONE)
    page.goto("/?attendance=online")
    expect(page.locator(".found h3 a").first).to_be_visible()
    expect(page.get_by_role("button", name="Show on a map")).to_have_count(0)
