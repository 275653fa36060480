"""Places of one name in one region or country, told apart, for `tools.build_places`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from chalicelib.gazetteer.folding import fold
from tools.place_cities import City
from tools.place_postal_codes import apart_km

GREATER = 5  # times the people of the next; such a namesake is meant by the name alone
SAME_PLACE_KM = 5.0  # listed twice, as a town and its district are
WELL_KNOWN = 100_000  # people of the city that a namesake is told apart by
METROPOLIS, REACH_KM = 1_000_000, 20.0  # so near, everybody says its name and not a borough's


def tell_apart(places: Iterable[City], regions: set[tuple[str, str]]) -> list[City]:
    """Returns the places in their order, with `near` where another has the same name.

    "Santa Cruz (Davao), Philippines" is one. The most populous comes first. `regions` are the
    (country, code) of those that labels name.
    """
    found = list(places)
    namesakes: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    by_country: dict[str, list[City]] = defaultdict(list)
    for number, place in enumerate(found):
        region = place.region if (place.country, place.region) in regions else ""
        namesakes[fold(place.name), place.country, region].append(number)
        if place.population:
            by_country[place.country].append(place)
    for (name, country, _), numbers in namesakes.items():
        first, *others = numbers
        if not others:
            continue
        great = found[first].population >= GREATER * found[others[0]].population
        taken = {name}
        for number in others if great else numbers:
            place = found[number]
            greater = [found[other] for other in numbers if other < number]
            if any(away_km(place, other) < SAME_PLACE_KM for other in greater):
                continue
            near = nearest(place, by_country[country], taken)
            if near:
                taken.add(fold(near))
                found[number] = replace(place, near=near)
    return found


def nearest(place: City, cities: list[City], taken: set[str]) -> str:
    """Returns the name of the nearest city that is well known, or at least greater, or "".

    Within reach of a metropolis in the same region it is that. It has none of the names in `taken`.
    """
    great = [
        city
        for city in cities
        if city.population > place.population and fold(city.name) not in taken
    ]
    known = [city for city in great if city.population >= WELL_KNOWN]
    metropolises = [
        city
        for city in known
        if city.population >= METROPOLIS
        and city.region == place.region
        and away_km(place, city) <= REACH_KM
    ]
    nearest_of = metropolises or known or great
    near = min(nearest_of, key=lambda city: away_km(place, city), default=None)
    return near.name if near else ""


def away_km(place: City, other: City) -> float:
    """Returns how far two cities are apart."""
    return apart_km(place.lat, place.lon, other.lat, other.lon)
