"""A service that was killed goes on where it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.service import Service
from tests.browser.ticket_desk import wait_until_pages_stored
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.waiting import wait_until
from tests.browser.walk import give, verdict

pytestmark = pytest.mark.xdist_group("browser, after a crash")


@pytest.fixture
def killed_later(tmp_path: Path) -> Iterator[list[Service]]:
    """The runs on one data folder, each stopped at the end if it still goes."""
    runs = [Service(tmp_path / "data")]
    yield runs
    for run in runs:
        run.stop()


def test_a_session_and_a_code_outlive_a_kill(browser: Browser, killed_later: list[Service]) -> None:
    first = killed_later[0].wait_until_ready().holding()
    visitors = Visitors(browser, first.base)
    facilitator = visitors.new_page(**PHONE)
    facilitator.goto(first.sign_in_link)
    given = give(facilitator)
    facilitator.goto("/facilitate")
    wait_until_pages_stored(facilitator)
    wait_until(facilitator, "() => !('/facilitate' in localStorage)")  # no ticket waits to be sent

    visitors.is_away = True
    first.kill()
    second = Service(first.data_dir, first.port)
    killed_later.append(second)
    second.wait_until_ready()
    assert "Loading the sample listing" not in second.log()

    facilitator.reload()
    expect(facilitator.get_by_role("heading", level=1)).to_have_text("Your meetings")
    assert give(facilitator).reference != given.reference
    court = visitors.new_page(**DESKTOP)
    court.goto(given.url)
    assert verdict(court) == "Genuine."
    page = visitors.new_page(**PHONE)
    page.goto("/?place=Chicago")
    assert page.locator(".found li").count() >= 3
    visitors.close()
