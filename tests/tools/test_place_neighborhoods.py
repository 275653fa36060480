"""Neighborhoods of the United States, from their boundaries."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from local.npm import NpmUnavailable
from tools import place_neighborhoods
from tools.place_neighborhoods import neighborhoods, read_neighborhoods


def square(lon: float, lat: float, side: float) -> list[list[float]]:
    """A closed ring that begins in its south-west corner."""
    north, east = lat + side, lon + side
    return [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]


def test_a_neighborhood_has_the_middle_of_its_greatest_outline_and_its_share_of_the_city() -> None:
    found = neighborhoods(
        [
            (
                "OH",
                "Akron",
                "Merriman",
                [square(-81.6, 41.0, 0.01), square(-81.5, 41.0, 0.02)],
            ),
            ("OH", "Akron", "Ellet", [square(-81.4, 41.0, 0.05)]),
        ]
    )
    assert [(one.name, one.state) for one in found] == [("Merriman", "OH"), ("Ellet", "OH")]
    assert (found[0].lat, found[0].lon) == pytest.approx((41.01, -81.49), abs=1e-4)
    assert found[0].share == pytest.approx(5 / 30, abs=1e-3)
    assert sum(one.share for one in found) == pytest.approx(1)


def test_joined_names_are_found_by_each_of_them_which_count_less_than_the_whole() -> None:
    found = neighborhoods([("MA", "Boston", "Allston-Brighton", [square(-71.1, 42.3, 0.1)])])
    shares = {one.name: one.share for one in found}
    assert set(shares) == {"Allston-Brighton", "Allston", "Brighton"}
    assert shares["Brighton"] < shares["Allston-Brighton"]


def test_what_only_says_where_in_a_city_is_no_name() -> None:
    names = ("Downtown", "Northeast", "Far North", "Central City", "Ward 7", "University")
    outlines = [("DC", "Washington", name, [square(-77.0, 38.9, 0.1)]) for name in names]
    assert neighborhoods(outlines) == []
    kept = ("North Park", "South End", "West Town", "East Village")
    outlines = [("DC", "Washington", name, [square(-77.0, 38.9, 0.1)]) for name in kept]
    assert [one.name for one in neighborhoods(outlines)] == list(kept)


def test_a_package_that_is_not_as_it_was_published_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pack(arguments: list[str], folder: Path, environ: Mapping[str, str]) -> None:
        (folder / f"{place_neighborhoods.PACKAGE}-{place_neighborhoods.VERSION}.tgz").write_bytes(
            b"x"
        )

    monkeypatch.setattr(place_neighborhoods, "npm", pack)
    with pytest.raises(NpmUnavailable, match="not as it was published"):
        read_neighborhoods({"XDG_CACHE_HOME": str(tmp_path)})
    assert not list((tmp_path / "waypost").iterdir())
