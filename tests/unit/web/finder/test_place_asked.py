"""Where to search for what was typed, and what listings have to do with it."""

from collections.abc import Iterable

import pytest

from chalicelib.gazetteer import geocoding
from chalicelib.gazetteer.lookup import Reading
from chalicelib.gazetteer.places import Place
from chalicelib.geo.geohash import geohash
from chalicelib.geo.point import Point
from chalicelib.meetings.storage.buckets import CELL_PRECISION, Bucket, cell_bucket
from chalicelib.meetings.storage.directory import Directory, DirectoryBuilder
from chalicelib.web.finder import place_asked
from chalicelib.web.finder.place_asked import PlaceAsked

REHOBOTH_BEACH = Point(38.72, -75.08)
EL_PASO = Point(31.76, -106.49)
DALLAS = Point(32.78, -96.81)


class Listing:
    """Directories that say how many shards there are at some points on Mondays."""

    def __init__(self, *counts: tuple[Point, int]) -> None:
        self._built: dict[str, DirectoryBuilder] = {}
        for point, count in counts:
            bucket = cell_bucket(geohash(point, CELL_PRECISION), 1)
            builder = self._built.setdefault(bucket.directory, DirectoryBuilder(Directory()))
            builder.set_shard_count(bucket, count)

    def directories(self, directory_keys: Iterable[str]) -> dict[str, Directory]:
        return {key: self._built[key].build() for key in directory_keys if key in self._built}

    def rows(self, shard_counts: object) -> dict[Bucket, list[object]]:
        raise AssertionError("no row is read")


def read(text: str, *counts: tuple[Point, int]) -> PlaceAsked:
    """What a visitor from the United States is led to, with so much listed."""
    return place_asked.read(text, "US", "", lambda: Listing(*counts))  # type: ignore[arg-type,return-value]


def test_a_name_of_several_towns_is_the_one_where_anything_is_listed() -> None:
    assert read("Rehoboth").place.label == "Rehoboth, Massachusetts, US"
    with_listings = read("Rehoboth", (REHOBOTH_BEACH, 1))
    assert with_listings.place.label == "Rehoboth, Delaware, US"
    assert "Rehoboth, Massachusetts, US" in [place.label for place in with_listings.others]


def test_listings_elsewhere_don_t_take_a_name_from_the_town_that_has_some() -> None:
    rehoboth = read("Rehoboth").place.point
    found = read("Rehoboth", (rehoboth, 1), (REHOBOTH_BEACH, 5))
    assert found.place.label == "Rehoboth, Massachusetts, US"


def test_towns_of_a_wide_area_come_by_what_is_listed_and_not_next_to_each_other() -> None:
    asked = read("Texas", (EL_PASO, 2), (DALLAS, 9))
    labels = [town.label for town in asked.towns]
    assert labels[0] in ("Dallas, Texas, US", "Irving, Texas, US", "Garland, Texas, US")
    assert labels.index("El Paso, Texas, US") < labels.index("Houston, Texas, US")
    assert len(asked.towns) == place_asked.MAX_TOWNS
    assert all(town.country == "US" for town in asked.towns)


MARRICKVILLE = Point(-33.91, 151.155)  # a part of Sydney, 6 km from its middle
COOKTOWN = "Cook, Queensland, AU"  # a shire as large as Ireland, with no town of 5,000


def test_a_wide_area_without_listings_has_its_large_towns() -> None:
    labels = [town.label for town in read("New South Wales").towns]
    assert labels[:3] == [
        "Sydney, New South Wales, AU",
        "Newcastle, New South Wales, AU",
        "Central Coast, New South Wales, AU",
    ]


def test_what_is_listed_in_a_part_of_a_city_leads_by_the_citys_name() -> None:
    labels = [town.label for town in read("New South Wales", (MARRICKVILLE, 3)).towns]
    assert labels[0] == "Sydney, New South Wales, AU"
    assert not any(label.startswith("Marrickville") for label in labels)


@pytest.mark.parametrize(
    ("area", "country"),
    [(COOKTOWN, "AU"), ("Lakshadweep, India", "IN"), ("Chukotskiy avtonomnyy okrug", "RU")],
)
def test_a_wide_area_without_towns_has_the_nearest_of_its_country(area: str, country: str) -> None:
    towns = read(area).towns
    assert towns
    assert {town.country for town in towns} == {country}


def test_a_place_is_named_without_the_country_it_is_read_in() -> None:
    place = read("Chicago").place
    assert place_asked.at_home(place.label, place, "US") == "Chicago, Illinois"
    assert place_asked.at_home(place.label, place, "GB") == place.label
    assert place_asked.at_home("", None, "US") == ""


def test_an_address_is_where_a_geocoder_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    house = Point(38.8977, -77.0365)

    def locate(address: str, town: Place) -> Point:
        assert (address, town.country) == ("1600 Pennsylvania Ave Washington", "US")
        return house

    monkeypatch.setattr(geocoding, "locate", locate)
    asked = read("1600 Pennsylvania Ave Washington")
    assert (asked.point, asked.reading) == (house, Reading.AS_TYPED)
    assert asked.place.label.startswith("Washington")
