"""Places of one name, told apart."""

from tools.place_cities import City
from tools.place_namesakes import tell_apart


def city(name: str, people: int, lat: float, lon: float, region: str = "ENG") -> City:
    return City(name, region, "GB", people, lat, lon, "Europe/London", ())


def nears(*cities: City) -> list[tuple[str, str]]:
    found = tell_apart(sorted(cities, key=lambda one: -one.population), set())
    return [(one.name, one.near) for one in found if one.near]


LONDON = city("London", 8_961_989, 51.509, -0.126)
BRENT = city("Brent", 329_100, 51.553, -0.302)
RICHMOND = city("Richmond", 21_469, 51.462, -0.306)
OTHER_RICHMOND = city("Richmond", 8_413, 54.404, -1.734)
MIDDLESBROUGH = city("Middlesbrough", 142_707, 54.576, -1.235)


def test_a_part_of_a_metropolis_goes_by_its_name_and_not_by_a_boroughs() -> None:
    assert nears(LONDON, BRENT, RICHMOND, OTHER_RICHMOND, MIDDLESBROUGH) == [
        ("Richmond", "London"),
        ("Richmond", "Middlesbrough"),
    ]


def test_a_second_one_there_goes_by_the_next_city() -> None:
    second = city("Richmond", 9_000, 51.60, -0.30)
    assert nears(LONDON, BRENT, RICHMOND, second) == [
        ("Richmond", "London"),
        ("Richmond", "Brent"),
    ]


def test_a_metropolis_of_another_region_names_nothing() -> None:
    away = city("London", 8_961_989, 51.509, -0.126, region="WLS")
    assert ("Richmond", "Brent") in nears(away, BRENT, RICHMOND, OTHER_RICHMOND, MIDDLESBROUGH)
