"""Which of the parts of an address is its town."""

import pytest

from chalicelib.gazetteer.address_parts import read_parts
from chalicelib.gazetteer.town_in_address import NO_TOWN, in_its_county, town_of


@pytest.mark.parametrize(
    ("address", "town", "city"),
    [
        ("5 Main St, Springfield, IL", "Springfield", "Springfield, US"),
        ("217 Example Rd Devon, PA", "Devon", "Devon, US"),
        ("5 Broadway, New York", "New York", "New York City, US"),
        ("10115 Berlin", "Berlin", "Berlin, DE"),
        ("Dublin 8, Ireland", "Dublin", "Dublin, IE"),
        ("Aarhus C, Danmark", "Aarhus", "Århus, DK"),
        ("Anytown, New York", "Anytown", ""),  # a town, though none that is known
        ("12 Elm St", "", ""),
    ],
)
def test_the_town_is_told_from_its_street_and_its_region(
    address: str, town: str, city: str
) -> None:
    found = town_of(*read_parts(address, None))
    assert found.text == town
    label = f"{found.cities[0].name}, {found.cities[0].country}" if found.cities else ""
    assert label == city


def test_a_british_county_tells_which_town_is_meant() -> None:
    parts, areas = read_parts("Newcastle, Staffs", None)
    (city,) = in_its_county(town_of(parts, areas), parts, is_stated=False, is_field=False).cities
    assert city.name == "Newcastle under Lyme"
    parts, areas = read_parts("Washington, W Sussex", None)
    town = town_of(parts, areas)
    assert in_its_county(town, parts, is_stated=False, is_field=False) == NO_TOWN
    field = in_its_county(town, parts, is_stated=False, is_field=True)
    assert (field.text, field.cities) == ("Washington", [])
