"""The map of results, which is offered only where it can be had."""

import re
from collections.abc import Iterator

import pytest

from chalicelib import settings
from chalicelib.settings import InvalidSetting
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings

EVENING = meeting("evening")
FOUND = "/?near=40.71,-74.01"
TILES = "https://tiles.example/{z}/{x}/{y}.png"
needs_map = pytest.mark.usefixtures("bundles")


@pytest.fixture
def mapped(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A service with a server of pictures."""
    monkeypatch.setenv("MAP_TILES", TILES)
    monkeypatch.setenv("MAP_CREDIT", "© the mappers")
    settings.current.cache_clear()
    yield site
    monkeypatch.undo()
    settings.current.cache_clear()


@needs_map
def test_the_map_says_who_would_see_the_area_and_the_policy_lets_in_nobody_else(
    mapped: Site,
) -> None:
    put_meetings(EVENING)
    answer = mapped.get(FOUND)
    assert "come from tiles.example, which will see the area shown" in answer.page.text
    policy = answer.header("Content-Security-Policy")
    assert re.findall(r"https?://\S+", policy) == ["https://tiles.example"]
    assert "img-src 'self' https://tiles.example" in policy
    assert all("tiles.example" not in address for address in answer.page.loaded_files())
    [place] = answer.page.all("div", id="map")
    assert place["data-tiles"] == TILES


@needs_map
def test_no_map_is_offered_where_nothing_would_be_on_it(mapped: Site) -> None:
    put_meetings(EVENING)
    for path in ("/", "/?attendance=online", "/?near=60,-150", f"/meetings/{EVENING.id}"):
        answer = mapped.get(path)
        assert not answer.page.all("div", id="map"), path
        assert "tiles.example" not in answer.header("Content-Security-Policy")


def test_no_map_is_offered_without_a_server_of_pictures(site: Site) -> None:
    put_meetings(EVENING)
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


@needs_map
def test_the_map_asks_for_the_whole_search_and_knows_where_a_point_is(mapped: Site) -> None:
    put_meetings(EVENING)
    [place] = mapped.get(f"{FOUND}&type=O").page.all("div", id="map")
    assert place["data-results"] == "/results.geojson?near=40.71%2C-74.01&type=O&radius=50mi"
    assert place["data-here"] == "40.71/-74.01"
    [place] = mapped.get("/?place=New+York&radius=5mi").page.all("div", id="map")
    assert "radius=5mi" in place["data-results"]
    assert place["data-here"] == ""
