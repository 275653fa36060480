"""The checking desk, and the check page, where the network or a part of the browser is missing."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.checking_desk import (
    CASES,
    TRUST,
    VECTORS,
    WITHOUT_ED25519,
    Desk,
    Opened,
    paste,
    picture,
    ready,
    rows,
    without_lists,
)
from tests.browser.visitors import PATIENT
from tests.frontend_modules import serve_modules
from tests.older_browser import OLDER
from tools import build_frontend

# Without a network


def test_after_one_visit_it_works_with_the_network_off(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    expect(page.get_by_text("Works without a network, too.")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    ready(page)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    file = picture(tmp_path / "offline.png", desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.locator("#sample-qr svg")).to_be_visible()


def test_what_could_not_be_checked_is_checked_when_the_network_is_back(
    opened: Opened, desk: Desk
) -> None:
    page = without_lists(opened, desk)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")
    before = page.locator("#checked-at").text_content() or ""
    assert before.startswith("Checked Sun 22 Nov 2026")
    page.unroute("**/*.json")
    page.clock.fast_forward(600_000)
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#checked-at")).not_to_have_text(before)


@pytest.mark.slow
def test_it_can_be_installed(built: Path) -> None:
    manifest = json.loads((built / "station.en.webmanifest").read_text("utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "./station"
    assert manifest["display"] == "standalone"
    (icon,) = manifest["icons"]
    assert icon["type"] == "image/svg+xml" and icon["sizes"] == "any"


# Browsers that lack something


def test_an_older_browser_has_the_whole_desk(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    page = ready(opened(script=OLDER + WITHOUT_ED25519))
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    file = picture(tmp_path / "older.png", desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    page.get_by_role("button", name="Remove row 2").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    expect(page.get_by_text("Works without a network, too.")).to_be_visible()


def test_an_older_browsers_desk_is_the_newest_page_that_there_is(
    opened: Opened, desk: Desk
) -> None:
    desk.worker_starts_with = f"delete AbortSignal.timeout;{PATIENT};"
    page = ready(opened())
    expect(page.get_by_text("Works without a network, too.")).to_be_visible()
    desk.title = "A newer desk"
    page.reload()
    ready(page)
    expect(page).to_have_title("A newer desk")


@pytest.mark.parametrize("name", [*build_frontend.PAGES, *build_frontend.CLASSIC])
def test_no_script_has_an_expression_that_older_browsers_cannot_read(
    built: Path, name: str
) -> None:
    """Looking behind in a regular expression fails the whole script before Safari 16.4."""
    assert not re.search(r"\(\?<[!=]", (built / "static" / name).read_text("utf-8"))


def test_without_ed25519_the_bundled_library_checks(opened: Opened, desk: Desk) -> None:
    page = ready(opened(script=WITHOUT_ED25519))
    paste(page, "\n".join([desk.code(), CASES["name changed"]["text"]]))
    expect(page.locator("#rows > li")).to_have_count(2)
    assert [row.split("\n")[1] for row in rows(page)] == ["Genuine", "Not confirmed"]


def test_without_ed25519_and_library_it_leads_to_the_form(opened: Opened, desk: Desk) -> None:
    page = opened(script=WITHOUT_ED25519, path="about:blank", service_workers="block")
    page.route("**/ed25519.js*", lambda route: route.abort())
    page.goto(desk.url)
    link = page.get_by_role("link", name="Check one code on the check page")
    expect(link).to_be_visible()
    assert link.evaluate("link => link.href") == f"http://{desk.host}/api/v"


def test_without_scripts_it_leads_to_the_form(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    expect(page.get_by_text("needs JavaScript")).to_be_visible()


# The check page with the bundled library

RUN = """async ([library, cases, trust, now]) => {
  const { check } = await import("/api/frontend/verifier/check-code.js");
  const { verify } = await import(library);
  const found = [];
  for (const sample of cases) {
    found.push(await check(sample.text, { ...trust, ...sample.trust }, sample.now ?? now, verify));
  }
  return found;
}"""


def test_the_bundled_library_gives_every_vector_its_outcome(opened: Opened, desk: Desk) -> None:
    page = opened(script=WITHOUT_ED25519, path=f"http://{desk.host}/api/v")
    serve_modules(page)
    library = page.locator("#script").get_attribute("data-ed25519")
    assert library
    address = f"/api/{library.removeprefix('./')}"
    found = page.evaluate(RUN, [address, VECTORS["cases"], TRUST, VECTORS["now"]])
    for case, result in zip(VECTORS["cases"], found, strict=True):
        outcome = (result["outcome"], result.get("reason"))
        assert outcome == (case["outcome"], case.get("reason")), case["name"]
        if "attendance" in case:
            assert result["attendance"] == case["attendance"], case["name"]


@pytest.mark.parametrize("older", ["", OLDER], ids=["browser of today", "older browser"])
def test_the_check_page_checks_with_the_bundled_library(
    opened: Opened, desk: Desk, older: str
) -> None:
    page = opened(script=older + WITHOUT_ED25519, path=desk.code())
    expect(page.get_by_role("heading", name="Genuine.")).to_be_visible()
    expect(page.get_by_text("The code is not sent anywhere.")).to_be_visible()


def test_the_check_page_leaves_the_code_to_its_form_where_the_library_is_absent(
    opened: Opened, desk: Desk
) -> None:
    page = opened(script=WITHOUT_ED25519, path="about:blank")
    page.route("**/ed25519.js*", lambda route: route.abort())
    page.goto(desk.code())
    expect(page.get_by_label("Code or link")).to_have_value(CASES["full code"]["text"])
    expect(page.get_by_text("It is not kept.")).to_be_visible()


# Names of formats in XML, examples in the texts of errors, a library's own link: nothing is asked
# of them.
NAMES_ONLY = {
    "https://leafletjs.com",
    *("http://www.w3.org", "https://github.com"),
    *("http://ns.adobe.com", "http://www.xfa.org", "http://example.com", "https://foo.bar"),
}


@pytest.mark.slow
def test_no_bundle_names_another_host(built: Path) -> None:
    for name in build_frontend.LIBRARIES:
        script = (built / "static" / name).read_text("utf-8")
        code = re.sub(r"/\*!.*?\*/", "", script, flags=re.DOTALL)
        hosts = re.findall(r"https?:/+[\w.$-]+", code)
        assert set(hosts) <= NAMES_ONLY, name
