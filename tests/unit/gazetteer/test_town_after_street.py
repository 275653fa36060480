"""A town at the end of a street's words, where only the country is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.gazetteer.tables import meanings_of
from chalicelib.gazetteer.town_after_street import towns_after_street

TOWNS = {"uk": "Leeds", "germany": "Hannover", "france": "Lyon", "south africa": "Cape Town"}


@given(
    country=st.sampled_from(sorted(TOWNS)),
    house=st.integers(1, 9999),
    street=st.from_regex(r"[a-z]{6,12}", fullmatch=True),
    before=st.booleans(),
)
def test_a_large_town_after_a_house_and_its_street_is_the_town(
    country: str, house: int, street: str, before: bool
) -> None:
    name = f"Xy{street}"
    words = [str(house), name, "Street"] if before else [name, str(house)]
    town = TOWNS[country]
    cities, size = towns_after_street([*words, *town.split()], meanings_of(country))
    assert cities[0].name == town
    assert size == len(town.split())


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("5 Rue de Lyon", "france"),
        ("5 Rue Lyon", "france"),
        ("5 Avenue of London", "uk"),
        ("5 London", "uk"),
        ("5 Example Road Street", "uk"),  # a town of eleven thousand
        ("5 Example Street", "uk"),
        ("Lyon 5", "france"),
        ("100 W Lincoln", "usa"),
        ("100 E Houston", "usa"),
        ("1200 NW Jackson", "usa"),
        ("100 Example Street W Lincoln", "usa"),
        ("Room 5 Houston", "usa"),
        ("10 Rue des Tours", "france"),
        ("10 Avenue Porte Versailles", "france"),
        ("Calle de las Palmas", "spain"),
        ("Av 5 Nuevo León", "mexico"),
        ("5 New York", "uk"),
        ("100 Example Street New York", "uk"),
        ("12 Elvis Preston", "uk"),
    ],
)
def test_a_street_named_after_a_town_is_no_town(address: str, country: str) -> None:
    assert towns_after_street(address.split(), meanings_of(country)) == ([], 0)


@pytest.mark.parametrize(
    ("address", "country", "town"),
    [
        ("5 High Street Leeds", "uk", "Leeds"),
        ("12 Example Ave Houston", "usa", "Houston"),
        ("Beispielstraße 5 München", "germany", "Munich"),
        ("5 Beispielstr. München", "germany", "Munich"),
        ("Via Ejemplo 5 Roma", "italy", "Rome"),
        ("Example 50 Tel Aviv", "israel", "Tel Aviv"),
    ],
)
def test_the_town_stands_behind_the_whole_street(address: str, country: str, town: str) -> None:
    cities, _ = towns_after_street(address.split(), meanings_of(country))
    assert [city.name for city in cities[:1]] == [town]
