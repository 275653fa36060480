"""What a listing's town is called in another language: "Cairo" is القاهرة."""

from functools import lru_cache

from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.named import named
from chalicelib.gazetteer.places import City
from chalicelib.gazetteer.tables import spellings
from chalicelib.geo.distance import distance_km
from chalicelib.geo.point import Point

WITHIN_KM = 40.0  # of a town's middle, where a meeting of that town may be


def town_in(language: str, name: str, point: Point) -> str:
    """Returns what the town of that name around a point is called; the name where nobody says."""
    return _town_in(language, name, round(point.lat, 1), round(point.lon, 1))


@lru_cache(maxsize=4096)
def _town_in(language: str, name: str, lat: float, lon: float) -> str:
    near = (
        city.id
        for city in named(fold(name))
        if isinstance(city, City) and distance_km(city.point, Point(lat, lon)) <= WITHIN_KM
    )
    town = next(near, None)
    return name if town is None else spellings((town,), language).get(town, name)
