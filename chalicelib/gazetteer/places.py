"""What the gazetteer knows, as values: places, cities, areas, ZIP codes and qualifiers."""

from dataclasses import dataclass, field
from typing import NamedTuple

from chalicelib.gazetteer.areas import Kind
from chalicelib.gazetteer.folding import fold
from chalicelib.geo.point import Point

# United States territories with an ISO 3166-1 code of their own, which is their postal one too.
TERRITORIES = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"})
# Where the country is the city, its name alone in an address says enough.
CITY_STATES = frozenset({"GI", "HK", "MC", "MO", "SG", "VA"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map with the name to show, its ISO 3166-1 alpha-2 country and IANA zone.

    `radius_km` is 0 for a point; else an area's, from its middle `point`, that holds all of its
    towns. `region` is the code of the first-level region that it is in, or "". `likelihood`: how
    many people may mean it by the text that found it, against others; 0 where that was not asked.
    """

    label: str
    point: Point
    country: str
    timezone: str
    kind: Kind = Kind.TOWN
    radius_km: float = 0.0
    region: str = ""
    likelihood: float = field(default=0.0, compare=False)


class City(NamedTuple):
    """A city or post town with the names of its region and country.

    The least `id` is that of the most populous one. `near` is a greater city that tells it from
    others of its name, or "". `weight` is for how many of 100 of its people the name stands that it
    was found by.
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
    weight: int = 100

    @property
    def kind(self) -> Kind:
        """What it is."""
        return Kind.TOWN

    @property
    def radius_km(self) -> float:
        """How far it reaches: it counts as a point."""
        return 0.0

    def place(self, spelling: str = "", country_spelling: str = "") -> Place:
        """Returns it with the shortest label that leads back to it: "Bath, England, GB".

        In a language where it and its country are called otherwise, by those names.
        """
        label = _label(
            spelling or self.name,
            self.near,
            "" if fold(self.region_name) == fold(self.name) else self.region_name,
            bool(self.region_name),
            self.country,
            country_spelling or self.country_name,
        )
        return Place(label, self.point, self.country, self.timezone, region=self.region)


class Area(NamedTuple):
    """A state, a county, a district or an airport, with the names of its region and country.

    The least `id` is that of the most populous one. `near` stands in brackets after the name: its
    city, an airport's code, or "". `weight` is for how many of 100 of its people the name stands
    that it was found by.
    """

    id: int
    name: str
    near: str
    kind: Kind
    region: str
    country: str
    population: int
    point: Point
    radius_km: float
    timezone: str
    region_name: str
    country_name: str
    weight: int = 100

    def place(self, spelling: str = "", country_spelling: str = "") -> Place:
        """Returns it with the shortest label that leads back to it: "Kent, England, GB"."""
        country_name = country_spelling or self.country_name
        if self.kind is Kind.COUNTRY:
            own = fold(self.name) == fold(self.country_name)
            label = country_name if own else self.name
        else:
            within = "" if self.kind is Kind.REGION else self.region_name
            label = _label(
                self.name, self.near, within, bool(self.region_name), self.country, country_name
            )
        return Place(
            label, self.point, self.country, self.timezone, self.kind, self.radius_km, self.region
        )


Entry = City | Area
"""What a name can mean."""


def _label(
    name: str, near: str, within: str, has_region: bool, country: str, country_name: str
) -> str:
    name = f"{name} ({near})" if near else name
    if within:
        return f"{name}, {within}, {country}"
    if has_region:
        return f"{name}, {country}"
    return name if fold(country_name) == fold(name) else f"{name}, {country_name}"


class Qualifier(NamedTuple):
    """One meaning of what follows a city's name: a country, or a region (not empty) of one.

    `abbreviation` says that it was written short: "ON", "UK".
    """

    country: str
    region: str
    abbreviation: bool

    def holds(self, city: Entry) -> bool:
        """Returns whether the city or area is there."""
        return self.country == city.country and self.region in ("", city.region)


Meanings = tuple[Qualifier, ...]
"""All that one word can mean: "CA" is California and Canada. Empty where it is no qualifier."""


class ZipCode(NamedTuple):
    """A United States ZIP code with its post town; `state` has two letters."""

    code: str
    town: str
    state: str
    point: Point
    timezone: str

    def place(self) -> Place:
        """Returns it as "Springfield, IL 62701, US"; a territory is its own country."""
        if self.state in TERRITORIES:
            label = f"{self.town}, {self.state} {self.code}"
            return Place(label, self.point, self.state, self.timezone, Kind.POSTAL_CODE)
        label = f"{self.town}, {self.state} {self.code}, US"
        return Place(label, self.point, "US", self.timezone, Kind.POSTAL_CODE, region=self.state)
