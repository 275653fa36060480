"""Queries of `places.sqlite`, with `postal_rows` beside. Nothing is read from a network.

`tools/build_places.py` writes the file from GeoNames (cities of 5,000 people or more, all scripts,
and postal codes; geonames.org, CC BY 4.0) and the United States ZIP codes with their towns.
"""

import math
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.gazetteer.areas import KINDS, Kind
from chalicelib.gazetteer.places import Area, City, Meanings, Qualifier, ZipCode
from chalicelib.geo.distance import EARTH_RADIUS_KM
from chalicelib.geo.point import Point

if TYPE_CHECKING:
    import sqlite3

LAST_CHARACTER = chr(0x10FFFF)
DATABASE = Path(__file__).with_name("places.sqlite")
# How many times its people a place counts for a visitor of the same country: to someone in Spain
# Valencia is not in Venezuela, and Paris is nowhere in Texas.
HOME_WEIGHT = 60


_local = threading.local()


def database() -> "sqlite3.Connection":
    """Returns this thread's connection; the file is never written while the program runs.

    Raises FileNotFoundError where the file was not built.
    """
    import sqlite3

    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        if not DATABASE.exists():
            raise FileNotFoundError(f"{DATABASE.name} is missing: run python -m tools.build_places")
        address = DATABASE.absolute().as_uri() + "?mode=ro&immutable=1"
        connection = _local.connection = sqlite3.connect(address, uri=True)
    return connection


def square_degree(lat: float, lon: float) -> int:
    """Returns the number of a point's square degree: eastwards, then northwards from the pole."""
    return min(int(lat + 90), 179) * 360 + int(lon + 180) % 360


def cities_with_key(key: str, country: str) -> list[City]:
    """Returns the cities that have a folded name, the most populous first.

    Those of `country` (ISO 3166-1 alpha-2, or "") count for HOME_WEIGHT times their people.
    """
    return read_cities(
        "name.key = ?1",
        (key, country, HOME_WEIGHT),
        source="name JOIN place ON place.id = name.place",
        order="population * weight * iif(place.country = ?2, ?3, 1) DESC, place.id",
        weight="name.weight",
    )


def read_cities(
    where: str,
    values: tuple[object, ...],
    *,
    source: str = "place",
    order: str = "place.id",
    weight: str = "100",
) -> list[City]:
    """Returns the cities that an SQL condition holds for; `values` are its parameters."""
    rows = database().execute(
        "SELECT place.id, place.name, near, place.region, place.country, population, lat_e3,"
        # nosec B608 # conditions written in this folder; what is searched for is a parameter
        f" lon_e3, zone.name, coalesce(region.name, ''), country.name, {weight} FROM {source}"
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
    """Yields (id, lat, lon in 1e-3 degrees) of all cities within the radius, and of some more."""
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


def largest_cities(qualifier: Qualifier, limit: int = 3) -> list[City]:
    """Returns the most populous cities of a region or a country."""
    return read_cities(
        "place.id IN (SELECT id FROM place WHERE country = ?1 AND ?2 IN ('', region)"
        " ORDER BY id LIMIT ?3)",
        (qualifier.country, qualifier.region, limit),
    )


def areas_with_key(key: str) -> list[Area]:
    """Returns the areas that have a folded name, the most populous first."""
    return _areas("area_name.key = ?1", (key,))


def _areas(where: str, values: tuple[object, ...]) -> list[Area]:
    rows = database().execute(
        "SELECT area.id, area.name, near, kind, area.region, area.country, population, lat_e3,"
        # nosec B608 # conditions written in this module; what is searched for is a parameter
        " lon_e3, radius_km, zone.name, coalesce(region.name, ''), country.name, weight"
        " FROM area_name JOIN area ON area.id = area_name.area JOIN zone ON zone.id = area.zone"
        " JOIN country ON country.code = area.country"
        " LEFT JOIN region ON region.country = area.country AND region.code = area.region"
        f" WHERE {where} ORDER BY area.id",
        values,
    )
    return [
        Area(
            number, name, near, KINDS[kind], region, country, people, Point(lat / 1e3, lon / 1e3),
            float(radius_km), *names,
        )
        for number, name, near, kind, region, country, people, lat, lon, radius_km, *names in rows
    ]  # fmt: skip


def area_names_with_initial(first_letter: str, lengths: range) -> list[str]:
    """Returns folded names of states and countries with that first letter, of these lengths."""
    rows = database().execute(
        "SELECT DISTINCT key FROM area_name JOIN area ON area.id = area_name.area"
        " WHERE key >= ? AND key < ? AND length(key) BETWEEN ? AND ? AND weight >= 60"
        " AND kind IN (?, ?) ORDER BY area.id",
        (
            first_letter,
            first_letter + LAST_CHARACTER,
            lengths[0],
            lengths[-1],
            KINDS.index(Kind.REGION),
            KINDS.index(Kind.COUNTRY),
        ),
    )
    return [key for (key,) in rows]


def names_beginning(beginning: str, limit: int) -> list[str]:
    """Returns folded names of towns that begin so, the most populous first."""
    rows = database().execute(
        "SELECT key, min(place) AS first FROM name WHERE key >= ? AND key < ? AND weight >= 60"
        " GROUP BY key ORDER BY first LIMIT ?",
        (beginning, beginning + LAST_CHARACTER, limit),
    )
    return [key for key, _ in rows]


def spellings(city_ids: tuple[int, ...], language: str) -> dict[int, str]:
    """Returns what cities are called in a language, by id, where that is another name."""
    rows = database().execute(
        "SELECT place, name FROM spelling WHERE language = ?"
        # nosec B608 # as many question marks as there are parameters
        f" AND place IN ({', '.join('?' * len(city_ids))})",
        (language, *city_ids),
    )
    return dict(rows.fetchall())


@lru_cache(maxsize=16)
def country_spellings(language: str) -> dict[str, str]:
    """Returns the names of countries in a language, by ISO 3166-1 alpha-2."""
    rows = database().execute(
        "SELECT country, name FROM country_spelling WHERE language = ?", (language,)
    )
    return dict(rows.fetchall())


def find_zip_code(code: str) -> ZipCode | None:
    """Returns the ZIP code of five digits; None where it is not in use."""
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
    return ZipCode(code, town, state, Point(lat_e3 / 1e3, lon_e3 / 1e3), zone)


@lru_cache(maxsize=1024)
def meanings_of(name: str) -> Meanings:
    """Returns the regions and countries that a folded name can mean; empty where it means none."""
    rows = database().execute(
        "SELECT country, region, abbreviation FROM qualifier WHERE key = ?", (name,)
    )
    return tuple(Qualifier(country, region, bool(short)) for country, region, short in rows)


@lru_cache(maxsize=1)
def last_words_of_qualifiers() -> frozenset[str]:
    """Returns the last words of all folded names of regions and countries."""
    rows = database().execute("SELECT key FROM qualifier")
    return frozenset(key.rpartition(" ")[2] for (key,) in rows)


def names_with_initial(first_letter: str, lengths: range, limit: int) -> list[tuple[str, int]]:
    """Returns folded names with that first letter and of these lengths, at most `limit` of them.

    Each is given with the id of the most populous city that has it, and they are in its order.
    """
    found: list[tuple[str, int]] = (
        database()
        .execute(
            "SELECT key, min(place) AS first FROM name WHERE key >= ? AND key < ?"
            " AND length(key) BETWEEN ? AND ? GROUP BY key ORDER BY first LIMIT ?",
            (first_letter, first_letter + LAST_CHARACTER, lengths[0], lengths[-1], limit),
        )
        .fetchall()
    )
    return found
