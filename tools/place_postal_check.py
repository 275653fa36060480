"""Postal codes that lie far from the town that they are of, for `tools.build_places`.

Some rows of the data are tens of kilometres off. Such a code gets its town's point where that is
certain; where it is not, and nothing says that the code lies well, it is left out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median

from chalicelib.gazetteer.postal_codes import FIRST_OF_TOWN
from tools.place_postal_codes import Cities, Spot, apart_km, fold_name, radius_km

FAR_KM = 15.0  # from its town, and from what a great city reaches
NAMESAKE_KM = 100.0  # farther off it may well be another town of the name
LEAST_NEIGHBOURS = 3
MANY_CODES = 5  # at one point
# People of a town that a code surely means by its name, and of one that a few names are enough for.
KNOWN, GREAT = 15_000, 300_000
PARTS = re.compile(r" / | - |[,(/)]")
# The folded names of first-level regions, by (country, GeoNames' code).
RegionNames = Mapping[tuple[str, str], frozenset[str]]


def mend(spots: dict[str, Spot], cities: Cities, regions: RegionNames) -> tuple[int, int]:
    """Moves codes of one country to their towns, or takes them out.

    Returns how many were moved that lay far off, and how many were taken out.
    """
    coarse = _coarse(spots)
    neighbours = _neighbours(spots, coarse)
    moved: list[tuple[str, float, float]] = []
    dropped = []
    for key, spot in spots.items():
        town, mostly, alone = own_town(spot, cities, regions)
        if town is None:
            continue
        away_km = cities.away_km(town, spot)
        city = cities.cities[town]
        if city.country in FIRST_OF_TOWN and mostly and alone and away_km <= NAMESAKE_KM:
            # it stands for its town, and has the middle of all its land
            moved.append((key, city.lat, city.lon))
            continue
        far_km = FAR_KM + radius_km(city)
        stands_in = (spot.lat, spot.lon) in coarse
        if away_km <= (FAR_KM if stands_in else far_km):
            continue
        middle = _middle(key, spot, neighbours)
        if middle is not None:
            to_town = apart_km(*middle, city.lat, city.lon)
            to_spot = apart_km(*middle, spot.lat, spot.lon)
            if to_spot <= to_town:
                continue  # those beside it lie there too
            if to_town <= far_km and to_spot > FAR_KM and (mostly or city.population >= GREAT):
                moved.append((key, city.lat, city.lon))
                continue
        known = city.population >= KNOWN or city.country in FIRST_OF_TOWN
        if away_km <= far_km or not (mostly and alone and known):
            continue
        if away_km <= NAMESAKE_KM:
            moved.append((key, city.lat, city.lon))
        else:
            dropped.append(key)
    far = 0
    for key, lat, lon in moved:
        far += apart_km(spots[key].lat, spots[key].lon, lat, lon) > FAR_KM
        spots[key].lat, spots[key].lon = lat, lon
    for key in dropped:
        del spots[key]
    return far, len(dropped)


def own_town(spot: Spot, cities: Cities, regions: RegionNames) -> tuple[int | None, bool, bool]:
    """Returns the number of the town that a code's names say, or None.

    Then whether most of the names say it, and whether no other town of that region has the name.
    """
    votes: Counter[int] = Counter()
    alone: dict[int, bool] = {}
    for name, count in spot.names.items():
        for part in PARTS.split(name):
            key = fold_name(part)
            numbers = _in_region(cities.named.get(key, ()), spot, cities, regions)
            if not numbers:  # "Bangalore G.P.O."
                first = _in_region(cities.named.get(key.split(" ")[0], ()), spot, cities, regions)
                numbers = [number for number in first if cities.cities[number].population >= GREAT]
            if numbers:
                town = min(numbers, key=lambda number: cities.away_km(number, spot))
                votes[town] += count
                alone[town] = len(numbers) == 1
                break
    if not votes:
        return None, False, False
    town, count = max(votes.items(), key=lambda vote: (vote[1], -vote[0]))
    return town, 2 * count >= sum(spot.names.values()), alone[town]


def _in_region(
    numbers: "list[int] | tuple[int, ...]", spot: Spot, cities: Cities, regions: RegionNames
) -> list[int]:
    """Returns those cities that are in the region that the code's rows name."""
    found = []
    for number in numbers:
        city = cities.cities[number]
        names = regions.get((city.country, city.region))
        if names and spot.region and fold_name(spot.region) in names:
            found.append(number)
    return found


def _coarse(spots: dict[str, Spot]) -> set[tuple[float, float]]:
    """Returns the points that stand for a whole district: many codes have the very same."""
    points = Counter((spot.lat, spot.lon) for spot in spots.values())
    return {point for point, count in points.items() if count >= MANY_CODES}


def _neighbours(
    spots: dict[str, Spot], coarse: set[tuple[float, float]]
) -> dict[str, list[tuple[float, float]]]:
    """Returns the points of codes by what they begin with, without those that are coarse."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for key, spot in spots.items():
        for shared in (1, 2, 3):
            if len(key) - shared >= 2 and (spot.lat, spot.lon) not in coarse:
                found[key[:-shared]].append((spot.lat, spot.lon))
    return found


def _middle(
    key: str, spot: Spot, neighbours: dict[str, list[tuple[float, float]]]
) -> tuple[float, float] | None:
    """Returns where most of the codes are that begin as this one does; None for too few."""
    for shared in (1, 2, 3):
        points = list(neighbours.get(key[:-shared], ()))
        if (spot.lat, spot.lon) in points:
            points.remove((spot.lat, spot.lon))
        if len(points) >= LEAST_NEIGHBOURS:
            return median([lat for lat, _ in points]), median([lon for _, lon in points])
    return None
