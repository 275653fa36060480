"""The tables of `places.sqlite`: the one module that knows them. No network.

`tools/build_places.py` writes the file from GeoNames (cities of 5,000 people or more, all scripts,
and postal codes; geonames.org, CC BY 4.0) and the United States ZIP codes with their towns.
"""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.gazetteer.folding import fold
from chalicelib.geo.distance import EARTH_RADIUS_KM
from chalicelib.geo.point import Point

if TYPE_CHECKING:
    import sqlite3

LAST_CHARACTER = chr(0x10FFFF)
DATABASE = Path(__file__).with_name("places.sqlite")
# United States territories with an ISO 3166-1 code of their own, which is their postal one too.
TERRITORIES = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"})
# So many times its people a place counts for a visitor of the same country: to someone in Spain
# Valencia is not in Venezuela, and Paris is nowhere in Texas.
HOME_WEIGHT = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map with the name to show, its ISO 3166-1 alpha-2 country and IANA zone."""

    label: str
    point: Point
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class City:
    """A row of the table of places, with the names of its region and country. `near`: a greater
    city that tells it from others of its name, or "".
    """

    id: int
    name: str
    near: str
    region: str
    country: str
    population: int
    point: Point
    timezone: str
    region_name: str
    country_name: str

    def place(self) -> Place:
        name = f"{self.name} ({self.near})" if self.near else self.name
        if self.region_name and fold(self.region_name) != fold(self.name):
            label = f"{name}, {self.region_name}, {self.country}"
        elif self.region_name:
            label = f"{name}, {self.country}"
        elif fold(self.country_name) != fold(self.name):
            label = f"{name}, {self.country_name}"
        else:
            label = name
        return Place(label, self.point, self.country, self.timezone)


@dataclass(frozen=True, slots=True)
class Zip:
    code: str
    town: str
    state: str
    point: Point
    timezone: str

    def place(self) -> Place:
        if self.state in TERRITORIES:
            label = f"{self.town}, {self.state} {self.code}"
            return Place(label, self.point, self.state, self.timezone)
        label = f"{self.town}, {self.state} {self.code}, US"
        return Place(label, self.point, "US", self.timezone)


@dataclass(frozen=True, slots=True)
class Area:
    """One reading of a word after a city's name: a country, or a region of one."""

    country: str
    region: str
    abbreviation: bool

    def holds(self, city: City) -> bool:
        return self.country == city.country and self.region in ("", city.region)


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A row of the table of postal codes, as it was asked for. `rank`: the number of the known city
    that it is called after or that is nearest, the least for the most populous; a ZIP code has
    none. `listed`: not only inferred from the first code of its town.
    """

    code: str
    country: str
    name: str
    country_name: str
    point: Point
    timezone: str
    rank: int
    listed: bool

    def place(self) -> Place:
        label = f"{self.code} {self.name}"
        if fold(self.country_name) != fold(self.name):
            label = f"{label}, {self.country_name}"
        return Place(label, self.point, self.country, self.timezone)


_local = threading.local()


def database() -> "sqlite3.Connection":
    """This thread's connection; the file is never written while the program runs."""
    import sqlite3

    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        if not DATABASE.exists():
            raise FileNotFoundError(f"{DATABASE.name} is missing: run python -m tools.build_places")
        address = DATABASE.absolute().as_uri() + "?mode=ro&immutable=1"
        connection = _local.connection = sqlite3.connect(address, uri=True)
    return connection


def cell(lat: float, lon: float) -> int:
    """The square degree that a point is in, counted eastwards, then northwards from the pole."""
    return min(int(lat + 90), 179) * 360 + int(lon + 180) % 360


def called(name: str, country: str) -> list[City]:
    return read_cities(
        "name.key = ?1",
        (name, country, HOME_WEIGHT),
        source="name JOIN place ON place.id = name.place",
        order="population * weight * iif(place.country = ?2, ?3, 1) DESC, place.id",
    )


def read_cities(
    where: str, values: tuple[object, ...], *, source: str = "place", order: str = "place.id"
) -> list[City]:
    rows = database().execute(
        "SELECT place.id, place.name, near, place.region, place.country, population, lat_e3,"
        f" lon_e3, zone.name, coalesce(region.name, ''), country.name FROM {source}"
        " JOIN zone ON zone.id = place.zone JOIN country ON country.code = place.country"
        " LEFT JOIN region ON region.country = place.country AND region.code = place.region"
        f" WHERE {where} ORDER BY {order}",
        values,
    )
    return [
        City(number, name, near, region, country, people, Point(lat / 1e3, lon / 1e3), *names)
        for number, name, near, region, country, people, lat, lon, *names in rows
    ]


