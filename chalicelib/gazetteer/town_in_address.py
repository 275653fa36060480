"""The town that an address names, among its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.gazetteer.address_areas import parts_of_towns
from chalicelib.gazetteer.address_ends import DANISH_DISTRICT
from chalicelib.gazetteer.address_parts import Part
from chalicelib.gazetteer.address_towns import MAX_TOWN_WORDS, towns_and_size_at_end
from chalicelib.gazetteer.city_names import cities_named_in
from chalicelib.gazetteer.folding import fold
from chalicelib.gazetteer.places import CITY_STATES, Entry, Meanings
from chalicelib.gazetteer.qualifiers import names_region
from chalicelib.gazetteer.region_signs import is_british_county, towns_of_county
from chalicelib.gazetteer.tables import meanings_of
from chalicelib.gazetteer.town_after_street import towns_after_street
from chalicelib.gazetteer.typed_text import looks_like_street

_HAS_DISTRICTS = 100_000  # people
_DISTRICT = re.compile(r"[0-9]{1,2}(?:[A-Z]|er|è?me|eme|e|º|°|\.)?")
# What people meet in, folded.
_BUILDINGS = frozenset(
    "building cafe center centre chapel church clinic club college hall hospital hotel house"
    " library mosque room school synagogue temple university"
    " biblioteca casa centro edificio escuela hospital iglesia parroquia"
    " bibliotheque ecole eglise hopital maison salle"
    " bibliothek gemeindehaus haus kirche krankenhaus pfarrheim schule zentrum"
    " escola igreja paroquia"
    " كنيسه مدرسه مركز مسجد مستشفي مكتبه".split()
)


@dataclass(frozen=True, slots=True)
class AddressTown:
    """The town of an address as it is written, the places that it may be, and its folded name.

    `is_known`: it surely is a town, though it may be none of the cities.
    """

    text: str
    cities: Sequence[Entry]
    name: str
    is_known: bool = True


NO_TOWN = AddressTown("", [], "", is_known=False)


def town_of(parts: list[Part], areas: Meanings | None) -> AddressTown:
    """Returns the rightmost words that are a city and agree with what is known of the region.

    Words further left are a city's only where nothing with a digit, as a street has, stands between
    and a region or country follows. A name at the end of a street's words is a city's only where
    the region is known: "217 Example Rd Devon" in Pennsylvania.
    """
    qualifiers = [areas] if areas else []
    several = [part for part in parts if part.is_words and part.name]
    for number in range(len(several) - 1, -1, -1):
        part, between = several[number], several[number + 1 :]
        if between and (not areas or any(other.has_digit for other in between)):
            break
        if not between and (town := town_with_district(part, areas)):
            return town
        cities = [] if part.has_digit else cities_named_in(part.name, qualifiers)
        if cities and (cities[0].population or not between):
            return AddressTown(part.text, cities, part.name)
        if not between and names_region(areas):
            if named := _town_named_as_its_region(parts, areas, said_twice=True):
                return named
            if found := _at_end(part, *towns_and_size_at_end(part.text.split(), areas)):
                return found
        elif (
            not between
            and areas
            and part.has_digit
            and (found := _at_end(part, *towns_after_street(part.text.split(), areas)))
        ):
            return found
    return _town_named_as_its_region(parts, areas) or _part_of_town(several, parts, areas)


def _at_end(part: Part, cities: Sequence[Entry], size: int) -> AddressTown | None:
    text = " ".join(part.text.split()[-size:])
    return AddressTown(text, cities, fold(text)) if cities else None


def town_with_district(part: Part, areas: Meanings | None) -> AddressTown | None:
    """Returns the city of "Dublin 8" or "Paris 11e": with a number of its own it is no other's."""
    *words, number = part.text.split()
    name = fold(" ".join(words))
    is_danish = bool(DANISH_DISTRICT.fullmatch(number))
    if not name or not (is_danish or _DISTRICT.fullmatch(number)):
        return None
    cities = [
        city
        for city in cities_named_in(name, [areas] if areas else [])
        if city.population >= _HAS_DISTRICTS and (city.country == "DK" or not is_danish)
    ]
    return AddressTown(" ".join(words), cities, part.name) if cities else None


def in_its_county(
    town: AddressTown, parts: list[Part], *, is_stated: bool, is_field: bool
) -> AddressTown:
    """Returns the town of "Newcastle, Staffs", which is not the one upon Tyne.

    No town where the county alone says its country and it is not certain which of them it is.
    `is_stated`: fields of their own say the country or region; `is_field`: one says the town.
    """
    counties = [part.name for part in parts if part.meanings and is_british_county(part.name)]
    if not counties or not town.cities:
        return town
    cities = towns_of_county(town.cities, counties[0])
    if len(cities) == 1:
        return replace(town, cities=cities)
    is_stated = is_stated or any(meanings_of(part.name) for part in parts if part.meanings)
    return town if is_stated else AddressTown(town.text, [], town.name) if is_field else NO_TOWN


def _town_named_as_its_region(
    parts: list[Part], areas: Meanings | None, *, said_twice: bool = False
) -> AddressTown | None:
    """Returns the city of a region that has its name: "5 Broadway, New York", "10115 Berlin".

    But in "Anytown, New York" the town is another, which is not known. `said_twice` takes only
    those after which a region follows: "New York, NY".
    """
    for number, part in enumerate(parts):
        if not part.meanings:
            continue
        before = [other for other in parts[:number] if other.is_words]
        later = [other.meanings for other in parts[number + 1 :] if other.meanings]
        region_follows = any(area.region for meanings in later for area in meanings) or any(
            other.name == part.name for other in parts[number + 1 :]
        )
        if said_twice and not region_follows:
            continue
        if before and not (_names_door(before[-1]) or part.after_code or region_follows):
            continue
        certain = part.after_code or region_follows
        for city in cities_named_in(part.name, [areas] if certain and areas else later):
            in_own_region = any(area.region and area.holds(city) for area in meanings_of(part.name))
            if in_own_region or city.country in CITY_STATES or (later and certain):
                return AddressTown(part.text, [city], part.name)
    return None


def _names_door(part: Part) -> bool:
    """Returns whether words are of a house, a street or a building, and of no town."""
    words = part.name.split()
    return part.has_digit or looks_like_street(part.name) or not _BUILDINGS.isdisjoint(words)


def _part_of_town(several: list[Part], parts: list[Part], areas: Meanings | None) -> AddressTown:
    """Returns the last words as a part of a town, or else as a town that nobody knows.

    Only where a town is written: before a region or a postal code.
    """
    if not several or several[-1].has_digit or parts[-1] is several[-1]:
        return NO_TOWN
    last = several[-1]
    if districts := parts_of_towns(last.name, areas):
        return AddressTown(last.text, districts, last.name)
    is_short = len(last.text.split()) <= MAX_TOWN_WORDS
    return AddressTown(last.text, [], last.name, is_known=False) if is_short else NO_TOWN
