"""The stylesheet of the page of one's own codes: on screen and on paper as the common ones say."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.mine_site import BASE, Device, Site, code, opened, rows, time_only
from tests.browser.own_style import assert_own_style_suffices
from tests.browser.waiting import wait_until
from tools import build_pages

pytestmark = pytest.mark.usefixtures("bundles")


@pytest.mark.parametrize(
    "media",
    [
        {"viewport": {"width": 320, "height": 700}},
        {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    ],
    ids=["phone", "desktop, dark"],
)
def test_its_own_stylesheet_shows_what_the_common_ones_would(
    device: Device, site: Site, media: dict[str, Any]
) -> None:
    page = opened(device(**media), site, code(0), time_only(1), code(40, days=100))
    rows(page).first.get_by_text("Show code").press("Enter")
    expect(rows(page).first.locator(".qr svg")).to_be_visible()
    page.get_by_role("button", name="Print 2 codes", exact=True).press("Enter")
    wait_until(page, "() => window.printed")
    # what is folded is not laid out
    page.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true })")
    common = [f"{BASE}/static/{name}" for name in build_pages.MINE_STYLES]
    assert_own_style_suffices(page, "own-codes.css", common)
