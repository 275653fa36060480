"""Addresses of listings without coordinates -> their towns."""

import pytest
from hypothesis import given, settings

from chalicelib.gazetteer.addresses import locate
from chalicelib.gazetteer.places import Place
from tests.unit.gazetteer.lookups import ANY_TEXT


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_address_gives_a_place_or_none(
    address: str, city: str, state: str, postal_code: str, country: str
) -> None:
    found = locate(address, city, state, postal_code, country)
    assert found is None or isinstance(found, Place)


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("8318 104 St, Edmonton, Alberta, T6E 4E8, Canada", "Edmonton, Alberta, CA"),
        ("39 High St, Bristol BS31 1DS, UK", "Bristol, England, GB"),
        ("Kathmandu, Nepal", "Kathmandu, Nepal"),
        ("千代田区, 東京都, 日本", "Chiyoda, Tokyo, JP"),
        ("Київ, Україна", "Kyiv, Ukraine"),
        ("1 Main St, Anytown, NY 10001, USA", "New York, NY 10001, US"),
        ("1 rue X, 75003 Paris, France", "Paris, Île-de-France, FR"),
        ("1 rue X, 75006 Paris", "Paris, Île-de-France, FR"),
        ("New York, NY, USA", "New York City, New York, US"),
        ("5 Broadway, New York", "New York City, New York, US"),
        ("9636 CA-9, Ben Lomond, CA 95005, USA", "Ben Lomond, CA 95005, US"),
        ("Main St, Lewes, DE, USA", "Lewes, Delaware, US"),
        ("Leeds, West Yorkshire, England", "Leeds, England, GB"),
        ("Hauptstr. 5, 10115 Berlin", "Berlin, DE"),
        ("Calle Mayor 3, 28013 Madrid, España", "Madrid, ES"),
        ("Av. Paulista 1000, São Paulo - SP, 01310-100, Brasil", "São Paulo, BR"),
        ("200 George St, Sydney NSW 2000, Australia", "Sydney, New South Wales, AU"),
        ("12 Queen St, Auckland 1010, New Zealand", "Auckland, NZ"),
        ("1 Damrak, 1012 AB Amsterdam, Netherlands", "Amsterdam, Noord-Holland, NL"),
        ("1 Orchard Road, Singapore", "Singapore"),
        ("182 Orchard Ave, Washington, DC 20032, USA", "Washington, DC 20032, US"),
        ("182 Orchard Ave, Washington, DC, USA", "Washington, District of Columbia, US"),
        ("5 Elm St, Albany, New York 12207", "Albany, NY 12207, US"),
        ("5 Elm St, Albany, NY, 12207", "Albany, NY 12207, US"),
        (
            "Av. Corrientes 100, C1043 Buenos Aires, Argentina",
            "Buenos Aires, Ciudad de Buenos Aires, AR",
        ),
    ],
)
def test_an_address_is_located_by_its_zip_code_or_city(address: str, label: str) -> None:
    place = locate(address)
    assert place is not None
    assert place.label == label


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Suite 5",
        "Room 2, City Hall",
        "Hope, 12 Elm St",  # a church's name, not the village in Alaska
        "5 Main St, USA",  # nor the town of Usa in Japan
        "Anytown, New York, USA",  # somewhere in the state
        "123 Main St, Anytown, OK 12345, USA",  # a ZIP code of another state
        "London Road, Nowhere",
    ],
)
def test_an_uncertain_address_is_not_guessed(address: str) -> None:
    assert locate(address) is None


def test_separate_fields_are_read_together() -> None:
    def label(**fields: str) -> str | None:
        place = locate("", **fields)
        return place.label if place else None

    assert label(city="San Francisco") == "San Francisco, California, US"
    assert label(city="Kansas City", state="KS") == "Kansas City, Kansas, US"
    assert label(city="Anytown", state="NY", postal_code="10001-0001") == "New York, NY 10001, US"
    assert label(postal_code="75006") == "Carrollton, TX 75006, US"
    assert label(postal_code="75006", country="France") == "75006 Paris, France"
    assert label(city="Paris", postal_code="75006") == "Paris, Île-de-France, FR"
    assert label(city="Nowhere at all") is None
