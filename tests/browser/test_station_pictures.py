"""The checking desk and pictures, PDF files and the camera."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from chalicelib.verification import qr
from tests.browser.checking_desk import (
    ORGANISATION,
    Desk,
    Opened,
    counts,
    paste,
    picture,
    ready,
)
from tests.browser.conftest import Launch
from tests.browser.waiting import wait_until
from tools import build_pages

# Files


def test_an_image_file_with_two_codes_gives_two_rows(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    file = picture(tmp_path / "two.png", desk.code(), desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    assert counts(page)[:2] == ["1 genuine", "1 in two forms"]


def test_a_pasted_screenshot_is_read(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    raw = picture(tmp_path / "one.png", desk.code()).read_bytes()
    page.evaluate(
        """raw => {
          const clipboardData = new DataTransfer();
          const bytes = new Uint8Array(raw);
          clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
          const more = { clipboardData, bubbles: true, cancelable: true };
          document.body.dispatchEvent(new ClipboardEvent("paste", more));
        }""",
        list(raw),
    )
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_a_file_that_is_no_picture_or_has_no_code_says_so(opened: Opened, tmp_path: Path) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF-1.7")
    page.locator("#files").set_input_files(tmp_path / "sheet.pdf")
    expect(page.locator("#says")).to_contain_text("sheet.pdf could not be opened as a picture.")
    Image.new("L", (300, 300), 255).save(tmp_path / "blank.png")
    page.locator("#files").set_input_files(tmp_path / "blank.png")
    expect(page.locator("#says")).to_contain_text("No code was found in blank.png")


def printed(page: Page, path: Path, *links: str) -> Path:
    """A PDF file as a browser prints it: each code on a page of its own, as shapes."""
    other = page.context.new_page()
    sheet = "<div style='width: 41mm; break-after: page'>{}</div>"
    other.set_content("".join(sheet.format(qr.svg(link)) for link in links))
    other.pdf(path=path)
    other.close()
    return path


def test_a_printed_pdf_gives_a_row_for_each_code_on_its_pages(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    file = printed(page, tmp_path / "sheet.pdf", desk.code(), desk.code("date and time only"))
    page.locator("#files").set_input_files(file)
    expect(page.locator("#rows > li")).to_have_count(2)
    assert counts(page)[:2] == ["1 genuine", "1 in two forms"]


@pytest.mark.parametrize("colours", ["RGB", "1"])
def test_a_scanned_pdf_is_read(opened: Opened, desk: Desk, tmp_path: Path, colours: str) -> None:
    page = ready(opened())
    expect(page.locator("#pictures")).to_be_visible()
    with Image.open(picture(tmp_path / "scan.png", desk.code())) as scan:
        crooked = scan.rotate(3, expand=True, fillcolor=255).convert(colours)
        crooked.save(tmp_path / "scan.pdf", resolution=150)
    page.locator("#files").set_input_files(tmp_path / "scan.pdf")
    expect(page.locator("#latest")).to_contain_text("Genuine.")


KEEPS_THE_PDF_LIBRARY = """async () => {
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    if (requests.some(({ url }) => url.includes("pdf.js"))) return true;
  }
  return false;
}"""


def test_the_library_for_pdf_files_is_kept_for_later_and_not_loaded_before(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    before = len(desk.asked)
    page = ready(opened())
    expect(page.get_by_text("Works without a network, too.")).to_be_visible()
    file = printed(page, tmp_path / "offline.pdf", desk.code())
    wait_until(page, KEEPS_THE_PDF_LIBRARY)
    assert sum("pdf.js" in path for path in desk.asked[before:]) == 1  # by the worker
    page.context.set_offline(True)
    page.reload()
    ready(page)
    page.locator("#files").set_input_files(file)
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_without_a_network_and_the_library_a_pdf_says_so(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = opened(path="about:blank", service_workers="block")  # which would fetch it, too
    page.route("**/pdf.js*", lambda route: route.abort())
    page.goto(desk.url)
    ready(page)
    expect(page.locator("#pictures")).to_be_visible()
    (tmp_path / "sheet.pdf").write_bytes(b"%PDF-1.7")
    page.locator("#files").set_input_files(tmp_path / "sheet.pdf")
    expect(page.locator("#says")).to_contain_text("Go online once and try again")


# The camera


COUNTED_LOOKS = """
  globalThis.looks = 0;
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    looks += 1;
    return draw.apply(this, given);
  };
