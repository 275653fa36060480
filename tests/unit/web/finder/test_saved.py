"""What the finder stores on a device: the worker's files, the manifest, the empty list."""

import json
import re

from chalicelib.web.finder import saved
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

EVENING = meeting("evening")
FOUND = "/?near=40.71,-74.01"


def kept_files(site: Site) -> list[str]:
    script = site.get("/finder-worker.js").text
    found = re.search(r"const FILES = (\[.*?\]);", script)
    assert found
    return [address.removeprefix(".") for address in json.loads(found[1])]


def test_everything_that_the_pages_need_without_a_signal_is_kept(site: Site) -> None:
    put_meetings(EVENING)
    kept = kept_files(site)
    for path in ("/", FOUND, f"/meetings/{EVENING.id}", "/saved"):
        for address in site.get(path).page.loaded_files():
            assert address.removeprefix(".") in kept, path
    for address in kept:
        assert site.get(address).status == 200


def test_the_worker_changes_with_the_language_and_not_from_visit_to_visit(site: Site) -> None:
    first = site.get("/finder-worker.js")
    assert first.text == site.get("/finder-worker.js").text
    assert first.header("Content-Type").startswith("text/javascript")
    assert saved.saved_worker("en") != saved.saved_worker("ar")


def test_the_page_of_saved_meetings_is_the_same_for_everybody(site: Site) -> None:
    put_meetings(EVENING)
    page = site.get("/saved")
    site.sign_in(EVENING)
    assert site.get("/saved").text == page.text
    assert EVENING.name not in page.text
    assert "on this device only" in page.page.text
    elsewhere = [link for link in page.page.links() if not link.startswith(("#", "./", "tel:"))]
    assert elsewhere == ["https://findahelpline.com"]


def test_the_manifest_holds_the_whole_site_wherever_it_is_mounted(site: Site) -> None:
    site.stage = "/api"
    answer = site.get("/site.webmanifest")
    assert answer.header("Content-Type").startswith("application/manifest+json")
    manifest = json.loads(answer.text)
    assert manifest["scope"] == manifest["start_url"] == "./"
    assert [icon["type"] for icon in manifest["icons"]] == ["image/svg+xml"]
    assert site.get("/").page.all("link", rel="manifest", href="/api/site.webmanifest")
