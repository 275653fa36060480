"""A point -> the nearest city; a wide area -> its towns, or those nearest to it."""

import math

from chalicelib.gazetteer.lookup import as_places
from chalicelib.gazetteer.places import City, Place, Qualifier
from chalicelib.gazetteer.tables import cities_in_box, largest_cities, read_cities
from chalicelib.geo.distance import EARTH_RADIUS_KM, distance_km
from chalicelib.geo.point import Point

# Circles in which the nearest city is looked for. In the widest that is needed all cities are
# looked at, so wide ones follow closely; the last is all of the Earth.
SEARCH_KM = (
    60.0, 150.0, 300.0, 450.0, 600.0, 800.0, 1000.0, 1250.0, 1500.0, 1750.0, 2000.0, 2250.0,
    2500.0, 2800.0, 3100.0, 3350.0, 3600.0, 4000.0, 4400.0, 4800.0, 21000.0,
)  # fmt: skip
MAX_LARGEST = 600  # cities of a country or region that are looked at for those of an area


def nearest(point: Point) -> Place:
    """Returns the nearest city of 5,000 people or more, or a small capital, anywhere on Earth."""
    for radius_km in SEARCH_KM:
        best_km, best_id, reach = math.inf, 0, 180.0  # degrees
        for number, lat_e3, lon_e3 in cities_in_box(point, radius_km):
            lat = lat_e3 / 1e3
            if abs(lat - point.lat) > reach:
                continue
            away_km = distance_km(point, Point(lat, lon_e3 / 1e3))
            if away_km < best_km:
                best_km, best_id = away_km, number
                reach = math.degrees(away_km / EARTH_RADIUS_KM) + 1e-9
        if best_km <= radius_km:
            return read_cities("place.id = ?", (best_id,))[0].place()
    raise LookupError("the gazetteer holds no city")


def towns_of(area: Place, limit: int, language: str = "") -> list[Place]:
    """Returns the most populous towns of a state, a country or another wide area.

    Those nearest to it where it has none, as on islands and in deserts.
    """
    found = []
    for region in dict.fromkeys((area.region, "")):
        towns = largest_cities(Qualifier(area.country, region, False), MAX_LARGEST)
        found = [town for town in towns if distance_km(area.point, town.point) <= area.radius_km]
        if found:
            break
    return list(as_places((found or _towns_around(area))[:limit], "", language))


def _towns_around(area: Place) -> list[City]:
    """Returns the towns of its country nearest to an area that has none itself."""
    for radius_km in SEARCH_KM:
        ids = sorted(number for number, _, _ in cities_in_box(area.point, radius_km))
        towns = read_cities(f"place.id IN ({','.join(map(str, ids[:MAX_LARGEST]))})", ())
        own = [
            town
            for town in towns
            if town.country == area.country and distance_km(area.point, town.point) <= radius_km
        ]
        if own:
            return sorted(own, key=lambda town: distance_km(area.point, town.point))
    return []
