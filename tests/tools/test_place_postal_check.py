"""Postal codes that lie far from their towns."""

from collections import Counter

from tools.place_cities import City
from tools.place_postal_check import mend
from tools.place_postal_codes import Cities, Spot

TOWN = City("Calgary", "01", "CA", 1_000_000, 51.05, -114.08, "America/Edmonton", ())
SMALL = City("Hope", "01", "CA", 6_000, 52.0, -110.0, "America/Edmonton", ())
REGIONS = {("CA", "01"): frozenset({"alberta"})}


def spots(**points: tuple[float, float, str]) -> dict[str, Spot]:
    return {
        key: Spot(lat, lon, Counter([name]), region="Alberta")
        for key, (lat, lon, name) in points.items()
    }


def cities() -> Cities:
    return Cities([(1, TOWN), (2, SMALL)])


def test_a_code_whose_neighbours_are_in_its_town_is_moved_there() -> None:
    found = spots(
        T2P=(51.07, -113.69, "Calgary (City Centre)"),
        T2A=(51.04, -114.00, "Calgary (Forest Lawn)"),
        T2B=(51.02, -114.01, "Calgary (Dover)"),
        T2C=(51.00, -114.02, "Calgary (Ogden)"),
        T2E=(51.09, -114.05, "Calgary (Bridgeland)"),
    )
    assert mend(found, cities(), REGIONS) == (1, 0)
    assert (found["T2P"].lat, found["T2P"].lon) == (TOWN.lat, TOWN.lon)
    assert found["T2A"].lon == -114.00


def test_a_code_among_its_neighbours_stays() -> None:
    found = spots(
        T4A=(52.00, -113.60, "Calgary"),
        T4B=(52.01, -113.61, "Nowhere"),
        T4C=(52.02, -113.62, "Nowhere"),
        T4E=(52.03, -113.63, "Nowhere"),
    )
    assert mend(found, cities(), REGIONS) == (0, 0)


def test_a_code_too_far_from_the_only_town_of_its_name_is_left_out() -> None:
    found = spots(T9A=(57.0, -112.0, "Calgary"))
    assert mend(found, cities(), REGIONS) == (0, 1)
    assert found == {}


def test_a_small_town_of_the_name_may_be_another() -> None:
    found = spots(T9A=(52.9, -110.0, "Hope"))
    assert mend(found, cities(), REGIONS) == (0, 0)
