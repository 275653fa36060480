"""The table of postal codes, joined from its parts, for `tools.build_places`."""

from collections import defaultdict
from collections.abc import Sequence

from tools.place_areas import Subdivision
from tools.place_cities import City
from tools.place_postal_check import RegionNames, mend
from tools.place_postal_codes import (
    Cities,
    PostalCode,
    Rows,
    fold_name,
    limit_codes,
    spots_of,
    town_of,
)


def read_postal_codes(
    numbered: Sequence[City], rows: Rows, regions: RegionNames
) -> tuple[list[PostalCode], int, int]:
    """Returns every postal code outside the United States, for cities numbered from 1.

    Then how many lay too far from their towns and were moved there, and how many are left out.
    """
    homes: dict[str, list[tuple[int, City]]] = defaultdict(list)
    for number, city in enumerate(numbered, 1):
        homes[city.country].append((number, city))
    found: list[PostalCode] = []
    moved = dropped = 0
    for country, spots in sorted(spots_of(rows).items()):
        cities = Cities(homes[country])
        more_moved, more_dropped = mend(spots, cities, regions)
        moved, dropped = moved + more_moved, dropped + more_dropped
        for key, spot in limit_codes(spots, cities).items():
            name, number = town_of(key, country, spot, cities)
            if fold_name(name) == fold_name(numbered[number - 1].name):
                name = ""
            found.append(PostalCode(key, country, name, spot.lat, spot.lon, number, spot.ends))
    return sorted(found, key=lambda code: (code.key, code.country)), moved, dropped


def region_names(subdivisions: dict[str, Subdivision]) -> RegionNames:
    """Returns the folded names of first-level regions, by country and GeoNames' code."""
    found = {}
    for code, area in subdivisions.items():
        country, region, *rest = code.split(".")
        if not rest:
            found[country, region] = frozenset(map(fold_name, (area.name, *area.names)))
    return found
