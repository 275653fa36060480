"""Airports, for `tools.build_places`."""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import distribution

from chalicelib.gazetteer.areas import AIRPORT_KEY, Kind
from chalicelib.gazetteer.folding import fold
from tools.place_areas import Area
from tools.place_cities import City
from tools.place_names import OWN_NAME
from tools.place_postal_codes import apart_km

NEAR_TOWN_KM = 60.0
# How many people an airport counts for, against towns of its name.
WELL_KNOWN, INTERNATIONAL, SMALL = 500_000, 100_000, 2_000
# Airports that people name without the word: their own names, and those of no town near them.
NAMES = {
    "AMS": ("Schiphol",), "ARN": ("Arlanda",), "ATL": ("Hartsfield", "Hartsfield-Jackson"),
    "BER": ("BER Willy Brandt", "Flughafen Berlin Brandenburg"), "BOS": ("Logan", "Logan Airport"),
    "BWI": ("BWI",), "CDG": ("Roissy", "Charles de Gaulle", "Paris CDG"), "CGN": ("Köln/Bonn",),
    "DCA": ("Reagan National", "National Airport"), "DEL": ("Indira Gandhi",), "DEN": ("DIA",),
    "DFW": ("DFW Airport",), "DTW": ("Detroit Metro",), "EWR": ("Newark Liberty",),
    "EZE": ("Ezeiza",), "FCO": ("Fiumicino",), "FRA": ("Flughafen Frankfurt",), "GIG": ("Galeão",),
    "GRU": ("Guarulhos",), "HND": ("Haneda",), "IAD": ("Dulles",), "IAH": ("Intercontinental",),
    "JFK": ("John F. Kennedy", "Kennedy Airport"), "LAX": ("Los Angeles Airport",),
    "LGA": ("LaGuardia", "La Guardia"), "LGW": ("Gatwick",), "LHR": ("Heathrow",),
    "LIN": ("Linate",), "MAD": ("Barajas",), "MDW": ("Midway", "Chicago Midway"),
    "MEL": ("Tullamarine",), "MXP": ("Malpensa",), "NRT": ("Narita Airport",),
    "ORD": ("O'Hare", "Chicago O'Hare"), "ORY": ("Orly Airport",), "PHX": ("Sky Harbor",),
    "SEA": ("Sea-Tac", "SeaTac Airport"), "STN": ("Stansted",), "YUL": ("Trudeau",),
    "YYZ": ("Pearson", "Toronto Pearson"), "SFO": ("SFO",), "MIA": ("MIA",), "MUC": ("MUC",),
    "ZRH": ("Kloten",), "VIE": ("Schwechat",), "CAI": (), "DXB": (), "DOH": ("Hamad",),
    "PHL": (), "MSP": (), "CLT": (), "LAS": ("McCarran", "Harry Reid"), "MCO": (), "SAN": (),
    "SYD": (), "YVR": (), "MAN": (), "EDI": (), "DUB": (), "BCN": ("El Prat",), "LIS": (),
    "MEX": (),
    "BOG": ("El Dorado",), "SCL": (), "BOM": (), "BLR": (), "HKG": (), "SIN": ("Changi",),
}  # fmt: skip
# What an airport's name has beside its own.
GENERAL = re.compile(
    r"\b(airport|international|intl|regional|municipal|metropolitan|field|airfield|executive)\b"
)


def read_airports(cities: Iterable[City]) -> list[Area]:
    """Returns the airports with an IATA code that are near a town, the well known ones first."""
    homes: dict[tuple[str, int], list[City]] = defaultdict(list)
    for city in cities:
        for row in (-1, 0, 1):
            homes[city.country, math.floor(city.lat) + row].append(city)
    file = distribution("airportsdata").locate_file("airportsdata/airports.csv")
    with open(str(file), encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["iata"]]
    found = [_airport(row, homes[row["country"], math.floor(float(row["lat"]))]) for row in rows]
    return [airport for airport in found if airport]


def _airport(row: dict[str, str], towns: Sequence[City]) -> Area | None:
    lat, lon = float(row["lat"]), float(row["lon"])
    near = [
        city
        for city in towns
        if abs(city.lat - lat) < 0.6 and apart_km(lat, lon, city.lat, city.lon) <= NEAR_TOWN_KM
    ]
    if not near:
        return None
    town = min(near, key=lambda city: apart_km(lat, lon, city.lat, city.lon))
    code, folded, place = row["iata"], fold(row["name"]), fold(row["city"])
    own = " ".join(GENERAL.sub(" ", folded).split())
    short = own.removeprefix(place).strip() if place else own
    keys = [code.lower(), own, short, place, *map(fold, NAMES.get(code, ()))]
    keys += [fold(city.name) for city in near if own.startswith(fold(city.name))]
    people = SMALL
    if code in NAMES:
        people = WELL_KNOWN
    elif "international" in folded:
        people = INTERNATIONAL
    names = [(f"{AIRPORT_KEY} {key}", OWN_NAME) for key in dict.fromkeys(keys) if len(key) > 2]
    names += [(name, OWN_NAME) for name in NAMES.get(code, ()) if len(name) > 3]
    if folded and len(folded) > 3:
        names.append((folded, OWN_NAME))
    name = " ".join(re.sub(r"[,/()]", " ", row["name"]).split())
    return Area(
        name, Kind.AIRPORT, town.region, row["country"], people, lat, lon, 0,
        row["tz"] or town.timezone, tuple(names), near=code,
    )  # fmt: skip
