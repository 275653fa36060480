"""The checking desk, where something else happens before what was brought to it is read."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.checking_desk import (
    WITHOUT_ED25519,
    Desk,
    Opened,
    code_of,
    paste,
    picture,
    ready,
    rows,
    without_lists,
)
from tests.browser.waiting import wait_for, wait_until
from tests.vectors import codes as vectors

HOLD = """([owner, name]) => {
  const place = owner.split(".").reduce((inside, part) => inside[part], globalThis);
  const itself = place[name];
  const letting = new Promise((resolve) => { globalThis.letGo = resolve; });
  globalThis.held = 0;
  place[name] = async function (...given) {
    globalThis.held += 1;
    await letting;
    return itself.apply(this, given);
  };
}"""


def hold(page: Page, owner: str, name: str) -> None:
    """From now on a function of the page waits until it is let go."""
    page.evaluate(HOLD, [owner, name])


def wait_until_held(page: Page) -> None:
    wait_until(page, "() => globalThis.held > 0")


def let_go(page: Page) -> None:
    page.evaluate("letGo()")


def clear(page: Page, unsaved: int = 1) -> None:
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name=f"Clear {unsaved} unsaved?").click()
    expect(page.locator("#rows > li")).to_have_count(0)


def reading(page: Page, path: Path, code: str) -> Page:
    """The desk with one row, and a picture of a code that is still read."""
    ready(page)
    expect(page.locator("#pictures")).to_be_visible()
    paste(page, code_of(1))
    expect(page.locator("#rows > li")).to_have_count(1)
    hold(page, "globalThis", "createImageBitmap")
    page.locator("#files").set_input_files(picture(path / "sheet.png", code))
    wait_until_held(page)
    return page


def test_what_is_read_while_its_list_is_cleared_comes_into_no_other(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = reading(opened(), tmp_path, desk.code())
    clear(page)
    let_go(page)
    paste(page, code_of(2, name="Thursday Noon"))
    expect(page.locator("#rows")).to_contain_text("Thursday Noon")
    assert len(rows(page)) == 1


def test_what_is_read_while_practice_begins_is_in_the_list_that_it_was_brought_to(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = reading(opened(), tmp_path, desk.code())
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.get_by_text("These are sample codes, not proof.")).to_be_visible()
    let_go(page)
    page.get_by_role("button", name="Put in the list").click()
    expect(page.locator("#latest")).to_contain_text("Sample, not proof.")
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="End practice").click()
    expect(page.locator("#rows > li")).to_have_count(2)
    assert vectors.reference(vectors.CTI) in rows(page)[1]


def test_an_earlier_list_that_is_read_while_the_sitting_is_cleared_marks_nothing_in_the_next(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    paste(page, desk.code())
    expect(page.locator("#rows > li")).to_have_count(1)
    hold(page, "File.prototype", "arrayBuffer")
    (tmp_path / "october.csv").write_text(f"Reference\n{vectors.reference(vectors.CTI)}\n")
    page.locator("#earlier").set_input_files(tmp_path / "october.csv")
    wait_until_held(page)
    clear(page)
    let_go(page)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#latest .warnings li")).to_have_count(0)
    expect(page.locator("#earlier-says")).to_be_empty()


def test_what_could_not_be_checked_is_checked_again_during_practice_too(
    opened: Opened, desk: Desk
) -> None:
    page = without_lists(opened, desk)
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Could not be checked now.")
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.get_by_text("These are sample codes, not proof.")).to_be_visible()
    page.unroute("**/*.json")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Put in the list").click()
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="End practice").click()
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_a_code_that_comes_while_clearing_is_asked_about_is_asked_about_too(
    opened: Opened, desk: Desk
) -> None:
    page = ready(opened())
    paste(page, code_of(1))
    expect(page.locator("#rows > li")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("button", name="Clear 1 unsaved?")).to_be_focused()
    paste(page, code_of(2))
    expect(page.locator("#rows > li")).to_have_count(2)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("button", name="Clear 2 unsaved?")).to_be_visible()
    expect(page.locator("#rows > li")).to_have_count(2)


A_CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => {
    globalThis.stream = document.createElement("canvas").captureStream();
    return stream;
  };
  HTMLMediaElement.prototype.play = async () => {};"""


@pytest.mark.parametrize(
    ("owner", "name"),
    [("navigator.mediaDevices", "getUserMedia"), ("HTMLMediaElement.prototype", "play")],
)
def test_a_camera_that_starts_while_the_list_is_cleared_does_not_go_on_unseen(
    opened: Opened, owner: str, name: str
) -> None:
    page = ready(opened(A_CAMERA))
    camera = page.locator("#camera")
    expect(camera).to_be_visible()
    paste(page, code_of(1))
    expect(page.locator("#rows > li")).to_have_count(1)
    hold(page, owner, name)
    camera.click()
    wait_until_held(page)
    clear(page)
    let_go(page)
    expect(camera).to_be_enabled()
    expect(page.locator("#view")).to_be_hidden()
    assert page.evaluate("stream.getTracks().map(({ readyState }) => readyState)") == ["ended"]
    expect(page.locator("#says")).to_have_text("Cleared.")
    expect(page.locator("#field")).to_be_focused()


def test_a_code_that_comes_before_the_desk_can_check_is_checked_when_it_can(
    opened: Opened, desk: Desk
) -> None:
    page = opened(path="about:blank", service_workers="block")
    page.add_init_script(WITHOUT_ED25519)
    held: list[Route] = []
    page.route("**/ed25519.js*", lambda route: held.append(route))
    page.goto(desk.url)
    wait_for(page, lambda: held)
    paste(page, desk.code())
    held[0].continue_()
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    expect(page.locator("#says")).to_be_empty()


def test_a_picture_that_comes_before_the_desk_knows_its_reader_is_read_when_it_does(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(
        opened("""
          globalThis.BarcodeDetector = class {
            static getSupportedFormats() {
              return new Promise((resolve) => { globalThis.letGo = () => resolve([]); });
            }
          };""")
    )
    wait_until(page, "() => 'letGo' in globalThis")
    page.locator("#files").set_input_files(picture(tmp_path / "one.png", desk.code()))
    let_go(page)
    expect(page.locator("#latest")).to_contain_text("Genuine.")
