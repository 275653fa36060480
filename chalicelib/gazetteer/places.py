"""What the gazetteer knows, as values: places, cities, ZIP codes, postal codes and qualifiers."""

from dataclasses import dataclass

from chalicelib.gazetteer.folding import fold
from chalicelib.geo.point import Point

# United States territories with an ISO 3166-1 code of their own, which is their postal one too.
TERRITORIES = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map with the name to show, its ISO 3166-1 alpha-2 country and IANA zone."""

    label: str
    point: Point
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class City:
    """A city or post town with the names of its region and country.

    The least `id` is that of the most populous one. `near` is a greater city that tells it from
    others of its name, or "".
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
        """Returns it with the shortest label that leads back to it: "Bath, England, GB"."""
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
class Qualifier:
    """One meaning of what follows a city's name: a country, or a region (not empty) of one.

    `abbreviation` says that it was written short: "ON", "UK".
    """

    country: str
    region: str
    abbreviation: bool

    def holds(self, city: City) -> bool:
        """Returns whether the city is there."""
        return self.country == city.country and self.region in ("", city.region)


Meanings = tuple[Qualifier, ...]
"""All that one word can mean: "CA" is California and Canada. Empty where it is no qualifier."""


@dataclass(frozen=True, slots=True)
class ZipCode:
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
            return Place(label, self.point, self.state, self.timezone)
        label = f"{self.town}, {self.state} {self.code}, US"
        return Place(label, self.point, "US", self.timezone)


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code outside the United States, as somebody asked for it.

    `rank` is the id of the known city that it is called after or that is nearest. `listed` says
    that the table has it, and that it was not only inferred from the first code of its town.
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
        """Returns it as "10115 Berlin, Germany"."""
        label = f"{self.code} {self.name}"
        if fold(self.country_name) != fold(self.name):
            label = f"{label}, {self.country_name}"
        return Place(label, self.point, self.country, self.timezone)
