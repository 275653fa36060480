"""Which towns of the United States have a post of their own, for `tools.build_places`.

Says where ZIP codes of boxes are, and which of GeoNames' towns are parts of a greater city.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tools.place_cities import City, Zip
from tools.place_postal_check import FAR_KM, NAMESAKE_KM
from tools.place_postal_codes import apart_km, fold_name, radius_km

# Of its people that a part of a greater city counts for; the city is wider than its disc.
PART, WIDER = 0.5, 1.6
DIRECTIONS = frozenset(("east", "lower", "north", "old", "south", "upper", "west"))


def mend_zips(zips: Iterable[Zip], cities: Iterable[City]) -> tuple[list[Zip], int, int]:
    """Returns the ZIP codes, those of boxes in their towns.

    Then how many lay far from their towns and were moved there, and how many are left where they
    are: a town's mail goes far into the country, and a firm's own code is where the firm is.
    """
    named = _by_name(cities)
    found, moved, left = [], 0, 0
    for code in zips:
        towns = named.get((fold_name(code.town), code.state), [])
        away = [(apart_km(code.lat, code.lon, town.lat, town.lon), town) for town in towns]
        away_km, town = min(away, key=lambda pair: pair[0], default=(0.0, None))
        if town is not None and FAR_KM + radius_km(town) < away_km <= NAMESAKE_KM:
            if code.kind == "PO BOX":
                code = replace(code, lat=town.lat, lon=town.lon)
                moved += 1
            else:
                left += 1
        found.append(code)
    return found, moved, left


def count_parts_less(cities: Sequence[City], zips: Iterable[Zip]) -> list[City]:
    """Returns the cities, parts of greater ones with fewer people, who are counted there too.

    A part is called after the greater city that it is in, and has no post office of its name: West
    Hollywood in Florida is one, and the city in California is not.
    """
    own_post = {(fold_name(code.town), code.state) for code in zips}
    named = _by_name(cities)

    def is_part(city: City) -> bool:
        key = fold_name(city.name)
        where, _, of = key.partition(" ")
        return (
            city.country == "US"
            and where in DIRECTIONS
            and (key, city.region) not in own_post
            and any(
                other.population > city.population
                and apart_km(city.lat, city.lon, other.lat, other.lon) <= radius_km(other) * WIDER
                for other in named.get((of, city.region), ())
            )
        )

    return [
        replace(city, population=round(city.population * PART)) if is_part(city) else city
        for city in cities
    ]


def _by_name(cities: Iterable[City]) -> dict[tuple[str, str], list[City]]:
    found: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        if city.country == "US" and city.population:
            for name in dict.fromkeys((city.name, *city.other_names)):
                found[fold_name(name), city.region].append(city)
    return found
