"""Where a row says that its meeting is: address, town and regions."""

from typing import Any

import pytest

from tests.unit.listings.feeds import meeting


def test_an_address_is_composed_of_its_parts() -> None:
    parts = {
        "formatted_address": None,
        "address": "51st & Wornall,  ",
        "city": "Kansas City",
        "state": "MO",
        "postal_code": 64112,
        "country": "USA",
    }
    found = meeting(**parts)
    assert found.venue.formatted_address == "51st & Wornall, Kansas City, MO 64112, USA"
    assert found.venue.regions == ("Kansas City",)
    short = meeting(**{**parts, "postal_code": 2134, "state": "MA"})
    assert short.venue.formatted_address.endswith("MA 02134, USA")
    as_text = meeting(**{**parts, "postal_code": "2134", "state": "MA", "country": None})
    assert as_text.venue.formatted_address.endswith("MA 02134")
    abroad = meeting(**{**parts, "postal_code": "2134", "state": None, "country": "Austria"})
    assert abroad.venue.formatted_address.endswith("2134, Austria")
    whole = meeting(formatted_address=None, address="8 High St, Bath, UK", city="Bath")
    assert whole.venue.formatted_address == "8 High St, Bath, UK"


@pytest.mark.parametrize(
    ("fields", "regions"),
    [
        ({"regions": ["New York", "Bronx"], "region": "x"}, ("New York", "Bronx")),
        ({"regions": "New York > Bronx"}, ("New York", "Bronx")),
        ({"region": "San Jose", "sub_region": "South"}, ("San Jose", "South")),
        ({"region": "San Jose", "city": "Campbell"}, ("San Jose",)),
        ({"city": "Campbell"}, ("Campbell",)),
        ({"regions": [], "region": None}, ()),
    ],
)
def test_regions_go_from_general_to_specific(
    fields: dict[str, Any], regions: tuple[str, ...]
) -> None:
    assert meeting(**fields).venue.regions == regions


@pytest.mark.parametrize(
    ("fields", "town"),
    [
        ({"formatted_address": "1 Main St, Anytown, NY 10001, USA"}, "Anytown"),
        ({"formatted_address": "1 Main St, ANYTOWN, NY, USA"}, "ANYTOWN"),
        ({"formatted_address": "217 Example Rd Devon, PA 19333 United States"}, "Devon"),
        ({"formatted_address": "64 Example Street, Port Deposit MD 21904 USA"}, "Port Deposit"),
        ({"formatted_address": "8 High St, Bristol BS31 1DS, UK"}, "Bristol"),
        ({"formatted_address": "Hauptstr. 5, 10115 Berlin"}, "Berlin"),
        ({"formatted_address": "12 Rue de Rivoli, 75001 Paris, France"}, "Paris"),
        ({"formatted_address": "8318 104 St, Edmonton, Alberta, T6E 4E8, Canada"}, "Edmonton"),
        ({"formatted_address": "5 Station St, Ste. Anne, IL, USA"}, "Ste. Anne"),
        ({"formatted_address": "5 Elm St, New York, NY"}, "New York"),
        (
            {"formatted_address": "5 Elm St", "city": "Little Hope on the Hill"},
            "Little Hope on the Hill",
        ),
        ({"formatted_address": None, "address": "5 Elm St", "city": "Köln"}, "Köln"),
        ({"formatted_address": "5 Elm St, NY 10001"}, "New York"),
        ({"formatted_address": "The old mill"}, ""),
        ({"formatted_address": None, "location": "Town Hall"}, ""),
    ],
)
def test_a_room_has_its_town_as_the_feed_spells_it(fields: dict[str, Any], town: str) -> None:
    nowhere = {"latitude": None, "longitude": None, "day": None, "time": None}
    assert meeting(**fields).venue.town == town
    assert meeting(**nowhere, **fields).venue.town == town
