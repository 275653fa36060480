"""What the finder keeps on a device: the worker's files, the manifest, the empty list; and the map,
which is offered only where it can be had."""

import json
import re
from collections.abc import Iterator

import pytest

from chalicelib import settings
from chalicelib.settings import InvalidSetting
from chalicelib.web.finder import saved
from chalicelib.web.http import static_files
from tests.unit.meetings.factories import meeting
from tests.unit.web.visiting import Site, listed

EVENING = meeting("evening")
FOUND = "/?near=40.71,-74.01"
TILES = "https://tiles.example/{z}/{x}/{y}.png"
needs_map = pytest.mark.skipif(
    "vendor/map.js" not in static_files.FILES, reason="built without npm"
)


@pytest.fixture
def mapped(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A service with a server of pictures."""
    monkeypatch.setenv("MAP_TILES", TILES)
    monkeypatch.setenv("MAP_CREDIT", "© the mappers")
    settings.current.cache_clear()
    yield site
    monkeypatch.undo()
    settings.current.cache_clear()


def kept_files(site: Site) -> list[str]:
    script = site.get("/finder-worker.js").text
    found = re.search(r"const FILES = (\[.*?\]);", script)
    assert found
    return [address.removeprefix(".") for address in json.loads(found[1])]


def test_everything_that_the_pages_need_without_a_signal_is_kept(site: Site) -> None:
    listed(EVENING)
    kept = kept_files(site)
    for path in ("/", FOUND, f"/meetings/{EVENING.id}", "/saved"):
        for address in site.get(path).page.loaded():
            assert address.removeprefix(".") in kept, path
    for address in kept:
        assert site.get(address).status == 200


def test_the_worker_changes_with_the_language_and_not_from_visit_to_visit(site: Site) -> None:
    first = site.get("/finder-worker.js")
    assert first.text == site.get("/finder-worker.js").text
    assert first.header("Content-Type").startswith("text/javascript")
    assert saved.worker_script("en") != saved.worker_script("ar")


def test_the_page_of_saved_meetings_is_the_same_for_everybody(site: Site) -> None:
    listed(EVENING)
    page = site.get("/saved")
    site.sign_in(EVENING)
    assert site.get("/saved").text == page.text
    assert EVENING.name not in page.text
    assert "on this device only" in page.page.text
    assert [link for link in page.page.links() if not link.startswith(("#", "./", "tel:"))] == []


def test_the_manifest_holds_the_whole_site_wherever_it_is_mounted(site: Site) -> None:
    site.stage = "/api"
    answer = site.get("/site.webmanifest")
    assert answer.header("Content-Type").startswith("application/manifest+json")
    manifest = json.loads(answer.text)
    assert manifest["scope"] == manifest["start_url"] == "./"
    assert [icon["type"] for icon in manifest["icons"]] == ["image/svg+xml"]
    assert site.get("/").page.all("link", rel="manifest", href="/api/site.webmanifest")


@needs_map
def test_the_map_says_who_would_see_the_area_and_the_policy_lets_in_nobody_else(
    mapped: Site,
) -> None:
    listed(EVENING)
    answer = mapped.get(FOUND)
    assert "come from tiles.example, which will see the area shown" in answer.page.text
    policy = answer.header("Content-Security-Policy")
    assert re.findall(r"https?://\S+", policy) == ["https://tiles.example"]
    assert "img-src 'self' https://tiles.example" in policy
    assert all("tiles.example" not in address for address in answer.page.loaded())
    [place] = answer.page.all("div", id="map")
    assert place["data-tiles"] == TILES


@needs_map
def test_no_map_is_offered_where_nothing_would_be_on_it(mapped: Site) -> None:
    listed(EVENING)
    for path in ("/", "/?attendance=online", "/?near=60,-150", f"/meetings/{EVENING.id}"):
        answer = mapped.get(path)
        assert not answer.page.all("div", id="map"), path
        assert "tiles.example" not in answer.header("Content-Security-Policy")


def test_no_map_is_offered_without_a_server_of_pictures(site: Site) -> None:
    listed(EVENING)
    answer = site.get(FOUND)
    assert EVENING.name in answer.page.text
    assert not answer.page.all("div", id="map")
    assert "http" not in answer.header("Content-Security-Policy")


@pytest.mark.parametrize(
    "tiles",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example; script-src */{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
    ],
)
def test_a_server_of_pictures_is_one_host_over_https(tiles: str) -> None:
    with pytest.raises(InvalidSetting, match="MAP_TILES"):
        settings.read({"MAP_TILES": tiles})