"""


def test_the_camera_reads_a_code_and_adds_it_once(
    opened: Opened, desk: Desk, launch: Launch, tmp_path: Path
) -> None:
    still = Image.open(picture(tmp_path / "code.png", desk.code())).convert("RGB")
    frame = Image.new("RGB", (1280, 720), "white")
    frame.paste(still, (300, 60))
    frame.save(tmp_path / "frame.jpeg", quality=90)
    feed = tmp_path / "feed.mjpeg"
    feed.write_bytes((tmp_path / "frame.jpeg").read_bytes() * 30)
    with_camera = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={feed}",
    )
    try:
        page = ready(opened(COUNTED_LOOKS, within=with_camera))
        page.get_by_role("button", name="Camera").click()
        expect(page.locator("#latest")).to_contain_text("Genuine.")
        looks = page.evaluate("looks")
        wait_until(page, "before => looks > before + 10", looks)
        expect(page.locator("#rows > li")).to_have_count(1)
        page.get_by_role("button", name="Stop camera").click()
        expect(page.locator("#view")).to_be_hidden()
    finally:
        with_camera.close()


def test_a_browser_that_reads_codes_itself_is_asked_first(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    before = len(desk.asked)
    page = ready(
        opened(
            script=f"""
            globalThis.BarcodeDetector = class {{
              static async getSupportedFormats() {{ return ["qr_code"]; }}
              async detect() {{ return [{{ rawValue: {json.dumps(desk.code())} }}]; }}
            }};
            Object.defineProperty(navigator, "serviceWorker", {{ value: undefined }});"""
        )
    )
    expect(page.locator("#pictures")).to_be_visible()
    Image.new("L", (300, 300), 255).save(tmp_path / "any.png")
    page.locator("#files").set_input_files(tmp_path / "any.png")
    expect(page.locator("#latest")).to_contain_text("Genuine.")
    assert not any("zxing" in path for path in desk.asked[before:])


def test_without_a_reader_neither_camera_nor_picture_is_offered(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    ignored = shutil.ignore_patterns("vendor")
    shutil.copytree(desk.built, tmp_path, ignore=ignored, dirs_exist_ok=True)
    html = build_pages.station_page("en", ORGANISATION, tmp_path)
    page = opened(path="about:blank")
    page.route(desk.url, lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto(desk.url)
    ready(page)
    expect(page.locator("#pictures")).to_be_hidden()
    paste(page, desk.code())
    expect(page.locator("#latest")).to_contain_text("Genuine.")


def test_a_refused_camera_says_what_to_do(opened: Opened) -> None:
    page = ready(
        opened(
            script="navigator.mediaDevices.getUserMedia = () =>"
            " Promise.reject(new DOMException('', 'NotAllowedError'))"
        )
    )
    page.get_by_role("button", name="Camera").click()
    expect(page.locator("#says")).to_contain_text("Allow it beside the address")


# Practice


def test_the_samples_on_the_screen_can_be_read_from_it(
    opened: Opened, desk: Desk, tmp_path: Path
) -> None:
    page = ready(opened())
    page.get_by_role("button", name="Practise with sample codes").click()
    expect(page.locator("#sample-qr svg")).to_be_visible()
    page.locator("#sample-qr").screenshot(path=tmp_path / "shown.png")
    page.locator("#files").set_input_files(tmp_path / "shown.png")
    expect(page.locator("#latest")).to_contain_text("Sample, not proof.")