def cities_in_box(point: Point, radius_km: float) -> Iterator[tuple[int, int, int]]:
    """(id, lat, lon in 1e-3 degrees) of a set of cities that holds all within the radius."""
    angle = radius_km / EARTH_RADIUS_KM
    south = math.radians(point.lat) - angle
    north = math.radians(point.lat) + angle
    if south <= -math.pi / 2 or north >= math.pi / 2:
        half_lon = 180.0
    else:
        # the widest meridian that a circle on a sphere touches
        ratio = math.sin(angle) / math.cos(math.radians(point.lat))
        half_lon = math.degrees(math.asin(min(1.0, ratio)))
    first_row = max(int(math.degrees(south) + 90), 0) if south > -math.pi / 2 else 0
    last_row = min(int(math.degrees(north) + 90), 179) if north < math.pi / 2 else 179
    west = math.floor(point.lon + 180 - half_lon)
    east = math.floor(point.lon + 180 + half_lon)
    if east - west >= 359:
        spans = [(0, 359)]
    elif west < 0:
        spans = [(0, east), (west + 360, 359)]
    elif east > 359:
        spans = [(west, 359), (0, east - 360)]
    else:
        spans = [(west, east)]
    connection = database()
    for row in range(first_row, last_row + 1):
        for start, end in spans:
            yield from connection.execute(
                "SELECT id, lat_e3, lon_e3 FROM place WHERE cell BETWEEN ? AND ?",
                (row * 360 + start, row * 360 + end),
            )


def largest(area: Area) -> list[City]:
    """The three most populous cities of a region or a country."""
    return read_cities(
        "place.id IN (SELECT id FROM place WHERE country = ?1 AND ?2 IN ('', region)"
        " ORDER BY id LIMIT 3)",
        (area.country, area.region),
    )


def zip_code(code: str) -> Zip | None:
    row = (
        database()
        .execute(
            "SELECT town, state, lat_e3, lon_e3, zone.name FROM zip JOIN zone ON zone.id = zip.zone"
            " WHERE code = ?",
            (int(code),),
        )
        .fetchone()
    )
    if row is None:
        return None
    town, state, lat_e3, lon_e3, zone = row
    return Zip(code, town, state, Point(lat_e3 / 1e3, lon_e3 / 1e3), zone)


@lru_cache(maxsize=1024)
def areas_of(name: str) -> tuple[Area, ...]:
    """The regions and countries that a folded name can mean; empty where it means none."""
    rows = database().execute(
        "SELECT country, region, abbreviation FROM qualifier WHERE key = ?", (name,)
    )
    return tuple(Area(country, region, bool(short)) for country, region, short in rows)


def rows_of_keys(keys: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """What the table of postal codes has under these keys."""
    return _postal_rows(f"postal.key IN ({', '.join('?' * len(keys))})", keys)


def rows_of_town(country: str, first: str, last: str) -> list[tuple[Any, ...]]:
    """The last code of a country, of those of which only a town's first is kept, in that range."""
    from chalicelib.gazetteer.postal_codes import FIRST_OF_TOWN

    kept = ", ".join(f"'{country}'" for country in FIRST_OF_TOWN)  # as in the index's own words
    where = (
        "postal.country = ?1 AND postal.key = (SELECT max(key) FROM postal"
        f" WHERE country IN ({kept}) AND country = ?1 AND key BETWEEN ?2 AND ?3)"
    )
    return _postal_rows(where, (country, first, last))


def names_like(first_letter: str, lengths: range, most: int) -> list[tuple[str, int]]:
    """Folded names with that first letter and of such lengths, each with the most populous place
    that has it; by that one's rank.
    """
    found: list[tuple[str, int]] = (
        database()
        .execute(
            "SELECT key, min(place) AS first FROM name WHERE key >= ? AND key < ?"
            " AND length(key) BETWEEN ? AND ? GROUP BY key ORDER BY first LIMIT ?",
            (first_letter, first_letter + LAST_CHARACTER, lengths[0], lengths[-1], most),
        )
        .fetchall()
    )
    return found


def _postal_rows(where: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return (
        database()
        .execute(
            "SELECT postal.key, postal.country, postal.ends,"
            " coalesce(nullif(postal.name, ''), place.name), country.name, postal.lat_e3,"
            " postal.lon_e3, zone.name, place.id FROM postal"
            " JOIN place ON place.id = postal.place JOIN zone ON zone.id = place.zone"
            f" JOIN country ON country.code = postal.country WHERE {where}",
            values,
        )
        .fetchall()
    )


def postal_code(code: str, country: str, row: Sequence[Any], listed: bool) -> PostalCode:
    name, country_name, lat_e3, lon_e3, timezone, rank = row
    point = Point(lat_e3 / 1e3, lon_e3 / 1e3)
    return PostalCode(code, country, name, country_name, point, timezone, rank, listed)
