"""A coordinator checks a feed: as a file by the script, and without a script."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import PHONE, Visitors
from tests.unit.listings.feeds import row

pytestmark = pytest.mark.xdist_group("browser, check of a feed")
FEED = [
    row(slug="a", timezone="America/New_York"),
    row(slug="b", name="Noon", timezone="America/New_York", end_time="late"),
]


@pytest.fixture
def page(visitors: Visitors) -> Iterator[Page]:
    page = visitors.new_page(refused=(400,), **PHONE)
    page.goto("/developers")
    page.get_by_role("link", name="Check a feed").click()
    page.wait_for_url("**/check-feed")  # with its script
    yield page
    assert not visitors.complaints


def test_a_file_is_checked_in_place_and_the_page_says_what_is_lost(
    page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(FEED))
    page.get_by_label("Choose the feed’s file").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    heading = page.get_by_role("heading", name="2 meetings would be listed")
    expect(heading).to_be_focused()
    loss = page.get_by_text("1 meeting is shown with another end than its row says")
    loss.click()
    expect(page.get_by_text("Row 2: Noon")).to_be_visible()
    page.get_by_label("Paste the feed here").fill("[")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="This could not be checked.")).to_be_focused()
    expect(page.get_by_text("feed: the feed is not JSON")).to_be_visible()
    assert page.get_by_label("Choose the feed’s file").input_value() == ""


def test_what_is_too_large_is_not_sent_and_an_empty_form_neither(
    page: Page, visitors: Visitors, tmp_path: Path
) -> None:
    says = page.get_by_role("status")
    visitors.requests.clear()
    page.get_by_role("button", name="Check").click()
    expect(says).to_have_text("Choose a file, or paste the feed.")
    file = tmp_path / "feed.json"
    file.write_bytes(b" " * 4_000_001)
    page.get_by_label("Choose the feed’s file").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    expect(says).to_have_text("That is more than 4 MB.")
    assert not any("check-feed?" in url or url.endswith("check-feed") for url in visitors.requests)


def test_without_a_script_the_form_sends_what_was_pasted(visitors: Visitors) -> None:
    page = visitors.new_page(java_script_enabled=False, **PHONE)
    page.goto("/developers/check-feed")
    expect(page.get_by_label("Choose the feed’s file")).to_be_hidden()
    page.get_by_label("Paste the feed here").fill(json.dumps(FEED))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="2 meetings would be listed")).to_be_visible()
    assert not visitors.complaints
