"""Codes are checked while neither function nor database answers: behind a CDN, by what the sweep
copied into its bucket, pages and lists alike."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.verification.core.claims import AttendanceClaims, reference_text
from chalicelib.verification.encoding import encode
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import open_table
from tests.browser.visitors import WAIT_MS
from tests.cdn.deployment import Deployment, deployment
from tests.cdn.edge_function import EdgeFunction
from tests.conftest import Tables
from tests.unit.verification.sample_codes import ATTENDANCE
from tests.unit.web.site import HOST

ORIGIN = f"https://{HOST}"
REFERENCE = bytes(range(10))
Opened = Callable[[str], Page]


@pytest.fixture
def deployed(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.setenv("ISSUERS", "Open Door|https://door.example")
    with EdgeFunction() as function, deployment(monkeypatch, function) as found:
        yield found


@pytest.fixture
def code(deployed: Deployment) -> str:
    """A code that was given an hour ago."""
    given_at = int(deployed.site.clock.moment.timestamp()) - 3600
    said = {name: getattr(ATTENDANCE, name) for name in AttendanceClaims.__slots__}
    said |= {"issued_at": given_at + 3600, "expires_at": given_at + 180 * 86400}
    said |= {"reference": REFERENCE}
    return encode(AttendanceClaims(**said), open_key_store().signer(deployed.site.clock.moment))


@pytest.fixture
def opened(browser: Browser, deployed: Deployment) -> Iterator[Opened]:
    """Opens a page through the CDN; `refused` on it holds what its policy refused."""
    context = browser.new_context(locale="de-DE")
    context.set_default_timeout(WAIT_MS)

    def answer(route: Route) -> None:
        asked = route.request
        found = deployed.proxy.answer(
            asked.method, asked.url.removeprefix(ORIGIN).partition("#")[0], asked.headers
        )
        route.fulfill(status=found.status, headers=found.headers, body=found.body)

    def open_page(target: str) -> Page:
        page = context.new_page()
        page.route(f"{ORIGIN}/**", answer)
        page.clock.set_fixed_time(deployed.site.clock.moment)
        page.goto(f"{ORIGIN}{target}")
        return page

    yield open_page
    context.close()


def test_a_code_is_checked_by_pages_and_lists_of_the_bucket(
    deployed: Deployment, opened: Opened, code: str
) -> None:
    deployed.sweep()
    deployed.down = True
    deployed.wait(hours=6)
    heading = opened(f"/v#{code}").get_by_role("heading", level=1)
    expect(heading).to_contain_text("Echt.")
    assert deployed.asked_of("bucket")


def test_a_code_that_was_withdrawn_before_the_outage_reads_so(
    deployed: Deployment, opened: Opened, code: str
) -> None:
    over = int((deployed.site.clock.moment + timedelta(days=180)).timestamp())
    open_table().withdraw(reference_text(REFERENCE), over)
    deployed.sweep()
    deployed.down = True
    heading = opened(f"/v#{code}").get_by_role("heading", level=1)
    expect(heading).to_contain_text("Zurückgezogen")


def test_lists_that_nobody_wrote_for_a_month_are_not_trusted(
    deployed: Deployment, opened: Opened, code: str
) -> None:
    deployed.sweep()
    deployed.down = True
    deployed.wait(days=30, seconds=1)
    heading = opened(f"/v#{code}").get_by_role("heading", level=1)
    expect(heading).to_contain_text("Ließ sich jetzt nicht prüfen")


def test_the_desk_opens_and_checks(deployed: Deployment, opened: Opened, code: str) -> None:
    deployed.sweep()
    deployed.down = True
    deployed.wait(hours=6)
    page = opened("/station")
    page.keyboard.insert_text(code)
    page.get_by_role("textbox").first.fill(code)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Echt").first).to_be_visible()
