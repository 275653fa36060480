"""Parts of cities, and towns that share another's post, for `tools.build_places`."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

import zipcodes

from chalicelib.gazetteer.areas import Kind
from tools.place_areas import OTHER_NAME, Area
from tools.place_cities import MILITARY, City
from tools.place_names import is_worth_keeping
from tools.place_neighborhoods import Neighborhood
from tools.place_postal_codes import apart_km, fold_name, radius_km

# Countries whose postal codes are named after the parts of their cities.
WITH_NAMED_CODES = ("AU", "CA", "GB", "IE", "NZ", "ZA")
CITY = 100_000  # people of a city whose parts are looked up by name
EDGE_KM = 3.0  # how far beyond a city's disc its parts may lie
NAMED_BY_POST = 3_000  # people, nobody knows how many, of a part that only a postal code names
# People that a neighborhood counts for, however small and however great its city.
LEAST_OF_NEIGHBORHOOD, MOST_OF_NEIGHBORHOOD = 1_000, 60_000
SAME_PART_KM = 6.0  # codes of one name that are as near as this are of one part
SQUARES = 2  # to a degree
NOT_PARTS = re.compile(
    r"\d|^(rm of|yvr|gpo|university|downtown$|.*airport|.?.?$)"
    r"|\b(bc|dc|mc|firms?|bch|hts|spgs|vly|jct|ctr|vlg|mtn|lk|pt|cy|crk|hbr|twp|frst|grv|lks|pk)$"
    r"|^[nsew]o? ",
    re.IGNORECASE,
)

# (name, latitude, longitude) of rows of postal codes, by country
NamedRows = Mapping[str, Iterable[tuple[str, float, float]]]


class _Cities:
    """The cities that have parts, by the square that they are in."""

    def __init__(self, cities: Iterable[City]) -> None:
        self._squares: dict[tuple[int, int], list[City]] = defaultdict(list)
        for city in cities:
            if city.population >= CITY:
                row, column = math.floor(city.lat * SQUARES), math.floor(city.lon * SQUARES)
                for beside in range(9):
                    self._squares[row + beside // 3 - 1, column + beside % 3 - 1].append(city)

    def around(self, lat: float, lon: float, country: str) -> City | None:
        """Returns the greatest city that a point is in, or None."""
        for city in self._squares[math.floor(lat * SQUARES), math.floor(lon * SQUARES)]:
            away_km = apart_km(lat, lon, city.lat, city.lon)
            if city.country == country and away_km <= radius_km(city) + EDGE_KM:
                return city
        return None


def read_districts(
    cities: Sequence[City],
    areas: Iterable[Area],
    small: Iterable[Mapping[str, object]],
    named: NamedRows,
    neighborhoods: Iterable[Neighborhood],
) -> list[Area]:
    """Returns parts of cities that have a name of their own.

    `cities` are those known already, the most populous first, and `areas` those; `small` are
    GeoNames' places with fewer people; `named` what postal codes are called; `neighborhoods` are
    of the United States.
    """
    great = _Cities(cities)
    known = _Known(cities)
    for area in areas:
        if area.kind is Kind.DISTRICT:
            for other in (area.name, *(name for name, _ in area.names)):
                known.add(other, area.country, area.lat, area.lon)
    found: list[Area] = []
    for raw in small:
        name = " ".join(str(raw["name"]).split(",")[0].split())
        lat, lon = float(str(raw["latitude"])), float(str(raw["longitude"]))
        country, people = str(raw["countrycode"]), int(str(raw["population"]))
        city = great.around(lat, lon, country)
        if city and known.add(name, country, lat, lon):
            others = raw["alternatenames"]
            assert isinstance(others, list)
            names = [
                (other, OTHER_NAME)
                for other in others
                if fold_name(other)
                and not other[0].isascii()
                and is_worth_keeping(other, country, people)
            ]
            found.append(_district(name, country, people, lat, lon, city, tuple(names[:4])))
    for one in neighborhoods:
        city = great.around(one.lat, one.lon, "US")
        if city and city.region == one.state and known.add(one.name, "US", one.lat, one.lon):
            people = round(city.population * one.share)
            people = min(max(people, LEAST_OF_NEIGHBORHOOD), MOST_OF_NEIGHBORHOOD)
            found.append(_district(one.name, "US", people, one.lat, one.lon, city, ()))
    for country in WITH_NAMED_CODES:
        points: dict[tuple[str, City], list[tuple[float, float]]] = defaultdict(list)
        for text, lat, lon in named.get(country, ()):
            for part in re.split(r" / |[(/)]", text):
                name = " ".join(part.split())
                city = great.around(lat, lon, country)
                if city and len(name) > 2 and not NOT_PARTS.search(name):
                    points[name, city].append((lat, lon))
        for (name, city), there in points.items():
            lat, lon = median([lat for lat, _ in there]), median([lon for _, lon in there])
            if known.add(name, country, lat, lon):
                found.append(_district(name, country, NAMED_BY_POST, lat, lon, city, ()))
    return found


class _Known:
    """The names of towns and parts, to have none twice."""

    def __init__(self, cities: Iterable[City]) -> None:
        self._points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        for city in cities:
            for name in (city.name, *city.other_names):
                self._points[city.country, fold_name(name)].append((city.lat, city.lon))

    def add(self, name: str, country: str, lat: float, lon: float) -> bool:
        """Returns whether nothing of that name was known near the point; it is, from now on."""
        points = self._points[country, fold_name(name)]
        if any(apart_km(lat, lon, *point) <= SAME_PART_KM for point in points):
            return False
        points.append((lat, lon))
        return bool(fold_name(name))


def _district(
    name: str,
    country: str,
    people: int,
    lat: float,
    lon: float,
    city: City,
    names: tuple[tuple[str, int], ...],
) -> Area:
    return Area(
        name, Kind.DISTRICT, city.region, country, people, lat, lon, 0, city.timezone, names,
        near="" if fold_name(name) == fold_name(city.name) else city.name,
    )  # fmt: skip


def read_postal_neighbours(cities: Iterable[City]) -> Iterator[Area]:
    """Yields United States towns without a ZIP code of their own, which the post accepts.

    "Dewey Beach" is served from Rehoboth Beach. What the post calls by the beginning of its name
    ("Rehoboth") is such a name too.
    """
    known = {
        (fold_name(name), city.region)
        for city in cities
        if city.country == "US"
        for name in (city.name, *city.other_names)
    }
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for raw in zipcodes.list_all():  # type: ignore[no-untyped-call]
        if raw["state"] in MILITARY or not (float(raw["lat"]) or float(raw["long"])):
            continue
        short = [name for name in raw["unacceptable_cities"] if raw["city"].startswith(f"{name} ")]
        for name in (*raw["acceptable_cities"], *short):
            if (fold_name(name), raw["state"]) not in known and not NOT_PARTS.search(name):
                rows[name, raw["state"]].append(raw)
    for (name, state), there in sorted(rows.items()):
        lats = [float(raw["lat"]) for raw in there]
        lons = [float(raw["long"]) for raw in there]
        yield Area(
            name, Kind.DISTRICT, state, "US", 0, round(median(lats), 4), round(median(lons), 4),
            0, there[0]["timezone"], (), near="",
        )  # fmt: skip
