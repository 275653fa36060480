"""Folded names -> towns and areas, those first that people mean."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chalicelib.gazetteer.areas import AIRPORT_KEY, Kind
from chalicelib.gazetteer.city_names import name_spellings
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import Area, City, Entry, Meanings
from chalicelib.gazetteer.tables import (
    HOME_WEIGHT,
    areas_with_key,
    cities_with_key,
    meanings_of,
)
from chalicelib.geo.distance import distance_km

# How far a search goes; a larger area can only offer its towns, and counts for so much of its
# people against towns of its name.
WIDEST_KM = 100.0
TOO_WIDE = 0.3
# People of a town that is meant before the state or county around it that has its name.
TOWN_BEFORE_AREA = 15_000
LEAST_PEOPLE = 300  # as many as a place counts for whose people are not known
SMALL_REGION_KM = 60.0  # of a region that is known at home rather than abroad
# Of an area's people: such a town is meant by any name; by one that is not the area's own either.
MOST_OF_AREA, CHIEF_TOWN = 0.3, 0.1
AREA_ABROAD = 0.1  # for how many of its people a county or a small region counts to others
OWN_NAME = 100
NEAR_TOWN_KM = 40.0  # "SoHo, New York": within a town or beside it
# By less than its whole name: Dresden's Neustadt is not Neustadt in Sachsen, 33 km off.
NEAR_BY_SHORT_NAME_KM = 20.0
GREAT_TOWN = 100_000  # people of a town that is named after a part of it without a comma
WELL_KNOWN_AIRPORT = 500_000  # people that it counts for
COUNTY_EDGE_KM = 15.0  # a county goes on beyond its outermost towns, where only post towns are
DISTRICT_BEFORE_TOWN = 30_000  # people of a district that is meant before a small town of its name
MAX_AREAS = 6  # of one name that qualify another
MAX_QUALIFIERS = 3
MAX_LESS_LIKELY = 200  # how many times less likely one may be than the first that qualifies


def named(name: str, country: str = "") -> list[Entry]:
    """Returns all that a folded name means, the likeliest first, for a visitor of `country`."""
    found: list[Entry] = []
    for spelling in name_spellings(name):
        found += _with_key(spelling)
        if any(isinstance(entry, City) for entry in found):
            break
    return by_likelihood(found, country)


def named_in(name: str, qualifiers: Sequence["Qualification"], country: str = "") -> list[Entry]:
    """Returns those that agree with all qualifiers; those of a state first, not of the country.

    ("CA" is California and Canada.)
    """
    meanings = [words.meanings for words in qualifiers if words.meanings]
    around = [words.around for words in qualifiers if not words.meanings]
    found: list[Entry] = []
    for spelling in (*name_spellings(name), *_county_spelling(name, meanings)):
        there = [
            entry
            for entry in _with_key(spelling)
            if all(any(area.holds(entry) for area in areas) for areas in meanings)
        ]
        for areas in around:
            there = [entry for entry in there if _is_near(entry, areas)]
        found += there
        if any(isinstance(entry, City) for entry in found):
            break
    found = by_likelihood(found, country)
    if any(area.region for areas in meanings for area in areas):
        found = _towns_before_districts(found)
    short = [area for areas in meanings for area in areas if area.abbreviation]
    states = [state for state in short if state.country == "US" and state.region]
    if states and len(short) > len(states):
        found.sort(key=lambda entry: not any(state.holds(entry) for state in states))
    return found


def _towns_before_districts(found: list[Entry]) -> list[Entry]:
    """Returns them so that "Avalon, CA" is the town of that post and not a part of Fremont."""
    if not any(isinstance(entry, City) and entry.weight >= OWN_NAME for entry in found):
        return found
    return sorted(
        found,
        key=lambda entry: (
            entry.kind is Kind.DISTRICT and 0 < entry.population < DISTRICT_BEFORE_TOWN
        ),
    )


def _county_spelling(name: str, meanings: Sequence[Meanings]) -> tuple[str, ...]:
    """Returns "cook county" of "cook co" in a state; in the whole country "co" is Colorado."""
    in_state = any(area.region for areas in meanings for area in areas)
    return (f"{name[:-3]} county",) if name.endswith(" co") and in_state else ()


class Qualification(NamedTuple):
    """What follows a name and says where it is: regions and countries, or else towns and areas."""

    meanings: Meanings
    around: tuple[Entry, ...] = ()

    @classmethod
    def read(cls, words: str) -> "Qualification":
        """Returns what folded words can mean after a name."""
        meanings = meanings_of(words)
        if meanings:
            return cls(meanings)
        near = [entry for entry in named(words) if entry.weight >= OWN_NAME][:MAX_AREAS]
        # "Montrose, Houston" is not beside a hamlet called Houston on the other side of the Earth
        least = likelihood(near[0], "") / MAX_LESS_LIKELY if near else 0
        return cls((), tuple(entry for entry in near if likelihood(entry, "") >= least))

    @property
    def means_something(self) -> bool:
        """Whether the words are known at all."""
        return bool(self.meanings or self.around)


def named_without_comma(
    words: Sequence[str], country: str, after: Sequence[Qualification] = ()
) -> list[Entry]:
    """Returns what "name region", "name country" or "name region country" means.

    The longest name is tried first. `after` are the qualifiers already read, further right.
    """
    for at in range(len(words) - 1, max(len(words) - 5, 0), -1):
        meanings = meanings_of(" ".join(words[at:]))
        if meanings:
            qualifiers = [Qualification(meanings), *after]
            found = named_in(" ".join(words[:at]), qualifiers, country)
            if not found and len(after) + 1 < MAX_QUALIFIERS:
                found = named_without_comma(words[:at], country, qualifiers)
            if found:
                return found
    return []


def part_of_town(words: Sequence[str], country: str) -> list[Entry]:
    """Returns what "shoreditch london" means: a name, and the great town that it is in."""
    for at in range(len(words) - 1, max(len(words) - 4, 0), -1):
        towns = [
            entry
            for entry in named(" ".join(words[at:]), country)
            if entry.kind is Kind.TOWN and entry.population >= GREAT_TOWN
        ]
        if towns:
            qualifier = Qualification((), tuple(towns[:MAX_AREAS]))
            found = named_in(" ".join(words[:at]), [qualifier], country)
            if found:
                return found
    return []


def airports(words: str, country: str) -> list[Entry]:
    """Returns the airports that have a folded name, a code or a town."""
    found = areas_with_key(f"{AIRPORT_KEY} {words}")
    return by_likelihood([area for area in found if area.kind is Kind.AIRPORT], country)


def with_airport_code(code: str, entries: Sequence[Entry], country: str) -> list[Entry]:
    """Returns what a folded code in capitals means, and `entries`, which have it as a name.

    Airports that are well known or in the visitor's country come first: "DFW", "MAN" in Britain.
    A state's abbreviation is that state where the visitor can be in it, and a country's code is the
    country unless the airport is well known.
    """
    meanings = meanings_of(code)
    found = [
        area
        for area in airports(code, country)
        if isinstance(area, Area) and fold(area.near) == code
    ]
    if any(area.region and country in ("", area.country) for area in meanings):
        return [*entries, *found]
    is_country = any(not area.region for area in meanings)
    surely = [
        area
        for area in found
        if area.population >= WELL_KNOWN_AIRPORT or (area.country == country and not is_country)
    ]
    others = [area for area in found if area not in surely]
    return [*surely, *by_likelihood([*entries, *others], country)]


def by_likelihood(entries: Iterable[Entry], country: str) -> list[Entry]:
    """Returns them in the order in which they are meant by a visitor of `country`."""
    found = list(entries)
    scores = {_key(entry): _score(entry, country) for entry in found}
    towns = [entry for entry in found if isinstance(entry, City)]
    for area in found:
        if area.kind in (Kind.REGION, Kind.COUNTY, Kind.COUNTRY):
            for town in towns:
                if _is_meant_before(area, town) and _holds(area, town):
                    before = scores[_key(area)] * 1.01
                    scores[_key(town)] = max(scores[_key(town)], before)
    found.sort(key=lambda entry: (-scores[_key(entry)], isinstance(entry, Area), entry.id))
    return found


def _is_meant_before(area: Entry, town: City) -> bool:
    """Returns whether a town is meant before the area around it by a name that both have.

    Not Oklahoma City by "Oklahoma", its beginning, unless most of the area's people live there.
    """
    share = town.population / max(area.population, 1)
    by_bare_name = area.kind is Kind.COUNTY and area.weight < OWN_NAME <= town.weight
    if share >= MOST_OF_AREA or by_bare_name:  # "Nome" is not Nome Census Area
        return True
    both_abroad = max(area.weight, town.weight) < OWN_NAME
    own = town.weight >= OWN_NAME or (both_abroad and share >= CHIEF_TOWN)
    return own and town.population >= TOWN_BEFORE_AREA


def likelihood(entry: Entry, country: str) -> float:
    """Returns how likely an entry is meant by its name, against others: people, and where."""
    people = max(entry.population, LEAST_PEOPLE) * entry.weight / 100
    if entry.radius_km > WIDEST_KM:
        people *= TOO_WIDE
    if entry.kind is Kind.COUNTY and entry.country != country:
        people *= AREA_ABROAD
    return people * (HOME_WEIGHT if entry.country == country else 1)


def _score(entry: Entry, country: str) -> float:
    """Returns its likelihood, less for a small region abroad, which others of its name go before.

    To a Canadian, North Bay is a town of Ontario and not the north of San Francisco's bay.
    """
    is_small_region = entry.kind is Kind.REGION and entry.radius_km <= SMALL_REGION_KM
    is_abroad = bool(country) and entry.country != country
    return likelihood(entry, country) * (AREA_ABROAD if is_small_region and is_abroad else 1)


def _with_key(key: str) -> list[Entry]:
    return [*cities_with_key(key, ""), *areas_with_key(key)]


def _holds(area: Entry, town: City) -> bool:
    if area.country != town.country:
        return False
    if area.kind is Kind.REGION and area.region and town.region:
        return area.region == town.region
    edge_km = COUNTY_EDGE_KM if area.region and area.region == town.region else 0.0
    return distance_km(area.point, town.point) <= area.radius_km + edge_km


def _is_near(entry: Entry, areas: Sequence[Entry]) -> bool:
    near_km = NEAR_TOWN_KM if entry.weight >= OWN_NAME else NEAR_BY_SHORT_NAME_KM
    return any(
        distance_km(entry.point, area.point) <= max(area.radius_km, near_km)
        for area in areas
        if _key(area) != _key(entry)
    )


def _key(entry: Entry) -> tuple[bool, int]:
    return isinstance(entry, Area), entry.id
