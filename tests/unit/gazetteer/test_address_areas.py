"""Counties and parts of towns in addresses."""

import pytest

from chalicelib.gazetteer.address_areas import parts_of_towns, surrounds_towns
from chalicelib.gazetteer.addresses import read_address
from chalicelib.gazetteer.tables import meanings_of


@pytest.mark.parametrize(
    ("name", "where", "surrounds"),
    [
        ("kent", "uk", True),
        ("kent", "oh", False),  # a town
        ("west yorkshire", "england", True),
        ("orange county", "ca", True),
        ("co cork", "ireland", True),
        ("county dublin", "ireland", True),
        ("co antrim", "uk", True),
        ("county of los angeles", "ca", True),
        ("county hospital", "il", False),
        ("county line church", "co", False),
        ("co op hall", "or", False),
        ("long island", "ny", True),
        ("sacramento", "ca", False),
        ("shoreditch", "uk", False),
        ("main st", "usa", False),
        ("county road 5 west end", "usa", False),
    ],
)
def test_a_county_is_told_from_a_town(name: str, where: str, surrounds: bool) -> None:
    assert surrounds_towns(name, meanings_of(where)) == surrounds


def test_a_part_of_a_town_is_known_in_its_country_alone() -> None:
    assert parts_of_towns("shoreditch", meanings_of("uk"))
    assert not parts_of_towns("shoreditch", meanings_of("usa"))
    assert not parts_of_towns("shoreditch", None)


@pytest.mark.parametrize(
    ("address", "town", "rest"),
    [
        ("Leeds, West Yorkshire, England", "Leeds", ()),
        ("12 High St, Maidstone, Kent, UK", "Maidstone", ("12 high st",)),
        ("Kent, UK", "", ()),
        ("Cork, Co. Cork, Ireland", "Cork", ()),
        ("Sussex County, DE, USA", "", ()),
        ("5 Elm St, Shoreditch, UK", "Shoreditch", ("5 elm st",)),
        ("Shoreditch, UK", "Shoreditch", ()),
        ("County Hospital, Chicago, IL", "Chicago", ("county hospital",)),
        ("Co-op Hall, Portland, OR", "Portland", ("co op hall",)),
    ],
)
def test_a_county_is_no_town_and_a_part_of_a_town_is_one(
    address: str, town: str, rest: tuple[str, ...]
) -> None:
    reading = read_address(address)
    assert (reading.town, reading.rest) == (town, rest)
    assert bool(reading.towns) == bool(town)
